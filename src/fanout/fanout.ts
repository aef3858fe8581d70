import type { Clock } from "../clock.ts";
import type { Metrics } from "../metrics/mod.ts";
import { discontinuityPackets } from "./discontinuity.ts";
import { GopRing, type MediaChunk, type RingBlock } from "./gop_ring.ts";
import { type HlsOptions, type HlsTimes, HlsWindow } from "./hls.ts";
import { StreamThrottler, type ThrottleOptions } from "./throttle.ts";
import { type LeaveReason, Viewer } from "./viewer.ts";

/** Settings of a channel's fan-out. */
export interface FanoutOptions extends ThrottleOptions {
  /** Media kept behind the clock, for joining and slow viewers. */
  readonly gopRingMs: number;
  /** How far a viewer may fall behind before it loses whole GOPs. */
  readonly viewerQueueMs: number;
  /** A viewer that takes nothing for so long is sent away. */
  readonly stallMs: number;
  /** Memory the ring may take now; what is behind the clock goes first, but for what a playlist must list. */
  readonly bytesMax: () => number;
}

/** What a fan-out is made of. */
export interface FanoutParts {
  /** Time. */
  readonly clock: Clock;
  /** Counts. */
  readonly metrics: Metrics;
  /** Told when a viewer is gone. */
  readonly onLeave: (viewer: Viewer, reason: LeaveReason) => void;
  /** Told when the socket of a viewer that was gone as stalled is free. */
  readonly onFreed: (viewer: Viewer) => void;
}

/** How often viewers are looked after. */
const TICK_MS = 25;

/** A media clock so far behind the wall is set forward: the program slept, nobody can be given that time back. */
const BEHIND_MAX_MS = 2_000;

/** A stream that is full for so long is one whose client cannot take its data, or does not want it yet. */
const REFUSAL_MS = 500;

/** All PIDs of the output come within this time; the table of services is the rarest. */
const ALL_PIDS_MS = 600;

/** One writer, many viewers: holds the channel's media clock and hands each chunk to every viewer when it is due. */
export class Fanout implements Disposable {
  readonly #ring = new GopRing();
  /** Called when somebody begins to watch while nobody did; set by whoever writes. */
  onWatched: () => void = () => {};
  readonly #viewers = new Set<Viewer>();
  readonly #observers = new Set<(chunk: MediaChunk) => void>();
  readonly #announcements = new WeakMap<RingBlock, Uint8Array<ArrayBuffer>>();
  /** A playlist lists what a viewer would have been sent by now. */
  readonly #hlsPace: StreamThrottler;
  #hls: HlsWindow | null = null;
  #startedAtMs: number;
  #endMs = 0;
  /** Where the present writer's clock began on ours. */
  #originMs = 0;
  /** The next key frame is the first of another writer. */
  #isBroken = false;
  #isServing = false;
  #tick: Disposable | null = null;

  /** A channel without output yet; its media clock starts at 0 now. */
  constructor(private readonly parts: FanoutParts, private readonly options: FanoutOptions) {
    this.#startedAtMs = parts.clock.monotonicMs();
    this.#hlsPace = new StreamThrottler(options);
  }

  /** Where the media clock stands: milliseconds since the channel's start. */
  get playheadMs(): number {
    return this.parts.clock.monotonicMs() - this.#startedAtMs;
  }

  /** How much media lies ahead of the clock; negative when output is late. */
  get leadMs(): number {
    return this.#endMs - this.playheadMs;
  }

  /** Viewers being served. */
  get viewers(): ReadonlySet<Viewer> {
    return this.#viewers;
  }

  /** True while anybody takes what is made: a viewer or a playlist. */
  get isWatched(): boolean {
    return this.#viewers.size + this.#observers.size > 0 || this.#hls !== null;
  }

