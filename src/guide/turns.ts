import type { Clock } from "../clock.ts";

/** Work that takes longer lets others run, so that no stream waits for a guide. */
const WORK_MS = 2;

/** Gives the event loop its turn now and then during long work. */
export class Turns {
  #sinceMs: number;

  /** Work begins now. */
  constructor(private readonly clock: Clock) {
    this.#sinceMs = clock.monotonicMs();
  }

  /** Lets others run if it is time; for every few hundred microseconds of work. */
  async pass(): Promise<void> {
    if (this.clock.monotonicMs() - this.#sinceMs < WORK_MS) return;
    await this.clock.sleep(0);
    this.#sinceMs = this.clock.monotonicMs();
  }
}
