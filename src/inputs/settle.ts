import type { InputSpec } from "./input_spec.ts";
import { closeCandidate, open } from "./openings.ts";
import { bestInput, failbackInput, isAnythingLeft, isEligible } from "./selection.ts";
import type { InputsState, Why } from "./state.ts";
import { change, healthOf, hostOf, specOf, type Turn } from "./turn.ts";

/** Brings what runs into line with what is known. It looks at the state alone, so nothing is missed for good. */
export function settle(turn: Turn): void {
  if (turn.state.isWanted) {
    honourWish(turn);
    openNext(turn);
  }
  judgeExhaustion(turn);
}

/** A wish that is met, or cannot be, is none; what opens against it ends. */
function honourWish(turn: Turn): void {
  const { wish, active, candidate } = turn.state;
  if (wish === null) return;
  const spec = specOf(turn.state, wish.id);
  if (candidate !== null && candidate.id === wish.id) return;
  const isOnAir = active !== null && active.id === wish.id && active.locator === spec?.locator;
  if (!isOnAir && (spec === null || !isEligible(turn.state, spec))) return change(turn, { wish: null });
  closeCandidate(turn);
  if (isOnAir) change(turn, { wish: null });
}

function openNext(turn: Turn): void {
  const { candidate, waitUntilMs } = turn.state;
  if (candidate !== null || (waitUntilMs !== null && turn.atMs < waitUntilMs)) return;
  const next = nextOpening(turn);
  if (next !== null) open(turn, next.spec, next.why);
}

function nextOpening(turn: Turn): { spec: InputSpec; why: Why | null } | null {
  const { state, atMs, options } = turn;
  const { wish, active } = state;
  const wished = wish === null ? null : specOf(state, wish.id);
  if (wish !== null && wished !== null) return { spec: wished, why: { reason: wish.reason, detail: null } };
  if (active === null) {
    const spec = bestInput(state);
    return spec === null ? null : { spec, why: whyInstead(state, spec) };
  }
  const now = specOf(state, active.id);
  if (now !== null && now.locator !== active.locator && isEligible(state, now)) {
    return { spec: now, why: null };
  }
  const better = failbackInput(state, atMs, options);
  return better === null ? null : { spec: better, why: { reason: "failback", detail: null } };
}

/** A programme's first is no failover, unless it is a stand-in that nobody asked for. */
function whyInstead(state: InputsState, spec: InputSpec): Why | null {
  const isStandIn = spec.tier === "substitute" && spec.id !== state.override?.id;
  const cause = state.cause ?? (isStandIn ? whyNone(state) : null);
  if (cause === null) return null;
  return state.isExhausted || spec.id === state.onAir?.id ? { ...cause, reason: "recovery" } : cause;
}

/** Why the programme itself cannot be shown. */
function whyNone(state: InputsState): Why {
  const best = state.inputs.find(({ tier }) => tier === "equivalent");
  if (best === undefined) return { reason: "input_removed", detail: null };
  const health = healthOf(state, best);
  const isParked = health.condition === "parked" || hostOf(state, best.host).condition === "parked";
  return { reason: isParked ? "parked" : "error", detail: health.currentError };
}

function judgeExhaustion(turn: Turn): void {
  const { state, atMs } = turn;
  if (!state.isWanted) {
    if (state.isExhausted) restore(turn);
    return;
  }
  const isWaiting = state.waitUntilMs !== null && atMs < state.waitUntilMs;
  if (state.isExhausted || state.active !== null || state.candidate !== null || isWaiting) return;
  if (isAnythingLeft(state)) return;
  change(turn, { isExhausted: true, cause: state.cause ?? whyNone(state) });
  turn.effects.push({ kind: "exhausted" });
}

function restore(turn: Turn): void {
  change(turn, { isExhausted: false });
  turn.effects.push({ kind: "restored" });
}
