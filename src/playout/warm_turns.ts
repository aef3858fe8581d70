/** A joint for which a process has to be started. */
export interface WarmJoint {
  /** Key of the channel. */
  readonly channelId: string;
  /** When it is, milliseconds since 1970. */
  readonly atMs: number;
}

/** Settings of turns. */
export interface WarmTurnsOptions {
  /** How long before its joint an input must have been opened. */
  readonly warmAheadMs: number;
  /** Starts of ffmpeg per second (S3). */
  readonly spawnsPerSecond: number;
}

/** No input is opened earlier than this for the sake of others: each holds a slot and 55 MB or more (decision 10). */
export const WARM_AHEAD_MAX_MS = 60_000;

/** Share of all starts that joints are planned with; the rest is for viewers who come meanwhile. */
const SHARE = 0.75;

/**
 * How early each of many channels opens its next input, so that all are open in time although starts take turns.
 *
 * Each gets the latest turn that lets everybody after it have theirs, because a warm input costs memory.
 *
 * @param joints At most one of each channel.
 * @returns Time before the joint in milliseconds, by channel: `warmAheadMs` or more, 60 s at most.
 */
export function planWarmTurns(
  joints: readonly WarmJoint[],
  { warmAheadMs, spawnsPerSecond }: WarmTurnsOptions,
): ReadonlyMap<string, number> {
  const spacingMs = 1_000 / (spawnsPerSecond * SHARE);
  const aheadMaxMs = Math.max(warmAheadMs, WARM_AHEAD_MAX_MS);
  const aheads = new Map<string, number>();
  let turnMs = Infinity;
  for (const { channelId, atMs } of [...joints].sort(byLastFirst)) {
    turnMs = Math.min(atMs - warmAheadMs, turnMs - spacingMs);
    aheads.set(channelId, Math.min(aheadMaxMs, atMs - turnMs));
  }
  return aheads;
}

function byLastFirst(one: WarmJoint, other: WarmJoint): number {
  return other.atMs - one.atMs || (one.channelId < other.channelId ? 1 : -1);
}

/** The turns of all channels that run, kept up to date by them. */
export class WarmTurns {
  readonly #joints = new Map<string, number>();
  #plan: ReadonlyMap<string, number> | null = null;

  /** No joint is known yet. */
  constructor(private readonly options: WarmTurnsOptions) {}

  /**
   * How early a channel opens the input of its next joint.
   *
   * @param atMs Its next joint; the others hear of it with this.
   */
  aheadMs(channelId: string, atMs: number): number {
    if (this.#joints.get(channelId) !== atMs) {
      this.#joints.set(channelId, atMs);
      this.#plan = null;
    }
    this.#plan ??= planWarmTurns(
      Array.from(this.#joints, ([channelId, atMs]) => ({ channelId, atMs })),
      this.options,
    );
    return this.#plan.get(channelId) ?? this.options.warmAheadMs;
  }

  /** A channel has no joint ahead that needs a process. */
  forget(channelId: string): void {
    if (this.#joints.delete(channelId)) this.#plan = null;
  }
}
