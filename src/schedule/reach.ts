import type { ScheduleItem } from "../media.ts";

/**
 * How far a timeline reaches to one side of now: as wished, unless items are so short that their programmes would fill
 * more than half of what a timeline may hold.
 *
 * @param items Items that can air.
 * @param wishedMs Milliseconds wished for.
 * @param programmesMax What a timeline may hold.
 */
export function reachMs(items: readonly ScheduleItem[], wishedMs: number, programmesMax: number): number {
  if (items.length === 0) return wishedMs;
  const totalMs = items.reduce((sum, { durationMs }) => sum + durationMs, 0);
  return Math.min(wishedMs, Math.floor(totalMs / items.length * (programmesMax / 2)));
}
