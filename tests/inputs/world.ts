import {
  emptyInputs,
  INPUTS_DEFAULTS,
  type InputsEffect,
  type InputsEvent,
  type InputSpec,
  type InputsState,
  step,
  type Stickiness,
  type UnstampedEvent,
} from "../../src/inputs/mod.ts";
import { EPOCH_MS, spec } from "./drill.ts";

/** How often the world's machine hears the time. */
export const TICK_MS = 500;

/** Whatever can be played in it; any of them may be in a ladder. */
export const POOL: readonly InputSpec[] = [
  spec("local", { rank: 0 }),
  spec("twin", { rank: 0, kind: "mirror" }),
  spec("disk", { rank: 4, probe: "light", kind: "mirror" }),
  spec("nas-1", { rank: 1, host: "nas", probe: "light" }),
  spec("nas-2", { rank: 2, host: "nas", probe: "full", kind: "mirror" }),
  spec("tv-1", { rank: 1, host: "tv", isSingleConnection: true, kind: "alternate" }),
  spec("tv-2", { rank: 3, host: "tv", isSingleConnection: true, probe: "full", kind: "alternate" }),
  spec("filler", { tier: "substitute", kind: "filler" }),
  spec("jingle", { tier: "substitute", kind: "filler", rank: 1 }),
];

/** How an input behaves when it is opened. */
export type Manner =
  | "good"
  | "mute"
  | "refuses"
  | "host_down"
  | "freezes"
  | "silent"
  | "dies"
  | "short"
  | "full";

/** One thing that happens in the world. */
export type Command =
  | { readonly kind: "wait"; readonly ticks: number }
  | { readonly kind: "manner"; readonly ids: readonly string[]; readonly manner: Manner }
  | { readonly kind: "programme"; readonly ids: readonly string[]; readonly warms: boolean }
  | { readonly kind: "update"; readonly ids: readonly string[]; readonly moves: string | null }
  | { readonly kind: "switch"; readonly id: string; readonly sticky: Stickiness }
  | { readonly kind: "clear" }
  | { readonly kind: "reset"; readonly id: string }
  | { readonly kind: "warm_failed"; readonly id: string; readonly scope: "item" | "host" }
  | { readonly kind: "stale"; readonly generation: number; readonly what: "key" | "progress" | "packet" }
  | {
    readonly kind: "mood";
    readonly isStarving: boolean;
    readonly isBlocked: boolean;
    readonly isWatched: boolean;
  };

/** One step of the machine, as a witness sees it: after its effects were done. */
export interface Scene {
  readonly before: InputsState;
  readonly event: InputsEvent;
  readonly state: InputsState;
  readonly effects: readonly InputsEffect[];
  readonly world: World;
}

/** Looks at every step of a life, and throws when a rule is broken. */
export type Witness = (scene: Scene) => void;

/** What the shell knows of an opening. */
export interface Run {
  readonly id: string;
  readonly locator: string;
  readonly host: string | null;
  readonly openedAtMs: number;
  readonly manner: Manner;
  committedAtMs: number | null;
  lastProgressMs: number;
}

/** A model of the shell and of everything it plays. It knows of the machine only its effects. */
export class World {
  state = emptyInputs();
  atMs = 0;
  readonly runs = new Map<number, Run>();
  readonly probes: { id: string; answersAtMs: number }[] = [];
  readonly #manners = new Map<string, Manner>();
  readonly #locators = new Map<string, string>();
  #mood = { isStarving: true, isBlocked: false, isWatched: true };
  #programmes = 0;

  constructor(private readonly witness: Witness, readonly options = INPUTS_DEFAULTS) {}

