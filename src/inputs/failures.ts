import type { SwitchReason } from "./effects.ts";
import type { EndedEvent, FailedEvent, FailureScope, WarmFailedEvent } from "./events.ts";
import { failedHost } from "./host_health.ts";
import { failedHealth, type Failure, withError } from "./input_health.ts";
import { closeActive, closeCandidate, open } from "./openings.ts";
import { remember } from "./ladder.ts";
import { isEligible } from "./selection.ts";
import type { Active, Candidate, Opening } from "./state.ts";
import { change, type Content, healthOf, hostOf, setHealth, setHost, specOf, type Turn } from "./turn.ts";

/** Without a process to be had, the next try comes after this time. */
const SHORTAGE_RETRY_MS = 500;

/** What went wrong with a running input. */
export interface Mishap {
  readonly reason: SwitchReason;
  readonly detail: string;
  readonly isFatal: boolean;
  /** null where it cannot be told: nothing came. */
  readonly scope: FailureScope | null;
}

/** A running input failed by its own word. */
export function noteFailed(turn: Turn, event: FailedEvent): void {
  const { reason: detail, isFatal, scope } = event;
  if (event.isShortage === true) return postpone(turn, event.generation);
  failGeneration(turn, event.generation, { reason: "error", detail, isFatal, scope });
}

/** A running input has nothing more: it has done its work, or ended before its time. */
export function noteEnded(turn: Turn, event: EndedEvent): void {
  const { generation, isEarly, positionText, isOver = false, isWhole = false } = event;
  const { active, candidate } = turn.state;
  const detail = `Ended too early, at ${positionText}`;
  // What is cut off there now will be in a moment, too: the same again can wait, another copy need not.
  const mishap = { reason: "premature_end", detail, isFatal: true, scope: "item" } as const;
  if (isEarly) return failGeneration(turn, generation, mishap);
  const running = active?.generation === generation ? active : candidate;
  if (running === null) return;
  const isSubstitute = specOf(turn.state, running.id)?.tier === "substitute";
  if (isSubstitute && !isOver) return endSubstitute(turn, running, { mishap, isWhole });
  if (running === active) closeActive(turn);
  else closeCandidate(turn);
  change(turn, { isWanted: false, wish: null });
}

/** An input of the following programme failed before its turn came. */
export function noteWarmFailed(turn: Turn, { spec, reason: detail, scope }: WarmFailedEvent): void {
  const { id, locator, host } = spec;
  remember(turn, spec);
  const isRunning = [turn.state.active, turn.state.candidate].some((opening) =>
    opening?.id === id && opening.locator === locator
  );
  // What runs is well enough; only a further opening of it waits.
  const isCounted = !isRunning && isItems(scope, host);
  degrade(turn, spec, "error", {
    ...failureOf(turn, { detail, isFatal: false }),
    programmeKey: null,
    isCounted,
  });
  judgeHost(turn, { id, host }, scope);
}

/** Fails whichever runs under this number. */
export function failGeneration(turn: Turn, generation: number, mishap: Mishap): void {
  const { active, candidate } = turn.state;
  if (candidate?.generation === generation) failCandidate(turn, candidate, mishap);
  else if (active?.generation === generation) failActive(turn, active, mishap);
}

function failCandidate(turn: Turn, candidate: Candidate, mishap: Mishap): void {
  closeCandidate(turn);
  // An older content of the same input is no stand-in for the one that failed.
  if (turn.state.active?.id === candidate.id) closeActive(turn);
  degradeRunning(turn, candidate, mishap, false);
}

function failActive(turn: Turn, active: Active, mishap: Mishap): void {
  closeActive(turn);
  const { state } = turn;
  // What it played is not in the ladder any more; the failure is no news of what is.
  if (specOf(state, active.id)?.locator !== active.locator) return;
  const hadLongLife = active.lastProgressMs - active.committedAtMs >= turn.options.longLifeMs;
  if (hadLongLife && !mishap.isFatal && respawn(turn, active, mishap)) return;
  degradeRunning(turn, active, mishap, hadLongLife);
}

