import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import { clip, HOUR_MS, World } from "../schedule/authority_world.ts";
import { loopChannel, loopOf, playable } from "../schedule/samples.ts";

Deno.test("A channel that is edited or deleted while its timeline is written", async (t) => {
  // Short clips: a timeline takes many steps, between which others get their turn.
  const items = [playable(1, 20_000), playable(2, 20_000)];
  const cases = [
    { name: "extended", work: (world: World) => world.authority.extend("five") },
    { name: "rebuilt", work: (world: World) => world.authority.rebuild("five", world.nowMs, "test") },
    { name: "extended with all", work: (world: World) => world.authority.extendAll() },
  ];
  for (const { name, work } of cases) {
    await t.step(`${name}: goes on by its new schedule, and is rewritten once`, async () => {
      const world = new World(items, {}, { daysAhead: 3 });
      const done = work(world);
      await Promise.resolve();
      world.channels = [loopChannel("five", { order: "shuffle", seed: "other" })];
      const also = world.authority.extend("five");
      await world.settled(Promise.all([done, also]));
      world.checkTiles();
      const fresh = new World(items, { order: "shuffle", seed: "other" }, { daysAhead: 3 });
      await fresh.extendAll();
      strictEqual(world.timeline().length, fresh.timeline().length);
      ok(world.rebuilt.filter((line) => line.endsWith("the schedule changed")).length <= 1);
      deepStrictEqual(world.failed, []);
    });
    await t.step(`${name}: leaves nothing behind when it is gone`, async () => {
      const world = new World(items, {}, { daysAhead: 3 });
      const done = work(world);
      await Promise.resolve();
      world.channels = [];
      world.authority.forget("five");
      await world.settled(done);
      deepStrictEqual([world.timeline(), world.store.channels(), world.failed], [[], [], []]);
    });
  }
});

Deno.test("A channel whose time stands still from its first moment on loses nothing of its first item", async () => {
  const world = new World([clip(1, 20), clip(2, 45)]);
  const { content, seed, timezone, filler } = loopOf();
  const still = { kind: "paused_when_unwatched", content, seed, timezone, filler } as const;
  world.channels = [loopChannel("five", {}, { lifecycle: "on_demand", schedule: still })];
  world.clock.jumpWall(100);
  await world.settled(world.authority.extend("five"));
  strictEqual(world.timeline().at(-1)?.kind, "paused");
  await world.clock.advance(HOUR_MS);
  world.watched.add("five");
  world.authority.resume("five");
  const now = world.authority.nowPlaying("five", world.nowMs)?.programme;
  deepStrictEqual([now?.itemId, now?.itemOffsetMs, now?.startMs], [1, 100, world.nowMs]);
});
