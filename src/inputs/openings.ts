import { known } from "../invariant.ts";
import { recordSwitch } from "./history.ts";
import { recoveredHealth } from "./input_health.ts";
import { type InputSpec, isExclusive } from "./input_spec.ts";
import type { Candidate, InputMark, Why } from "./state.ts";
import { change, healthOf, hostOf, setHealth, setHost, specOf, type Turn } from "./turn.ts";

/** Opens an input beside the one on air, or instead of it where the host takes one connection only. */
export function open(turn: Turn, spec: InputSpec, why: Why | null): void {
  const { active, inputs } = turn.state;
  if (active !== null && active.host === spec.host && isExclusive(inputs, spec.host)) closeActive(turn);
  begin(turn, spec, why, "open");
}

/** Takes over an input that was opened ahead. */
export function adopt(turn: Turn, spec: InputSpec): void {
  begin(turn, spec, null, "adopt");
}

/** The candidate's first key frame is there: it goes on air, and what was there ends. */
export function commit(turn: Turn, candidate: Candidate): void {
  const { id, generation, locator, host, openedAtMs, why } = candidate;
  const { active, onAir, isExhausted } = turn.state;
  const { atMs } = turn;
  turn.effects.push({ kind: "commit", id, generation });
  if (active !== null) closeActive(turn);
  noteRecovery(turn, candidate);
  const to = markOf(known(specOf(turn.state, id), `input ${id}`));
  const moved = { committedAtMs: atMs, lastProgressMs: atMs, lastPacketMs: atMs };
  change(turn, {
    active: { id, generation, locator, host, openedAtMs, ...moved },
    candidate: null,
    onAir: to,
    cause: null,
    wish: null,
    isExhausted: false,
  });
  if (why !== null) recordSwitch(turn, onAir, to, why);
  if (isExhausted) turn.effects.push({ kind: "restored" });
}

/** Ends the input on air. */
export function closeActive(turn: Turn): void {
  const { active } = turn.state;
  if (active === null) return;
  turn.effects.push({ kind: "close", generation: active.generation });
  change(turn, { active: null });
}

/** Ends the input on its way. */
export function closeCandidate(turn: Turn): void {
  const { candidate } = turn.state;
  if (candidate === null) return;
  turn.effects.push({ kind: "close", generation: candidate.generation });
  change(turn, { candidate: null });
}

/** How records name an input. */
export function markOf({ id, rank }: InputSpec): InputMark {
  return { id, rank };
}

function begin(turn: Turn, { id, locator, host }: InputSpec, why: Why | null, kind: "open" | "adopt"): void {
  const generation = turn.state.nextGeneration;
  const candidate = { id, generation, locator, host, openedAtMs: turn.atMs, startedAtMs: turn.atMs, why };
  change(turn, { candidate, nextGeneration: generation + 1 });
  turn.effects.push({ kind, id, generation });
}

function noteRecovery(turn: Turn, candidate: Candidate): void {
  const { id, host } = candidate;
  const health = healthOf(turn.state, candidate);
  setHealth(turn, { ...recoveredHealth(health), lastPacketWallMs: turn.wallMs });
  if (health.condition === "half_open" || health.condition === "parked") {
    turn.effects.push({ kind: "resumed", id, host: null });
  }
  const reached = hostOf(turn.state, host);
  if (reached.condition === "fine") return;
  setHost(turn, { ...reached, condition: "fine", parkedUntil: null, failuresMs: [] });
  turn.effects.push({ kind: "resumed", id, host });
}
