import { Fault } from "../fault.ts";
import { isShortage } from "../ffmpeg/mod.ts";
import { LIMITS } from "../limits.ts";
import type { AccessUnit } from "../mpegts/mod.ts";
import type { Programme } from "../programme.ts";
import type { Input } from "./input.ts";
import type { PlayoutOptions, PlayoutParts, PlayoutState } from "./playout_parts.ts";
import { Retry } from "./retry.ts";
import type { SlateReason } from "./slates.ts";

/** An input and the programme it was opened for. */
interface OpenedInput {
  readonly input: Input;
  readonly programme: Programme;
}

/** A card is made this far ahead of the clock, and no further: content may come at any moment. */
const SLATE_LEAD_MS = 700;

/** Output that ends within this lets viewers starve next. */
const LEAD_MIN_MS = 300;

/** Viewers are left without a byte for this long at most. */
const SLATE_GAP_MS = 1_500;

/** A card on air goes on as often as this: one piece of its own length each time. */
const SLATE_PACE_MS = 200;

/** A programme whose input ends this early is followed by the next at once: a card would only flash. */
const EARLY_END_MS = 1_000;

/** An input whose pictures are all out gets this long to deliver the sound that belongs to the last of them. */
const TAIL_MS = 500;

/** A channel nobody watches asks again for a process after this time; a watched one much sooner. */
const DORMANT_RETRY_MS = 10_000;
const SHORTAGE_RETRY_MS = 500;

/** Output is written in pieces of this length: viewers are paced by whole pieces. */
const PIECE_MS = 120;

/** An input that could not keep up goes on air again only with so much in hand: else the card would flicker. */
const REJOIN_RESERVE_MS = 1_500;

/** Waits of the loop: while input is on its way, and the longest, for the timeline may change. */
const SHORT_WAIT_MS = 50;
const WAIT_MAX_MS = 250;

/**
 * The spine of a channel: follows the timeline by the wall clock and keeps the output going, whatever happens.
 *
 * All of its time is the *head*: where the output ends. The head is `leadMs` ahead of the clock, so the programme that
 * belongs at the head is the one the timeline has at `wall clock + lead`. Nothing adds up lengths, so nothing drifts.
 */
export class Playout {
  #current: OpenedInput | null = null;
  #next: OpenedInput | null = null;
  #state: PlayoutState = "starting";
  #fault: string | null = null;
  #doneUntilMs = -Infinity;
  #tailSinceMs: number | null = null;
  /** How much before its time the programme on air began; its successor has to make up for that. */
  #earlyMs = 0;
  /** The input that last joined; joining a second time means that it could not keep up. */
  #lastJoined: Input | null = null;
  readonly #retry: Retry;
  readonly #closing = new Set<Promise<void>>();

  /** A playout that stands still until {@link run}. */
  constructor(private readonly parts: PlayoutParts, private readonly options: PlayoutOptions) {
    this.#retry = new Retry(parts.clock);
  }

  /** What it is doing. */
  get state(): PlayoutState {
    return this.#state;
  }

  /** What went wrong last; null while content airs. */
  get fault(): string | null {
    return this.#fault;
  }

  /** When its newest media that is no card was made, milliseconds since 1970; null for never. */
  get lastOutputMs(): number | null {
    return this.parts.output.lastOutputMs;
  }

