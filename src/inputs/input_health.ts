import { LIMITS } from "../limits.ts";
import { countRecent, shouldPark } from "../reliability.ts";
import { type InputSpec, isProbed } from "./input_spec.ts";
import type { InputsOptions, ParkOptions } from "./options.ts";

/** How far an input, or a host, may be used. `half_open` was parked and has one try. */
export type Condition = "fine" | "degraded" | "parked" | "half_open";

/** One line of an input's record. */
export interface InputError {
  /** What happened. */
  readonly message: string;
  /** When, milliseconds since 1970. */
  readonly wallMs: number;
}

/** What is known of one input. That it is opening or on air is no health: the channel's state says so. */
export interface InputHealth {
  /** Whose. */
  readonly id: string;
  /** What of; another content begins anew. */
  readonly locator: string;
  /** Where from; null for this machine. */
  readonly host: string | null;
  /** True if only a probe makes it fine again. */
  readonly isProbed: boolean;
  /** How far it may be used. */
  readonly condition: Condition;
  /** Since when; monotonic. */
  readonly sinceMs: number;
  /** When it may be tried again, or probed, while degraded. */
  readonly retryAtMs: number;
  /** Until when it is left alone; null if it is not. Monotonic, and the same on the wall. */
  readonly parkedUntil: { readonly atMs: number; readonly wallMs: number } | null;
  /** Failures in a row without a long life between. */
  readonly fruitless: number;
  /** When it failed lately; what parks it. */
  readonly failuresMs: readonly number[];
  /** Wait after the next bad probe. */
  readonly probeWaitMs: number;
  /** A probe is on its way. */
  readonly isProbing: boolean;
  /** The programme it failed in last; null once it is on air again. */
  readonly failedInKey: string | null;
  /** What is wrong now. */
  readonly currentError: string | null;
  /** What was wrong, newest first. */
  readonly errors: readonly InputError[];
  /** When something last came from it, milliseconds since 1970. */
  readonly lastPacketWallMs: number | null;
}

/** What happened to an input. */
export interface Failure {
  readonly message: string;
  readonly atMs: number;
  readonly wallMs: number;
  readonly isFatal: boolean;
  /** It delivered for so long that its waits begin anew. */
  readonly hadLongLife: boolean;
  /** It counts towards a park. */
  readonly isCounted: boolean;
  readonly programmeKey: string | null;
}

/** An input nothing is known of. */
export function freshHealth(spec: InputSpec, atMs: number, options: InputsOptions): InputHealth {
  return {
    id: spec.id,
    locator: spec.locator,
    host: spec.host,
    isProbed: isProbed(spec),
    condition: "fine",
    sinceMs: atMs,
    retryAtMs: atMs,
    parkedUntil: null,
    fruitless: 0,
    failuresMs: [],
    probeWaitMs: options.probeMs,
    isProbing: false,
    failedInKey: null,
    currentError: null,
    errors: [],
    lastPacketWallMs: null,
  };
}

/** True if forgetting it would lose something. */
export function isNotable({ condition, failuresMs, fruitless, isProbing }: InputHealth): boolean {
  return condition !== "fine" || failuresMs.length > 0 || fruitless > 0 || isProbing;
}

/** The record with one more error; whether it may be used is not touched. */
export function withError(health: InputHealth, { message, wallMs }: Failure): InputHealth {
  const errors = [{ message, wallMs }, ...health.errors].slice(0, LIMITS.inputErrorsMax);
  return { ...health, errors, currentError: message };
}

/** After a failure: degraded, or parked when that happens too often or its one try was in vain. */
export function failedHealth(health: InputHealth, failure: Failure, options: InputsOptions): InputHealth {
  const { atMs, wallMs } = failure;
  const { park, backoffMaxMs } = options;
  const fruitless = (failure.hadLongLife ? 0 : health.fruitless) + 1;
  const backoffMs = failure.isFatal ? backoffMaxMs : Math.min(backoffMaxMs, 1_000 * 2 ** (fruitless - 1));
  const failuresMs = failure.isCounted ? withStamp(health.failuresMs, atMs, park) : health.failuresMs;
  const isTooMuch = health.condition === "half_open" ||
    failure.isCounted && shouldPark(failuresMs, atMs, park.threshold, park.windowMs);
  // It was warmed before it was parked: its cooldown is as long as it was.
  const stays = health.condition === "parked";
  const until = stays
    ? health.parkedUntil
    : { atMs: atMs + park.cooldownMs, wallMs: wallMs + park.cooldownMs };
  return {
    ...withError(health, failure),
    condition: stays || isTooMuch ? "parked" : "degraded",
    sinceMs: atMs,
    retryAtMs: atMs + backoffMs,
    parkedUntil: stays || isTooMuch ? until : null,
    fruitless,
    failuresMs,
    probeWaitMs: options.probeMs,
    failedInKey: failure.programmeKey,
  };
}

/** On air: nothing is wrong with it now. Its failures are forgotten only if this was its one try. */
export function recoveredHealth(health: InputHealth): InputHealth {
  const wasParked = health.condition === "half_open" || health.condition === "parked";
  return {
    ...health,
    condition: "fine",
    parkedUntil: null,
    failuresMs: wasParked ? [] : health.failuresMs,
    failedInKey: null,
    currentError: null,
  };
}

/** Forgiven by the operator; what was wrong stays on record. */
export function forgivenHealth(health: InputHealth, atMs: number): InputHealth {
  return { ...recoveredHealth(health), failuresMs: [], fruitless: 0, sinceMs: atMs };
}

/** What time alone changes: waits and parks that are over. */
export function agedHealth(health: InputHealth, atMs: number): InputHealth {
  const { condition, parkedUntil } = health;
  if (condition === "degraded" && !health.isProbed && atMs >= health.retryAtMs) {
    return { ...health, condition: "fine", sinceMs: atMs };
  }
  if (condition === "parked" && parkedUntil !== null && atMs >= parkedUntil.atMs) {
    return { ...health, condition: "half_open", sinceMs: atMs, parkedUntil: null };
  }
  return health;
}

/** After a probe: fine, or the next one later. An input that is not degraded any more is not judged by it. */
export function probedHealth(
  health: InputHealth,
  found: { isOk: boolean; atMs: number },
  options: InputsOptions,
): InputHealth {
  const answered = { ...health, isProbing: false };
  if (health.condition !== "degraded") return answered;
  if (found.isOk) return { ...answered, condition: "fine", sinceMs: found.atMs };
  // To look at a disk costs nothing, so one that is back is soon found.
  if (health.host === null) return { ...answered, retryAtMs: found.atMs + options.backoffMaxMs };
  const probeWaitMs = Math.min(options.probeMaxMs, health.probeWaitMs * 2);
  return { ...answered, retryAtMs: found.atMs + health.probeWaitMs, probeWaitMs };
}

/** The stamps that still count, and one more; no longer a list than is ever needed. */
export function withStamp(stamps: readonly number[], atMs: number, park: ParkOptions): readonly number[] {
  const recent = stamps.filter((stamp) => countRecent([stamp], atMs, park.windowMs) === 1);
  return [...recent, atMs].slice(-Math.ceil(park.threshold));
}