  /** True when what is made ahead takes all the memory the ring may; what is behind the clock would go first. */
  get isCrowded(): boolean {
    const behindBytes = (this.#keyBlock(this.playheadMs)?.position ?? 0) - this.#ring.startPosition;
    return this.#ring.bytes - Math.max(0, behindBytes) >= this.options.bytesMax();
  }

  /** All memory of the channel's media: what viewers get next, and the segments of its playlist. */
  get bytes(): number {
    return this.#ring.bytes;
  }

  /** Adds output; whoever waits for it gets it at once. */
  write(media: MediaChunk): void {
    const chunk = this.#originMs === 0 ? media : movedBy(this.#originMs, media);
    this.#endMs = chunk.endMs;
    // Nobody can go on with the rest of a GOP of another writer.
    if (this.#isBroken && !chunk.isKey) return;
    this.#ring.append(chunk, this.#isBroken);
    this.#isBroken = false;
    this.#hls?.advance(this.#hlsTimes);
    this.#trim();
    for (const observer of this.#observers) observer(chunk);
    for (const viewer of this.#viewers) this.#serve(viewer);
  }

  /**
   * Sets the media clock to the end of the output if that is far in the past; what was made then is of no use now.
   *
   * @param behindMaxMs How far in the past it may be.
   */
  catchUp(behindMaxMs: number = BEHIND_MAX_MS): boolean {
    if (this.leadMs >= -behindMaxMs) return false;
    this.#ring.clear();
    this.#startedAtMs = this.parts.clock.monotonicMs() - this.#endMs;
    return true;
  }

  /**
   * Another writer takes over, whose clock and counters begin anew. What the one before made stays good; behind it
   * viewers are told of the change and go on with the first key frame.
   */
  restart(): void {
    this.#originMs = this.#endMs;
    this.#isBroken = true;
  }

  /**
   * Adds a viewer, who begins at the newest key frame.
   *
   * @param durationMs How long it may stay; null for ever.
   * @param options True for `isPaced` sends it nothing ahead of the clock, however others are served.
   */
  join(durationMs: number | null, { isPaced = false }: { readonly isPaced?: boolean } = {}): Viewer {
    this.#welcome();
    const viewer = new Viewer(this.parts.clock.monotonicMs(), durationMs, {
      ...this.options,
      mode: isPaced ? "realtime" : this.options.mode,
      onRoom: (viewer) => this.#serve(viewer),
      onLeave: (viewer, reason) => this.#left(viewer, reason),
      onFreed: (viewer) => this.parts.onFreed(viewer),
    });
    this.#viewers.add(viewer);
    this.#tick ??= this.parts.clock.every(TICK_MS, () => this.#lookAfterAll());
    this.#serve(viewer);
    return viewer;
  }

  /**
   * Calls `observer` with every chunk from the newest key frame on, until disposed.
   */
  observe(observer: (chunk: MediaChunk) => void): Disposable {
    this.#welcome();
    let sequence = this.#ring.keyAt(this.playheadMs);
    for (; sequence !== null && sequence < this.#ring.nextSequence; sequence++) {
      const block = this.#ring.at(sequence);
      if (block !== null) observer(block);
    }
    this.#observers.add(observer);
    return { [Symbol.dispose]: () => void this.#observers.delete(observer) };
  }

  /**
   * The playlist as of now; opened if there is none. While it is open, what it lists stays in memory.
   *
   * @param options Asked for when it is opened.
   */
  hls(options: () => HlsOptions): HlsWindow {
    this.#welcome();
    this.#hls ??= new HlsWindow(this.#ring, options());
    this.#hls.advance(this.#hlsTimes);
    return this.#hls;
  }

  /** Closes the playlist: nobody polls it any more. Gives it back, if there was one. */
  closeHls(): HlsWindow | null {
    const closed = this.#hls;
    this.#hls = null;
    return closed;
  }

  /** Ends every viewer's stream. */
  [Symbol.dispose](): void {
    for (const viewer of [...this.#viewers]) viewer.end("channel");
    this.#tick?.[Symbol.dispose]();
  }

  get #hlsTimes(): HlsTimes {
    const { playheadMs } = this;
    return {
      horizonMs: this.#hlsPace.horizonMs(playheadMs),
      wallAtZeroMs: this.parts.clock.wallMs() - playheadMs,
    };
  }

  #trim(): void {
    const { playheadMs } = this;
    const { oldestMs, neededMs } = this.#hls ?? { oldestMs: null, neededMs: null };
    this.#ring.trim(Math.min(playheadMs - this.options.gopRingMs, oldestMs ?? Infinity));
    // A playlist that were cut to less would break players; it costs some 16 s of media.
    this.#ring.trim(Math.min(playheadMs, neededMs ?? Infinity), this.options.bytesMax());
  }

  /** Hands a viewer what is due, as long as it takes it. */
  #serve(viewer: Viewer): void {
    // A stream somebody waits for asks for more in the middle of being given something.
    if (this.#isServing) return;
    this.#isServing = true;
    try {
      this.#feed(viewer, this.playheadMs);
    } finally {
      this.#isServing = false;
    }
  }

  #feed(viewer: Viewer, playheadMs: number): void {
    viewer.position ??= this.#keyBlock(playheadMs)?.position ?? null;
    while (viewer.position !== null) {
      if (this.#isTooLate(viewer.position, playheadMs)) this.#skip(viewer, viewer.position, playheadMs);
      const block = this.#ring.holding(viewer.position);
      if (block === null) return;
      const offset = viewer.position - block.position;
      const isBeginning = offset === 0 && (viewer.bytesSent === 0 || viewer.hasSkipped);
      const due = viewer.throttler.dueBytes(block, { offset, playheadMs, isBeginning });
      if (due <= offset) return;
      if (!viewer.hasRoom) return this.#waitForRoom(viewer, block, playheadMs);
      this.#send(viewer, block, offset, due);
    }
  }

  #send(viewer: Viewer, block: RingBlock, from: number, to: number): void {
    const { metrics, clock } = this.parts;
    const waitedSeconds = (clock.monotonicMs() - viewer.joinedAtMs) / 1_000;
    if (viewer.bytesSent === 0) metrics.observe("first_byte_seconds", waitedSeconds);
    else if (from === 0 && (block.isBreak || viewer.hasSkipped)) viewer.insert(this.#announcement(block));
    if (!viewer.hasContent && !block.isSlate) {
      viewer.hasContent = true;
      metrics.observe("first_content_seconds", waitedSeconds);
    }
    metrics.count("fanout_bytes_total", {}, to - from);
    viewer.fullSinceMs = null;
    viewer.hasSkipped = false;
    viewer.send(from === 0 && to === block.bytes.length ? block.bytes : block.bytes.subarray(from, to));
  }

  #waitForRoom(viewer: Viewer, block: RingBlock, playheadMs: number): void {
    const nowMs = this.parts.clock.monotonicMs();
    viewer.fullSinceMs ??= nowMs;
    if (nowMs - viewer.fullSinceMs >= REFUSAL_MS) viewer.throttler.refuse(block.startMs, playheadMs);
  }

  /** A viewer who fell behind goes on to the end of its GOP, so that it loses whole ones; unless that is gone, too. */
  #isTooLate(position: number, playheadMs: number): boolean {
    if (position < this.#ring.startPosition) return true;
    const block = this.#ring.holding(position);
    const isAtGop = block?.isKey === true && block.position === position;
    return isAtGop && block.endMs < playheadMs - this.options.viewerQueueMs;
  }

  #skip(viewer: Viewer, fromPosition: number, playheadMs: number): void {
    const key = this.#keyBlock(playheadMs);
    if (key === null || key.position <= fromPosition) return;
    const lost = key.position - fromPosition;
    viewer.position = key.position;
    viewer.hasSkipped = true;
    viewer.droppedBytes += lost;
    viewer.throttler.refuse(key.startMs, playheadMs);
    this.parts.metrics.count("viewer_dropped_bytes_total", {}, lost);
  }

  #keyBlock(atMs: number): RingBlock | null {
    const sequence = this.#ring.keyAt(atMs);
    return sequence === null ? null : this.#ring.at(sequence);
  }

  /** What tells a decoder that a block does not go on where the last packets ended; made once for all viewers. */
  #announcement(block: RingBlock): Uint8Array<ArrayBuffer> {
    const known = this.#announcements.get(block);
    if (known !== undefined) return known;
    const stretch: Uint8Array<ArrayBuffer>[] = [];
    let next: RingBlock | null = block;
    while (next !== null && next.startMs - block.startMs < ALL_PIDS_MS) {
      stretch.push(next.bytes);
      next = this.#ring.holding(next.position + next.bytes.length);
    }
    const packets = discontinuityPackets(stretch);
    this.#announcements.set(block, packets);
    return packets;
  }

  /** Before somebody comes: while nobody watched, the output may have fallen behind the clock. */
  #welcome(): void {
    if (this.isWatched) return;
    this.catchUp(0);
    this.onWatched();
  }

  #lookAfterAll(): void {
    const nowMs = this.parts.clock.monotonicMs();
    for (const viewer of [...this.#viewers]) {
      const isOver = viewer.durationMs !== null && nowMs - viewer.joinedAtMs >= viewer.durationMs;
      const isStalled = viewer.fullSinceMs !== null && nowMs - viewer.fullSinceMs >= this.options.stallMs;
      if (isOver) viewer.end("duration");
      else if (isStalled) viewer.end("stalled");
      else this.#serve(viewer);
    }
  }

  #left(viewer: Viewer, reason: LeaveReason): void {
    this.#viewers.delete(viewer);
    if (this.#viewers.size === 0) {
      this.#tick?.[Symbol.dispose]();
      this.#tick = null;
    }
    this.parts.onLeave(viewer, reason);
  }
}

function movedBy(originMs: number, chunk: MediaChunk): MediaChunk {
  return { ...chunk, startMs: originMs + chunk.startMs, endMs: originMs + chunk.endMs };
}
