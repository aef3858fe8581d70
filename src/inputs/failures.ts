import type { InputsEffect, SwitchReason } from "./effects.ts";
import type { EndedEvent, FailedEvent, FailureScope, WarmFailedEvent } from "./events.ts";
import { failedHost, type HostHealth } from "./host_health.ts";
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
  const failure = { ...failureOf(turn, { detail, isFatal: false }), programmeKey: null, isCounted };
  // What is on air goes on, and there is time to find something else.
  degrade(turn, spec, { reason: "error", scope, failure, isCovered: true });
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

/** Opens the same again if nothing else shows the programme, and counts it. @returns False if it must not be. */
function respawn(turn: Turn, active: Active, mishap: Mishap): boolean {
  const { state, options } = turn;
  const { id, host } = active;
  const { reason, detail, scope } = mishap;
  const spec = specOf(state, id);
  if (spec === null || state.candidate !== null || state.isBlocked || !isEligible(state, spec)) return false;
  if (isAnotherReady(turn, id)) return false;
  const failure = { ...failureOf(turn, mishap), hadLongLife: true, isCounted: isItems(scope, host) };
  const known = healthOf(state, spec);
  const { condition, failuresMs, failedInKey } = failedHealth(known, failure, options);
  if (condition === "parked" || parksHost(turn, host, scope)) return false;
  setHealth(turn, { ...withError(known, failure), failuresMs, failedInKey, fruitless: 0 });
  change(turn, { cause: { reason, detail } });
  turn.effects.push(
    { kind: "respawned", id, reason, detail, isCovered: false },
    ...judgeHost(turn, active, scope),
  );
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
  const failure = { ...failureOf(turn, mishap), hadLongLife, isCounted: isItems(scope, host) };
  degrade(turn, opening, { reason, scope, failure, isCovered: false });
  change(turn, {
    cause: active === null ? cause ?? { reason, detail } : cause,
    override: override?.id === id && override.sticky === "until_failure" ? null : override,
    wish: wish?.id === id ? null : wish,
  });
}

/** Everything a failure changes in what is known, and the news of it. */
function degrade(
  turn: Turn,
  of: Content & { readonly host: string | null },
  { reason, scope, failure, isCovered }: {
    readonly reason: SwitchReason;
    readonly scope: FailureScope | null;
    readonly failure: Failure;
    readonly isCovered: boolean;
  },
): void {
  const { id } = of;
  const known = healthOf(turn.state, of);
  const changed = failedHealth(known, failure, turn.options);
  setHealth(turn, changed);
  // The host may go down with it, and what else it has.
  const ofHost = judgeHost(turn, of, scope);
  const detail = failure.message;
  turn.effects.push({
    kind: "degraded",
    id,
    reason,
    detail,
    isCovered: isCovered || isAnotherReady(turn, id),
  });
  if (changed.parkedUntil !== null && changed.parkedUntil !== known.parkedUntil) {
    turn.effects.push({ kind: "parked", id, host: null, untilMs: changed.parkedUntil.atMs });
  }
  turn.effects.push(...ofHost);
}

/** True if the failure counts against the item, not against its host. */
function isItems(scope: FailureScope | null, host: string | null): boolean {
  return scope !== "host" || host === null;
}

/** What a failure tells of the host: an item that is refused proves that somebody is there to refuse it. */
function judgeHost(
  turn: Turn,
  { id, host }: { readonly id: string; readonly host: string | null },
  scope: FailureScope | null,
): InputsEffect[] {
  if (host === null) return [];
  const known = hostOf(turn.state, host);
  if (scope === "item" && known.condition === "half_open") {
    setHost(turn, { ...known, condition: "fine", failuresMs: [] });
    return [{ kind: "resumed", id, host }];
  }
  if (scope !== "host" && (scope === "item" || known.condition !== "half_open")) return [];
  const changed = afterFailure(turn, known);
  setHost(turn, changed);
  if (changed.parkedUntil === null || known.condition === "parked") return [];
  return [{ kind: "parked", id, host, untilMs: changed.parkedUntil.atMs }];
}

/** True if one more failure is too much for the host. */
function parksHost(turn: Turn, host: string | null, scope: FailureScope | null): boolean {
  return host !== null && scope === "host" &&
    afterFailure(turn, hostOf(turn.state, host)).condition === "parked";
}

function afterFailure({ state, atMs, wallMs, options }: Turn, known: HostHealth): HostHealth {
  const isDelivering = state.active?.host === known.host;
  return failedHost(known, { atMs, wallMs, isDelivering }, options.park);
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
