import { deepStrictEqual, strictEqual } from "node:assert/strict";
import { LIMITS } from "../../../src/limits.ts";
import { Attempts } from "../../../src/playout/ahead/attempts.ts";
import { FakeClock } from "../../fakes/fake_clock.ts";

const MINUTE = 60_000;

Deno.test("Attempts lets work be tried three times, later each time, and then no more", async () => {
  const clock = new FakeClock();
  const attempts = new Attempts(clock);
  const seen: boolean[] = [attempts.mayTry("a")];
  const WAITS = [9, 1, 19, 1, 24 * 60];
  attempts.noteFailure("a");
  for (const minutes of WAITS) {
    await clock.advance(minutes * MINUTE);
    seen.push(attempts.mayTry("a"));
    if (seen.at(-1) === true) attempts.noteFailure("a");
  }
  deepStrictEqual(seen, [true, false, true, false, true, false]);
  deepStrictEqual([attempts.hasFailed("a"), attempts.hasFailed("b")], [true, false]);
  strictEqual(attempts.mayTry("b"), true, "other work goes on");
});

Deno.test("Attempts remembers no more than it may, and forgets the oldest first", () => {
  const attempts = new Attempts(new FakeClock());
  for (let work = 0; work <= LIMITS.failedWorkMax; work++) attempts.noteFailure(`${work}`);
  deepStrictEqual([attempts.mayTry("0"), attempts.mayTry("1")], [true, false]);
});
