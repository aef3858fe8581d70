import { deepStrictEqual, notDeepStrictEqual, ok, rejects, strictEqual, throws } from "node:assert/strict";
import fc from "fast-check";
import { nowPlaying } from "../../src/schedule/mod.ts";
import { clip, DAY_MS, HOUR_MS, MINUTE_MS, World } from "./authority_world.ts";
import { loopChannel, playable } from "./samples.ts";

Deno.test({
  name: "BroadcastScheduleAuthority builds ahead",
  permissions: "none",
  async fn(t) {
    await t.step("to the horizon, and prunes behind", async () => {
      const world = new World([clip(1, 20), clip(2, 45)]);
      await world.extendAll();
      world.checkTiles();
      strictEqual(world.timeline()[0]?.startMs, world.nowMs);
      ok(world.endMs() >= world.nowMs + 2 * DAY_MS && world.endMs() < world.nowMs + 2 * DAY_MS + HOUR_MS);
      await world.clock.advance(3 * DAY_MS / 2);
      await world.extendAll();
      world.checkTiles();
      const firstMs = world.timeline()[0]?.startMs ?? 0;
      ok(firstMs <= world.nowMs - DAY_MS && firstMs > world.nowMs - DAY_MS - HOUR_MS);
    });
    await t.step("from a whole second on, so that the guide's first instant is exact", async () => {
      const world = new World([clip(1, 20)]);
      world.clock.jumpWall(345);
      await world.extendAll();
      strictEqual(world.timeline()[0]?.startMs, world.nowMs - 345);
    });
    await t.step("never rewriting what is published", async () => {
      const world = new World([clip(1, 20), clip(2, 45), clip(3, 7)], { order: "shuffle" });
      await world.extendAll();
      for (let hour = 0; hour < 30; hour++) {
        const before = world.timeline();
        await world.clock.advance(HOUR_MS);
        world.items = [...world.items, clip(100 + hour, 3)];
        await world.extendAll();
        const after = world.timeline();
        const kept = before.filter(({ stopMs }) => stopMs > world.nowMs - DAY_MS);
        deepStrictEqual(after.slice(0, kept.length), kept);
      }
      ok(world.timeline().some(({ itemId }) => itemId === 110), "new items flow in");
      deepStrictEqual(world.rebuilt, []);
    });
    await t.step("in steps that let others run, when clips are very short", async () => {
      const world = new World([playable(1, 20_000)]);
      const done = world.authority.extendAll();
      ok(world.timeline().length <= 1_000, "one write is bounded");
      await world.clock.advance(0);
      await done;
      strictEqual(world.timeline().length, 2 * DAY_MS / 20_000);
      world.checkTiles();
    });
    await t.step(
      "reading the library once, in pieces, until it changes, and not at all when nothing is due",
      async () => {
        const items = Array.from({ length: 2_500 }, (_, id) => clip(id, 20));
        const world = new World(items);
        world.channels = [...world.channels, loopChannel("six", { order: "shuffle" })];
        await world.extendAll();
        await world.clock.advance(HOUR_MS);
        await world.extendAll();
        deepStrictEqual(world.reads, ["a piece", "a piece", "a piece"]);
        strictEqual(new Set(world.timeline().map(({ itemId }) => itemId)).size, world.timeline().length);
        world.items = items.slice(1);
        await world.extendAll();
        strictEqual(world.reads.length, 3, "the timelines reach their horizon");
        await world.clock.advance(HOUR_MS);
        await world.extendAll();
        strictEqual(world.reads.length, 6);
      },
    );
    await t.step("less far when items are so short that there would be too many", async () => {
      const world = new World([playable(1, 1_000)], {}, { daysAhead: 7 });
      await world.extendAll();
      strictEqual(world.timeline().length, 100_000);
      await world.clock.advance(2 * DAY_MS);
      await world.extendAll();
      ok(world.timeline().length <= 200_000);
    });
    await t.step("and survives one channel's failure", async () => {
      const world = new World([clip(1, 20)]);
      world.channels = [loopChannel("broken", { collection: { show: "boom" } }), ...world.channels];
      await world.extendAll();
      deepStrictEqual(world.failed, ["broken: boom"]);
      ok(world.timeline().length > 0);
    });
    await t.step("for enabled channels only, and forgets channels that are no more", async () => {
      const world = new World([clip(1, 20)]);
      const off = loopChannel("off", {}, { isEnabled: false });
      world.channels = [...world.channels, off, loopChannel("gone")];
      await world.extendAll();
      deepStrictEqual(world.store.channels().sort(), ["five", "gone"]);
      world.channels = world.channels.filter(({ id }) => id !== "gone");
      await world.extendAll();
      deepStrictEqual(world.store.channels(), ["five"]);
    });
    await t.step("and a channel that comes back goes on where it was", async () => {
      const world = new World([clip(1, 20), clip(2, 20), clip(3, 20)]);
      await world.extendAll();
      const [before, channels] = [world.timeline(), world.channels];
      world.setAside.add("five");
      world.channels = [];
      await world.clock.advance(HOUR_MS);
      await world.extendAll();
      world.channels = channels;
      await world.extendAll();
      deepStrictEqual(world.timeline().slice(0, before.length), before);
      deepStrictEqual(world.rebuilt, []);
    });
    await t.step("and says which items cannot air", async () => {
      const world = new World([clip(1, 20), playable(2, 10)]);
      await world.extendAll();
      deepStrictEqual(world.leftOut.at(-1), { tooShort: 1, tooLong: 0 });
    });
  },
});

