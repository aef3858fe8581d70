import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import { clip, DAY_MS, HOUR_MS, MINUTE_MS, World } from "./authority_world.ts";
import { loopChannel, loopOf } from "./samples.ts";

const UNREAD = loopChannel("five", {}, { schedule: null, scheduleFault: "schedule: found nothing" });
const SHUFFLE = { order: "shuffle" } as const;
const CLIPS = Array.from({ length: 30 }, (_, id) => clip(id, 20));

function itemsFrom(world: World, fromMs: number): (number | null)[] {
  return world.timeline().filter(({ startMs }) => startMs >= fromMs).map(({ itemId }) => itemId);
}

Deno.test({
  name: "A channel whose schedule cannot be read",
  permissions: "none",
  async fn(t) {
    for (const awayMs of [HOUR_MS, 5 * DAY_MS]) {
      await t.step(`shows a card, and goes on where it was after ${awayMs / HOUR_MS} hours`, async () => {
        const before = new World(CLIPS, SHUFFLE);
        await before.extendAll();
        await before.clock.advance(26 * HOUR_MS + 7 * MINUTE_MS);
        const airing = before.authority.nowPlaying("five", before.nowMs)?.programme;
        const due = itemsFrom(before, before.nowMs).slice(0, 40);

        const unread = before.restart();
        unread.channels = [UNREAD];
        await unread.extendAll();
        unread.checkTiles();
        deepStrictEqual(
          unread.authority.nowPlaying("five", unread.nowMs)?.programme,
          airing,
          "it ends first",
        );
        const ahead = unread.timeline().filter(({ startMs }) => startMs > unread.nowMs);
        ok(ahead.length > 0);
        for (const { kind, title } of ahead) {
          deepStrictEqual([kind, title], ["off_air", "Its schedule cannot be read"]);
        }
        for (let passedMs = 0; passedMs < awayMs; passedMs += HOUR_MS) {
          await unread.clock.advance(HOUR_MS);
          await unread.extendAll();
        }
        strictEqual(unread.rebuilt.length, 1, "once is enough");
        await unread.settled(unread.authority.rebuild("five", unread.nowMs, "operator"));

        const again = unread.restart();
        again.channels = before.channels;
        await again.extendAll();
        again.checkTiles();
        deepStrictEqual(itemsFrom(again, again.nowMs).slice(0, 40), due);
        strictEqual(JSON.parse(again.store.state("five") ?? "{}").held, undefined, "nothing is left of it");
      });
    }

    await t.step("comes back with another schedule, and has not forgotten what it aired", async () => {
      const world = new World([clip(1, 20), clip(2, 20), clip(3, 20)]);
      await world.extendAll();
      await world.clock.advance(25 * MINUTE_MS);
      world.channels = [UNREAD];
      await world.extendAll();
      await world.clock.advance(HOUR_MS);
      world.channels = [loopChannel("five", { seed: "other" })];
      await world.extendAll();
      deepStrictEqual(itemsFrom(world, world.nowMs).slice(0, 3), [3, 1, 2]);
    });

    await t.step("loses nothing of what waited while nobody watched", async () => {
      const world = new World([clip(1, 20), clip(2, 45)]);
      const still = { ...loopOf(), kind: "paused_when_unwatched" } as const;
      const channels = [loopChannel("five", {}, { lifecycle: "on_demand", schedule: still })];
      world.channels = channels;
      world.watched.add("five");
      await world.extendAll();
      await world.clock.advance(5 * MINUTE_MS);
      world.watched.clear();
      world.authority.pause("five");
      world.channels = [UNREAD];
      await world.extendAll();
      await world.clock.advance(HOUR_MS);
      world.channels = channels;
      await world.extendAll();
      strictEqual(world.authority.nowPlaying("five", world.nowMs)?.programme.kind, "paused");
      world.watched.add("five");
      world.authority.resume("five");
      const now = world.authority.nowPlaying("five", world.nowMs)?.programme;
      deepStrictEqual([now?.itemId, now?.itemOffsetMs], [1, 5 * MINUTE_MS]);
    });
  },
});
