import type { Clock } from "../clock.ts";
import { Nap } from "../nap.ts";
import { TokenBucket } from "./token_bucket.ts";

/** Who is served first when starts must wait: a viewer, a joint soon, a channel nobody watches, work in the background. */
export type Priority = "viewer" | "warm" | "idle" | "background";

/** What came of a turn. `waits`: there is no room, and whoever waits prefers to go on waiting. */
export type Turn = "started" | "refused" | "waits";

/** Somebody who waits for a start. */
export interface Waiting {
  /** Place in the queue; equals are served in the order they came. */
  readonly priority: Priority;
  /** Ends the wait. */
  readonly signal: AbortSignal | null;
  /** When it came, on the monotonic clock; null for somebody who waits however long it takes. */
  readonly askedAtMs: number | null;
  /** Its turn; to be called until the answer is not `waits`. */
  readonly start: () => Turn;
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

/** How often those who wait are looked at: some may have waited too long. */
const POLL_MS = 100;

/** While all who wait want room, it is looked for this often; usually {@link SpawnQueue.wake} comes first. */
const ROOM_POLL_MS = 5_000;

/**
 * Serves starts by priority and rate, one at a time, letting the event loop through between two (a spawn blocks it).
 *
 * Only what really starts counts against the rate.
 */
export class SpawnQueue {
  readonly #waiting: Waiting[] = [];
  readonly #bucket: TokenBucket;
  readonly #nap: Nap;
  #isServing = false;
  /** Everybody who waits wants room, and there is none. */
  #isStuck = false;

  /** A queue nobody waits in. */
  constructor(private readonly clock: Clock, private readonly options: SpawnQueueOptions) {
    this.#bucket = new TokenBucket(options.ratePerSecond, clock);
    this.#nap = new Nap(clock);
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
    if (this.#isServing) this.wake();
    else void this.#serve();
  }

  /** To be called when there may be room again. */
  wake(): void {
    if (this.#isStuck) this.#nap.wake();
  }

  /** Sends everybody away. */
  close(): void {
    this.#nap.wake();
    for (const { drop } of this.#waiting.splice(0)) drop(false);
  }

  async #serve(): Promise<void> {
    this.#isServing = true;
    while (this.#waiting.length > 0) {
      await this.#nap.sleep(this.#isStuck ? ROOM_POLL_MS : Math.min(this.#bucket.waitMs(), POLL_MS));
      this.#dropHopeless();
      this.#isStuck = this.#waiting.length > 0 && this.#bucket.waitMs() === 0 && !this.#serveOne();
    }
    this.#isServing = false;
  }

  /** Gives a turn to the first who can use it. @returns False if nobody can. */
  #serveOne(): boolean {
    for (const [index, waiting] of this.#waiting.entries()) {
      this.#waiting.splice(index, 1);
      const turn = waiting.start();
      if (turn === "started") this.#bucket.take();
      if (turn !== "waits") return true;
      this.#waiting.splice(index, 0, waiting);
    }
    return false;
  }

  readonly #dropHopeless = (): void => {
    const tooLongAgoMs = this.clock.monotonicMs() - this.options.timeoutMs;
    for (const waiting of [...this.#waiting]) {
      const isLate = waiting.askedAtMs !== null && waiting.askedAtMs < tooLongAgoMs;
      if (!isLate && !waiting.signal?.aborted) continue;
      this.#waiting.splice(this.#waiting.indexOf(waiting), 1);
      waiting.drop(isLate);
    }
  };
}