Deno.test({
  name: "BroadcastScheduleAuthority answers what is on",
  permissions: "none",
  async fn(t) {
    await t.step(
      "the same way by nowPlaying, programmeAt and getTimeline, at every joint and around it",
      async () => {
        await fc.assert(
          fc.asyncProperty(
            fc.array(fc.integer({ min: 600_000, max: 9_000_000 }), { minLength: 1, maxLength: 5 }),
            async (durations) => {
              const world = new World(durations.map((durationMs, id) => playable(id, durationMs)), {}, {
                daysAhead: 1,
              });
              await world.extendAll();
              const all = world.timeline();
              const instants = all.flatMap(({ startMs, stopMs }) => [startMs, startMs + 1, stopMs - 1]);
              for (const atMs of instants) {
                deepStrictEqual(world.authority.nowPlaying("five", atMs), nowPlaying(all, atMs));
                deepStrictEqual(world.authority.programmeAt("five", atMs), nowPlaying(all, atMs)?.programme);
              }
            },
          ),
          { numRuns: 20 },
        );
      },
    );
    await t.step("the same after a restart", async () => {
      const world = new World([clip(1, 20), clip(2, 45)], { order: "shuffle" });
      await world.extendAll();
      await world.clock.advance(5 * HOUR_MS);
      const before = world.authority.nowPlaying("five", world.nowMs);
      const restarted = world.restart();
      deepStrictEqual(restarted.authority.nowPlaying("five", world.nowMs), before);
      await restarted.extendAll();
      deepStrictEqual(restarted.authority.nowPlaying("five", world.nowMs), before);
      restarted.checkTiles();
    });
    await t.step("and a restart in the middle builds on as if there had been none", async () => {
      const items = [clip(1, 20), clip(2, 45), clip(3, 5), clip(4, 90)];
      const unbroken = new World(items, { order: "shuffle" });
      let broken = new World(items, { order: "shuffle" });
      for (let day = 0; day < 3; day++) {
        await unbroken.extendAll();
        await broken.extendAll();
        await unbroken.clock.advance(DAY_MS);
        await broken.clock.advance(DAY_MS);
        broken = broken.restart();
      }
      deepStrictEqual(broken.timeline(), unbroken.timeline());
    });
    await t.step("null beyond the timeline, and for an unknown channel", () => {
      const world = new World([clip(1, 20)]);
      strictEqual(world.authority.nowPlaying("five", world.nowMs), null);
      strictEqual(world.authority.nowPlaying("nine", world.nowMs), null);
      deepStrictEqual(world.authority.getTimeline("nine", 0, world.nowMs), []);
    });
    await t.step("without asking the store again while the programme lasts", async () => {
      const world = new World([clip(1, 20)]);
      await world.extendAll();
      world.authority.nowPlaying("five", world.nowMs);
      let asked = 0;
      const original = world.store.at.bind(world.store);
      world.store.at = (id, atMs) => (asked++, original(id, atMs));
      for (let ms = 0; ms < 20 * MINUTE_MS; ms += 1_000) world.authority.nowPlaying("five", world.nowMs + ms);
      strictEqual(asked, 0);
    });
  },
});

