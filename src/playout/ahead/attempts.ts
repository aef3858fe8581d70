import type { Clock } from "../../clock.ts";
import { LIMITS } from "../../limits.ts";

/** Work that failed so often is left alone until the program starts again. */
const TRIES_MAX = 3;

/** Until the second try; the third waits twice as long. */
const RETRY_MS = 10 * 60_000;

/** Remembers what failed, so that hopeless work does not take the time of other work. */
export class Attempts {
  readonly #failed = new Map<string, { failures: number; notBeforeMs: number }>();

  /** Nothing has failed yet. */
  constructor(private readonly clock: Clock) {}

  /** Whether a piece of work may be tried now. */
  mayTry(key: string): boolean {
    const failed = this.#failed.get(key);
    return failed === undefined ||
      failed.failures < TRIES_MAX && this.clock.monotonicMs() >= failed.notBeforeMs;
  }

  /** Whether it failed before. */
  hasFailed(key: string): boolean {
    return this.#failed.has(key);
  }

  /** A try of it failed. */
  noteFailure(key: string): void {
    const failures = (this.#failed.get(key)?.failures ?? 0) + 1;
    this.#failed.delete(key);
    this.#failed.set(key, {
      failures,
      notBeforeMs: this.clock.monotonicMs() + RETRY_MS * 2 ** (failures - 1),
    });
    const [oldest] = this.#failed.keys();
    if (this.#failed.size > LIMITS.failedWorkMax && oldest !== undefined) this.#failed.delete(oldest);
  }
}
