import { strictEqual } from "node:assert/strict";
import {
  emptyInputs,
  INPUTS_DEFAULTS,
  type InputsEffect,
  type InputSpec,
  type InputsState,
  step,
  type UnstampedEvent,
} from "../../src/inputs/mod.ts";
import { inputSpec } from "../fakes/fake_care.ts";

/** What the wall's clock shows when the monotonic one shows 0. */
export const EPOCH_MS = Date.UTC(2026, 0, 1);

/** An input; what is not said is a primary on this machine. */
export function spec(id: string, changes: Partial<InputSpec> = {}): InputSpec {
  return inputSpec(id, { probe: "none", locator: `/${id}`, ...changes });
}

/** A primary. */
export const A = spec("a");
/** Its mirror. */
export const B = spec("b", { rank: 1, kind: "mirror" });
/** Another copy. */
export const C = spec("c", { rank: 2, kind: "alternate" });
/** The channel's filler. */
export const FILLER = spec("filler", { tier: "substitute", kind: "filler" });

/** The machine by hand: a test says what happens and when, and reads what was decided, in words. */
export class Drill {
  state: InputsState = emptyInputs();
  atMs = 1_000;
  /** Of the last event. */
  effects: readonly InputsEffect[] = [];
  /** Of all. */
  readonly log: InputsEffect[] = [];
  isStarving = false;
  isBlocked = false;
  isWatched = true;

  constructor(readonly options = INPUTS_DEFAULTS) {}

  /** Begins a programme of an hour. */
  begin(inputs: readonly InputSpec[], key = "one", warmed: { id: string } | null = null): void {
    this.send({ kind: "programme", key, inputs, stopMs: this.atMs + 3_600_000, warmed });
  }

  send(event: UnstampedEvent): string[] {
    const stamped = { ...event, atMs: this.atMs, wallMs: EPOCH_MS + this.atMs };
    const { state, effects } = step(this.state, stamped, this.options);
    this.state = state;
    this.effects = effects;
    this.log.push(...effects);
    return this.words;
  }

  /** Lets time pass in ticks of 100 ms; what is on air delivers, unless it is said not to. */
  pass(durationMs: number, { isDelivering = true } = {}): void {
    for (const endMs = this.atMs + durationMs; this.atMs < endMs;) {
      this.atMs = Math.min(endMs, this.atMs + 100);
      const { active } = this.state;
      if (active !== null && isDelivering) this.send({ kind: "progress", generation: active.generation });
      this.tick();
    }
  }

  tick(): string[] {
    const { isStarving, isBlocked, isWatched } = this;
    return this.send({ kind: "tick", isStarving, isBlocked, isWatched });
  }

  /** The candidate's key frame is there. */
  key(): string[] {
    return this.send({ kind: "key", generation: this.candidate });
  }

  /** The candidate, or what is on air if there is none, fails. */
  fail(changes: { reason?: string; isFatal?: boolean; scope?: "item" | "host"; isShortage?: boolean } = {}) {
    const generation = this.state.candidate?.generation ?? this.active;
    return this.send({
      kind: "failed",
      generation,
      reason: "broken",
      isFatal: false,
      scope: "item",
      ...changes,
    });
  }

  /** On air is what was begun with. */
  air(inputs: readonly InputSpec[]): void {
    this.begin(inputs);
    this.key();
    this.pass(1_000);
  }

  get active(): number {
    return this.state.active?.generation ?? 0;
  }

  get candidate(): number {
    return this.state.candidate?.generation ?? 0;
  }

  /** What is on air and what is on its way, as `a<b`. */
  get picture(): string {
    const { active, candidate } = this.state;
    return `${active?.id ?? "slate"}${candidate === null ? "" : `<${candidate.id}`}`;
  }

  /** The effects of the last event. */
  get words(): string[] {
    return this.effects.map(word);
  }

  is(picture: string): void {
    strictEqual(this.picture, picture);
  }

  /** The switches so far, as `a>b error`. */
  get switches(): string[] {
    return this.state.switches.map(({ from, to, reason }) => `${from?.id ?? "-"}>${to.id} ${reason}`);
  }
}

function word(effect: InputsEffect): string {
  switch (effect.kind) {
    case "open":
    case "adopt":
    case "commit":
    case "probe":
    case "degraded":
    case "resumed":
    case "respawned":
    case "parked":
      return `${effect.kind} ${effect.id}`;
    case "close":
      return `close ${effect.generation}`;
    case "switched":
      return `switched ${effect.from ?? "-"}>${effect.to} ${effect.reason}`;
    case "refused":
      return `refused ${effect.code}`;
    default:
      return effect.kind;
  }
}
