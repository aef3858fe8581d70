/** The newest of a row of instants, to be counted within a window. */
export class RecentTimes {
  readonly #times: number[] = [];

  /**
   * @param windowMs Length of the window; what is exactly so old still counts, so that "at most N in any window"
   *   holds for windows with both ends.
   * @param countMax Instants kept; with more in the window, this many are counted.
   */
  constructor(readonly windowMs: number, private readonly countMax: number) {}

  /** Adds an instant, not before the ones already there. */
  add(atMs: number): void {
    this.#times.push(atMs);
    if (this.#times.length > this.countMax) this.#times.shift();
  }

  /** How many lie in the window that ends now. */
  count(nowMs: number): number {
    while (nowMs - (this.#times[0] ?? nowMs) > this.windowMs) this.#times.shift();
    return this.#times.length;
  }

  /** Until the window that ends then holds fewer than are kept, in milliseconds; 0 if it does now. */
  fullForMs(nowMs: number): number {
    const isFull = this.count(nowMs) >= this.countMax;
    // What is exactly as old as the window still counts.
    return isFull ? this.windowMs - (nowMs - (this.#times[0] ?? nowMs)) + 1 : 0;
  }

  /** Forgets all of them. */
  clear(): void {
    this.#times.length = 0;
  }
}