Deno.test({
  name: "BroadcastScheduleAuthority.programmeAt()",
  permissions: "none",
  async fn(t) {
    await t.step("builds on demand when nothing is stored", () => {
      const world = new World([clip(1, 20)]);
      strictEqual(world.authority.programmeAt("five", world.nowMs).itemId, 1);
      world.checkTiles();
    });
    await t.step("builds on demand beyond the end", async () => {
      const world = new World([playable(1, 20_000)]);
      const atMs = world.nowMs + 30 * HOUR_MS;
      strictEqual(world.authority.programmeAt("five", atMs).itemId, 1);
      ok(world.endMs() > atMs);
      world.checkTiles();
      await world.extendAll();
      world.checkTiles();
    });
    await t.step("builds nothing for an instant that is over", () => {
      const world = new World([clip(1, 20)]);
      strictEqual(world.authority.programmeAt("five", world.nowMs - HOUR_MS).kind, "off_air");
      deepStrictEqual(world.timeline(), []);
    });
    await t.step("stands a card in, unstored, for the long past and beyond the horizon", async () => {
      const world = new World([clip(1, 20)]);
      await world.extendAll();
      const before = world.timeline();
      for (const atMs of [0, world.nowMs - 5 * DAY_MS, world.nowMs + 300 * DAY_MS]) {
        const programme = world.authority.programmeAt("five", atMs);
        strictEqual(programme.kind, "off_air");
        ok(programme.startMs <= atMs && atMs < programme.stopMs);
      }
      deepStrictEqual(world.timeline(), before);
    });
    await t.step("refuses a channel nobody knows", () => {
      const world = new World([]);
      throws(() => world.authority.programmeAt("nine", 0), { code: "unknown_channel" });
    });
    await t.step("starts anew after a month off the air", async () => {
      const world = new World([clip(1, 20), clip(2, 45)]);
      await world.extendAll();
      await world.clock.advance(30 * DAY_MS);
      const programme = world.authority.programmeAt("five", world.nowMs);
      strictEqual(programme.startMs, world.nowMs);
      deepStrictEqual(world.rebuilt, ["five: the timeline ended long ago"]);
      world.checkTiles();
    });
    await t.step("starts anew when the clock was set back before the timeline's start", async () => {
      const world = new World([clip(1, 20)]);
      await world.extendAll();
      world.clock.jumpWall(-400 * DAY_MS);
      strictEqual(world.authority.programmeAt("five", world.nowMs).itemId, 1);
      deepStrictEqual(world.rebuilt, ["five: the clock was set back"]);
      world.checkTiles();
    });
    await t.step("gives the same answer when the clock was set back a little", async () => {
      const world = new World([clip(1, 20), clip(2, 45)]);
      await world.extendAll();
      await world.clock.advance(10 * HOUR_MS);
      const before = world.timeline();
      world.clock.jumpWall(-5 * HOUR_MS);
      await world.extendAll();
      deepStrictEqual(world.timeline().slice(0, before.length), before);
    });
  },
});

