import type { GopRing, RingBlock } from "./gop_ring.ts";
import { mediaPlaylist } from "./media_playlist.ts";

/** Settings of a live playlist. */
export interface HlsOptions {
  /** Wanted length of a segment; it ends at the last key frame before that. */
  readonly segmentMs: number;
  /** Segments listed; more while they are short. */
  readonly window: number;
  /** Number of the first segment, above all numbers that any playlist of the channel ever used. */
  readonly firstSequence: number;
  /** Part of all segments' names: another playlist of the channel has another. */
  readonly epoch: string;
}

/** Times a playlist depends on. */
export interface HlsTimes {
  /** Media is listed up to this instant of the media clock. */
  readonly horizonMs: number;
  /** What the wall clock shows when the media clock is at 0. */
  readonly wallAtZeroMs: number;
}

/** A segment as it is served: shared bytes, not copied. */
export interface HlsSegment {
  /** Bytes in all. */
  readonly length: number;
  /** The bytes. */
  readonly parts: readonly Uint8Array<ArrayBuffer>[];
}

/** A stretch of the ring, from a key frame to the next wanted one. */
interface Segment {
  readonly sequence: number;
  readonly fromBlock: number;
  readonly toBlock: number;
  readonly startMs: number;
  readonly endMs: number;
  /** When its first picture airs, milliseconds since 1970. */
  readonly startsAtMs: number;
  readonly isDiscontinuity: boolean;
}

/** Copied items have a key frame this often (decision 27), the profiles' own encoders more often. */
const GOP_MS_MAX = 4_000;

/** Segments may be this much longer than wanted: key frames lie on the grid of pictures, and lengths are rounded. */
const TOLERANCE_MS = 400;

/**
 * While a playlist is young, segments need be no longer than this: the first one comes at once (decision 29), and players,
 * who have next to nothing in hand, get the others as soon as they are made. A little under the half second that numbers
 * count by, for pictures lie on a grid.
 */
const SHORT_SEGMENT_MS = 490;

/** Players want to be so many target durations behind the live edge, and no playlist may get shorter (RFC 8216 §6.2.2). */
const TARGETS_LISTED_MIN = 3;

/**
 * A true live playlist (RFC 8216), cut at key frames from the ring all other viewers are served from.
 *
 * Output is made ahead, so a segment is cut with its following key frames in sight, and listed once it is due.
 */
export class HlsWindow {
  /** Segments in the ring, the oldest first; the last ones may not be due yet. */
  readonly #segments: Segment[] = [];
  #dueCount = 0;
  /** Block the next segment begins with; null before the first key frame. */
  #fromBlock: number | null = null;
  /** Block the last segment ended before. */
  #lastBlock: number | null = null;
  /** Where the first segment began that players could begin with. */
  #beganMs = 0;
  #sequence: number;
  #discontinuitySequence: number;

  /** A playlist without segments; {@link HlsWindow.advance} finds those that are in the ring already. */
  constructor(private readonly ring: GopRing, private readonly options: HlsOptions) {
    this.#sequence = options.firstSequence;
    // Every playlist begins with a discontinuity: whoever polled the one before meets other timestamps. Counted like
    // segments, the tags of all playlists are numbered without a state of their own (RFC 8216 §6.2.2).
    this.#discontinuitySequence = options.firstSequence;
  }

  /** True once there is a segment to play. */
  get isReady(): boolean {
    return this.#dueCount > 0;
  }

  /** Number the next segment will get. */
  get nextSequence(): number {
    return this.#sequence;
  }

  /** Where the oldest media begins that is still needed; null for none. */
  get oldestMs(): number | null {
    const oldest = this.#segments[0]?.startMs;
    if (oldest !== undefined || this.#fromBlock === null) return oldest ?? null;
    return this.ring.at(this.#fromBlock)?.startMs ?? null;
  }

  /** Where the oldest media begins that is needed however short memory is: what must stay listed, and one before. */
  get neededMs(): number | null {
    return this.#segments[this.#newest(1, this.#listedMsMin) - 1]?.startMs ?? this.oldestMs;
  }

  /** Length that no segment exceeds when rounded, as long as key frames come often enough. */
  get #targetMs(): number {
    return Math.max(this.options.segmentMs, GOP_MS_MAX);
  }

  get #listedMsMin(): number {
    return TARGETS_LISTED_MIN * this.#targetMs;
  }

