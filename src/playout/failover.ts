import { Fault, messageOf } from "../fault.ts";
import { isShortage } from "../ffmpeg/mod.ts";
import {
  type EndedEvent,
  firstChoice,
  type InputsEffect,
  type InputsEvent,
  type InputsOptions,
  type InputsState,
  isExclusive,
  step,
  type Stickiness,
  type UnstampedEvent,
} from "../inputs/mod.ts";
import { failureOf, mayBeOfCopying } from "./failure.ts";
import { tellFailover } from "./failover_news.ts";
import type { FailoverParts, InputOperator, RunningInput, WantedProgramme } from "./failover_parts.ts";
import type { LadderInput } from "./ladder.ts";
import type { OpenedInput } from "./upcoming.ts";

/** The loop that looks less often than this was busy with something else. */
const AWAY_MS = 2_000;

/** Media time is told of this often. */
const PROGRESS_MS = 250;

/** One channel's actor: what happens to its inputs goes into the failover machine, what that decides is done here. */
export class Failover implements InputOperator {
  #ladder: readonly LadderInput[] = [];
  #warmed: OpenedInput | null = null;
  readonly #running = new Map<number, OpenedInput>();
  /** Openings the gate let through, whose outcome it waits for. */
  readonly #tries = new Set<number>();
  /** Places of inputs that failed: what cannot be copied may still be encoded. */
  #suspects = new Set<string>();
  #progressAtMs = -Infinity;
  #fault: string | null = null;
  readonly #queue: InputsEvent[] = [];
  #isStepping = false;
  #awaitedHost: string | null = null;
  #tickedAtMs = -Infinity;
  readonly #stop = new AbortController();
  /** Inputs that are being looked at. */
  readonly #probed = new Set<string>();

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

  /** A host that takes one connection, which is needed at once; null for none. */
  get awaitedHost(): string | null {
    return this.#awaitedHost;
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

  /** True if the programme could be played another way than by what is on air. */
  get hasAnother(): boolean {
    const onAirId = this.#state.active?.id;
    return this.firstChoice(
      this.#ladder.filter(({ id, tier }) => tier === "equivalent" && id !== onAirId),
    ) !== null;
  }

  /** Another programme: its best input opens, or is the one that was opened ahead. */
  begin({ key, ladder, leftMs, warmed }: WantedProgramme): void {
    this.#ladder = ladder;
    this.#suspects = new Set(ladder.map(({ locator }) => locator).filter((it) => this.#suspects.has(it)));
    this.#warmed = warmed;
    const stopMs = this.parts.clock.monotonicMs() + leftMs;
    this.#awaitedHost = null;
    // What was moved meanwhile is another content under the same name.
    const same = ladder.find(({ id, locator }) => id === warmed?.from.id && locator === warmed.from.locator);
    this.#say({ kind: "programme", key, inputs: ladder, stopMs, warmed: same ?? null });
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
    const { active, candidate } = this;
    const nowMs = this.parts.clock.monotonicMs();
    // What waits to be taken is no stall when nobody looked for long: there was enough, or the machine slept.
    const wasAway = nowMs - this.#tickedAtMs > AWAY_MS;
    if (active !== null && wasAway && active.opened.input.waiting > 0) this.progress(active);
    this.#tickedAtMs = nowMs;
    const isBlocked = this.parts.gate.isOpen(this.#channelId);
    const isQueued = candidate !== null && !candidate.opened.isStarted();
    this.#say({ kind: "tick", isStarving, isWatched, isBlocked, isQueued });
  }

  /** There are processes to be had again. */
  noteRoom(): void {
    this.#say({ kind: "room" });
  }

  /** Which way to play a following programme is to be opened ahead; null for none. */
  firstChoice(ladder: readonly LadderInput[]): LadderInput | null {
    const { clock, gate, isBusy } = this.parts;
    const choice = firstChoice(this.#state, ladder, clock.monotonicMs(), this.options);
    const input = ladder.find(({ id }) => id === choice?.id) ?? null;
    if (input === null || input.host !== null && input.host === this.#awaitedHost) return null;
    if (isExclusive([...ladder, ...this.#ladder], input.host) && isBusy(input.host)) return null;
    return this.#suspects.has(input.locator) && gate.isOpen(this.#channelId) ? null : input;
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
    if (!shortage && mayBeOfCopying(fault)) this.#suspects.add(opened.from.locator);
    this.#fault = failureOf(fault).reason;
    this.#say({ kind: "failed", generation, ...failureOf(fault), isShortage: shortage });
  }

  /** It said all it had to say. */
  end(
    { generation }: RunningInput,
    how: Pick<EndedEvent, "isEarly" | "positionText" | "isOver" | "isWhole">,
  ): void {
    this.#say({ kind: "ended", generation, ...how });
  }

  /** An input that was opened ahead failed. */
  failWarm({ from }: OpenedInput, fault: Fault | null): void {
    if (mayBeOfCopying(fault)) this.#suspects.add(from.locator);
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
      if (running !== null) this.#yield(running.generation, "Gave its place up");
    }
  }

  /** Ends everything; what is said later is not heard, for the memory may be another failover's by then. */
  close(): void {
    this.begin({ key: "closed", ladder: [], leftMs: 0, warmed: null });
    for (const id of this.#probed) this.#say({ kind: "probed", id, isOk: false });
    this.#stop.abort();
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
  #say(event: UnstampedEvent): Fault | null {
    const { clock, memory } = this.parts;
    if (this.#stop.signal.aborted) return null;
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

  /** It has no process, or not any more, and that is nobody's failure. */
  #yield(generation: number, reason: string): void {
    this.#say({ kind: "failed", generation, reason, isFatal: false, scope: "item", isShortage: true });
  }

  /** An operator is told why not. */
  #ask(event: UnstampedEvent): void {
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
        this.#tries.delete(effect.generation);
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
    const input = this.#ladder.find((one) => one.id === id);
    if (input === undefined || !this.#mayOpen(input, generation)) {
      this.#yield(generation, "It may not be tried yet");
      return;
    }
    const opened = this.parts.open(input, this.mayCopy(input));
    if (opened !== null) this.#running.set(generation, opened);
    else this.#say({ kind: "ended", generation, isEarly: false, positionText: "its end", isOver: true });
  }

  /** One connection at a time where that is all there is, and what failed in this programme only with leave. */
  #mayOpen({ id, locator, host }: LadderInput, generation: number): boolean {
    const { isBusy, gate } = this.parts;
    const { health, programme } = this.#state;
    this.#awaitedHost = isExclusive(this.#ladder, host) && isBusy(host) ? host : null;
    if (this.#awaitedHost !== null) return false;
    const known = health.find((one) => one.id === id && one.locator === locator);
    if (known === undefined || known.failedInKey !== programme?.key) return true;
    if (!gate.mayRespawn(this.#channelId)) return false;
    this.#tries.add(generation);
    return true;
  }

  #close(generation: number): void {
    const opened = this.#running.get(generation);
    this.#running.delete(generation);
    // A failure is told of next; else there was no process, or no need any more.
    if (this.#tries.delete(generation)) this.parts.gate.noteShortage(this.#channelId);
    if (opened !== undefined) this.parts.close(opened);
  }

  async #probe(id: string, depth: "light" | "full"): Promise<void> {
    const input = this.#ladder.find((one) => one.id === id);
    this.#probed.add(id);
    const look = input === undefined
      ? Promise.resolve("It is gone")
      : this.parts.probe(input, depth, this.#stop.signal);
    const reason = await look.catch(messageOf);
    this.#probed.delete(id);
    this.#say({ kind: "probed", id, isOk: reason === null });
  }
}
