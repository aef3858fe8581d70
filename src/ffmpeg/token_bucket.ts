import type { Clock } from "../clock.ts";

/** Limits how often something may begin: `ratePerSecond` on average, a burst of as many at once (S3). */
export class TokenBucket {
  #tokens: number;
  #filledAtMs: number;

  /**
   * @param ratePerSecond Starts per second, above 0.
   * @param clock Only its monotonic time is used.
   */
  constructor(readonly ratePerSecond: number, private readonly clock: Clock) {
    this.#tokens = Math.max(1, ratePerSecond);
    this.#filledAtMs = clock.monotonicMs();
  }

  /** Takes a token if there is one. */
  take(): boolean {
    this.#fill();
    if (this.#tokens < 1) return false;
    this.#tokens -= 1;
    return true;
  }

  /** Milliseconds until the next token; 0 when there is one now. */
  waitMs(): number {
    this.#fill();
    return this.#tokens >= 1 ? 0 : Math.ceil((1 - this.#tokens) / this.ratePerSecond * 1_000);
  }

  #fill(): void {
    const nowMs = this.clock.monotonicMs();
    const gained = (nowMs - this.#filledAtMs) / 1_000 * this.ratePerSecond;
    this.#tokens = Math.min(Math.max(1, this.ratePerSecond), this.#tokens + gained);
    this.#filledAtMs = nowMs;
  }
}
