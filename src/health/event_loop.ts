import type { Clock } from "../clock.ts";

/** How often the event loop is asked whether it is on time. */
const PERIOD_MS = 500;

/**
 * Measures how late timers fire: what a viewer's packets would have to wait.
 *
 * @param clock Real time.
 * @param report Receives the lateness in seconds, 0 or more.
 */
export function watchEventLoop(clock: Clock, report: (lagSeconds: number) => void): Disposable {
  let expectedMs = clock.monotonicMs() + PERIOD_MS;
  return clock.every(PERIOD_MS, () => {
    const nowMs = clock.monotonicMs();
    report(Math.max(0, nowMs - expectedMs) / 1_000);
    expectedMs = nowMs + PERIOD_MS;
  });
}
