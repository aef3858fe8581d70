import { Fault } from "../fault.ts";
import { isShortage } from "../ffmpeg/mod.ts";
import type { InputsFacts, InputsState } from "../inputs/mod.ts";
import type { AccessUnit } from "../mpegts/mod.ts";
import type { Programme } from "../programme.ts";
import { AiredLog } from "./aired_log.ts";
import { CLOCK_STEP_MS } from "./clock_watch.ts";
import { Cover } from "./cover.ts";
import { Entry } from "./entry.ts";
import { Failover } from "./failover.ts";
import type { InputOperator, RunningInput } from "./failover_parts.ts";
import { Head } from "./head.ts";
import type { Input } from "./input.ts";
import { InputMeter } from "./input_meter.ts";
import { EARLY_END_MS, framesBetween, PREMATURE_END_MS } from "./joint_times.ts";
import type { LadderInput } from "./ladder.ts";
import { OpenInputs } from "./open_inputs.ts";
import { type Opening, openProgramme, placeAtHead } from "./opener.ts";
import { IDLE_WAIT_MS, Pace } from "./pace.ts";
import { itemStopMs } from "./parts_of_item.ts";
import type { PlayoutOptions, PlayoutParts, PlayoutState } from "./playout_parts.ts";
import { Tail } from "./tail.ts";
import { TimelineView } from "./timeline_view.ts";
import { isSameProgramme, type OpenedInput } from "./upcoming.ts";
import { WarmUp } from "./warm_up.ts";

/** A channel nobody watches asks again for a process after this time. */
const DORMANT_RETRY_MS = 10_000;

/** Output is written in pieces of this length: viewers are paced by whole pieces. */
const PIECE_MS = 120;

/** After so many pieces the event loop has its turn. */
const PIECES_IN_A_ROW = 10;

/** A substitute that showed so much, and ended by itself, has done its work. */
const WHOLE_MS = 3_000;

/** The loop looks after what viewers or inputs need this often. */
const SHORT_WAIT_MS = 50;

/**
 * The spine of a channel: follows the timeline by the wall clock and keeps the output going, whatever happens.
 *
 * All of its time is the *head*: where the output ends. The head is `leadMs` ahead of the clock, so the programme that
 * belongs at the head is the one the timeline has at `wall clock + lead`. Nothing adds up lengths, so nothing drifts.
 * Which of the ways to play a programme is on air, {@link Failover} decides.
 */
export class Playout {
  #state: PlayoutState = "starting";
  /** The programme whose inputs are wanted. */
  #programme: Programme | null = null;
  /** Nobody watches, and there was no process: nothing is tried before; monotonic. */
  #sleepsUntilMs = -Infinity;
  /** Where the input on air will have delivered all it was asked for. */
  #endsAtMs = Infinity;
  /** Where the input on air joined. */
  #joinedAtMs = 0;
  readonly #failover: Failover;
  readonly #warmUp: WarmUp;
  readonly #pace: Pace;
  readonly #tail: Tail;
  readonly #head: Head;
  readonly #cover: Cover;
  readonly #meter: InputMeter;
  readonly #entry: Entry;
  readonly #inputs: OpenInputs;
  readonly #aired: AiredLog;