  do(command: Command): void {
    switch (command.kind) {
      case "wait":
        for (let tick = 0; tick < command.ticks; tick++) this.#tick();
        return;
      case "manner":
        for (const id of command.ids) this.#manners.set(id, command.manner);
        return;
      case "programme": {
        const inputs = this.#pick(command.ids);
        const warmed = command.warms ? inputs[0] ?? null : null;
        const programme = { key: String(++this.#programmes), inputs, stopMs: this.atMs + 7_200_000 };
        return this.send({ kind: "programme", ...programme, warmed });
      }
      case "update":
        if (command.moves !== null) this.#locators.set(command.moves, `/moved-${this.atMs}`);
        return this.send({ kind: "update", inputs: this.#pick(command.ids) });
      case "clear":
        return this.send({ kind: "clear_override" });
      case "switch":
      case "reset":
        return this.send(command);
      case "warm_failed":
        return this.#failWarm(command);
      case "stale": {
        // Of one that was closed, or never was.
        const { generation, what } = command;
        if (!this.runs.has(generation)) this.send({ kind: what, generation });
        return;
      }
      case "mood":
        this.#mood = command;
    }
  }

  /** Everything works, nobody interferes. */
  calm(): void {
    for (const { id } of POOL) this.#manners.set(id, "good");
    this.#mood = { isStarving: true, isBlocked: false, isWatched: true };
  }

  send(event: UnstampedEvent): void {
    const stamped = { ...event, atMs: this.atMs, wallMs: EPOCH_MS + this.atMs };
    const before = this.state;
    const { state, effects } = step(before, stamped, this.options);
    this.state = state;
    for (const effect of effects) this.#carryOut(effect);
    this.witness({ before, event: stamped, state, effects, world: this });
  }

  #carryOut(effect: InputsEffect): void {
    if (effect.kind === "open" || effect.kind === "adopt") {
      const { id, generation } = effect;
      const input = this.state.inputs.find((one) => one.id === id);
      const run = { openedAtMs: this.atMs, committedAtMs: null, lastProgressMs: this.atMs };
      const manner = this.#manners.get(id) ?? "good";
      if (input === undefined) throw new Error(`Cannot open ${id}: it is not in the ladder`);
      if (this.runs.has(generation)) throw new Error(`Cannot open generation ${generation} twice`);
      this.runs.set(generation, { ...run, id, locator: input.locator, host: input.host, manner });
    } else if (effect.kind === "close") {
      if (!this.runs.delete(effect.generation)) {
        throw new Error(`Cannot close ${effect.generation}: it is not open`);
      }
    } else if (effect.kind === "commit") {
      const run = this.runs.get(effect.generation);
      if (run === undefined) throw new Error(`Cannot commit ${effect.generation}: it is not open`);
      run.committedAtMs = run.lastProgressMs = this.atMs;
    } else if (effect.kind === "probe") {
      this.probes.push({ id: effect.id, answersAtMs: this.atMs + 1_000 });
    }
  }

  #tick(): void {
    this.atMs += TICK_MS;
    for (const probe of this.probes.filter(({ answersAtMs }) => answersAtMs <= this.atMs)) {
      this.probes.splice(this.probes.indexOf(probe), 1);
      const manner = this.#manners.get(probe.id) ?? "good";
      this.send({ kind: "probed", id: probe.id, isOk: manner !== "refuses" && manner !== "host_down" });
    }
    for (const [generation, run] of [...this.runs]) {
      if (this.runs.has(generation)) this.#live(generation, run);
    }
    this.send({ kind: "tick", ...this.#mood });
  }

  #live(generation: number, run: Run): void {
    const { manner, openedAtMs, committedAtMs } = run;
    if (committedAtMs === null) {
      if (manner === "mute" || this.atMs - openedAtMs < 1_000) return;
      const fault = { kind: "failed", generation, reason: manner, isFatal: false, scope: "item" } as const;
      if (manner === "refuses") return this.send({ ...fault, isFatal: true });
      if (manner === "host_down") return this.send({ ...fault, scope: "host" });
      if (manner === "full") return this.send({ ...fault, isShortage: true });
      return this.send({ kind: "key", generation });
    }
    const airedMs = this.atMs - committedAtMs;
    if (manner === "dies" && airedMs >= 3_000) {
      return this.send({ kind: "failed", generation, reason: "died", isFatal: false, scope: "item" });
    }
    if ((manner === "short" || manner === "refuses") && airedMs >= 15_000) {
      return this.send({ kind: "ended", generation, isEarly: manner === "short", positionText: "15 s" });
    }
    if (manner === "silent" && airedMs >= 2_000) return;
    if (manner === "freezes" && airedMs >= 2_000) return this.send({ kind: "packet", generation });
    run.lastProgressMs = this.atMs;
    this.send({ kind: "progress", generation });
  }

  #failWarm({ id, scope }: { id: string; scope: "item" | "host" }): void {
    const [input] = this.#pick([id]);
    if (input !== undefined) this.send({ kind: "warm_failed", spec: input, reason: "not warm", scope });
  }

  #pick(ids: readonly string[]): InputSpec[] {
    return POOL.filter(({ id }) => ids.includes(id)).map((input) => ({
      ...input,
      locator: this.#locators.get(input.id) ?? input.locator,
    }));
  }
}
