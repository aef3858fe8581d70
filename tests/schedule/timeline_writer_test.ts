import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import fc from "fast-check";
import type { Channel } from "../../src/channel.ts";
import type { Programme } from "../../src/programme.ts";
import type { Content } from "../../src/content.ts";
import { type MirrorSchedule, NO_FILLER, type Schedule } from "../../src/schedule_rule.ts";
import { clip, CLIPS, DAY_MS, HOUR_MS, MINUTE_MS, World } from "./authority_world.ts";
import { loopChannel, loopOf } from "./samples.ts";

Deno.test({
  name: "A published timeline is only ever added to, whatever comes into the library",
  permissions: "none",
  async fn() {
    const changes = fc.array(fc.record({ hours: fc.integer({ min: 1, max: 30 }), added: fc.nat(3) }), {
      maxLength: 6,
    });
    await fc.assert(
      fc.asyncProperty(changes, fc.constantFrom("shuffle" as const, "chronological" as const), async (
        steps,
        order,
      ) => {
        const world = new World(Array.from({ length: 8 }, (_, id) => clip(id, 20 + id)), { order });
        await world.extendAll();
        for (const { hours, added } of steps) {
          const before = world.timeline();
          const next = world.items.length;
          world.items = [...world.items, ...Array.from({ length: added }, (_, at) => clip(next + at, 40))];
          await world.clock.advance(hours * HOUR_MS);
          await world.extendAll();
          const kept = before.filter(({ stopMs }) => stopMs > (world.timeline()[0]?.startMs ?? 0));
          deepStrictEqual(world.timeline().slice(0, kept.length), kept);
        }
        deepStrictEqual(world.rebuilt, []);
      }),
      { numRuns: 25 },
    );
  },
});

Deno.test({
  name: "Progress in a content outlives",
  permissions: "none",
  async fn(t) {
    const episodes = Array.from({ length: 200 }, (_, id) => clip(id, 20));
    /** Ids of programmes on air from the one that follows what is on air now. */
    const ahead = (world: World) =>
      world.timeline().filter(({ startMs, itemId }) => startMs > world.nowMs && itemId !== null)
        .map(({ itemId }) => itemId ?? -1);
    await t.step("a change to another kind of schedule", async () => {
      const world = new World(episodes);
      await world.extendAll();
      await world.clock.advance(5 * HOUR_MS + 7 * MINUTE_MS);
      const [next] = ahead(world);
      world.channels = [{ ...loopChannel("five"), schedule: eveningOf(loopOf().content) }];
      await world.extendAll();
      strictEqual(ahead(world)[0], next);
      world.channels = [loopChannel("five")];
      await world.clock.advance(3 * HOUR_MS);
      const [later] = ahead(world);
      await world.extendAll();
      strictEqual(ahead(world)[0], later);
    });
    await t.step("an edit of what it draws from, to and fro", async () => {
      for (const order of ["chronological", "shuffle", "rotating"] as const) {
        const world = new World(episodes, { order });
        await world.extendAll();
        const planned = world.timeline().flatMap(({ itemId }) => itemId ?? []);
        const edits = [{ search: "clip" }, { folder: CLIPS }];
        for (const collection of [...edits, ...edits]) {
          await world.clock.advance(3 * HOUR_MS);
          world.channels = [loopChannel("five", { order, collection })];
          await world.extendAll();
        }
        deepStrictEqual(
          world.timeline().flatMap(({ itemId }) => itemId ?? []).slice(0, 100),
          planned.slice(0, 100),
        );
      }
    });
    await t.step("a rebuild after episodes came that the ones on air stand behind", async () => {
      const world = new World(episodes.slice(50));
      await world.extendAll();
      await world.clock.advance(7 * HOUR_MS + 7 * MINUTE_MS);
      const aired = world.timeline().filter(({ startMs }) => startMs <= world.nowMs).map(({ itemId }) =>
        itemId
      );
      world.items = episodes;
      await world.settled(world.authority.rebuild("five", world.nowMs, "operator"));
      const [next] = ahead(world);
      ok(!aired.includes(next ?? -1), `episode ${next} has just aired`);
      strictEqual(next, (aired.at(-1) ?? 0) + 1);
    });
    await t.step("a month in which the program did not run", async () => {
      const world = new World(episodes);
      await world.extendAll();
      const last = world.timeline().at(-1)?.itemId ?? -1;
      await world.clock.advance(30 * DAY_MS);
      const restarted = world.restart();
      await restarted.extendAll();
      strictEqual(restarted.timeline()[0]?.itemId, (last + 1) % 200);
    });
  },
});

