import { seededRng } from "../rng.ts";

/** What a round is drawn from. */
export interface Draw {
  /** Seed of the whole order. */
  readonly seed: string;
  /** Number of the round, from 0. */
  readonly round: number;
}

/** What aired last and therefore waits at the start of a round. */
export interface HeldBack {
  /** Their keys. */
  readonly keys: readonly string[];
  /** They come after every other key whose draw is not above this number, 0 <= upTo < 1. */
  readonly upTo: number;
}

/** Nothing waits. */
export const NOTHING_HELD: HeldBack = { keys: [], upTo: 0 };

/** How many at the end of a round stay out of the beginning of the next. */
export const KEYS_APART = 5;

/** Of so many at most half can wait: the others must fill the places they leave. */
export function apart(count: number): number {
  return Math.min(KEYS_APART, Math.floor(count / 2));
}

/**
 * A key's number in a round, 0 <= n < 1.
 *
 * Each key draws its own, so one that comes or goes moves no other.
 */
export function numberOf(key: string, { seed, round }: Draw): number {
  return seededRng(JSON.stringify([seed, round, key]))();
}

/** A key's place in a round: lower airs earlier. */
export function placeInRound(key: string, draw: Draw, held: HeldBack): number {
  const own = numberOf(key, draw);
  if (!held.keys.includes(key)) return own;
  return held.upTo + Math.max(Number.EPSILON, (1 - held.upTo) * own);
}

/**
 * Decides who waits at the start of a round, so that what ended the last one does not come again at once.
 *
 * @param keys Everything the round will play.
 * @param draw The round that begins.
 * @param recent What aired last, oldest first.
 */
export function holdBack(keys: ReadonlySet<string>, draw: Draw, recent: readonly string[]): HeldBack {
  const count = apart(keys.size);
  if (count === 0 || recent.length === 0) return NOTHING_HELD;
  const waiting = recent.slice(-count);
  const draws = [...keys].filter((key) => !waiting.includes(key))
    .map((key) => numberOf(key, draw))
    .sort((one, other) => one - other);
  return { keys: waiting, upTo: draws[count - 1] ?? 0 };
}