  /** A playout that stands still until {@link run}. */
  constructor(private readonly parts: PlayoutParts, private readonly options: PlayoutOptions) {
    const { clock } = parts;
    const timeline = new TimelineView(parts);
    this.#pace = new Pace(parts, options);
    this.#entry = new Entry(clock);
    this.#aired = new AiredLog(parts);
    this.#inputs = new OpenInputs(clock);
    this.#tail = new Tail(parts.output, clock);
    this.#head = new Head(parts, timeline);
    this.#meter = new InputMeter(clock);
    this.#failover = new Failover({
      ...parts,
      open: (from, mayCopy) => this.#open(from, mayCopy),
      close: (opened) => this.#close(opened),
      isBusy: (host) => this.#inputs.isBusy(host),
    }, options.inputs);
    this.#warmUp = new WarmUp({
      ...parts,
      ...{ timeline, failover: this.#failover, inputs: this.#inputs },
      endBefore: (stopMs) =>
        this.#isDelivering && this.#onAir?.programme.stopMs === stopMs ? this.#endsAtMs : null,
    }, options);
    this.#cover = new Cover(parts, options, this.#failover);
  }

  /** True while it has inputs, whose processes it could give up. */
  get hasInputs(): boolean {
    return this.#inputs.isAny;
  }

  /** What it is doing. */
  get state(): PlayoutState {
    return this.#state;
  }

  /** What went wrong last; null while content airs. */
  get fault(): string | null {
    return this.#failover.fault;
  }

  /** When its newest media that is no card was made, milliseconds since 1970; null for never. */
  get lastOutputMs(): number | null {
    return this.parts.output.lastOutputMs ?? this.parts.memory.lastOutputMs;
  }

  /** What is known of its inputs. */
  get inputs(): InputsState {
    return this.parts.memory.state;
  }

  /** What the input on air delivers; null while there is none. */
  get figures(): InputsFacts["active"] {
    const input = this.#onAir?.input ?? null;
    return input === null ? null : { ...this.#meter.figures, packetLoss: input.lossPercent };
  }

  /** For operators: which input is to be on air. */
  get operator(): InputOperator {
    return this.#failover;
  }

  /** Gives its processes up until somebody watches or there is room again; its clock runs on. */
  async rest(): Promise<void> {
    this.#failover.rest();
    this.#warmUp.rest();
    this.#sleepsUntilMs = this.parts.clock.monotonicMs() + DORMANT_RETRY_MS;
    this.#become("dormant");
    await this.#inputs.settled();
  }

  /** Runs until `signal` aborts, then ends every input. */
  async run(signal: AbortSignal): Promise<void> {
    const wake = () => this.#pace.wake();
    try {
      this.parts.output.onWatched(wake);
      signal.addEventListener("abort", wake);
      while (!signal.aborted) {
        let waitMs = 0;
        for (let step = 0; waitMs === 0 && step < PIECES_IN_A_ROW; step++) waitMs = this.#step();
        await this.#pace.wait(waitMs, this.#awaited);
      }
    } finally {
      signal.removeEventListener("abort", wake);
      this.parts.memory.lastOutputMs = this.lastOutputMs;
      try {
        this.#failover.close();
        this.parts.output.leave();
        this.#aired.close();
        this.#warmUp.rest();
      } finally {
        this.#inputs.closeAll();
        await this.#inputs.settled();
      }
    }
  }

  /** Does one thing. @returns How long nothing more can be done, in milliseconds. */
  #step(): number {
    const { output } = this.parts;
    if (this.#head.hasMoved(this.#onAir?.input ?? null)) this.#programme = null;
    if (output.isCrowded) return PIECE_MS;
    const { restMs } = this.#pace;
    if (restMs > 0) return restMs;
    const programme = this.#head.programme();
    if (this.#tail.drain(this.#onAir, programme, this.#piecePictures)) return SHORT_WAIT_MS;
    this.#choose(programme);
    if (this.#state === "dormant") this.#warmUp.rest();
    else this.#warmUp.look(programme);
    this.#cover.prepare(programme);
    if (this.#feed(programme)) return 0;
    if (!this.#cover.isDue(programme)) return this.#waitMs(programme);
    const fromMs = this.parts.output.headMs;
    const reason = this.#cover.show(programme, this.#entry.hasJoined(this.#onAir?.input ?? null));
    this.#aired.card(programme, reason, fromMs);
    this.#aired.reach(fromMs, this.parts.output.headMs);
    this.#become(reason === "tuning" ? "starting" : "slate");
    return 0;
  }

  get #onAir(): OpenedInput | null {
    return this.#failover.active?.opened ?? null;
  }

  /** True while no card covers the input on air. */
  get #isDelivering(): boolean {
    return this.parts.output.isOnAir(this.#onAir?.input ?? null);
  }

  /** The input whose news the loop waits for. */
  get #awaited(): Input | null {
    return (this.#failover.candidate ?? this.#failover.active)?.opened.input ?? null;
  }

  /** How long nothing can happen by itself; viewers and the input on its way wake the loop. */
  #waitMs(programme: Programme): number {
    const { output, clock } = this.parts;
    if (output.isWatched || this.#awaited !== null) return SHORT_WAIT_MS;
    const asleepMs = this.#isAsleep ? this.#sleepsUntilMs - clock.monotonicMs() : IDLE_WAIT_MS;
    const untilMs = Math.min(programme.stopMs - output.headMs, asleepMs);
    return Math.min(IDLE_WAIT_MS, Math.max(SHORT_WAIT_MS, untilMs));
  }

  get #piecePictures(): number {
    return Math.max(1, Math.round(PIECE_MS / this.parts.output.frameMs));
  }

  /** Without a viewer and without a process, nothing is tried for a while. */
  get #isAsleep(): boolean {
    const isOver = this.parts.clock.monotonicMs() >= this.#sleepsUntilMs || this.parts.output.isWatched;
    return this.#state === "dormant" && !isOver;
  }

  /** Tells the failover which programme is at the head, and how the output is. */
  #choose(programme: Programme): void {
    if (this.#isAsleep) return;
    const { output } = this.parts;
    if (this.#state === "dormant" && output.isWatched) this.#become("starting");
    if (this.#programme !== null && isSameProgramme(this.#programme, programme)) {
      this.#programme = programme;
      this.#failover.update(this.parts.ladders.of(programme));
    } else this.#begin(programme);
    // Until viewers live on their reserve, or most of what is made ahead is gone, only the programme itself is tried.
    const { burstMs, readAheadMs } = this.options;
    const littleMs = Math.min(burstMs, Math.max(readAheadMs / 2, readAheadMs - 1_000));
    this.#failover.tick({ isStarving: output.leadMs < littleMs, isWatched: output.isWatched });
  }

  #begin(programme: Programme): void {
    const { output, memory } = this.parts;
    const ladder = this.parts.ladders.of(programme);
    this.#programme = programme;
    let warmed = this.#warmUp.take(programme);
    // After the clock jumped into the middle of the programme, the place of its beginning is past.
    if (warmed !== null && output.headMs - programme.startMs > CLOCK_STEP_MS) {
      this.#close(warmed);
      warmed = null;
    }
    this.#failover.begin({
      key: `${programme.startMs} ${programme.itemId} ${memory.begun++}`,
      ladder,
      leftMs: programme.stopMs - output.headMs,
      warmed,
    });
  }

  /** Opens an input of the programme at the head. */
  #open(from: LadderInput, mayCopy: boolean): OpenedInput | null {
    const programme = this.#programme;
    if (programme === null) return null;
    if (from.tier === "substitute") this.parts.ladders.turnFiller(programme);
    const besideMs = this.#isDelivering ? this.options.warmAheadMs : null;
    const opening: Opening = { from, mayCopy, ...placeAtHead(this.parts, programme, besideMs) };
    return this.#inputs.add(openProgramme(this.parts, programme, opening));
  }

  /** Passes on what the inputs have. @returns True if there was something to do. */
  #feed(programme: Programme): boolean {
    const { active, candidate } = this.#failover;
    if (candidate !== null && this.#mayJoin(candidate)) {
      const units = this.#beginning(candidate);
      if (units.length > 0) {
        this.#failover.join(candidate);
        return this.#pass(candidate, programme, units);
      }
    }
    if (candidate !== null && this.#isOver(candidate, programme)) return true;
    if (active === null) return false;
    const { input } = active.opened;
    const isOnAir = this.parts.output.isOnAir(input);
    if (!isOnAir && this.#entry.isFlagging(input) && this.#failover.hasAnother) {
      return this.#fail(active, new Fault("tune_failed", "Cannot play: it does not keep up"));
    }
    const units = isOnAir ? input.take(this.#piecePictures) : this.#beginning(active);
    return this.#pass(active, programme, units) || this.#isOver(active, programme);
  }

  /** Beside an input on air, its successor waits for the place its first picture was made for. */
  #mayJoin({ opened }: RunningInput): boolean {
    const { output } = this.parts;
    const earlyMs = this.#isDelivering ? output.frameMs / 2 : EARLY_END_MS;
    return output.headMs >= opened.fromMs - earlyMs;
  }

  #beginning({ opened: { input } }: RunningInput): AccessUnit[] {
    const { frameMs } = this.parts.output;
    return this.#entry.beginning(input, { frameMs, picturesMax: this.#piecePictures });
  }

  /** Writes what an input delivered. @returns True if there was something to do. */
  #pass(running: RunningInput, programme: Programme, units: readonly AccessUnit[]): boolean {
    const { output } = this.parts;
    const { input } = running.opened;
    if (units.length > 0) {
      if (!output.isOnAir(input)) this.#join(running.opened, programme);
      const fromMs = output.headMs;
      output.push(units);
      this.#aired.reach(fromMs, output.headMs);
      // Sound alone is no life, nor is the same moment again: a picture that stands still must not go unnoticed.
      if (this.#meter.note(units)) this.#failover.progress(running);
      else this.#failover.packet(running);
    }
    if (output.isOnAir(input) && output.isFull) return this.#finish(running, programme, "cut");
    return units.length > 0;
  }

  /** Looks whether an input has nothing more, or failed. @returns True if so. */
  #isOver(running: RunningInput, programme: Programme): boolean {
    const { input } = running.opened;
    // What is complete before its place is reached still waits for it.
    const isWaiting = running.generation === this.#failover.candidate?.generation && input.waiting > 0;
    if (input.state === "ended" && !isWaiting) return this.#finish(running, programme, "ended");
    if (input.state === "failed") return this.#fail(running, input.fault);
    return false;
  }

  #join({ input, frames, from }: OpenedInput, programme: Programme): void {
    const { channel, output, metrics, events, log } = this.parts;
    this.#head.join();
    this.#joinedAtMs = output.headMs;
    this.#aired.join(programme, from.id, output.headMs);
    const wanted = framesBetween(output.headMs, programme.stopMs, output.frameMs);
    this.#endsAtMs = output.headMs + Math.min(wanted, frames) * output.frameMs;
    output.join(input, wanted);
    if (!this.#entry.hasJoined(input)) this.#meter.restart();
    this.#entry.join(input);
    this.#become("live");
    metrics.count("stream_success_total", { channel_id: channel.id });
    log.debug("Playout: on air", { title: programme.title, leadMs: Math.round(output.leadMs) });
    events.publish({ kind: "joint", channelId: channel.id, title: programme.title });
  }

  /** The input has nothing more: the programme is over, or something else fills what is missing. */
  #finish(running: RunningInput, programme: Programme, how: "cut" | "ended"): boolean {
    const { output, log } = this.parts;
    const missingMs = programme.stopMs - output.headMs;
    const isOver = missingMs <= EARLY_END_MS;
    // A programme may be longer than what was planned to be left of its item; what it had is whole then.
    const missingOfItemMs = Math.min(missingMs, itemStopMs(programme) - output.headMs);
    const isItem = running.opened.from.tier === "equivalent";
    if (isOver) this.#head.finish(programme.stopMs);
    else if (how === "cut" && isItem) {
      // Its end was moved meanwhile: what is missing now was not asked for then.
      this.#programme = null;
      return true;
    }
    const fields = { title: programme.title, missingMs: Math.round(missingMs) };
    if (!isOver && isItem) log.info("Playout: an item was shorter than its programme", fields);
    this.#failover.end(running, {
      isEarly: isItem && missingOfItemMs > PREMATURE_END_MS,
      positionText: `${Math.round(missingMs / 1_000)} s before its stop`,
      isOver,
      isWhole: how === "cut" || output.headMs - this.#joinedAtMs >= WHOLE_MS,
    });
    return true;
  }

  /** The input failed: another one takes over, or a card until it may be tried again. */
  #fail(running: RunningInput, fault: Fault | null): boolean {
    const { output } = this.parts;
    this.#failover.fail(running, fault);
    if (!isShortage(fault)) {
      // Nobody sees a card: but it is not live, nor does it wait for a process.
      if (!output.isWatched && this.#awaited === null) this.#become("starting");
      return true;
    }
    if (output.isWatched) void this.#hurryWhenThereIsRoom();
    else void this.rest();
    return true;
  }

  async #hurryWhenThereIsRoom(): Promise<void> {
    if (!await this.parts.makeRoom()) return;
    this.#failover.noteRoom();
    this.#pace.wake();
  }

  #become(state: PlayoutState): void {
    if (this.#state === state) return;
    this.#state = state;
    this.parts.events.publish({ kind: "channel_state", channelId: this.parts.channel.id, state });
  }

  /** Takes an input off the air and ends it without waiting for it; {@link run} waits for all in the end. */
  #close(opened: OpenedInput): void {
    if (this.parts.output.isOnAir(opened.input)) this.parts.output.leave();
    this.#inputs.close(opened);
  }
}
