import { deepStrictEqual, strictEqual } from "node:assert/strict";
import { openStore, type ReadyEntry, type Store } from "../../src/store/mod.ts";

const ENTRY: ReadyEntry = {
  key: "b1",
  itemId: 7,
  profile: "default",
  sizeBytes: 5_000_000_000,
  usedMs: 1_000,
  index: {
    tableBytes: 564,
    keys: [{ byte: 564, frame: 0 }, { byte: 4_999_999_000, frame: 60 }],
    blockSums: [0, 0xffff_ffff, 17],
    frames: 90,
  },
};

async function inStore(work: (store: Store, again: () => Promise<Store>) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir();
  const path = `${folder}/x.db`;
  try {
    using store = await openStore({ path });
    await work(store, () => openStore({ path }));
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

Deno.test("ReadyStore finds a file with its index, and lists all without", () =>
  inStore(async ({ ready }, again) => {
    strictEqual(ready.find("b1"), null);
    ready.add(ENTRY);
    ready.add({ ...ENTRY, key: "a1", itemId: 8 });
    const { index: _, ...file } = ENTRY;
    deepStrictEqual(ready.list(), [{ ...file, key: "a1", itemId: 8 }, file]);
    using later = await again();
    deepStrictEqual(later.ready.find("b1"), ENTRY);
  }));

Deno.test("ReadyStore notes use, replaces and forgets", async () => {
  await inStore(({ ready }) => {
    ready.add(ENTRY);
    ready.touch("b1", 2_000);
    strictEqual(ready.find("b1")?.usedMs, 2_000);
    ready.add({ ...ENTRY, sizeBytes: 9 });
    deepStrictEqual(ready.list().map(({ sizeBytes }) => sizeBytes), [9]);
    ready.remove("b1");
    ready.remove("b1");
    ready.touch("b1", 3_000);
    deepStrictEqual([ready.find("b1"), ready.list()], [null, []]);
    return Promise.resolve();
  });
});
