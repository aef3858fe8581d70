import { Fault } from "../fault.ts";
import { isShortage } from "../ffmpeg/mod.ts";
import { LIMITS } from "../limits.ts";
import type { AccessUnit } from "../mpegts/mod.ts";
import { Nap } from "../nap.ts";
import type { Programme } from "../programme.ts";
import type { SlateReason, SlateWish } from "./cards.ts";
import { takeBeginning } from "./beginning.ts";
import { CLOCK_STEP_MS, ClockWatch } from "./clock_watch.ts";
import type { Input } from "./input.ts";
import { EARLY_END_MS, framesBetween, instantAtHead } from "./joint_times.ts";
import { openProgramme } from "./opener.ts";
import type { PlayoutOptions, PlayoutParts, PlayoutState } from "./playout_parts.ts";
import { Retry } from "./retry.ts";
import { isSlateDue, SLATE_LEAD_MS } from "./slate_timing.ts";
import { Tail } from "./tail.ts";
import { TimelineView } from "./timeline_view.ts";
import { isSameProgramme, type OpenedInput, Upcoming } from "./upcoming.ts";
import { WARM_AHEAD_MAX_MS } from "./warm_turns.ts";
import { SlateWishes } from "./wishes.ts";

const NO_REASON = "Cannot play: no reason given";

/** A channel nobody watches asks again for a process after this time; a watched one much sooner. */
const DORMANT_RETRY_MS = 10_000;
const SHORTAGE_RETRY_MS = 500;

/** Output is written in pieces of this length: viewers are paced by whole pieces. */
const PIECE_MS = 120;

/** Enough output is made in one go, so that a channel that is well ahead sleeps in between. */
const BATCH_MS = 1_000;

/** After so many pieces the event loop has its turn. */
const PIECES_IN_A_ROW = 10;

/** An input that could not keep up goes on air again only with so much in hand: else the card would flicker. */
const REJOIN_RESERVE_MS = 1_500;

/** The loop looks after what viewers or inputs need this often. */
const SHORT_WAIT_MS = 50;

/** The joints of all channels are planned when they are this near. */
const TURN_NOTICE_MS = WARM_AHEAD_MAX_MS + 10_000;

/** With nothing to do, it looks this often whether the clock was set or the timeline changed. */
const IDLE_WAIT_MS = 1_000;

/**
 * The spine of a channel: follows the timeline by the wall clock and keeps the output going, whatever happens.
 *
 * All of its time is the *head*: where the output ends. The head is `leadMs` ahead of the clock, so the programme that
 * belongs at the head is the one the timeline has at `wall clock + lead`. Nothing adds up lengths, so nothing drifts.
 */
export class Playout {
  #current: OpenedInput | null = null;
  #state: PlayoutState = "starting";
  #fault: string | null = null;
  #doneUntilMs = -Infinity;
  /** Where the input on air will have delivered all it was asked for. */
  #endsAtMs = Infinity;
  /** Where the output's beginning lay on the wall clock when the input on air joined. */
  #epochMs = 0;
  /** The input that last joined; joining a second time means that it could not keep up. */
  #lastJoined: Input | null = null;
  #retry: Retry;
  readonly #timeline: TimelineView;
  readonly #upcoming: Upcoming;
  readonly #nap: Nap;
  readonly #tail: Tail;
  readonly #clockWatch: ClockWatch;
  readonly #wishes: SlateWishes;
  readonly #closing = new Set<Promise<void>>();

