import { strictEqual } from "node:assert/strict";
import fc from "fast-check";
import { RecentTimes } from "../../src/health/recent_times.ts";

const CASES: readonly [name: string, times: readonly number[], nowMs: number, count: number][] = [
  ["nothing", [], 0, 0],
  ["what is now", [5], 5, 1],
  ["what is exactly as old as the window", [0], 60_000, 1],
  ["not what is older", [0], 60_001, 0],
  ["only what is in the window", [0, 1, 30_000, 60_001], 60_001, 3],
  ["not more than it keeps", [1, 2, 3, 4, 5, 6, 7], 8, 5],
];

Deno.test({
  name: "RecentTimes counts",
  permissions: "none",
  async fn(t) {
    for (const [name, times, nowMs, count] of CASES) {
      await t.step(name, () => {
        const recent = new RecentTimes(60_000, 5);
        for (const time of times) recent.add(time);
        strictEqual(recent.count(nowMs), count);
      });
    }
    await t.step("for how long it is full", () => {
      const recent = new RecentTimes(60_000, 2);
      for (const time of [0, 1_000, 5_000]) {
        strictEqual(recent.fullForMs(time), time < 5_000 ? 0 : 55_001);
        recent.add(time);
      }
      strictEqual(recent.fullForMs(61_000), 1);
      strictEqual(recent.fullForMs(61_001), 0);
    });
    await t.step("nothing after it was cleared", () => {
      const recent = new RecentTimes(60_000, 5);
      recent.add(0);
      recent.clear();
      strictEqual(recent.count(0), 0);
    });
    await t.step("as the obvious way does, up to what it keeps", () => {
      fc.assert(fc.property(fc.array(fc.nat(50_000), { maxLength: 60 }), (steps) => {
        const recent = new RecentTimes(60_000, 5);
        const all: number[] = [];
        let nowMs = 0;
        for (const step of steps) {
          nowMs += step;
          recent.add(nowMs);
          all.push(nowMs);
          strictEqual(
            recent.count(nowMs),
            Math.min(5, all.filter((time) => time >= nowMs - 60_000).length),
          );
        }
      }));
    });
  },
});
