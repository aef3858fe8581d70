import type { EventOf } from "./events.ts";
import { probedHealth } from "./input_health.ts";
import type { InputSpec } from "./input_spec.ts";
import type { InputsState } from "./state.ts";
import { healthOf, hostOf, setHealth, type Turn } from "./turn.ts";

/** Looks at the failed inputs that are due, never at two of one host at once. */
export function askProbes(turn: Turn): void {
  if (!turn.state.isWanted) return;
  for (const spec of turn.state.inputs) {
    if (spec.probe === "none" || !isDue(turn.state, spec, turn.atMs)) continue;
    setHealth(turn, { ...healthOf(turn.state, spec), isProbing: true });
    turn.effects.push({ kind: "probe", id: spec.id, depth: spec.probe });
  }
}

/** What a probe found. */
export function noteProbed(turn: Turn, { id, isOk }: EventOf<"probed">): void {
  const asked = turn.state.health.find((one) => one.id === id && one.isProbing);
  if (asked !== undefined) setHealth(turn, probedHealth(asked, { isOk, atMs: turn.atMs }, turn.options));
}

function isDue(state: InputsState, spec: InputSpec, atMs: number): boolean {
  const health = healthOf(state, spec);
  if (!health.isProbed || health.condition !== "degraded" || atMs < health.retryAtMs) return false;
  if (hostOf(state, spec.host).condition === "parked") return false;
  if (state.active?.id === spec.id || state.candidate?.id === spec.id) return false;
  return !state.health.some((one) => one.isProbing && (one.id === spec.id || one.host === spec.host));
}
