import type { ScheduleItem } from "../media.ts";

/** How titles mark one part of a story: `The Wedding (2)`, `The Wedding, Part II`, `The Wedding pt. 2`. */
const PART =
  /^(.*?)[\s,:–-]*(?:\((\d{1,2})\)|[([]?(?:part|pt\.?)\s*(\d{1,2}|[ivx]{1,4}|one|two|three|four|five|six)[)\]]?)$/i;

/**
 * Finds stories told in parts: episodes of one season, one after another, whose titles differ in the number only.
 *
 * @param sorted Items in chronological order.
 * @returns The key of its story for every item that is a part of one; equal for all its parts.
 */
export function storyKeys(sorted: readonly ScheduleItem[]): ReadonlyMap<number, string> {
  const keys = new Map<number, string>();
  for (const [at, item] of sorted.entries()) {
    const before = sorted[at - 1];
    if (before === undefined || !continues(before, item)) continue;
    const key = keys.get(before.id) ?? before.locator;
    keys.set(before.id, key);
    keys.set(item.id, key);
  }
  return keys;
}

function continues(before: ScheduleItem, item: ScheduleItem): boolean {
  if (item.show === null || item.episode === null || before.episode === null) return false;
  const isNext = item.show.toLowerCase() === before.show?.toLowerCase() && item.season === before.season &&
    item.episode === before.episode + 1;
  if (!isNext) return false;
  const [one, other] = [PART.exec(before.title), PART.exec(item.title)];
  return one !== null && other !== null && one[1]?.toLowerCase() === other[1]?.toLowerCase() &&
    one[0].toLowerCase() !== other[0].toLowerCase();
}
