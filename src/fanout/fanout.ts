import type { Clock } from "../clock.ts";
import type { Metrics } from "../metrics/mod.ts";
import { GopRing, type MediaChunk } from "./gop_ring.ts";
import { horizonMs, type ThrottleMode } from "./throttle.ts";
import { type LeaveReason, Viewer } from "./viewer.ts";

/** Settings of a channel's fan-out. */
export interface FanoutOptions {
  /** Media kept behind the clock, for joining and slow viewers. */
  readonly gopRingMs: number;
  /** How far a viewer may fall behind before it loses whole GOPs. */
  readonly viewerQueueMs: number;
  /** How viewers are paced. */
  readonly mode: ThrottleMode;
  /** Reserve of a viewer. */
  readonly burstMs: number;
  /** A viewer that takes nothing for so long is sent away. */
  readonly stallMs: number;
  /** Memory the ring may take now; what is behind the clock goes first. */
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
const TICK_MS = 40;

/** A media clock so far behind the wall is set forward: the program slept, nobody can be given that time back. */
const BEHIND_MAX_MS = 2_000;

/** One writer, many viewers: holds the channel's media clock and hands each chunk to every viewer when it is due. */
export class Fanout implements Disposable {
  #ring = new GopRing();
  readonly #viewers = new Set<Viewer>();
  readonly #observers = new Set<(chunk: MediaChunk) => void>();
  #startedAtMs: number;
  #endMs = 0;
  #tick: Disposable | null = null;

  /** A channel without output yet; its media clock starts at 0 now. */
  constructor(private readonly parts: FanoutParts, private readonly options: FanoutOptions) {
    this.#startedAtMs = parts.clock.monotonicMs();
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
    return this.#viewers.size + this.#observers.size > 0;
  }

  /** True when the ring takes all the memory it may. */
  get isCrowded(): boolean {
    return this.#ring.bytes >= this.options.bytesMax();
  }

  /** Memory of the ring. */
  get bytes(): number {
    return this.#ring.bytes;
  }

  /** Adds output; whoever waits for it gets it at once. */
  write(chunk: MediaChunk): void {
    this.#ring.append(chunk);
    this.#endMs = chunk.endMs;
    this.#ring.trim(this.playheadMs - this.options.gopRingMs);
    if (this.isCrowded) this.#ring.trim(this.playheadMs);
    for (const observer of this.#observers) observer(chunk);
    for (const viewer of this.#viewers) this.#serve(viewer);
  }

  /** Sets the media clock to the end of the output if that is far in the past; what was made then is of no use now. */
  catchUp(): boolean {
    if (this.leadMs > -BEHIND_MAX_MS) return false;
    this.#ring.clear();
    this.#startedAtMs = this.parts.clock.monotonicMs() - this.#endMs;
    return true;
  }

  /** Begins anew, after whoever wrote broke off: viewers go on with the next key frame. */
  restart(): void {
    this.#ring = new GopRing();
    this.#endMs = 0;
    this.#startedAtMs = this.parts.clock.monotonicMs();
    for (const viewer of this.#viewers) viewer.cursor = null;
  }

  /**
   * Adds a viewer, who begins at the newest key frame.
   *
   * @param durationMs How long it may stay; null for ever.
   */
  join(durationMs: number | null): Viewer {
    const viewer = new Viewer(this.parts.clock.monotonicMs(), durationMs, {
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
    let sequence = this.#ring.keyAt(this.playheadMs);
    for (; sequence !== null && sequence < this.#ring.nextSequence; sequence++) {
      const chunk = this.#ring.at(sequence);
      if (chunk !== null) observer(chunk);
    }
    this.#observers.add(observer);
    return { [Symbol.dispose]: () => void this.#observers.delete(observer) };
  }

  /** Ends every viewer's stream. */
  [Symbol.dispose](): void {
    for (const viewer of [...this.#viewers]) viewer.end("channel");
    this.#tick?.[Symbol.dispose]();
  }

  #serve(viewer: Viewer): void {
    viewer.cursor ??= this.#ring.keyAt(this.playheadMs);
    if (viewer.cursor === null) return;
    this.#dropIfSlow(viewer);
    const untilMs = this.#horizonMs(viewer);
    while (viewer.hasRoom) {
      const chunk = this.#ring.at(viewer.cursor);
      if (chunk === null || chunk.startMs > untilMs) return;
      viewer.cursor += 1;
      viewer.fullSinceMs = null;
      this.#measure(viewer, chunk);
      viewer.send(chunk.bytes);
    }
    const nowMs = this.parts.clock.monotonicMs();
    viewer.fullSinceMs ??= nowMs;
    viewer.refusedAtMs = nowMs;
  }

  #measure(viewer: Viewer, chunk: MediaChunk): void {
    const { metrics, clock } = this.parts;
    const waitedSeconds = (clock.monotonicMs() - viewer.joinedAtMs) / 1_000;
    if (viewer.bytesSent === 0) metrics.observe("first_byte_seconds", waitedSeconds);
    if (!viewer.hasContent && !chunk.isSlate) {
      viewer.hasContent = true;
      metrics.observe("first_content_seconds", waitedSeconds);
    }
    metrics.count("fanout_bytes_total", {}, chunk.bytes.length);
  }

  #horizonMs(viewer: Viewer): number {
    const nowMs = this.parts.clock.monotonicMs();
    return horizonMs(this.options.mode, {
      playheadMs: this.playheadMs,
      burstMs: this.options.burstMs,
      sinceRefusedMs: viewer.refusedAtMs === null ? null : nowMs - viewer.refusedAtMs,
    });
  }

  #dropIfSlow(viewer: Viewer): void {
    const next = viewer.cursor === null ? null : this.#ring.at(viewer.cursor);
    const oldestMs = this.playheadMs - this.options.viewerQueueMs;
    const isGone = viewer.cursor !== null && viewer.cursor < this.#ring.firstSequence;
    if (!isGone && (next === null || next.endMs >= oldestMs)) return;
    const key = this.#ring.keyAt(this.playheadMs);
    if (key === null || viewer.cursor === null || key <= viewer.cursor) return;
    this.parts.metrics.count("viewer_dropped_bytes_total", {}, viewer.skipTo(key, this.#ring));
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