Deno.test({
  name: "BroadcastScheduleAuthority rebuilds",
  permissions: "none",
  async fn(t) {
    await t.step("from the end of the item on air, and never the past", async () => {
      const world = new World([clip(1, 20), clip(2, 45), clip(3, 10)], { order: "shuffle" });
      await world.extendAll();
      await world.clock.advance(HOUR_MS);
      const before = world.timeline();
      const onAir = world.authority.programmeAt("five", world.nowMs);
      world.items = [...world.items, clip(4, 30)];
      await world.settled(world.authority.rebuild("five", 0, "operator"));
      const kept = before.filter(({ startMs }) => startMs <= onAir.startMs);
      deepStrictEqual(world.timeline().slice(0, kept.length), kept);
      notDeepStrictEqual(world.timeline().slice(0, before.length), before);
      world.checkTiles();
    });
    await t.step("to what it was, when nothing changed: a shuffle goes on in its round", async () => {
      const world = new World(Array.from({ length: 30 }, (_, id) => clip(id, 20)), { order: "shuffle" });
      await world.extendAll();
      await world.clock.advance(26 * HOUR_MS + 7 * MINUTE_MS);
      const before = world.timeline().filter(({ startMs }) => startMs > world.nowMs);
      await world.settled(world.authority.rebuild("five", world.nowMs, "operator"));
      const after = world.timeline().filter(({ startMs }) => startMs > world.nowMs);
      deepStrictEqual(after.slice(0, before.length), before);
    });
    await t.step("a chronological loop goes on after the item on air", async () => {
      const world = new World([clip(1, 20), clip(2, 20), clip(3, 20)]);
      await world.extendAll();
      await world.clock.advance(25 * MINUTE_MS);
      await world.settled(world.authority.rebuild("five", world.nowMs, "operator"));
      deepStrictEqual(world.timeline().slice(0, 4).map(({ itemId }) => itemId), [1, 2, 3, 1]);
    });
    await t.step("from a later instant, keeping what spans it", async () => {
      const world = new World([clip(1, 20), clip(2, 20)]);
      await world.extendAll();
      world.items = [clip(9, 60)];
      await world.settled(world.authority.rebuild("five", world.nowMs + 30 * MINUTE_MS, "operator"));
      deepStrictEqual(world.timeline().slice(0, 4).map(({ itemId }) => itemId), [1, 2, 9, 9]);
    });
    await t.step("exactly at a joint ahead, replacing what starts there", async () => {
      const world = new World([clip(1, 20), clip(2, 20)]);
      await world.extendAll();
      world.items = [clip(9, 60)];
      await world.settled(world.authority.rebuild("five", world.nowMs + 20 * MINUTE_MS, "operator"));
      deepStrictEqual(world.timeline().slice(0, 3).map(({ itemId }) => itemId), [1, 9, 9]);
    });
    await t.step("beyond the end by first filling up to it", async () => {
      const world = new World([clip(1, 20)]);
      await world.settled(world.authority.rebuild("five", world.nowMs + 90 * DAY_MS, "operator"));
      world.checkTiles();
      strictEqual(world.timeline()[0]?.startMs, world.nowMs);
    });
    await t.step("when the schedule changed, from the end of the item on air", async () => {
      const world = new World([clip(1, 20), clip(2, 20), clip(3, 20)]);
      await world.extendAll();
      await world.clock.advance(MINUTE_MS);
      const restarted = world.restart();
      restarted.channels = [loopChannel("five", { order: "shuffle" })];
      await restarted.extendAll();
      deepStrictEqual(restarted.rebuilt, ["five: the schedule changed"]);
      strictEqual(restarted.timeline()[0]?.itemId, 1);
      strictEqual(restarted.timeline()[0]?.stopMs, restarted.timeline()[1]?.startMs);
      restarted.checkTiles();
      await restarted.extendAll();
      strictEqual(restarted.rebuilt.length, 1, "once is enough");
    });
    await t.step("and tells nowPlaying at once", async () => {
      const world = new World([]);
      await world.extendAll();
      strictEqual(world.authority.nowPlaying("five", world.nowMs)?.programme.kind, "getting_ready");
      world.items = [clip(1, 20)];
      await world.settled(world.authority.rebuild("five", world.nowMs, "first scan"));
      strictEqual(world.authority.nowPlaying("five", world.nowMs)?.programme.itemId, 1);
    });
    await t.step("raising the version", async () => {
      const world = new World([clip(1, 20)]);
      await world.extendAll();
      const before = world.authority.version();
      await world.settled(world.authority.rebuild("five", world.nowMs, "operator"));
      ok(world.authority.version() > before);
    });
    await t.step("an unknown channel never", async () => {
      await rejects(new World([]).authority.rebuild("nine", 0, "x"), { code: "unknown_channel" });
    });
  },
});

Deno.test({
  name: "BroadcastScheduleAuthority.repair()",
  permissions: "none",
  async fn(t) {
    await t.step("rewrites nothing while every item is as it was", async () => {
      const world = new World([clip(1, 20), clip(2, 20)]);
      await world.extendAll();
      const before = world.timeline();
      strictEqual(await world.settled(world.authority.repair("five")), false);
      deepStrictEqual(world.timeline(), before);
    });
    for (const [name, items] of [["gone", [clip(1, 20)]], ["longer", [clip(1, 20), clip(2, 21)]]] as const) {
      await t.step(`rebuilds from the first programme two hours ahead whose item is ${name}`, async () => {
        const world = new World([clip(1, 20), clip(2, 20)]);
        await world.extendAll();
        await world.clock.advance(25 * MINUTE_MS);
        const before = world.timeline();
        world.items = [...items];
        strictEqual(await world.settled(world.authority.repair("five")), true);
        const kept = before.filter(({ startMs }) => startMs < world.nowMs + 120 * MINUTE_MS);
        deepStrictEqual(world.timeline().slice(0, kept.length), kept);
        const later = world.timeline().slice(kept.length);
        ok(
          later.every((one) =>
            one.itemId !== 2 || (name === "longer" && one.stopMs - one.startMs === 21 * MINUTE_MS)
          ),
        );
        world.checkTiles();
        strictEqual(await world.settled(world.authority.repair("five")), false, "once is enough");
      });
    }
  },
});