  /** A playout that stands still until {@link run}. */
  constructor(private readonly parts: PlayoutParts, private readonly options: PlayoutOptions) {
    const { clock } = parts;
    this.#retry = new Retry(clock);
    this.#timeline = new TimelineView(parts);
    this.#nap = new Nap(clock);
    this.#tail = new Tail(parts.output, clock);
    this.#clockWatch = new ClockWatch(clock);
    this.#upcoming = new Upcoming({
      clock,
      open: (programme, retry) => this.#openWarm(programme, retry),
      close: (opened) => this.#close(opened),
      onFailed: (programme, fault) => this.#noteFailed(programme, fault),
    });
    this.#wishes = new SlateWishes(parts);
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
    this.#rest();
    this.#retry.postpone(DORMANT_RETRY_MS);
    this.#become("dormant");
    await Promise.all(this.#closing);
  }

  /** Runs until `signal` aborts, then ends every input. */
  async run(signal: AbortSignal): Promise<void> {
    const wake = () => this.#nap.wake();
    try {
      this.parts.output.onWatched(wake);
      signal.addEventListener("abort", wake);
      while (!signal.aborted) {
        let waitMs = 0;
        for (let step = 0; waitMs === 0 && step < PIECES_IN_A_ROW; step++) waitMs = this.#step();
        await this.#pause(waitMs);
      }
    } finally {
      signal.removeEventListener("abort", wake);
      this.parts.output.leave();
      this.#close(this.#current);
      this.#rest();
      await Promise.all(this.#closing);
    }
  }

  /** Does one thing. @returns How long nothing more can be done, in milliseconds. */
  #step(): number {
    const { output } = this.parts;
    this.#followClock();
    const tooFarMs = output.leadMs - this.options.readAheadMs;
    if (output.isCrowded) return PIECE_MS;
    if (tooFarMs >= 0) return Math.min(IDLE_WAIT_MS, tooFarMs + this.#batchMs);
    const programme = this.#programmeAtHead();
    if (this.#tail.drain(this.#current, programme, this.#piecePictures)) return SHORT_WAIT_MS;
    this.#choose(programme);
    this.#warm(programme);
    this.#prepareCard(programme);
    if (this.#feed(programme)) return 0;
    if (!this.#isSlateDue(programme)) return this.#waitMs(programme);
    const wish = this.#slateWish(programme);
    output.showSlate(wish, framesBetween(output.headMs, programme.stopMs, output.frameMs));
    this.#become(wish.reason === "tuning" ? "starting" : "slate");
    return 0;
  }

  /** Output is made until it is far enough ahead, and then again once this much was used up. */
  get #batchMs(): number {
    return Math.min(BATCH_MS, this.options.readAheadMs / 6);
  }

  /** How long nothing can happen by itself; viewers and the input on its way wake the loop. */
  #waitMs(programme: Programme): number {
    const { output } = this.parts;
    if (output.isWatched || this.#current !== null) return SHORT_WAIT_MS;
    const untilMs = Math.min(this.#retry.waitMs, programme.stopMs - output.headMs);
    return Math.min(IDLE_WAIT_MS, Math.max(SHORT_WAIT_MS, untilMs));
  }

  /** Waits for the time, or for what {@link Nap.wake}s the loop. */
  async #pause(durationMs: number): Promise<void> {
    const isHungry = this.parts.output.leadMs < this.options.readAheadMs - this.#batchMs;
    if (durationMs === 0 || !isHungry || this.#current === null) return await this.#nap.sleep(durationMs);
    const over = new AbortController();
    void this.#current.input.changed(over.signal).then(() => over.signal.aborted || this.#nap.wake());
    await this.#nap.sleep(durationMs);
    over.abort();
  }

  /** After the clock was set, or the machine slept, what was on air does not belong there any more. */
  #followClock(): void {
    const { clock, output, log } = this.parts;
    if (output.catchUp() && output.isWatched) log.warn("Playout: output was late and continues from now");
    const setByMs = this.#clockWatch.look();
    const input = this.#current?.input ?? null;
    const isElsewhere = output.isOnAir(input) && Math.abs(output.epochMs - this.#epochMs) > CLOCK_STEP_MS;
    if (setByMs !== 0 || isElsewhere) this.#leave();
    if (setByMs === 0) return;
    log.info("Playout: the clock was set", { byMs: Math.round(setByMs) });
    this.#doneUntilMs = -Infinity;
    this.#retry = new Retry(clock);
  }

  #programmeAtHead(): Programme {
    const { headMs, frameMs } = this.parts.output;
    return this.#timeline.at(instantAtHead({ headMs, frameMs, doneUntilMs: this.#doneUntilMs }));
  }

  get #piecePictures(): number {
    return Math.max(1, Math.round(PIECE_MS / this.parts.output.frameMs));
  }

  /** Makes `#current` the input of the programme at the head: the warmed one, or one opened now. */
  #choose(programme: Programme): void {
    if (this.#current !== null && !isSameProgramme(this.#current.programme, programme)) this.#leave();
    const taken = this.#upcoming.take(programme);
    if (taken !== null) {
      this.#leave();
      this.#current = taken.opened;
      this.#retry = taken.retry;
      this.#retry.begin(programme.startMs);
      // After the clock jumped into the middle of the programme, the place of its beginning is past.
      if (this.parts.output.headMs - programme.startMs > CLOCK_STEP_MS) this.#leave();
    }
    if (this.#current !== null || programme.itemId === null) return;
    this.#retry.begin(programme.startMs);
    const isWoken = this.#state === "dormant" && this.parts.output.isWatched && !this.#retry.hasGivenUp;
    if (!this.#retry.isDue && !isWoken) return;
    if (isWoken) this.#become("starting");
    // The joint lies ahead: output made until the first picture arrives must not be played twice.
    const { headMs } = this.parts.output;
    const fromMs = Math.max(programme.startMs, headMs, this.parts.clock.wallMs() + SLATE_LEAD_MS);
    const opening = { fromMs, when: "now", joinsAtMs: headMs, retry: this.#retry } as const;
    this.#current = openProgramme(this.parts, programme, opening);
  }

  /** Opens the input of the following programme in time for its joint. */
  #warm(programme: Programme): void {
    const { channel, clock, turns } = this.parts;
    // By the clock, for behind a card little was made ahead.
    const fullMs = clock.wallMs() + this.options.readAheadMs;
    const following = this.#timeline.itemAfter(programme, fullMs + TURN_NOTICE_MS);
    if (this.#state === "dormant" || following === null) return this.#rest();
    const { startMs } = following;
    this.#upcoming.keep(following, startMs - fullMs <= turns.aheadMs(channel.id, startMs));
  }

  #openWarm(programme: Programme, retry: Retry): OpenedInput | null {
    const { startMs } = programme;
    const { input = null, programme: before } = this.#current ?? {};
    // What is on air may end a little early; the next makes up for that.
    const isNext = before?.stopMs === startMs && this.parts.output.isOnAir(input);
    const joinsAtMs = isNext ? this.#endsAtMs : startMs;
    return openProgramme(this.parts, programme, { fromMs: startMs, when: "warm", joinsAtMs, retry });
  }

  /** No input is upcoming, and no turn is needed to open one. */
  #rest(): void {
    this.#upcoming.drop();
    this.parts.turns.forget(this.parts.channel.id);
  }

  /** Passes on what the input has. @returns True if there was something to do. */
  #feed(programme: Programme): boolean {
    if (this.#current === null) return false;
    const { output } = this.parts;
    const { input } = this.#current;
    const units = output.isOnAir(input) ? input.take(this.#piecePictures) : this.#beginning(input);
    if (units.length > 0) {
      if (!output.isOnAir(input)) this.#join(this.#current, programme);
      output.push(units);
      // Sound alone is no life: a picture that stands still must not go unnoticed.
      if (units.some(({ kind }) => kind === "video")) this.#retry.noteLife();
    }
    if (output.isOnAir(input) && output.isFull) return this.#finish(programme, "cut");
    if (units.length > 0) return true;
    if (input.state === "ended") return this.#finish(programme, "ended");
    if (input.state === "failed") return this.#fail(input.fault);
    return this.#failIfSilent(input);
  }

  #beginning(input: Input): AccessUnit[] {
    const reserve = this.#lastJoined === input ? REJOIN_RESERVE_MS / this.parts.output.frameMs : 1;
    return takeBeginning(input, { reserve, picturesMax: this.#piecePictures });
  }

  #join({ input, frames }: OpenedInput, programme: Programme): void {
    const { channel, output, metrics, events, log } = this.parts;
    this.#epochMs = output.epochMs;
    const wanted = framesBetween(output.headMs, programme.stopMs, output.frameMs);
    this.#endsAtMs = output.headMs + Math.min(wanted, frames) * output.frameMs;
    output.join(input, wanted);
    this.#fault = null;
    this.#lastJoined = input;
    this.#become("live");
    metrics.count("stream_success_total", { channel_id: channel.id });
    log.debug("Playout: on air", { title: programme.title, leadMs: Math.round(output.leadMs) });
    events.publish({ kind: "joint", channelId: channel.id, title: programme.title });
  }

  /** The input has nothing more: the programme is over, or a card fills what is missing. */
  #finish(programme: Programme, how: "cut" | "ended"): boolean {
    this.#leave();
    const missingMs = programme.stopMs - this.parts.output.headMs;
    if (missingMs <= EARLY_END_MS) {
      this.#doneUntilMs = programme.stopMs;
      return true;
    }
    // Its end was moved meanwhile: what is missing now was not asked for then.
    if (how === "cut") return true;
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
    const { output } = this.parts;
    const programme = this.#current?.programme ?? null;
    this.#leave();
    this.#fault = fault?.message ?? NO_REASON;
    if (isShortage(fault)) {
      if (!output.isWatched) {
        void this.rest();
        return true;
      }
      this.#retry.postpone(SHORTAGE_RETRY_MS);
      void this.#hurryWhenThereIsRoom(this.#retry);
      return true;
    }
    this.#noteFailed(programme, fault);
    this.#retry.noteFailure();
    return true;
  }

  async #hurryWhenThereIsRoom(retry: Retry): Promise<void> {
    if (!await this.parts.makeRoom()) return;
    retry.postpone(0);
    this.#nap.wake();
  }

  #noteFailed(programme: Programme | null, fault: Fault | null): void {
    const { log, metrics, channel } = this.parts;
    const reason = fault?.message ?? NO_REASON;
    log.warn("Playout: an input failed", { title: programme?.title ?? null, reason });
    metrics.count("stream_failure_total", { channel_id: channel.id });
  }

  /** Gives the current input up; a card that is on air instead of it stays there. */
  #leave(): void {
    if (this.#current === null) return;
    if (this.parts.output.isOnAir(this.#current.input)) this.parts.output.leave();
    this.#close(this.#current);
    this.#current = null;
  }

  #isSlateDue(programme: Programme): boolean {
    const { leadMs, silentMs, pieceMs, isWatched, isOnSlate } = this.parts.output;
    const isAllThereIs = programme.itemId === null || this.#retry.hasGivenUp;
    return isWatched &&
      isSlateDue({ leadMs, silentMs, pieceMs, isOnSlate, isAllThereIs, burstMs: this.options.burstMs });
  }

  /** A card that comes for sure is rendered before it airs. */
  #prepareCard(programme: Programme): void {
    const { output, channel, programmeAt } = this.parts;
    if (!output.isWatched) return;
    if (this.#current === null) output.prepareSlate(this.#slateWish(programme));
    if (programme.stopMs - output.headMs > this.options.warmAheadMs) return;
    const following = programmeAt(channel.id, programme.stopMs);
    if (following.kind !== "item") output.prepareSlate(this.#wishes.of(following, following.kind));
  }

  #slateWish(programme: Programme): SlateWish {
    return this.#wishes.of(programme, this.#slateReason(programme));
  }

  #slateReason(programme: Programme): SlateReason {
    if (programme.kind !== "item") return programme.kind;
    if (this.#retry.hasGivenUp) return "between";
    // What was on air and no longer delivers is not on its way any more.
    const hasStalled = this.#current !== null && this.#current.input === this.#lastJoined;
    return hasStalled || this.#retry.failures > 0 ? "unavailable" : "tuning";
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
