import { deepStrictEqual } from "node:assert/strict";
import { Connections } from "../../src/store/connections.ts";
import { backUp, openStore } from "../../src/store/mod.ts";
import { FakeClock } from "../fakes/fake_clock.ts";

Deno.test({
  name: "Connections.usage() tells what happened since the last look",
  permissions: "none",
  fn() {
    const connections = new Connections();
    deepStrictEqual(connections.usage(), { open: 0, used: 0 });
    const main = connections.open();
    main.touch();
    main.touch();
    deepStrictEqual(connections.usage(), { open: 1, used: 1 });
    deepStrictEqual(connections.usage(), { open: 1, used: 0 });
    for (let backup = 0; backup < 2; backup++) {
      using short = connections.open();
      short.touch();
    }
    deepStrictEqual(connections.usage(), { open: 2, used: 2 });
    deepStrictEqual(connections.usage(), { open: 1, used: 0 });
    main[Symbol.dispose]();
    main[Symbol.dispose]();
    deepStrictEqual([connections.usage(), connections.usage()], [{ open: 1, used: 0 }, { open: 0, used: 0 }]);
  },
});

Deno.test("Store.connections count reads, writes and backups, and nothing while all is quiet", async () => {
  const folder = await Deno.makeTempDir();
  try {
    using store = await openStore({ path: `${folder}/x.db` });
    store.connections.usage();
    deepStrictEqual(store.connections.usage(), { open: 1, used: 0 });
    store.media.list({});
    deepStrictEqual(store.connections.usage(), { open: 1, used: 1 });
    store.identity.set("a", "b");
    deepStrictEqual(store.connections.usage(), { open: 1, used: 1 });
    await backUp({ ...store, folder: `${folder}/backups`, keep: 1, clock: new FakeClock() });
    deepStrictEqual(store.connections.usage(), { open: 2, used: 1 });
    deepStrictEqual(store.connections.usage(), { open: 1, used: 0 });
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
