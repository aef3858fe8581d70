import type { Clock } from "../clock.ts";

/** Waits between tries of one programme: 1, 2, 4, 8, then 10 s (decision 7). */
const BACKOFF_MAX_MS = 10_000;

/** An input that lived this long earns its successor a try at once. */
const LONG_LIFE_MS = 10_000;

/** How often a programme's input may be opened again after it failed. */
export class Retry {
  #startMs = NaN;
  #failures = 0;
  #fruitless = 0;
  #notBeforeMs = -Infinity;
  #openedAtMs: number;
  #lastLifeMs: number;
  #hasGivenUp = false;

  /** Ready for a first programme. */
  constructor(private readonly clock: Clock) {
    this.#openedAtMs = this.#lastLifeMs = clock.monotonicMs();
  }

  /** Failures of the programme so far. */
  get failures(): number {
    return this.#failures;
  }

  /** True when the programme will not be tried again. */
  get hasGivenUp(): boolean {
    return this.#hasGivenUp;
  }

  /** True when a try may begin now. */
  get isDue(): boolean {
    return !this.#hasGivenUp && this.clock.monotonicMs() >= this.#notBeforeMs;
  }

  /** How long until a try may begin; Infinity when there will be none. */
  get waitMs(): number {
    return this.#hasGivenUp ? Infinity : Math.max(0, this.#notBeforeMs - this.clock.monotonicMs());
  }

  /** When something was last heard of the input, or it was opened; monotonic. */
  get lastLifeMs(): number {
    return this.#lastLifeMs;
  }

  /** Another programme, or another try of the same one. */
  begin(startMs: number): void {
    if (startMs !== this.#startMs) {
      this.#startMs = startMs;
      this.#failures = this.#fruitless = 0;
      this.#notBeforeMs = -Infinity;
      this.#hasGivenUp = false;
    }
    if (this.isDue) this.#openedAtMs = this.#lastLifeMs = this.clock.monotonicMs();
  }

  /** The input delivered something. */
  noteLife(): void {
    this.#lastLifeMs = this.clock.monotonicMs();
    this.#fruitless = 0;
  }

  /** The input failed; the next try waits, longer each time, unless this one lived long. */
  noteFailure(): void {
    const nowMs = this.clock.monotonicMs();
    const hadLongLife = this.#lastLifeMs - this.#openedAtMs >= LONG_LIFE_MS;
    this.#failures += 1;
    this.#fruitless += 1;
    const backoffMs = hadLongLife ? 0 : Math.min(BACKOFF_MAX_MS, 1_000 * 2 ** (this.#fruitless - 1));
    this.#notBeforeMs = nowMs + backoffMs;
  }

  /** Nobody failed, but it cannot be now. */
  postpone(durationMs: number): void {
    this.#notBeforeMs = this.clock.monotonicMs() + durationMs;
  }

  /** There is nothing more to get from the programme. */
  giveUp(): void {
    this.#hasGivenUp = true;
  }
}
