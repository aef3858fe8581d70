import type { Clock } from "./clock.ts";

/** A sleep that news can end early; for one sleeper, again and again. */
export class Nap {
  #alarm = new AbortController();

  /** Nobody sleeps yet. */
  constructor(private readonly clock: Clock) {}

  /** Sleeps so long, or until {@link Nap.wake}; not at all if that was called since the last sleep. */
  sleep(durationMs: number): Promise<void> {
    return this.clock.sleep(durationMs, this.#alarm.signal).then(this.#setAlarm);
  }

  /** Ends the sleep, or the next one before it begins, so that no news is slept through. */
  wake(): void {
    this.#alarm.abort();
  }

  readonly #setAlarm = (): void => {
    if (this.#alarm.signal.aborted) this.#alarm = new AbortController();
  };
}
