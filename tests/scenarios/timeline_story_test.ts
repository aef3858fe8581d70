import { deepStrictEqual, ok } from "node:assert/strict";
import fc from "fast-check";
import { nowPlaying } from "../../src/schedule/mod.ts";
import { clip, CLIPS, DAY_MS, World } from "../schedule/authority_world.ts";
import { loopChannel } from "../schedule/samples.ts";

Deno.test({
  name: "BroadcastScheduleAuthority keeps its rules through any story",
  permissions: "none",
  async fn() {
    const acts = fc.array(
      fc.oneof(
        fc.record({ do: fc.constant("advance" as const), ms: fc.integer({ min: 1, max: 5 * DAY_MS }) }),
        fc.record({
          do: fc.constant("jump" as const),
          ms: fc.integer({ min: -3 * DAY_MS, max: 3 * DAY_MS }),
        }),
        fc.record({ do: fc.constant("library" as const), ms: fc.nat(5) }),
        fc.record({
          do: fc.constantFrom("extend" as const, "rebuild" as const, "repair" as const, "renew" as const),
          ms: fc.nat(DAY_MS),
        }),
        fc.record({
          do: fc.constantFrom("restart" as const, "order" as const, "ask" as const),
          ms: fc.nat(DAY_MS),
        }),
      ),
      { maxLength: 15 },
    );
    await fc.assert(
      fc.asyncProperty(acts, async (story) => {
        let world = new World([clip(1, 20), clip(2, 45)], {}, { daysAhead: 1 });
        for (const act of story) {
          world = await play(world, act);
          world.checkTiles();
          const programme = world.authority.programmeAt("five", world.nowMs);
          ok(programme.startMs <= world.nowMs && world.nowMs < programme.stopMs);
          const answer = world.authority.nowPlaying("five", world.nowMs);
          deepStrictEqual(answer, nowPlaying(world.timeline(), world.nowMs));
          deepStrictEqual(answer?.programme, programme);
          deepStrictEqual(world.store.at("five", world.nowMs), programme);
        }
        deepStrictEqual(world.failed, []);
      }),
      { numRuns: 150 },
    );
  },
});

async function play(world: World, act: { do: string; ms: number }): Promise<World> {
  if (act.do === "advance") await world.clock.advance(act.ms);
  if (act.do === "jump") world.clock.jumpWall(act.ms);
  if (act.do === "library") {
    world.items = Array.from({ length: act.ms }, (_, id) => clip(id + act.ms, 10 + id));
  }
  if (act.do === "extend") await world.extendAll();
  if (act.do === "rebuild") {
    await world.settled(world.authority.rebuild("five", world.nowMs + act.ms, "story"));
  }
  if (act.do === "repair") await world.settled(world.authority.repair("five"));
  if (act.do === "renew") {
    await world.settled(world.authority.renew([{ path: CLIPS, isFirst: act.ms % 2 === 0 }], "story"));
  }
  if (act.do === "order") {
    world.channels = [loopChannel("five", { order: act.ms % 2 ? "shuffle" : "chronological" })];
  }
  if (act.do === "ask") world.authority.programmeAt("five", world.nowMs + act.ms);
  return act.do === "restart" ? world.restart() : world;
}
