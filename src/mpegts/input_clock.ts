import { unwrapTicks } from "./timestamp.ts";

/** Unwraps all timestamps of one input, whatever PID they come from, so that sound and picture stay comparable. */
export class InputClock {
  #lastTicks: number | null = null;

  /**
   * The endless position of the next timestamp: the one less than half a turn from the timestamp before.
   *
   * @param ticks Wrapped timestamp; the first one stays what it is.
   */
  unwrap(ticks: number): number {
    this.#lastTicks = this.#lastTicks === null ? ticks : unwrapTicks(ticks, this.#lastTicks);
    return this.#lastTicks;
  }
}
