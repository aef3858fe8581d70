import { seededRng } from "../rng.ts";

/** How many items at the end of a round stay out of the beginning of the next. */
export const ITEMS_APART = 5;

/** Items that aired last and therefore wait at the start of a round. */
export interface HeldBack {
  /** Their ids. */
  readonly ids: readonly number[];
  /** They come after every other item whose draw is not above this number, 0 <= upTo < 1. */
  readonly upTo: number;
}

/** What a round is drawn from. */
export interface Draw {
  /** Seed of the whole shuffle. */
  readonly seed: string;
  /** Number of the round, from 0. */
  readonly round: number;
}

/** What tells one item from another in a draw. */
export interface Drawable {
  /** Key in the store. */
  readonly id: number;
  /** Where the bytes are; decides the draw, so that equal libraries shuffle alike on every machine. */
  readonly locator: string;
}

/**
 * An item's rank in a round: lower airs earlier.
 *
 * Each item draws its own number, so one that is added or removed moves no other.
 */
export function rankOf(item: Drawable, draw: Draw, held: HeldBack): number {
  const own = numberOf(item, draw);
  if (!held.ids.includes(item.id)) return own;
  return held.upTo + Math.max(Number.EPSILON, (1 - held.upTo) * own);
}

/**
 * Decides which items wait at the start of a round, so that what ended the last one does not come again at once.
 *
 * @param items Everything the round will play.
 * @param draw The round that begins.
 * @param recentIds What aired last, oldest first.
 */
export function holdBack(items: readonly Drawable[], draw: Draw, recentIds: readonly number[]): HeldBack {
  // Of n items at most half can wait: the others must fill the places they leave.
  const count = Math.min(ITEMS_APART, Math.floor(items.length / 2));
  if (count === 0) return { ids: [], upTo: 0 };
  const ids = recentIds.slice(-count);
  const draws = items.filter((item) => !ids.includes(item.id))
    .map((item) => numberOf(item, draw))
    .sort((one, other) => one - other);
  return { ids, upTo: draws[count - 1] ?? 0 };
}

function numberOf(item: Drawable, draw: Draw): number {
  return seededRng(JSON.stringify([draw.seed, draw.round, item.locator]))();
}
