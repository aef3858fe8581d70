import { deepStrictEqual } from "node:assert/strict";
import { type Clock, systemClock } from "../../src/clock.ts";
import { Turns } from "../../src/guide/turns.ts";

Deno.test(
  "Turns.pass() lets others run once work has taken some milliseconds",
  { permissions: "none" },
  async () => {
    let nowMs = 0;
    const turns: number[] = [];
    const clock: Clock = {
      ...systemClock,
      monotonicMs: () => nowMs,
      sleep: () => Promise.resolve(void turns.push(nowMs)),
    };
    const work = new Turns(clock);
    for (; nowMs < 20; nowMs += 1.5) await work.pass();
    deepStrictEqual(turns, [3, 6, 9, 12, 15, 18]);
  },
);
