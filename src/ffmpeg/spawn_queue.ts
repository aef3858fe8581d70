import type { Clock } from "../clock.ts";
import { TokenBucket } from "./token_bucket.ts";

/** Who is served first when starts must wait: a viewer, a joint soon, a channel nobody watches, work in the background. */
export type Priority = "viewer" | "warm" | "idle" | "background";

/** Somebody who waits for a start. */
export interface Waiting {
  /** Place in the queue; equals are served in the order they came. */
  readonly priority: Priority;
  /** Ends the wait. */
  readonly signal: AbortSignal | null;
  /** When it came, on the monotonic clock. */
  readonly askedAtMs: number;
  /** Its turn: to be called once. */
  readonly start: () => void;
  /** Waited too long, or was called off. */
  readonly drop: (isLate: boolean) => void;
}

/** Settings of a queue. */
export interface SpawnQueueOptions {
  /** Starts per second (S3). */
  readonly ratePerSecond: number;
  /** Longest wait. */
  readonly timeoutMs: number;
}

const RANK: Record<Priority, number> = { viewer: 0, warm: 1, idle: 2, background: 3 };

/** How often those who wait are looked at while nobody can be started. */
const POLL_MS = 100;

/** Serves starts by priority and rate, one at a time, letting the event loop through between two (a spawn blocks it). */
export class SpawnQueue {
  readonly #waiting: Waiting[] = [];
  readonly #bucket: TokenBucket;
  readonly #stop = new AbortController();
  #isServing = false;

  /** A queue nobody waits in. */
  constructor(private readonly clock: Clock, private readonly options: SpawnQueueOptions) {
    this.#bucket = new TokenBucket(options.ratePerSecond, clock);
  }

  /** How many wait. */
  get size(): number {
    return this.#waiting.length;
  }

  /** Puts somebody in their place. */
  add(waiting: Waiting): void {
    if (waiting.signal?.aborted) return waiting.drop(false);
    // The same listener again is no second one, so a signal of many waits carries one.
    waiting.signal?.addEventListener("abort", this.#dropHopeless);
    const after = this.#waiting.findIndex((other) => RANK[other.priority] > RANK[waiting.priority]);
    this.#waiting.splice(after < 0 ? this.#waiting.length : after, 0, waiting);
    if (!this.#isServing) void this.#serve();
  }

  /** Sends everybody away. */
  close(): void {
    this.#stop.abort();
    for (const { drop } of this.#waiting.splice(0)) drop(false);
  }

  async #serve(): Promise<void> {
    this.#isServing = true;
    while (this.#waiting.length > 0) {
      await this.clock.sleep(Math.min(this.#bucket.waitMs(), POLL_MS), this.#stop.signal);
      this.#dropHopeless();
      if (this.#waiting.length > 0 && this.#bucket.take()) this.#waiting.shift()?.start();
    }
    this.#isServing = false;
  }

  readonly #dropHopeless = (): void => {
    const tooLongAgoMs = this.clock.monotonicMs() - this.options.timeoutMs;
    for (const waiting of [...this.#waiting]) {
      const isLate = waiting.askedAtMs < tooLongAgoMs;
      if (!isLate && !waiting.signal?.aborted) continue;
      this.#waiting.splice(this.#waiting.indexOf(waiting), 1);
      waiting.drop(isLate);
    }
  };
}
