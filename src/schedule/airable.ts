import type { ScheduleItem } from "../media.ts";

/** Shorter items are left out: a joint every few frames is no programme. */
export const ITEM_MS_MIN = 1_000;

/** Longer ones are left out: no recording lasts a week, but broken headers say so. */
export const ITEM_MS_MAX = 7 * 24 * 3_600_000;

/** Items that cannot air, by reason. */
export interface LeftOut {
  /** Shorter than a second. */
  readonly tooShort: number;
  /** Longer than a week, or of no duration at all. */
  readonly tooLong: number;
}

/** Nothing is left out. */
export const NOTHING_LEFT_OUT: LeftOut = { tooShort: 0, tooLong: 0 };

/** Parts what can air from what cannot. */
export function sift(items: readonly ScheduleItem[]): { airable: readonly ScheduleItem[]; leftOut: LeftOut } {
  const airable = items.filter(({ durationMs }) =>
    Number.isSafeInteger(durationMs) && durationMs >= ITEM_MS_MIN && durationMs <= ITEM_MS_MAX
  );
  if (airable.length === items.length) return { airable: items, leftOut: NOTHING_LEFT_OUT };
  const tooShort = items.filter(({ durationMs }) => durationMs < ITEM_MS_MIN).length;
  return { airable, leftOut: { tooShort, tooLong: items.length - airable.length - tooShort } };
}