Deno.test({
  name: "A channel that is paused while nobody watches",
  permissions: "none",
  async fn(t) {
    const start = async () => {
      const world = new World(Array.from({ length: 30 }, (_, id) => clip(id, 30)));
      world.channels = [{ ...loopChannel("five"), schedule: { ...loopOf(), kind: "paused_when_unwatched" } }];
      await world.extendAll();
      return world;
    };
    const watch = async (world: World, minutes: number) => {
      world.watched.add("five");
      world.authority.resume("five");
      await world.clock.advance(minutes * MINUTE_MS);
      world.watched.delete("five");
      world.authority.pause("five");
    };
    await t.step("says what waits, as far as any timeline reaches", async () => {
      const world = await start();
      strictEqual(world.authority.nowPlaying("five", world.nowMs)?.programme.kind, "paused");
      strictEqual(world.authority.nowPlaying("five", world.nowMs)?.programme.title, "Clip 0");
      ok(world.endMs() >= world.nowMs + 2 * DAY_MS);
      await world.clock.advance(5 * HOUR_MS);
      await world.extendAll();
      ok(world.endMs() >= world.nowMs + 2 * DAY_MS);
      world.checkTiles();
    });
    await t.step("goes on where it stopped, however often and however long it stood still", async () => {
      await fc.assert(
        fc.asyncProperty(
          fc.array(
            fc.record({ watched: fc.integer({ min: 1, max: 90 }), away: fc.integer({ min: 1, max: 3_000 }) }),
            {
              maxLength: 8,
            },
          ),
          async (visits) => {
            const world = await start();
            let watchedMinutes = 0;
            for (const { watched, away } of visits) {
              world.watched.add("five");
              world.authority.resume("five");
              const airing = world.authority.nowPlaying("five", world.nowMs);
              const positionMs = (airing?.programme.itemOffsetMs ?? 0) + (airing?.positionMs ?? 0);
              strictEqual(airing?.programme.itemId, Math.floor(watchedMinutes / 30) % 30);
              strictEqual(positionMs, watchedMinutes % 30 * MINUTE_MS);
              await watch(world, watched);
              watchedMinutes += watched;
              world.checkTiles();
              await world.clock.advance(away * MINUTE_MS);
              await world.extendAll();
              world.checkTiles();
            }
          },
        ),
        { numRuns: 20 },
      );
    });
    await t.step("stops when the last one left, however long it took to notice", async () => {
      const world = await start();
      world.watched.add("five");
      world.authority.resume("five");
      await world.clock.advance(10 * MINUTE_MS);
      world.watched.delete("five");
      await world.clock.advance(50 * MINUTE_MS);
      world.authority.pause("five", world.nowMs - 50 * MINUTE_MS);
      world.checkTiles();
      world.authority.resume("five");
      const airing = world.authority.nowPlaying("five", world.nowMs);
      strictEqual(airing?.programme.itemId, 0);
      strictEqual((airing?.programme.itemOffsetMs ?? 0) + (airing?.positionMs ?? 0), 10 * MINUTE_MS);
    });
    await t.step("airs on like any other while somebody watches, and after a restart", async () => {
      const world = await start();
      world.watched.add("five");
      world.authority.resume("five");
      await world.extendAll();
      ok(world.endMs() >= world.nowMs + 2 * DAY_MS);
      deepStrictEqual(itemsOf(world.timeline()).slice(0, 3), [0, 1, 2]);
      await world.clock.advance(40 * MINUTE_MS);
      const restarted = world.restart();
      await restarted.extendAll();
      strictEqual(restarted.authority.nowPlaying("five", world.nowMs)?.programme.title, "Clip 1");
      strictEqual(restarted.authority.nowPlaying("five", world.nowMs)?.programme.kind, "paused");
    });
  },
});

