import { Fault, messageOf } from "../fault.ts";
import { isShortage } from "../ffmpeg/mod.ts";
import {
  firstChoice,
  type InputsEffect,
  type InputsEvent,
  type InputsOptions,
  type InputsState,
  step,
  type Stickiness,
} from "../inputs/mod.ts";
import { failureOf } from "./failure.ts";
import { tellFailover } from "./failover_news.ts";
import type { FailoverParts, InputOperator, RunningInput, WantedProgramme } from "./failover_parts.ts";
import type { LadderInput } from "./ladder.ts";
import type { OpenedInput } from "./upcoming.ts";

/** Media time is told of this often. */
const PROGRESS_MS = 250;

/** One channel's actor: what happens to its inputs goes into the failover machine, what that decides is done here. */
export class Failover implements InputOperator {
  #ladder: readonly LadderInput[] = [];
  #warmed: OpenedInput | null = null;
  readonly #running = new Map<number, OpenedInput>();
  /** Places of inputs that failed: what cannot be copied may still be encoded. */
  #suspects = new Set<string>();
  #progressAtMs = -Infinity;
  #fault: string | null = null;
  readonly #queue: InputsEvent[] = [];
  #isStepping = false;
  readonly #probes = new AbortController();

  /** Goes on with what is known. */
  constructor(private readonly parts: FailoverParts, private readonly options: InputsOptions) {}

  /** What went wrong last; null once something airs again. */
  get fault(): string | null {
    return this.#fault;
  }

  /** The input on air, though a card may cover it. */
  get active(): RunningInput | null {
    return this.#opened(this.#state.active?.generation);
  }

  /** The input on its way. */
  get candidate(): RunningInput | null {
    return this.#opened(this.#state.candidate?.generation);
  }

  /** True when the programme was delivered, or is a card by itself. */
  get isDone(): boolean {
    return !this.#state.isWanted;
  }

  /** True when something of the programme failed and is not on air again. */
  get isFailing(): boolean {
    const { programme, health, cause } = this.#state;
    return cause !== null || health.some(({ failedInKey }) => failedInKey === programme?.key);
  }

  /** True when the programme's own input ended too early. */
  get isShort(): boolean {
    return this.#state.cause?.reason === "premature_end";
  }

  /** Another programme: its best input opens, or is the one that was opened ahead. */
  begin({ key, ladder, leftMs, warmed }: WantedProgramme): void {
    this.#ladder = ladder;
    this.#suspects = new Set(ladder.map(({ locator }) => locator).filter((it) => this.#suspects.has(it)));
    this.#warmed = warmed;
    const stopMs = this.parts.clock.monotonicMs() + leftMs;
    const id = warmed?.from.id;
    this.#say({ kind: "programme", key, inputs: ladder, stopMs, warmed: id === undefined ? null : { id } });
    if (this.#warmed !== null) this.parts.close(this.#warmed);
    this.#warmed = null;
  }

  /** The library, or the channel, offers other ways to play the programme. */
  update(ladder: readonly LadderInput[]): void {
    if (ladder === this.#ladder) return;
    this.#ladder = ladder;
    this.#say({ kind: "update", inputs: ladder });
  }

  /** Time passes. */
  tick({ isStarving, isWatched }: { readonly isStarving: boolean; readonly isWatched: boolean }): void {
    const { active } = this;
    // What waits to be taken is no stall.
    if (active !== null && active.opened.input.waiting > 0) this.progress(active);
    this.#say({ kind: "tick", isStarving, isWatched, isBlocked: this.parts.gate.isOpen(this.#channelId) });
  }

  /** There are processes to be had again. */
  noteRoom(): void {
    this.#say({ kind: "room" });
  }

  /** Which way to play a following programme is to be opened ahead; null for none. */
  firstChoice(ladder: readonly LadderInput[]): LadderInput | null {
    const choice = firstChoice(this.#state, ladder, this.parts.clock.monotonicMs(), this.options);
    return ladder.find(({ id }) => id === choice?.id) ?? null;
  }

  /** False when it failed by copying: then everything is encoded. */
  mayCopy({ locator }: LadderInput): boolean {
    return !this.#suspects.has(locator);
  }

  /** The candidate goes on air. */
  join({ generation }: RunningInput): void {
    this.#say({ kind: "key", generation });
  }

  /** A picture of it was passed on. */
  progress({ generation }: RunningInput): void {
    const nowMs = this.parts.clock.monotonicMs();
    if (nowMs - this.#progressAtMs < PROGRESS_MS) return;
    this.#progressAtMs = nowMs;
    this.#say({ kind: "progress", generation });
  }

  /** Something came of it that shows no picture. */
  packet({ generation }: RunningInput): void {
    this.#say({ kind: "packet", generation });
  }

  /** It failed. */
  fail({ generation, opened }: RunningInput, fault: Fault | null): void {
    const shortage = isShortage(fault);
    if (!shortage) this.#suspects.add(opened.from.locator);
    this.#fault = failureOf(fault).reason;
    this.#say({ kind: "failed", generation, ...failureOf(fault), isShortage: shortage });
  }

  /** It said all it had to say. */
  end(
    { generation }: RunningInput,
    { isEarly, positionText }: { isEarly: boolean; positionText: string },
  ): void {
    this.#say({ kind: "ended", generation, isEarly, positionText });
  }

  /** An input that was opened ahead failed. */
  failWarm({ from }: OpenedInput, fault: Fault | null): void {
    this.#suspects.add(from.locator);
    const { reason, scope } = failureOf(fault);
    this.#say({ kind: "warm_failed", spec: from, reason, scope });
  }

  /** See {@link InputOperator.switchTo}. */
  switchTo(id: string, sticky: Stickiness): void {
    this.#ask({ kind: "switch", id, sticky });
  }

  /** See {@link InputOperator.clearOverride}. */
  clearOverride(): void {
    this.#ask({ kind: "clear_override" });
  }

  /** See {@link InputOperator.reset}. */
  reset(id: string): void {
    this.#ask({ kind: "reset", id });
  }

  /** Gives all inputs up; what is known stays known. */
  rest(): void {
    for (const running of [this.candidate, this.active]) {
      if (running !== null) {
        this.#say({
          ...{ kind: "failed", generation: running.generation, reason: "Gave its place up" },
          ...{ isFatal: false, scope: "item", isShortage: true },
        });
      }
    }
  }

  /** Ends everything. */
  close(): void {
    this.#probes.abort();
    this.begin({ key: "closed", ladder: [], leftMs: 0, warmed: null });
  }

  get #state(): InputsState {
    return this.parts.memory.state;
  }

  get #channelId(): string {
    return this.parts.channel.id;
  }

