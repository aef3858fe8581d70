/**
 * The share of a budget that each of several users may take.
 *
 * @param base What one would like, above 0.
 * @param count How many there are; none leaves `base`.
 * @param budget For all together.
 * @param floor What each gets even if that exceeds the budget; a share below it would be of no use.
 * @returns A whole number, above 0, at most `base`.
 */
export function scaleBudget(base: number, count: number, budget: number, floor: number): number {
  if (count <= 0) return base;
  return Math.min(base, Math.max(floor, Math.floor(budget / count)));
}

/** What {@link isStalled} looks at. Times are milliseconds of one clock. */
export interface Progress {
  /** When it last moved forward; null if it never did. */
  readonly lastProgressAt: number | null;
  /** The present. */
  readonly now: number;
  /** Standing still this long is too long. */
  readonly timeoutMs: number;
  /** It should move: it plays. */
  readonly playing: boolean;
  /** Somebody paused it, so standing still is right. */
  readonly paused: boolean;
  /** It looks for a place, so standing still is right. */
  readonly seeking: boolean;
}

/**
 * True if something that should move forward has stood still for `timeoutMs` or longer.
 *
 * What never moved has another deadline, and a clock that went backwards proves nothing.
 */
export function isStalled({ lastProgressAt, now, timeoutMs, playing, paused, seeking }: Progress): boolean {
  if (!playing || paused || seeking || lastProgressAt === null) return false;
  return now - lastProgressAt >= timeoutMs;
}

/**
 * How many stamps lie inside the window that ends now: `now - windowMs < stamp <= now`.
 *
 * @param stamps In any order; one from the future does not count.
 */
export function countRecent(stamps: readonly number[], now: number, windowMs: number): number {
  return stamps.filter((stamp) => stamp > now - windowMs && stamp <= now).length;
}

/**
 * True if something failed so often lately that it is better left alone for a while.
 *
 * @param stamps When it failed, in any order.
 * @param threshold So many failures inside the window are too many; 0 or less means never.
 */
export function shouldPark(
  stamps: readonly number[],
  now: number,
  threshold: number,
  windowMs: number,
): boolean {
  return threshold > 0 && countRecent(stamps, now, windowMs) >= threshold;
}
