import { deepStrictEqual, strictEqual } from "node:assert/strict";
import { known } from "../../src/invariant.ts";
import { TimelineView } from "../../src/playout/timeline_view.ts";
import { FakeClock } from "../fakes/fake_clock.ts";
import { inARow, ORIGIN_MS, programme } from "./world.ts";

Deno.test({
  name: "TimelineView asks the timeline once for many looks, and again a moment later",
  permissions: "none",
  async fn() {
    const clock = new FakeClock();
    let programmes = inARow(ORIGIN_MS, [10_000, 10_000]);
    const asked: number[] = [];
    const view = new TimelineView({
      clock,
      channel: { id: "c1" },
      programmeAt(channelId, atMs) {
        strictEqual(channelId, "c1");
        asked.push(atMs);
        return known(programmes.find(({ stopMs }) => atMs < stopMs), "programme");
      },
    });
    const look = () => [0, 9_999, 10_000, 5_000].map((atMs) => view.at(ORIGIN_MS + atMs).itemId);
    deepStrictEqual(look(), [1, 1, 2, 1]);
    await clock.advance(200);
    deepStrictEqual(look(), [1, 1, 2, 1]);
    strictEqual(asked.length, 2);
    programmes = [programme(3, ORIGIN_MS, ORIGIN_MS + 60_000)];
    await clock.advance(50);
    deepStrictEqual(look(), [3, 3, 3, 3], "a timeline that was rebuilt");
    strictEqual(asked.length, 3);
  },
});
