import { deepStrictEqual, strictEqual } from "node:assert/strict";
import { retitleTimelines } from "../../src/schedule/mod.ts";
import { openStore } from "../../src/store/mod.ts";
import { drive } from "../fakes/drive.ts";
import { FakeClock } from "../fakes/fake_clock.ts";
import { found, INFO, programme } from "../store/samples.ts";

const MINUTE_MS = 60_000;

Deno.test("retitleTimelines() calls what is on and what comes as the library does, and moves nothing", async () => {
  const folder = await Deno.makeTempDir();
  try {
    using store = await openStore({ path: `${folder}/x.db` });
    const clock = new FakeClock();
    const nowMs = clock.wallMs();
    const itemId = store.media.upsert(
      found("/media/a.mkv", { kind: "episode", title: "Pilot", show: "The Show", season: 1, episode: 2 }),
      INFO,
    );
    const at = (minute: number) => nowMs + minute * MINUTE_MS;
    const [over, on, next] = [[-20, -10], [-10, 10], [10, 20]].map(([start = 0, stop = 0]) => ({
      ...programme("one", at(start), at(stop)),
      itemId,
    }));
    if (over === undefined || on === undefined || next === undefined) throw new Error("no programmes");
    store.timelines.append("one", [over, on, next], "{}");
    store.timelines.append("two", [{ ...programme("two", at(0), at(9)), itemId: 999 }], "{}");
    const version = store.timelines.version();
    deepStrictEqual(await drive(clock, retitleTimelines(store.timelines, clock)), []);
    strictEqual(store.timelines.version(), version, "nothing changed");

    const title = {
      kind: "episode",
      title: "Low Tide",
      show: "Harbour",
      season: 1,
      episode: 2,
      year: 2008,
    } as const;
    store.media.retitle(itemId, title);
    deepStrictEqual(await drive(clock, retitleTimelines(store.timelines, clock)), ["one"]);
    strictEqual(store.timelines.version(), version + 1);
    const { kind: category, ...named } = title;
    deepStrictEqual(store.timelines.read("one", at(-30), at(30)), [
      over,
      { ...on, ...named, category },
      { ...next, ...named, category },
    ]);
    deepStrictEqual(await drive(clock, retitleTimelines(store.timelines, clock)), []);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
