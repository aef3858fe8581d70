import { aborted } from "../aborted.ts";
import { framesPerSecond } from "../ffmpeg/mod.ts";
import type { Ratio } from "../media.ts";
import type { AccessUnit } from "../mpegts/mod.ts";

/** Media an input holds at most before it stops reading: enough to bridge a scheduling hiccup. */
const QUEUE_MS = 2_000;

/** Units of any kind an input holds at most: more sound than belongs to so few pictures is held back by no picture. */
const QUEUE_UNITS_MAX = 2_000;

/** What an input has read and nobody has taken yet; a full one makes its reader wait. */
export class UnitQueue {
  #units: AccessUnit[] = [];
  #pictures = 0;
  #change = Promise.withResolvers<void>();
  #room = Promise.withResolvers<void>();
  readonly #picturesMax: number;

  /** An empty queue. */
  constructor(frameRate: Ratio) {
    this.#picturesMax = QUEUE_MS / 1_000 * framesPerSecond(frameRate);
  }

  /** Pictures that wait. */
  get pictures(): number {
    return this.#pictures;
  }

  /** Adds units; whoever waits for a change hears of it. */
  add(units: readonly AccessUnit[]): void {
    for (const unit of units) {
      this.#units.push(unit);
      if (unit.kind === "video") this.#pictures += 1;
    }
    if (units.length > 0) this.tell();
  }

  /** The next units in order, with so many pictures at most. */
  take(picturesMax: number): AccessUnit[] {
    let pictures = 0;
    let count = 0;
    for (; count < this.#units.length; count++) {
      if (this.#units[count]?.kind !== "video") continue;
      if (pictures === picturesMax) break;
      pictures += 1;
    }
    this.#pictures -= pictures;
    this.#room.resolve();
    return this.#units.splice(0, count);
  }

  /** Waits while the queue is full; an abort ends the wait. */
  async room(signal: AbortSignal): Promise<void> {
    const wake = () => this.#room.resolve();
    signal.addEventListener("abort", wake);
    while (this.#isFull && !signal.aborted) {
      this.#room = Promise.withResolvers<void>();
      await this.#room.promise;
    }
    signal.removeEventListener("abort", wake);
  }

  /** Resolves at the next change, or when `signal` aborts. */
  changed(signal: AbortSignal): Promise<void> {
    return Promise.race([aborted(signal), this.#change.promise]);
  }

  /** Something changed that whoever waits should hear of. */
  tell(): void {
    this.#change.resolve();
    this.#change = Promise.withResolvers<void>();
  }

  get #isFull(): boolean {
    return this.#pictures >= this.#picturesMax || this.#units.length >= QUEUE_UNITS_MAX;
  }
}
