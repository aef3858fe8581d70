import type { MediaItem, MediaTitle } from "../media.ts";
import { fold } from "./fold.ts";
import type { Condition } from "./media_query.ts";

/** Lengths may differ by this part of the item's: copies are cut, or run a little faster, differently. */
const LENGTH_SLACK = 0.02;

/** Or by this much, if it is more: logos and credits of another channel. */
const LENGTH_SLACK_MS = 10_000;

/** What tells whether an item is another's copy. */
export interface Likeness extends MediaTitle, Pick<MediaItem, "id" | "locator"> {
  /** Play time in whole milliseconds. */
  readonly durationMs: number;
}

/**
 * Whether one item holds the same episode or film as another, somewhere else.
 *
 * Episodes are the same by show, season and episode. Specials, and what has no number, are counted differently
 * everywhere, so their titles must be the same too. Films are the same by title and year; a film without a year may be
 * its own remake, and anything else is the same as nothing.
 */
export function isAlternate(item: Likeness, other: Likeness): boolean {
  if (other.id === item.id || other.locator === item.locator || other.kind !== item.kind) return false;
  const [shortestMs, longestMs] = lengthsLike(item.durationMs);
  if (other.durationMs < shortestMs || other.durationMs > longestMs) return false;
  if (item.kind === "movie") {
    return item.year !== null && other.year === item.year && areTitledAlike(item, other);
  }
  return item.kind === "episode" && isSameEpisode(item, other);
}

/**
 * The condition that finds few items, all alternates of an item among them; null if there can be none. Each form is
 * served by an index.
 */
export function maybeAlternate(item: Likeness): Condition | null {
  const lengths = lengthsLike(item.durationMs);
  if (item.kind === "movie" && item.year !== null) {
    return {
      sql: "kind = 'movie' AND year = ? AND duration_ms BETWEEN ? AND ?",
      values: [item.year, ...lengths],
    };
  }
  if (item.kind === "episode" && item.show !== null) {
    return {
      sql: "show_folded = ? AND season IS ? AND episode IS ? AND duration_ms BETWEEN ? AND ?",
      values: [fold(item.show), item.season, item.episode, ...lengths],
    };
  }
  return null;
}

function isSameEpisode(item: Likeness, other: Likeness): boolean {
  if (item.show === null || other.show === null || fold(item.show) !== fold(other.show)) return false;
  if (other.season !== item.season || other.episode !== item.episode) return false;
  const isNumbered = item.season !== null && item.season > 0 && item.episode !== null;
  return isNumbered || areTitledAlike(item, other);
}

function areTitledAlike(one: MediaTitle, other: MediaTitle): boolean {
  return fold(one.title) === fold(other.title);
}

function lengthsLike(durationMs: number): [shortestMs: number, longestMs: number] {
  const slackMs = Math.max(Math.floor(durationMs * LENGTH_SLACK), LENGTH_SLACK_MS);
  return [durationMs - slackMs, durationMs + slackMs];
}
