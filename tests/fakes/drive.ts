import { setImmediate } from "node:timers/promises";
import type { FakeClock } from "./fake_clock.ts";

/** Time moves on by this much between two turns of the real event loop. */
const STEP_MS = 50;

/**
 * Waits for work that sleeps by a fake clock and also awaits what only the real event loop brings, such as bodies of
 * responses: both go on in turn until the work is done.
 *
 * @param clock The fake clock.
 * @param work What is waited for.
 * @param withinMs Fails when it takes longer by the fake clock.
 */
export async function drive<Result>(
  clock: FakeClock,
  work: Promise<Result>,
  withinMs = 600_000,
): Promise<Result> {
  let isDone = false;
  const done = work.finally(() => isDone = true);
  // Whoever awaits `done` hears of a failure.
  done.catch(() => {});
  const endMs = clock.monotonicMs() + withinMs;
  while (!isDone) {
    await setImmediate();
    if (isDone) break;
    if (clock.monotonicMs() > endMs) throw new Error(`Cannot wait any longer: ${withinMs} ms are over`);
    await clock.advance(STEP_MS);
  }
  return await done;
}