  /** Place of the first listed segment. */
  get #firstListed(): number {
    return this.#newest(this.options.window, this.#listedMsMin);
  }

  /** Cuts what can be cut, and forgets what nobody may ask for any more; to be called when there is more in the ring. */
  advance({ horizonMs, wallAtZeroMs }: HlsTimes): void {
    for (let to = this.#nextCut(); to !== null; to = this.#nextCut()) this.#cut(to, wallAtZeroMs);
    while (isDue(this.#segments[this.#dueCount], horizonMs)) this.#dueCount += 1;
    while (this.#isForgettable(this.#segments[0])) {
      if (this.#segments.shift()?.isDiscontinuity) this.#discontinuitySequence += 1;
      this.#dueCount = Math.max(0, this.#dueCount - 1);
    }
  }

  /** A segment by its name in the playlist, or null when it is not there (any more). */
  segment(name: string): HlsSegment | null {
    const segment = this.#segments.slice(0, this.#dueCount).find((candidate) =>
      this.#nameOf(candidate) === name
    );
    const parts = segment === undefined ? null : this.ring.stretch(segment.fromBlock, segment.toBlock);
    return parts && { parts, length: parts.reduce((sum, { length }) => sum + length, 0) };
  }

  /**
   * The media playlist.
   *
   * @param base What a segment's address begins with.
   */
  playlist(base: string): string {
    const due = this.#segments.slice(0, this.#dueCount);
    const first = this.#firstListed;
    const listed = due.slice(first);
    const hidden = due.slice(0, first);
    return mediaPlaylist({
      targetSeconds: Math.ceil(this.#targetMs / 1_000),
      mediaSequence: (listed[0] ?? this.#segments[this.#dueCount])?.sequence ?? this.#sequence,
      discontinuitySequence: this.#discontinuitySequence +
        hidden.filter((segment) => segment.isDiscontinuity).length,
      segments: listed.map((segment) => ({
        uri: base + this.#nameOf(segment),
        durationMs: segment.endMs - segment.startMs,
        startsAtMs: segment.startsAtMs,
        isDiscontinuity: segment.isDiscontinuity,
      })),
    });
  }

  /** Place of the first of the newest due segments that are so many, and so long together, at least. */
  #newest(countMin: number, lengthMsMin: number): number {
    let [place, lengthMs] = [this.#dueCount, 0];
    while (place > 0 && (this.#dueCount - place < countMin || lengthMs < lengthMsMin)) {
      place -= 1;
      const segment = this.#segments[place];
      if (segment !== undefined) lengthMs += segment.endMs - segment.startMs;
    }
    return place;
  }

  #nameOf({ sequence }: Segment): string {
    return `${sequence}-${this.options.epoch}.ts`;
  }

  /**
   * The block with which the open segment ends, not included: the last key block it may reach to; a discontinuity
   * before that; or, where key frames are rarer than they should be, the first one at all.
   *
   * @returns Null while that cannot be told.
   */
  #nextCut(): number | null {
    const first = this.#openBlock();
    if (first === null || this.#fromBlock === null) return null;
    const limitMs = first.startMs + this.options.segmentMs + TOLERANCE_MS;
    let best: number | null = null;
    let soon: number | null = null;
    for (let number = this.#fromBlock + 1; number < this.ring.nextSequence; number++) {
      const block = this.ring.at(number);
      if (block === null || !block.isKey) continue;
      if (this.#endBefore(number, block) > limitMs) return best ?? number;
      if (isNew(block)) return number;
      best = number;
      if (block.startMs - first.startMs >= SHORT_SEGMENT_MS) soon ??= number;
    }
    if (this.ring.endMs > limitMs) return best;
    return this.#isYoungBefore(first) ? soon : null;
  }

  /** True while players cannot have what they want in hand. */
  #isYoungBefore(open: RingBlock): boolean {
    return this.#segments.length === 0 || open.startMs - this.#beganMs < this.#listedMsMin;
  }

  /** The block the open segment begins with; what has left the ring before it was cut is passed over. */
  #openBlock(): RingBlock | null {
    const { ring } = this;
    let number = Math.max(this.#fromBlock ?? 0, ring.firstSequence);
    while (number < ring.nextSequence && !ring.at(number)?.isKey) number += 1;
    const block = ring.at(number);
    if (block !== null) this.#fromBlock = number;
    return block;
  }

  #cut(toBlock: number, wallAtZeroMs: number): void {
    const { ring } = this;
    const [first, next] = [ring.at(this.#fromBlock ?? toBlock), ring.at(toBlock)];
    if (this.#fromBlock === null || first === null || next === null) return;
    if (this.#segments.length === 0) this.#beganMs = first.startMs;
    this.#segments.push({
      sequence: this.#sequence,
      fromBlock: this.#fromBlock,
      toBlock,
      startMs: first.startMs,
      endMs: this.#endBefore(toBlock, next),
      startsAtMs: Math.round(wallAtZeroMs + first.startMs),
      isDiscontinuity: isNew(first) || this.#lastBlock !== this.#fromBlock,
    });
    this.#sequence += 1;
    this.#fromBlock = this.#lastBlock = toBlock;
  }

  /** Where the picture before a block ends: at the block's own, even behind a hole, unless that has another clock. */
  #endBefore(number: number, block: RingBlock): number {
    return block.isBreak ? this.ring.at(number - 1)?.endMs ?? block.startMs : block.startMs;
  }

  /**
   * A segment that left the playlist stays for the time of its own length and that of the longest playlist it was in
   * (RFC 8216 §6.2.2), unless memory is short.
   */
  #isForgettable(segment: Segment | undefined): boolean {
    if (segment === undefined) return false;
    if (segment.fromBlock < this.ring.firstSequence) return true;
    const newest = this.#segments[this.#dueCount - 1];
    const isListed = this.#firstListed === 0;
    const keptMs = 2 * this.options.window * this.#targetMs;
    return newest !== undefined && !isListed && newest.endMs - segment.endMs > keptMs;
  }
}

function isDue(segment: Segment | undefined, horizonMs: number): boolean {
  return segment !== undefined && segment.endMs <= horizonMs;
}

/** True if decoders must begin anew here. */
function isNew(block: RingBlock): boolean {
  return block.isDiscontinuity || block.isBreak;
}