/** Opens the same again, uncounted, if nothing else shows the programme. @returns False if it must not be. */
function respawn(turn: Turn, { id }: Active, mishap: Mishap): boolean {
  const { state } = turn;
  const spec = specOf(state, id);
  if (spec === null || state.candidate !== null || state.isBlocked || !isEligible(state, spec)) return false;
  if (isAnotherReady(turn, id)) return false;
  setHealth(turn, { ...withError(healthOf(state, spec), failureOf(turn, mishap)), fruitless: 0 });
  const { reason, detail } = mishap;
  change(turn, { cause: { reason, detail } });
  turn.effects.push({ kind: "respawned", id, reason, detail });
  open(turn, spec, null);
  return true;
}

function isAnotherReady({ state }: Turn, id: string): boolean {
  return state.inputs.some((other) =>
    other.tier === "equivalent" && other.id !== id && isEligible(state, other)
  );
}

function degradeRunning(turn: Turn, opening: Opening, mishap: Mishap, hadLongLife: boolean): void {
  const { id, host } = opening;
  const { reason, detail, scope } = mishap;
  const { override, wish, cause, active } = turn.state;
  const isCounted = isItems(scope, host);
  degrade(turn, opening, reason, { ...failureOf(turn, mishap), hadLongLife, isCounted });
  judgeHost(turn, { id, host }, scope);
  change(turn, {
    cause: active === null ? cause ?? { reason, detail } : cause,
    override: override?.id === id && override.sticky === "until_failure" ? null : override,
    wish: wish?.id === id ? null : wish,
  });
}

function degrade(turn: Turn, of: Content, reason: SwitchReason, failure: Failure): void {
  const { id } = of;
  const known = healthOf(turn.state, of);
  const changed = failedHealth(known, failure, turn.options);
  setHealth(turn, changed);
  turn.effects.push({ kind: "degraded", id, reason, detail: failure.message });
  if (changed.parkedUntil === null || changed.parkedUntil === known.parkedUntil) return;
  turn.effects.push({ kind: "parked", id, host: null, untilMs: changed.parkedUntil.atMs });
}

/** True if the failure counts against the item, not against its host. */
function isItems(scope: FailureScope | null, host: string | null): boolean {
  return scope !== "host" || host === null;
}

/** What a failure tells of the host: an item that is refused proves that somebody is there to refuse it. */
function judgeHost(
  turn: Turn,
  { id, host }: { id: string; host: string | null },
  scope: FailureScope | null,
) {
  if (host === null) return;
  const known = hostOf(turn.state, host);
  if (scope === "item" && known.condition === "half_open") {
    setHost(turn, { ...known, condition: "fine", failuresMs: [] });
    turn.effects.push({ kind: "resumed", id, host });
  }
  if (scope !== "host" && (scope === "item" || known.condition !== "half_open")) return;
  const isDelivering = turn.state.active?.host === host;
  const { atMs, wallMs, options } = turn;
  const changed = failedHost(known, { atMs, wallMs, isDelivering }, options.park);
  setHost(turn, changed);
  if (changed.parkedUntil === null || known.condition === "parked") return;
  turn.effects.push({ kind: "parked", id, host, untilMs: changed.parkedUntil.atMs });
}

/** A substitute is over: it begins anew, unless it is so short that this would never end. */
function endSubstitute(
  turn: Turn,
  running: Active | Candidate,
  { mishap, isWhole }: { mishap: Mishap; isWhole: boolean },
): void {
  const spec = specOf(turn.state, running.id);
  const { active } = turn.state;
  const hadLongLife = active !== null && active === running &&
    (isWhole || turn.atMs - active.committedAtMs >= turn.options.longLifeMs);
  if (!hadLongLife || spec === null) return failGeneration(turn, running.generation, mishap);
  closeActive(turn);
  if (isAnotherReady(turn, spec.id)) change(turn, { cause: { reason: "failback", detail: null } });
  else if (turn.state.candidate === null) open(turn, spec, null);
}

function postpone(turn: Turn, generation: number): void {
  if (turn.state.candidate?.generation === generation) closeCandidate(turn);
  else closeActive(turn);
  change(turn, { waitUntilMs: turn.atMs + SHORTAGE_RETRY_MS });
}

function failureOf(turn: Turn, { detail, isFatal }: { detail: string; isFatal: boolean }): Failure {
  const { atMs, wallMs, state } = turn;
  const programmeKey = state.programme?.key ?? null;
  return { message: detail, atMs, wallMs, isFatal, hadLongLife: false, isCounted: true, programmeKey };
}
