import type { InputsEffect } from "./effects.ts";
import type { InputsEvent, TickEvent } from "./events.ts";
import { noteEnded, noteFailed, noteWarmFailed } from "./failures.ts";
import { beginProgramme, updateLadder } from "./ladder.ts";
import { commit } from "./openings.ts";
import { type InputsOptions, saneOptions } from "./options.ts";
import { clearOverride, forgive, pin } from "./overrides.ts";
import { askProbes, noteProbed } from "./probes.ts";
import { settle } from "./settle.ts";
import { frozen, type InputsState } from "./state.ts";
import { aged, change, isSameContent, setHealth, type Turn } from "./turn.ts";
import { watch } from "./watchdog.ts";

/** What an event leads to. */
export interface InputsStep {
  /** The machine after it. */
  readonly state: InputsState;
  /** What is to be done, in this order. */
  readonly effects: readonly InputsEffect[];
}

/**
 * Decides what an event means for the inputs of a channel.
 *
 * Events of one channel come one after another, and their effects are done before the next one.
 *
 * @throws {InvariantError} If two inputs of one ladder have one id.
 */
export function step(state: InputsState, event: InputsEvent, options: InputsOptions): InputsStep {
  if ("generation" in event && !isCurrent(state, event.generation)) {
    return { state, effects: [{ kind: "stale" }] };
  }
  const { atMs, wallMs } = event;
  const turn: Turn = { state: aged(state, atMs), effects: [], options: saneOptions(options), atMs, wallMs };
  apply(turn, event);
  if (event.kind !== "packet" && event.kind !== "progress") settle(turn);
  if (event.kind === "tick") askProbes(turn);
  return { state: frozen(turn.state), effects: turn.effects };
}

/** Only what runs may change anything: a late word of what was closed must not bring it back. */
function isCurrent({ active, candidate }: InputsState, generation: number): boolean {
  return active?.generation === generation || candidate?.generation === generation;
}

function apply(turn: Turn, event: InputsEvent): void {
  switch (event.kind) {
    case "programme":
      return beginProgramme(turn, event);
    case "update":
      return updateLadder(turn, event);
    case "key":
      return noteKey(turn, event.generation);
    case "progress":
    case "packet":
      return noteLife(turn, event);
    case "failed":
      return noteFailed(turn, event);
    case "ended":
      return noteEnded(turn, event);
    case "warm_failed":
      return noteWarmFailed(turn, event);
    case "tick":
      noteTick(turn, event);
      return watch(turn);
    case "room":
      return change(turn, { waitUntilMs: null });
    case "switch":
      return pin(turn, event);
    case "clear_override":
      return clearOverride(turn);
    case "reset":
      return forgive(turn, event);
    case "probed":
      return noteProbed(turn, event);
  }
}

function noteTick(turn: Turn, { isStarving, isBlocked, isWatched, isQueued = false }: TickEvent): void {
  const { candidate } = turn.state;
  change(turn, { isStarving, isBlocked, isWatched });
  if (candidate !== null && isQueued) change(turn, { candidate: { ...candidate, startedAtMs: turn.atMs } });
}

function noteKey(turn: Turn, generation: number): void {
  const { candidate } = turn.state;
  if (candidate?.generation === generation) commit(turn, candidate);
}

function noteLife(
  turn: Turn,
  { kind, generation }: { kind: "progress" | "packet"; generation: number },
): void {
  const { active, candidate, health } = turn.state;
  const running = active?.generation === generation ? active : candidate;
  const known = running === null ? undefined : health.find((one) => isSameContent(one, running));
  if (known !== undefined) setHealth(turn, { ...known, lastPacketWallMs: turn.wallMs });
  if (active === null || running !== active) return;
  const lastProgressMs = kind === "progress" ? turn.atMs : active.lastProgressMs;
  change(turn, { active: { ...active, lastPacketMs: turn.atMs, lastProgressMs } });
}
