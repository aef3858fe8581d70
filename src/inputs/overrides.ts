import type { RefusalCode } from "./effects.ts";
import type { EventOf } from "./events.ts";
import { forgivenHealth } from "./input_health.ts";
import { bestInput, isEligible } from "./selection.ts";
import { change, healthOf, hostOf, setHealth, setHost, specOf, type Turn } from "./turn.ts";

/** The operator's choice goes on air at once, and stays as long as was asked for. */
export function pin(turn: Turn, { id, sticky }: EventOf<"switch">): void {
  const { state } = turn;
  const spec = specOf(state, id);
  if (!state.isWanted) {
    return refuse(turn, "no_programme", `Cannot switch to input ${id}: no programme is on`);
  }
  if (state.programme !== null && state.programme.stopMs - turn.atMs < turn.options.switchRemainingMinMs) {
    return refuse(turn, "no_programme", `Cannot switch to input ${id}: the programme is nearly over`);
  }
  if (spec === null) return refuse(turn, "unknown_input", `Cannot switch to input ${id}: there is none`);
  if (state.active?.id !== id && state.candidate?.id !== id && !isEligible(state, spec)) {
    const why = healthOf(state, spec).currentError ?? "its host is left alone";
    return refuse(turn, "input_degraded", `Cannot switch to input ${id}: it failed: ${why}`);
  }
  change(turn, { override: { id, sticky }, wish: { id, reason: "manual" } });
}

/** The machine chooses again; what is better than the operator's choice goes on air at once. */
export function clearOverride(turn: Turn): void {
  if (turn.state.override === null) return;
  change(turn, { override: null, wish: null });
  const best = bestInput(turn.state);
  const { active, candidate, inputs } = turn.state;
  const running = candidate ?? active;
  if (best === null || running === null) return;
  const place = (wanted: string) => inputs.findIndex(({ id }) => id === wanted);
  if (place(best.id) < place(running.id)) change(turn, { wish: { id: best.id, reason: "override_cleared" } });
}

/** The operator forgives an input, and its host, what they did. */
export function forgive(turn: Turn, { id }: EventOf<"reset">): void {
  const spec = specOf(turn.state, id);
  if (spec === null) return refuse(turn, "unknown_input", `Cannot reset input ${id}: there is none`);
  const health = healthOf(turn.state, spec);
  setHealth(turn, forgivenHealth(health, turn.atMs));
  if (health.condition === "parked" || health.condition === "half_open") {
    turn.effects.push({ kind: "resumed", id, host: null });
  }
  const host = hostOf(turn.state, spec.host);
  if (host.condition === "fine") return;
  setHost(turn, { ...host, condition: "fine", parkedUntil: null, failuresMs: [] });
  turn.effects.push({ kind: "resumed", id, host: spec.host });
}

function refuse(turn: Turn, code: RefusalCode, message: string): void {
  turn.effects.push({ kind: "refused", code, message });
}
