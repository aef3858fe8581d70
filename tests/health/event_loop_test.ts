import { deepStrictEqual } from "node:assert/strict";
import type { Clock } from "../../src/clock.ts";
import { watchEventLoop } from "../../src/health/event_loop.ts";
import { FakeClock } from "../fakes/fake_clock.ts";

Deno.test("watchEventLoop() reports nothing while timers are on time, and how late they are when not", async () => {
  const clock = new FakeClock();
  let lateMs = 0;
  const busy: Clock = {
    wallMs: () => clock.wallMs(),
    monotonicMs: () => clock.monotonicMs() + lateMs,
    sleep: (durationMs, signal) => clock.sleep(durationMs, signal),
    every: (periodMs, work) => clock.every(periodMs, work),
  };
  const reports: number[] = [];
  using _ = watchEventLoop(busy, (lagSeconds) => reports.push(lagSeconds));
  await clock.advance(500);
  lateMs = 120;
  await clock.advance(500);
  deepStrictEqual(reports, [0, 0.12]);
});
