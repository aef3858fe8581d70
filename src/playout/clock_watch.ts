import type { Clock } from "../clock.ts";

/** A clock that is off by more was set, and is not merely kept in step. */
export const CLOCK_STEP_MS = 1_000;

/** Notices when somebody sets the wall clock, or the machine slept without counting the time. */
export class ClockWatch {
  #offsetMs: number;

  /** Whatever the clock says now is right. */
  constructor(private readonly clock: Clock) {
    this.#offsetMs = clock.wallMs() - clock.monotonicMs();
  }

  /** By how much the clock was set since the last look, in milliseconds; 0 if it was not. */
  look(): number {
    const offsetMs = this.clock.wallMs() - this.clock.monotonicMs();
    const setByMs = offsetMs - this.#offsetMs;
    if (Math.abs(setByMs) <= CLOCK_STEP_MS) return 0;
    this.#offsetMs = offsetMs;
    return setByMs;
  }
}
