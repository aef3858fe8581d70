import type { Clock } from "../clock.ts";
import type { TunerRecord } from "../tuning.ts";
import { Fault } from "../fault.ts";
import { invariant, known } from "../invariant.ts";

/** What a viewer wants a tuner for. */
export interface TunerWish {
  /** Key of the channel to tune to. */
  readonly channelId: string;
  /** Index of the tuner asked for; null leaves the choice to us. */
  readonly wanted: number | null;
  /** The viewer's address, for the record. */
  readonly address: string;
  /** True if the viewer has locked the tuner asked for: then it is that one or none. */
  readonly isHolder?: boolean;
}

/** One viewer's part in a tuner; disposing gives it back, once or more. */
export interface TunerLease extends Disposable {
  /** The tuner, from 0. */
  readonly index: number;
}

/** How tuners behave. */
export interface TunersOptions {
  /** How long a tuner stays on its channel after the last viewer left, in milliseconds. */
  readonly lingerMs: number;
  /** Tells when a lingering is over. */
  readonly clock: Clock;
}

interface Tuner {
  readonly index: number;
  channelId: string | null;
  /** Addresses of the viewers, newest last; a lease is known by its entry. */
  readonly viewers: Set<{ readonly address: string }>;
  /** When the last viewer left, on the monotonic clock. */
  leftAtMs: number;
}

/**
 * The table of tuners.
 *
 * A channel sits on one tuner however many viewers it has, because players open one stream several times.
 * After its last viewer a tuner lingers on the channel, but yields at once when another channel needs it; so a
 * lingering tuner never makes anybody wait.
 */
export class Tuners {
  readonly #tuners: readonly Tuner[];
  /** Indices of tuners that are locked. */
  readonly #reserved = new Set<number>();
  readonly #lingerMs: number;
  readonly #clock: Clock;

  /**
   * Starts with every tuner idle.
   *
   * @param count Number of tuners, at least 1.
   * @param options Lingering and clock.
   */
  constructor(count: number, { lingerMs, clock }: TunersOptions) {
    invariant(Number.isInteger(count) && count > 0, `Cannot make tuners: count is ${count}`);
    this.#tuners = Array.from(
      { length: count },
      (_, index) => ({ index, channelId: null, viewers: new Set<{ address: string }>(), leftAtMs: 0 }),
    );
    this.#lingerMs = lingerMs;
    this.#clock = clock;
  }

  /**
   * Takes a tuner for one more viewer.
   *
   * The tuner the channel already has viewers on is shared, whichever was asked for: the channel needs no second,
   * but for a locked one, whose holder may take it elsewhere at any time.
   *
   * @throws {Fault} `unknown_tuner`, `tuner_in_use` (the one asked for shows another channel, or is locked) or
   *   `all_tuners_in_use`.
   */
  acquire({ channelId, wanted, address, isHolder = false }: TunerWish): TunerLease {
    this.#endLingering();
    const tuner = wanted === null ? this.#choose(channelId) : this.#specific(wanted, channelId, isHolder);
    for (const other of this.#tuners) {
      if (other !== tuner && other.channelId === channelId && other.viewers.size === 0) {
        other.channelId = null;
      }
    }
    tuner.channelId = channelId;
    const viewer = { address };
    tuner.viewers.add(viewer);
    return { index: tuner.index, [Symbol.dispose]: () => this.#release(tuner, viewer) };
  }

  /**
   * Keeps a tuner for whoever locked it, or gives it back to all.
   *
   * @param index The tuner, from 0.
   * @param isReserved False to give it back.
   */
  reserve(index: number, isReserved: boolean): void {
    if (isReserved) this.#reserved.add(index);
    else this.#reserved.delete(index);
  }

  /** All tuners, by index; a lingering one shows its channel without an address. */
  list(): TunerRecord[] {
    this.#endLingering();
    return this.#tuners.map(({ index, channelId, viewers }) => ({
      index,
      channelId,
      address: [...viewers].at(-1)?.address ?? null,
    }));
  }

  /** Those nobody has locked. */
  get #free(): readonly Tuner[] {
    return this.#tuners.filter(({ index }) => !this.#reserved.has(index));
  }

  #choose(channelId: string): Tuner {
    const same = this.#free.find((tuner) => tuner.channelId === channelId);
    const idle = this.#free.find((tuner) => tuner.channelId === null);
    const tuner = same ?? idle ?? this.#longestWithoutViewer();
    if (tuner) return tuner;
    throw new Fault(
      "all_tuners_in_use",
      `Cannot tune to channel ${channelId}: all ${this.#tuners.length} tuners are in use`,
    );
  }

  #specific(wanted: number, channelId: string, isHolder: boolean): Tuner {
    if (!Number.isInteger(wanted) || wanted < 0 || wanted >= this.#tuners.length) {
      throw new Fault(
        "unknown_tuner",
        `Cannot use tuner ${wanted}: there are tuners 0 to ${this.#tuners.length - 1}`,
      );
    }
    const tuner = known(this.#tuners[wanted], `tuner ${wanted}`);
    const shared = this.#free.find((other) => other.channelId === channelId && other.viewers.size > 0);
    if (shared && !isHolder) return shared;
    const isLocked = this.#reserved.has(wanted) && !isHolder;
    if (!isLocked && (tuner.viewers.size === 0 || tuner.channelId === channelId)) return tuner;
    throw new Fault(
      "tuner_in_use",
      `Cannot tune tuner ${wanted} to channel ${channelId}: ` +
        (isLocked ? "it is locked" : `it shows channel ${tuner.channelId}`),
    );
  }

  #longestWithoutViewer(): Tuner | undefined {
    return this.#free.filter((tuner) => tuner.viewers.size === 0)
      .sort((one, other) => one.leftAtMs - other.leftAtMs)[0];
  }

  #release(tuner: Tuner, viewer: { readonly address: string }): void {
    if (tuner.viewers.delete(viewer) && tuner.viewers.size === 0) tuner.leftAtMs = this.#clock.monotonicMs();
  }

  #endLingering(): void {
    const endedByMs = this.#clock.monotonicMs() - this.#lingerMs;
    for (const tuner of this.#tuners) {
      if (tuner.viewers.size === 0 && tuner.leftAtMs <= endedByMs) tuner.channelId = null;
    }
  }
}
