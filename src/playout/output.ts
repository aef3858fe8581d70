import type { Channel } from "../channel.ts";
import type { Clock } from "../clock.ts";
import type { Fanout } from "../fanout/mod.ts";
import { framesPerSecond, type Profile } from "../ffmpeg/mod.ts";
import type { Metrics } from "../metrics/mod.ts";
import type { AccessUnit } from "../mpegts/mod.ts";
import { SlateLoop, type Splicer, type SpliceResult } from "../splice/mod.ts";
import type { Input } from "./input.ts";
import type { SlateWish } from "./cards.ts";
import { SLATE_PIECE_MS } from "./slate_timing.ts";
import type { Card, SlateShelf } from "./slates.ts";

/** What a channel's output is made of. */
export interface OutputParts {
  /** The channel. */
  readonly channel: Channel;
  /** Format of its stream. */
  readonly profile: Profile;
  /** Cards for when nothing else can air. */
  readonly slates: SlateShelf;
  /** Joins what comes in. */
  readonly splicer: Splicer;
  /** Takes what goes out. */
  readonly fanout: Fanout;
  /** Time. */
  readonly clock: Clock;
  /** Counts. */
  readonly metrics: Metrics;
}

const TICKS_PER_MS = 90;

/** However little memory there is, output is made this far ahead. */
const CROWDED_LEAD_MS = 1_000;

/** One channel's end of the splice: what is on air, where the output ends, and the way to the viewers. */
export class Output {
  #onAir: Input | SlateLoop | null = null;
  #card: Card | null = null;
  #writtenAtMs = -Infinity;
  #lastOutputMs: number | null = null;
  #pieceMs = SLATE_PIECE_MS;

  /** An output nothing was written to yet. */
  constructor(private readonly parts: OutputParts) {}

  /** How much output lies ahead of the clock; negative when it is late. */
  get leadMs(): number {
    return this.parts.fanout.leadMs;
  }

  /** Where the output ends, on the wall clock. */
  get headMs(): number {
    return this.parts.clock.wallMs() + this.leadMs;
  }

  /** Where the output began, on the wall clock as it is now. */
  get epochMs(): number {
    return this.parts.clock.wallMs() - this.parts.fanout.playheadMs;
  }

  /** Length of one picture. */
  get frameMs(): number {
    return 1_000 / framesPerSecond(this.parts.profile.frameRate);
  }

  /** How long nothing has been written. */
  get silentMs(): number {
    return this.parts.clock.monotonicMs() - this.#writtenAtMs;
  }

  /** Length of the newest piece of card. */
  get pieceMs(): number {
    return this.#pieceMs;
  }

  /** When its newest media that is no card was made, milliseconds since 1970; null for never. */
  get lastOutputMs(): number | null {
    return this.#lastOutputMs;
  }

  /** True while anybody takes what is made. */
  get isWatched(): boolean {
    return this.parts.fanout.isWatched;
  }

  /** True once the input on air has delivered all that was wanted of it. */
  get isFull(): boolean {
    return this.parts.splicer.isFull;
  }

  /** True when the channel's memory is used up, and viewers do not depend on more. */
  get isCrowded(): boolean {
    return this.parts.fanout.isCrowded && this.leadMs > CROWDED_LEAD_MS;
  }

  /** Sets the clock to the end of the output if that is far in the past; at once while there is none for anybody. */
  catchUp(): boolean {
    const isIdle = this.#onAir === null && !this.isWatched;
    return isIdle ? this.parts.fanout.catchUp(0) : this.parts.fanout.catchUp();
  }

  /** Calls `listener` when somebody begins to watch while nobody did. */
  onWatched(listener: () => void): void {
    this.parts.fanout.onWatched = listener;
  }

  /** True while a card is on air. */
  get isOnSlate(): boolean {
    return this.#card !== null;
  }

  /** True while an input is on air. */
  isOnAir(input: Input | null): boolean {
    return input !== null && this.#onAir === input;
  }

  /**
   * Splices an input onto the output.
   *
   * @param input The input; its first key frame lands where the output ends.
   * @param frames Pictures wanted of it.
   */
  join(input: Input, frames: number): void {
    this.leave();
    const { splicer } = this.parts;
    // Half a picture short: the last one wanted lies before the stop, the next one behind it.
    const lengthTicks = Math.max(0, frames - 0.5) * this.frameMs * TICKS_PER_MS;
    const { frameRate, hasAudio } = input;
    splicer.begin({ frameRate, hasAudio, stopTicks: splicer.endTicks + lengthTicks });
    this.#onAir = input;
  }

  /** Writes what the input on air delivered. */
  push(units: readonly AccessUnit[]): void {
    this.#write(this.parts.splicer.push(units));
  }

  /** Takes what is on air off it; its sound is filled up to its last picture. */
  leave(): void {
    this.#write(this.parts.splicer.cut());
    this.#onAir = null;
    this.#card = null;
  }

  /** Has a card made ready that will be shown soon. */
  prepareSlate(wish: SlateWish): void {
    this.parts.slates.prepare(wish);
  }

  /**
   * Writes a piece of card; it goes on where the last piece ended, with a better card if there is one by now.
   *
   * @param wish What it is to say.
   * @param framesMax Pictures until something else belongs on air.
   */
  showSlate(wish: SlateWish, framesMax: number = Infinity): void {
    const card = this.parts.slates.card(wish, this.#card);
    const loop = this.#onAir instanceof SlateLoop && this.#card === card ? this.#onAir : this.#begin(card);
    const beforeMs = this.leadMs;
    const frameTicks = this.frameMs * TICKS_PER_MS;
    this.#write(this.parts.splicer.push(loop.next(SLATE_PIECE_MS * TICKS_PER_MS, framesMax * frameTicks)));
    this.#pieceMs = this.leadMs - beforeMs;
    this.parts.metrics.count(
      "slate_seconds_total",
      { channel_id: this.parts.channel.id, reason: wish.reason },
      this.#pieceMs / 1_000,
    );
  }

  #begin(card: Card): SlateLoop {
    this.leave();
    const { frameRate } = this.parts.profile;
    const loop = new SlateLoop({ units: card.units, frameRate });
    this.parts.splicer.begin({ frameRate, hasAudio: false, stopTicks: null });
    this.#onAir = loop;
    this.#card = card;
    return loop;
  }

  #write({ chunks, events }: SpliceResult): void {
    const isSlate = this.#card !== null;
    const changedAt = new Set<number>();
    for (const event of events) {
      if (event.kind === "joint") this.#countJoint();
      const isChange = event.kind === "parameters" || event.kind === "joint" && event.parametersChanged;
      if (isChange) changedAt.add(event.atTicks);
    }
    for (const { bytes, startTicks, endTicks, isKey } of chunks) {
      const isDiscontinuity = isKey && changedAt.has(startTicks);
      const startMs = startTicks / TICKS_PER_MS;
      this.parts.fanout.write({
        bytes,
        startMs,
        endMs: endTicks / TICKS_PER_MS,
        isKey,
        isDiscontinuity,
        isSlate,
      });
    }
    if (chunks.length === 0) return;
    this.#writtenAtMs = this.parts.clock.monotonicMs();
    if (!isSlate) this.#lastOutputMs = this.parts.clock.wallMs();
  }

  /** What viewers may notice of a joint is how long nothing was written before it. */
  #countJoint(): void {
    const { metrics } = this.parts;
    metrics.count("splice_joints_total");
    metrics.observe("splice_gap_seconds", Number.isFinite(this.silentMs) ? this.silentMs / 1_000 : 0);
  }
}
