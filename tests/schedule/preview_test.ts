import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import type { Channel } from "../../src/channel.ts";
import { assertTiles } from "../../src/schedule/mod.ts";
import { NO_FILLER } from "../../src/schedule_rule.ts";
import { clip, HOUR_MS, MINUTE_MS, World } from "./authority_world.ts";
import { loopChannel } from "./samples.ts";

const CLIPS = Array.from({ length: 40 }, (_, id) => clip(id, 25));

/** A world some hours after its start, in the middle of a programme. */
async function later(): Promise<World> {
  const world = new World(CLIPS);
  await world.extendAll();
  await world.clock.advance(4 * HOUR_MS + 11 * MINUTE_MS);
  return world;
}

Deno.test({
  name: "BroadcastScheduleAuthority.preview()",
  permissions: "none",
  async fn(t) {
    await t.step("is what airs once the schedule is saved, and changes nothing before", async () => {
      const world = await later();
      const changed = loopChannel("five", { order: "shuffle", seed: "new" });
      const before = world.timeline();
      const untilMs = world.nowMs + 24 * HOUR_MS;
      const { programmes, cutMs } = await world.settled(world.authority.preview(changed, untilMs));
      deepStrictEqual([world.timeline(), world.rebuilt], [before, []]);
      world.channels = [changed];
      await world.extendAll();
      const after = world.timeline().filter(({ stopMs }) => stopMs > world.nowMs);
      deepStrictEqual(programmes, after.slice(0, programmes.length));
      ok((programmes.at(-1)?.stopMs ?? 0) >= untilMs);
      strictEqual(cutMs, programmes[0]?.stopMs, "what is on air stays");
    });
    await t.step("of the schedule as it is differs in nothing", async () => {
      const world = await later();
      const untilMs = world.nowMs + 24 * HOUR_MS;
      const { programmes } = await world.settled(world.authority.preview(loopChannel("five"), untilMs));
      const published = world.timeline().filter(({ stopMs }) => stopMs > world.nowMs);
      deepStrictEqual(programmes, published.slice(0, programmes.length));
    });
    await t.step("begins with what is new where a card is on air", async () => {
      const world = new World([clip(1, 25)]);
      world.channels = [loopChannel("five", {}, { schedule: null })];
      await world.extendAll();
      await world.clock.advance(7 * MINUTE_MS);
      const { programmes, cutMs } = await world.settled(
        world.authority.preview(loopChannel("five"), world.nowMs + HOUR_MS),
      );
      assertTiles(programmes);
      deepStrictEqual([cutMs, programmes[0]?.startMs], [world.nowMs, world.nowMs]);
    });
    await t.step("of the schedule as it is differs in nothing amid filler either", async () => {
      const world = new World(CLIPS);
      const filler = { ...NO_FILLER, postRoll: [{ kind: "up_next", durationMs: 20 * MINUTE_MS }] } as const;
      world.channels = [loopChannel("five", { filler })];
      await world.extendAll();
      await world.clock.advance(35 * MINUTE_MS);
      const untilMs = world.nowMs + 24 * HOUR_MS;
      const { programmes } = await world.settled(
        world.authority.preview(loopChannel("five", { filler }), untilMs),
      );
      deepStrictEqual(programmes, world.authority.getTimeline("five", world.nowMs, untilMs));
    });
    await t.step("of a channel nobody knows begins now", async () => {
      const world = await later();
      const fresh = loopChannel("nine", { order: "shuffle" });
      const { programmes } = await world.settled(world.authority.preview(fresh, world.nowMs + 6 * HOUR_MS));
      assertTiles(programmes);
      strictEqual(programmes[0]?.startMs, world.nowMs);
      strictEqual(world.store.endMs("nine"), null);
    });
    await t.step("of a mirror copies, as far as the other channel is known", async () => {
      const world = await later();
      const mirror: Channel = {
        ...loopChannel("nine"),
        schedule: {
          kind: "mirror",
          channelId: "five",
          offsetMs: HOUR_MS,
          seed: null,
          timezone: "UTC",
          filler: NO_FILLER,
        },
      };
      const { programmes } = await world.settled(world.authority.preview(mirror, world.nowMs + 6 * HOUR_MS));
      assertTiles(programmes);
      const source = world.timeline().filter(({ stopMs }) => stopMs > world.nowMs - HOUR_MS);
      deepStrictEqual(
        programmes.map(({ itemId }) => itemId),
        source.slice(0, programmes.length).map((one) => one.itemId),
      );
    });
  },
});
