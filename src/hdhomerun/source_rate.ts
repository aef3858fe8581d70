import type { Clock } from "../clock.ts";
import { LIMITS } from "../limits.ts";

interface Bucket {
  tokens: number;
  filledAtMs: number;
}

/** Bounds how often one sender, and all of them together, are answered. */
export class SourceRate {
  /** The sender that asked last comes last. */
  readonly #sources = new Map<string, Bucket>();
  readonly #all: Bucket;

  /**
   * Everybody may ask at once.
   *
   * @param clock Fills up what was used.
   */
  constructor(private readonly clock: Clock) {
    this.#all = { tokens: LIMITS.answersPerSecondMax, filledAtMs: clock.monotonicMs() };
  }

  /** Whether a sender may be answered now; if so, that is counted. */
  admits(source: string): boolean {
    const nowMs = this.clock.monotonicMs();
    const own = this.#sources.get(source) ??
      { tokens: LIMITS.answersPerSourcePerSecondMax, filledAtMs: nowMs };
    this.#sources.delete(source);
    this.#sources.set(source, own);
    this.#forgetOldest();
    fill(own, LIMITS.answersPerSourcePerSecondMax, nowMs);
    fill(this.#all, LIMITS.answersPerSecondMax, nowMs);
    if (own.tokens < 1 || this.#all.tokens < 1) return false;
    own.tokens -= 1;
    this.#all.tokens -= 1;
    return true;
  }

  /** Senders that are remembered. */
  get sources(): number {
    return this.#sources.size;
  }

  #forgetOldest(): void {
    if (this.#sources.size <= LIMITS.answeredSourcesMax) return;
    for (const oldest of this.#sources.keys()) {
      this.#sources.delete(oldest);
      return;
    }
  }
}

function fill(bucket: Bucket, perSecond: number, nowMs: number): void {
  bucket.tokens = Math.min(perSecond, bucket.tokens + (nowMs - bucket.filledAtMs) * perSecond / 1_000);
  bucket.filledAtMs = nowMs;
}
