import { HOLD_MS_MAX } from "./draft.ts";

/** Something that has a length. */
export interface Lasting {
  /** In whole milliseconds, above 0. */
  readonly durationMs: number;
}

/** Steps of the search; all combinations of 10 things take fewer. */
const STEPS_MAX = 4_096;

/**
 * Fills a gap with things in an order of preference, each once.
 *
 * The first combination, by that order, that leaves less than {@link HOLD_MS_MAX} is taken: to look for a closer one
 * would air the same few things whenever gaps are alike. Where there is none, the one that leaves least; of more than
 * 10 things it is the best of some thousands that begin as preferred, and nothing that is left over fits in any more.
 *
 * @param things In order of preference, for instance as drawn.
 * @param gapMs Length to fill, in milliseconds.
 * @returns In that order.
 */
export function fillGap<Thing extends Lasting>(things: readonly Thing[], gapMs: number): readonly Thing[] {
  const fitting = things.filter(({ durationMs }) => durationMs <= gapMs);
  const lengths = fitting.map(({ durationMs }) => durationMs);
  return chosen(lengths, gapMs).flatMap((at) => fitting[at] ?? []);
}

/** Takes what fits, goes back to the last that was taken, leaves it out, and takes on from there. */
function chosen(lengths: readonly number[], gapMs: number): readonly number[] {
  const stepMs = lengths.reduce(commonDivisor, 0);
  const goodMs = Math.max(HOLD_MS_MAX - 1, stepMs === 0 ? 0 : gapMs % stepMs);
  const behindMs = totalsFrom(lengths);
  const taken: number[] = [];
  let best: readonly number[] = [];
  let bestMs = gapMs;
  let leftMs = gapMs;
  let leftOutMs = 0;
  for (let at = 0, steps = 0; steps < STEPS_MAX && bestMs > goodMs; steps++) {
    const lengthMs = lengths[at] ?? 0;
    if (leftMs - (behindMs[at] ?? 0) >= bestMs) {
      const last = taken.pop();
      if (last === undefined) break;
      leftOutMs = lengths[last] ?? 0;
      leftMs += leftOutMs;
      at = last + 1;
    } else if (lengthMs > leftMs || lengthMs === leftOutMs) {
      // In place of what was just left out, one as long changes nothing.
      at++;
    } else {
      taken.push(at++);
      leftMs -= lengthMs;
      leftOutMs = 0;
      if (leftMs < bestMs) [best, bestMs] = [[...taken], leftMs];
    }
  }
  return best;
}

/** Everything from a place on, and 0 behind the last. */
function totalsFrom(lengths: readonly number[]): readonly number[] {
  const totals = [...lengths, 0];
  for (let at = lengths.length - 1; at >= 0; at--) totals[at] = (lengths[at] ?? 0) + (totals[at + 1] ?? 0);
  return totals;
}

function commonDivisor(one: number, other: number): number {
  return other === 0 ? one : commonDivisor(other, one % other);
}
