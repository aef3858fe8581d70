import { shouldPark } from "../reliability.ts";
import { type Condition, withStamp } from "./input_health.ts";
import type { ParkOptions } from "./options.ts";

/** What is known of one remote host. */
export interface HostHealth {
  /** Its name. */
  readonly host: string;
  /** Never degraded: one item's failure says nothing about the others. */
  readonly condition: Exclude<Condition, "degraded">;
  /** Until when it is left alone; null if it is not. */
  readonly parkedUntil: { readonly atMs: number; readonly wallMs: number } | null;
  /** When it failed lately. */
  readonly failuresMs: readonly number[];
}

/** A host nothing is known of. */
export function freshHost(host: string): HostHealth {
  return { host, condition: "fine", parkedUntil: null, failuresMs: [] };
}

/** After a failure that tells about all the host has. A host that delivers right now is not parked. */
export function failedHost(
  known: HostHealth,
  failure: { atMs: number; wallMs: number; isDelivering: boolean },
  park: ParkOptions,
): HostHealth {
  const { atMs, wallMs, isDelivering } = failure;
  const failuresMs = withStamp(known.failuresMs, atMs, park);
  const isTooMuch = known.condition === "half_open" ||
    shouldPark(failuresMs, atMs, park.threshold, park.windowMs);
  if (known.condition === "parked" || !isTooMuch || isDelivering) return { ...known, failuresMs };
  const parkedUntil = { atMs: atMs + park.cooldownMs, wallMs: wallMs + park.cooldownMs };
  return { ...known, condition: "parked", parkedUntil, failuresMs };
}

/** What time alone changes: a park that is over leaves one try. */
export function agedHost(known: HostHealth, atMs: number): HostHealth {
  if (known.condition !== "parked" || known.parkedUntil === null || atMs < known.parkedUntil.atMs) {
    return known;
  }
  return { ...known, condition: "half_open", parkedUntil: null };
}