  #opened(generation: number | undefined): RunningInput | null {
    const opened = generation === undefined ? undefined : this.#running.get(generation);
    return opened === undefined || generation === undefined ? null : { generation, opened };
  }

  /** Takes one event after another: what its effects bring about comes behind it. */
  #say(event: DistributiveOmit<InputsEvent, "atMs" | "wallMs">): Fault | null {
    const { clock, memory } = this.parts;
    this.#queue.push({ ...event, atMs: clock.monotonicMs(), wallMs: clock.wallMs() });
    if (this.#isStepping) return null;
    this.#isStepping = true;
    let refusal: Fault | null = null;
    try {
      for (let next = this.#queue.shift(); next !== undefined; next = this.#queue.shift()) {
        const { state, effects } = step(memory.state, next, this.options);
        memory.state = state;
        for (const effect of effects) refusal = this.#do(effect) ?? refusal;
      }
    } finally {
      this.#isStepping = false;
    }
    return refusal;
  }

  /** An operator is told why not. */
  #ask(event: DistributiveOmit<InputsEvent, "atMs" | "wallMs">): void {
    const refusal = this.#say(event);
    if (refusal !== null) throw refusal;
  }

  #do(effect: InputsEffect): Fault | null {
    switch (effect.kind) {
      case "open":
        this.#open(effect.id, effect.generation);
        break;
      case "adopt":
        if (this.#warmed !== null) this.#running.set(effect.generation, this.#warmed);
        this.#warmed = null;
        break;
      case "commit":
        this.#fault = null;
        this.parts.gate.noteSuccess(this.#channelId);
        break;
      case "close":
        this.#close(effect.generation);
        break;
      case "probe":
        void this.#probe(effect.id, effect.depth);
        break;
      case "refused":
        return new Fault(effect.code, effect.message);
      default:
        if (effect.kind === "degraded" || effect.kind === "respawned") this.#fault = effect.detail;
        tellFailover(this.parts, effect);
    }
    return null;
  }

  #open(id: string, generation: number): void {
    const { gate, open } = this.parts;
    const input = this.#ladder.find((one) => one.id === id);
    if (input === undefined || this.#hasFailed(input) && !gate.mayRespawn(this.#channelId)) {
      const reason = "It may not be tried again yet";
      this.#say({ kind: "failed", generation, reason, isFatal: false, scope: "item", isShortage: true });
      return;
    }
    const opened = open(input, this.mayCopy(input));
    if (opened === null) {
      this.#say({ kind: "ended", generation, isEarly: false, positionText: "its end" });
      return;
    }
    this.#running.set(generation, opened);
  }

  /** True if it failed in this programme: opening it now is a respawn, which the gate counts. */
  #hasFailed({ id, locator }: LadderInput): boolean {
    const { programme, health } = this.#state;
    return health.some((one) =>
      one.id === id && one.locator === locator && one.failedInKey === programme?.key
    );
  }

  #close(generation: number): void {
    const opened = this.#running.get(generation);
    this.#running.delete(generation);
    if (opened !== undefined) this.parts.close(opened);
  }

  async #probe(id: string, depth: "light" | "full"): Promise<void> {
    const input = this.#ladder.find((one) => one.id === id);
    const look = input === undefined
      ? Promise.resolve("It is gone")
      : this.parts.probe(input, depth, this.#probes.signal);
    const reason = await look.catch(messageOf);
    this.#say({ kind: "probed", id, isOk: reason === null });
  }
}

type DistributiveOmit<Union, Key extends PropertyKey> = Union extends unknown ? Omit<Union, Key> : never;