Deno.test({
  name: "A mirror",
  permissions: "none",
  async fn(t) {
    const start = async (offsetMs: number) => {
      const world = new World(Array.from({ length: 30 }, (_, id) => clip(id, 25)), { order: "shuffle" });
      // Named first, so that it is not simply extended in the order of the list.
      world.channels = [mirrorOf("later", "five", offsetMs), ...world.channels];
      await world.extendAll();
      return world;
    };
    const told = (programmes: readonly Programme[]) =>
      programmes.map(({ startMs, stopMs, itemId, itemOffsetMs }) => [startMs, stopMs, itemId, itemOffsetMs]);
    const checkCopy = (world: World, offsetMs: number) => {
      const mirrored = world.authority.getTimeline("later", world.nowMs, Infinity);
      const source = world.authority.getTimeline("five", world.nowMs - offsetMs, Infinity);
      const expected = source.map((one) => ({
        ...one,
        startMs: one.startMs + offsetMs,
        stopMs: one.stopMs + offsetMs,
      }));
      const from = mirrored.findIndex(({ itemId }) => itemId !== null);
      const copied = told(mirrored.slice(from)).slice(1);
      const at = expected.findIndex(({ startMs }) => startMs === copied[0]?.[0]);
      deepStrictEqual(copied, told(expected.slice(at, at + copied.length)));
      ok(copied.length > 10);
    };
    for (const offsetMs of [0, HOUR_MS, 5 * HOUR_MS + 7_000]) {
      await t.step(
        `airs what the other channel aired ${offsetMs} ms before, as far as that reaches`,
        async () => {
          const world = await start(offsetMs);
          checkCopy(world, offsetMs);
          ok((world.store.endMs("later") ?? 0) >= world.nowMs + 2 * DAY_MS);
          for (let day = 0; day < 3; day++) {
            await world.clock.advance(19 * HOUR_MS);
            await world.extendAll();
            checkCopy(world, offsetMs);
          }
        },
      );
      await t.step(`follows when the other channel is rebuilt (${offsetMs} ms)`, async () => {
        const world = await start(offsetMs);
        await world.clock.advance(9 * HOUR_MS);
        await world.extendAll();
        world.channels = world.channels.map((one) =>
          one.id === "five" ? loopChannel("five", { seed: "x" }) : one
        );
        await world.extendAll();
        checkCopy(world, offsetMs);
        ok(world.rebuilt.includes("later: the mirrored channel changed"));
      });
    }
    await t.step("is off air as long as there is nothing to copy", async () => {
      const world = await start(2 * HOUR_MS);
      const first = world.authority.nowPlaying("later", world.nowMs);
      strictEqual(first?.programme.kind, "off_air");
      const begins = world.authority.getTimeline("later", 0, Infinity).find(({ itemId }) => itemId !== null);
      strictEqual(begins?.startMs, (world.timeline()[0]?.startMs ?? 0) + 2 * HOUR_MS);
    });
    await t.step("of a channel that is not on offer airs it all the same", async () => {
      const world = new World(Array.from({ length: 30 }, (_, id) => clip(id, 25)));
      const source = { ...loopChannel("five"), isEnabled: false };
      world.channels = [mirrorOf("last", "later", HOUR_MS), {
        ...mirrorOf("later", "five", 0),
        isEnabled: false,
      }, source];
      await world.extendAll();
      deepStrictEqual(itemsOf(world.authority.getTimeline("last", world.nowMs, Infinity)).slice(0, 3), [
        0,
        1,
        2,
      ]);
      deepStrictEqual(world.failed, []);
    });
    await t.step("of a mirror airs later still, and of a channel that is gone nothing", async () => {
      const world = await start(HOUR_MS);
      world.channels = [
        mirrorOf("last", "later", HOUR_MS),
        mirrorOf("lost", "nowhere", 0),
        ...world.channels,
      ];
      await world.extendAll();
      const [source, last] = ["five", "last"].map((id) =>
        itemsOf(world.authority.getTimeline(id, world.nowMs, world.nowMs + 6 * HOUR_MS))
      );
      deepStrictEqual(last?.slice(0, 8), source?.slice(0, 8));
      strictEqual(world.authority.programmeAt("lost", world.nowMs).kind, "off_air");
      deepStrictEqual(world.failed, []);
    });
  },
});

/** Weekdays and weekends alike: the content from eight in the evening, and for the rest of the day. */
function eveningOf(content: Content): Schedule {
  const slot = {
    days: { weekdays: [], dates: null },
    durationMs: null,
    parts: [{ content, mode: { flood: true }, title: null, filler: null }],
    overrun: "run_over",
  } as const;
  return {
    kind: "slots",
    slots: [{ ...slot, atMs: 20 * HOUR_MS }, { ...slot, atMs: 6 * HOUR_MS }],
    seed: null,
    timezone: "UTC",
    filler: NO_FILLER,
  };
}

function mirrorOf(id: string, channelId: string, offsetMs: number): Channel {
  const schedule: MirrorSchedule = {
    kind: "mirror",
    channelId,
    offsetMs,
    seed: null,
    timezone: "UTC",
    filler: NO_FILLER,
  };
  return { ...loopChannel(id), schedule };
}

function itemsOf(programmes: readonly Programme[]): number[] {
  return programmes.flatMap(({ itemId }) => itemId ?? []);
}
