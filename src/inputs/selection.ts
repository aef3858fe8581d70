import { freshHealth } from "./input_health.ts";
import { inOrder, type InputSpec, isExclusive } from "./input_spec.ts";
import { type InputsOptions, saneOptions } from "./options.ts";
import type { InputsState } from "./state.ts";
import { aged, healthOf, hostOf, isSameContent, specOf } from "./turn.ts";

/** True if the input may be opened: well, or due for its one try, on a host of which the same holds. */
export function isEligible(state: InputsState, spec: InputSpec): boolean {
  const { condition, failedInKey } = healthOf(state, spec);
  if (condition === "degraded" || condition === "parked") return false;
  if (hostOf(state, spec.host).condition === "parked") return false;
  return !state.isBlocked || failedInKey === null || failedInKey !== state.programme?.key;
}

/** The operator's choice, then the best equivalent, then, once a gap would be seen, the best substitute. */
export function bestInput(state: InputsState): InputSpec | null {
  const pinned = state.override === null ? null : specOf(state, state.override.id);
  if (pinned !== null && isEligible(state, pinned)) return pinned;
  const mayStandIn = state.isStarving && state.isWatched;
  return state.inputs.find((spec) => (spec.tier === "equivalent" || mayStandIn) && isEligible(state, spec)) ??
    null;
}

/** What is on air gives way to this one, now that it has been well for long enough; null for nothing. */
export function failbackInput(state: InputsState, atMs: number, options: InputsOptions): InputSpec | null {
  const { active, override, lastSwitchMs, programme } = state;
  if (active === null || programme === null || active.id === override?.id) return null;
  if (lastSwitchMs !== null && atMs - lastSwitchMs < options.failbackMs) return null;
  if (programme.stopMs - atMs < options.remainingMinMs) return null;
  const isStable = (spec: InputSpec) =>
    spec.id !== active.id && isEligible(state, spec) &&
    atMs - healthOf(state, spec).sinceMs >= options.stableMs;
  const pinned = override === null ? null : specOf(state, override.id);
  if (pinned !== null && isStable(pinned)) return pinned;
  // Equivalents show the same: a return from one to another waits for the next programme.
  if (specOf(state, active.id)?.tier !== "substitute") return null;
  return state.inputs.find((spec) => spec.tier === "equivalent" && isStable(spec)) ?? null;
}

/** True if anything but the slate could be opened, had the channel need of it. */
export function isAnythingLeft(state: InputsState): boolean {
  return state.inputs.some((spec) => isEligible(state, spec));
}

/**
 * Which input of a following programme to open ahead.
 *
 * @param inputs Those of that programme.
 * @param atMs The present, monotonic.
 * @returns null if none is well, or if it would be the second connection to a host that takes one: it is then opened
 * at the joint, when the first is closed.
 */
export function firstChoice(
  state: InputsState,
  inputs: readonly InputSpec[],
  atMs: number,
  options: InputsOptions,
): InputSpec | null {
  const following = projected(aged(state, atMs), inOrder(inputs), atMs, saneOptions(options));
  const best = bestInput(following);
  if (best === null) return null;
  const isOpen = [state.active, state.candidate].some((opening) =>
    opening !== null && opening.host === best.host
  );
  return isOpen && isExclusive([...state.inputs, ...inputs], best.host) ? null : best;
}

function projected(
  state: InputsState,
  inputs: readonly InputSpec[],
  atMs: number,
  options: InputsOptions,
): InputsState {
  const health = inputs.map((spec) =>
    state.health.find((one) => isSameContent(one, spec)) ?? freshHealth(spec, atMs, options)
  );
  const override = state.override?.sticky === "until_boundary" ? null : state.override;
  // A first opening is allowed while the breaker is open, and substitutes belong to no programme.
  return { ...state, inputs, health, override, isBlocked: false, isStarving: false };
}