  /** Gives its processes up until somebody watches or there is room again; its clock runs on. */
  async rest(): Promise<void> {
    this.#leave();
    this.#close(this.#next);
    this.#next = null;
    this.#retry.postpone(DORMANT_RETRY_MS);
    this.#become("dormant");
    await Promise.all(this.#closing);
  }

  /** Runs until `signal` aborts, then ends every input. */
  async run(signal: AbortSignal): Promise<void> {
    try {
      while (!signal.aborted) await this.#pause(this.#step(), signal);
    } finally {
      this.parts.output.leave();
      this.#close(this.#current);
      this.#close(this.#next);
      await Promise.all(this.#closing);
    }
  }

  /** Does one thing. @returns How long nothing more can be done, in milliseconds. */
  #step(): number {
    const { output } = this.parts;
    if (output.catchUp() && output.isWatched) {
      this.parts.log.warn("Playout: output was late and continues from now");
    }
    const tooFarMs = output.leadMs - this.options.readAheadMs;
    if (tooFarMs >= 0 || output.isCrowded) return Math.max(0, tooFarMs) + PIECE_MS;
    const programme = this.#programmeAtHead();
    if (this.#drainTail(programme)) return SHORT_WAIT_MS;
    this.#choose(programme);
    this.#warm(programme);
    if (this.#feed(programme)) return 0;
    if (!this.#isSlateDue(programme)) return SHORT_WAIT_MS;
    const reason = this.#slateReason(programme);
    output.showSlate(reason);
    this.#become(reason === "tuning" ? "starting" : "slate");
    return 0;
  }

  /** Waits for the first of: the time, news from the input on its way, the end. */
  async #pause(durationMs: number, signal: AbortSignal): Promise<void> {
    if (durationMs === 0) return await this.parts.clock.sleep(0, signal);
    const over = new AbortController();
    const either = AbortSignal.any([signal, over.signal]);
    const sleep = this.parts.clock.sleep(Math.min(durationMs, WAIT_MAX_MS), either);
    const mayRead = this.parts.output.leadMs < this.options.readAheadMs;
    const news = mayRead && this.#current !== null ? [this.#current.input.changed(either)] : [];
    await Promise.race([sleep, ...news]);
    over.abort();
  }

  #programmeAtHead(): Programme {
    const { channel, output, programmeAt } = this.parts;
    const headMs = output.headMs + output.frameMs / 2;
    // A programme that is over stays over, also when its last picture ended a little before its time.
    const isJustBefore = headMs < this.#doneUntilMs && this.#doneUntilMs - headMs <= EARLY_END_MS * 2;
    return programmeAt(channel.id, isJustBefore ? this.#doneUntilMs : headMs);
  }

  /** Pictures between two instants, counted on one grid for the channel's whole life, so that halves never add up. */
  #framesBetween(fromMs: number, toMs: number): number {
    const { frameMs } = this.parts.output;
    return Math.round(toMs / frameMs) - Math.round(fromMs / frameMs);
  }

  /**
   * Takes the sound that belongs to the last pictures of a programme that is over, because sound comes after its picture.
   *
   * @returns True while there may be more to come.
   */
  #drainTail(programme: Programme): boolean {
    const { output, clock } = this.parts;
    const tail = this.#current;
    if (tail === null || isSame(tail.programme, programme) || !this.#hasRunOut(tail) || output.isFull) {
      this.#tailSinceMs = null;
      return false;
    }
    const nowMs = clock.monotonicMs();
    this.#tailSinceMs ??= nowMs;
    output.push(tail.input.take(this.#piecePictures));
    return tail.input.state === "ready" && nowMs - this.#tailSinceMs < TAIL_MS;
  }

  /** True when an input is on air and its programme has just come to its planned end. */
  #hasRunOut({ input, programme }: OpenedInput): boolean {
    const { output } = this.parts;
    return output.isOnAir(input) && Math.abs(output.headMs - programme.stopMs) <= 2 * output.frameMs;
  }

  get #piecePictures(): number {
    return Math.max(1, Math.round(PIECE_MS / this.parts.output.frameMs));
  }

  /** Makes `#current` the input of the programme at the head: the warmed one, or one opened now. */
  #choose(programme: Programme): void {
    if (this.#current !== null && !isSame(this.#current.programme, programme)) this.#leave();
    if (this.#next !== null && isSame(this.#next.programme, programme)) {
      this.#leave();
      this.#current = this.#next;
      this.#next = null;
      this.#retry.begin(programme.startMs);
    }
    if (this.#current !== null || programme.itemId === null) return;
    this.#retry.begin(programme.startMs);
    const isWoken = this.#state === "dormant" && this.parts.output.isWatched && !this.#retry.hasGivenUp;
    if (!this.#retry.isDue && !isWoken) return;
    // The joint lies ahead: output made until the first picture arrives must not be played twice.
    const joinsAtMs = this.parts.clock.wallMs() + Math.max(this.parts.output.leadMs, SLATE_LEAD_MS);
    this.#current = this.#open(programme, Math.max(programme.startMs, joinsAtMs), "now");
  }

  /** Opens the input of the following programme in time for its joint. */
  #warm(programme: Programme): void {
    if (this.#state === "dormant") return;
    if (programme.stopMs - this.parts.output.headMs > this.options.warmAheadMs) return;
    const following = this.parts.programmeAt(this.parts.channel.id, programme.stopMs);
    if (this.#next !== null && isSame(this.#next.programme, following)) return;
    this.#close(this.#next);
    this.#next = this.#open(following, following.startMs, "warm");
  }

  #open(programme: Programme, fromMs: number, when: "now" | "warm"): OpenedInput | null {
    // It may join sooner than its passage begins: then its last picture is held until the programme's end.
    const firstMs = when === "warm" ? fromMs - this.#earlyMs : Math.min(fromMs, this.parts.output.headMs);
    const frames = this.#framesBetween(firstMs, programme.stopMs);
    if (programme.itemId === null || frames < 1) return null;
    const input = this.parts.openInput({
      channelId: this.parts.channel.id,
      itemId: programme.itemId,
      offsetMs: programme.itemOffsetMs + (fromMs - programme.startMs),
      frames,
      isWatched: () => this.parts.output.isWatched,
      priority: !this.parts.output.isWatched ? "idle" : when === "warm" ? "warm" : "viewer",
      mayCopy: when === "warm" || this.#retry.failures === 0,
    });
    return { input, programme };
  }

  /** Passes on what the input has. @returns True if there was something to do. */
  #feed(programme: Programme): boolean {
    if (this.#current === null) return false;
    const { output } = this.parts;
    const { input } = this.#current;
    const units = output.isOnAir(input) ? input.take(this.#piecePictures) : this.#beginning(input);
    if (units.length > 0) {
      if (!output.isOnAir(input)) this.#join(input, programme);
      output.push(units);
      // Sound alone is no life: a picture that stands still must not go unnoticed.
      if (units.some(({ kind }) => kind === "video")) this.#retry.noteLife();
    }
    if (output.isOnAir(input) && output.isFull) return this.#finish(programme);
    if (units.length > 0) return true;
    if (input.state === "ended") return this.#finish(programme);
    if (input.state === "failed") return this.#fail(input.fault);
    return this.#failIfSilent(input);
  }

  /** What an input can go on air with: from a key frame on, and with a reserve if it was on air before. */
  #beginning(input: Input): AccessUnit[] {
    if (input.state === "opening") return [];
    const reserve = this.#lastJoined === input ? REJOIN_RESERVE_MS / this.parts.output.frameMs : 1;
    if (input.state === "ready" && input.waiting < reserve) return [];
    while (input.waiting > 0) {
      const units = input.take(this.#piecePictures);
      const first = units.findIndex(({ kind, isKey }) => kind === "video" && isKey);
      if (first >= 0) return units.slice(first);
    }
    return [];
  }

  #join(input: Input, programme: Programme): void {
    const { channel, output, metrics, events, log } = this.parts;
    this.#earlyMs = Math.max(0, programme.startMs - output.headMs);
    output.join(input, this.#framesBetween(output.headMs, programme.stopMs));
    this.#fault = null;
    this.#lastJoined = input;
    this.#become("live");
    metrics.count("stream_success_total", { channel_id: channel.id });
    log.debug("Playout: on air", { title: programme.title, leadMs: Math.round(output.leadMs) });
    events.publish({ kind: "joint", channelId: channel.id, title: programme.title });
  }

  /** The input has nothing more: the programme is over, or a card fills what is missing. */
  #finish(programme: Programme): boolean {
    this.#leave();
    const missingMs = programme.stopMs - this.parts.output.headMs;
    if (missingMs <= EARLY_END_MS) {
      this.#doneUntilMs = programme.stopMs;
      return true;
    }
    const fields = { title: programme.title, missingMs: Math.round(missingMs) };
    this.parts.log.info("Playout: an item was shorter than its programme", fields);
    this.#retry.giveUp();
    return true;
  }

  #failIfSilent(input: Input): boolean {
    const waitedMs = Math.round(this.parts.clock.monotonicMs() - this.#retry.lastLifeMs);
    const isOpening = input.state === "opening";
    if (waitedMs < (isOpening ? LIMITS.openTimeoutMs : this.options.inputStallMs)) return false;
    return this.#fail(
      new Fault("tune_failed", `Cannot play: no ${isOpening ? "key frame" : "output"} for ${waitedMs} ms`),
    );
  }

  /** The input failed: another try later, a card meanwhile. */
  #fail(fault: Fault | null): boolean {
    const { output, log, metrics, channel } = this.parts;
    const title = this.#current?.programme.title ?? null;
    this.#fault = fault?.message ?? "Cannot play: no reason given";
    this.#leave();
    if (isShortage(fault)) {
      if (!output.isWatched) {
        void this.rest();
        return true;
      }
      this.parts.makeRoom();
      this.#retry.postpone(SHORTAGE_RETRY_MS);
      return true;
    }
    log.warn("Playout: an input failed", { title, reason: this.#fault });
    metrics.count("stream_failure_total", { channel_id: channel.id });
    this.#retry.noteFailure();
    return true;
  }

  /** Gives the current input up; a card that is on air instead of it stays there. */
  #leave(): void {
    if (this.#current === null) return;
    if (this.parts.output.isOnAir(this.#current.input)) this.parts.output.leave();
    this.#close(this.#current);
    this.#current = null;
  }

  /**
   * Cards are made no further ahead than they must be, for content may come at any moment. But viewers who are ahead by
   * their reserve must not starve either: a gap may come first, for content that is late; then the card keeps pace.
   */
  #isSlateDue(programme: Programme): boolean {
    const { leadMs, silentMs, isWatched, isOnSlate } = this.parts.output;
    if (!isWatched) return false;
    const isAllThereIs = programme.itemId === null || this.#retry.hasGivenUp;
    if (leadMs < (isAllThereIs ? SLATE_LEAD_MS : LEAD_MIN_MS)) return true;
    return leadMs < this.options.burstMs &&
      silentMs >= (isOnSlate || isAllThereIs ? SLATE_PACE_MS : SLATE_GAP_MS);
  }

  #slateReason(programme: Programme): SlateReason {
    if (programme.kind !== "item") return programme.kind;
    return this.#retry.failures > 0 || this.#retry.hasGivenUp ? "unavailable" : "tuning";
  }

  #become(state: PlayoutState): void {
    if (this.#state === state) return;
    this.#state = state;
    this.parts.events.publish({ kind: "channel_state", channelId: this.parts.channel.id, state });
  }

  /** Ends an input without waiting for it; {@link run} waits for all in the end. */
  #close(opened: OpenedInput | null): void {
    if (opened === null) return;
    const disposed = Promise.resolve(opened.input[Symbol.asyncDispose]());
    const closed: Promise<void> = disposed.finally(() => this.#closing.delete(closed));
    this.#closing.add(closed);
  }
}

function isSame(one: Programme, other: Programme): boolean {
  return one.startMs === other.startMs && one.itemId === other.itemId;
}
