import { strictEqual } from "node:assert/strict";
import { ClockWatch } from "../../src/playout/clock_watch.ts";
import { FakeClock } from "../fakes/fake_clock.ts";

Deno.test({
  name: "ClockWatch.look() tells once of a clock that was set, and not of one that is kept in step",
  permissions: "none",
  async fn() {
    const clock = new FakeClock();
    const watch = new ClockWatch(clock);
    await clock.advance(86_400_000);
    strictEqual(watch.look(), 0);
    for (const byMs of [3_600_000, -3_600_000, 1_001]) {
      clock.jumpWall(byMs);
      strictEqual(watch.look(), byMs);
      strictEqual(watch.look(), 0);
    }
    clock.jumpWall(600);
    strictEqual(watch.look(), 0);
    clock.jumpWall(600);
    strictEqual(watch.look(), 1_200, "small steps add up");
    clock.suspend(3_600_000);
    strictEqual(watch.look(), 0, "both clocks went on");
  },
});
