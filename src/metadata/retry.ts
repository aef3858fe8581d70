import type { Rng } from "../rng.ts";

/** The first wait, before jitter; each next one is twice as long. */
const FIRST_WAIT_MS = 1_000;

/** The longest wait, before jitter. */
const WAIT_MS_MAX = 60_000;

/** A server may send us away for a day at most. */
const RETRY_AFTER_MS_MAX = 24 * 3_600_000;

/**
 * How long to wait before the next try: twice as long after each failure, by half more or less, so that those who
 * failed together do not come back together.
 *
 * @param failures Failures so far, 1 or more.
 * @param rng Where the jitter comes from.
 */
export function backoffMs(failures: number, rng: Rng): number {
  const waitMs = Math.min(WAIT_MS_MAX, FIRST_WAIT_MS * 2 ** Math.min(failures - 1, 30));
  return Math.round(waitMs * (0.5 + rng()));
}

/**
 * What a `Retry-After` header asks for (RFC 9110 §10.2.3), in milliseconds from now.
 *
 * @param header Its value: seconds, or a date; null if there is none.
 * @param nowMs Now, milliseconds since 1970.
 * @returns Null if it asks for nothing that can be understood.
 */
export function retryAfterMs(header: string | null, nowMs: number): number | null {
  const text = header?.trim() ?? "";
  const waitMs = /^\d{1,10}$/.test(text) ? Number(text) * 1_000 : Date.parse(text) - nowMs;
  return Number.isNaN(waitMs) ? null : Math.min(RETRY_AFTER_MS_MAX, Math.max(0, waitMs));
}
