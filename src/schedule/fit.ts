/** Something that has a length. */
export interface Lasting {
  /** In whole milliseconds, above 0. */
  readonly durationMs: number;
}

/** Fewer candidates are combined in every way, of more only these: a break is planned in microseconds. */
const CANDIDATES_MAX = 64;

/**
 * Finds up to three things that together last as long as possible, but no longer than a gap.
 *
 * With more than 64 candidates only the first 64 are combined.
 *
 * @param candidates Each may be taken once, in the order they should be preferred in when sums are equal.
 * @param gapMs Length to fill, in milliseconds.
 * @returns The things, longest first; none when nothing fits.
 */
export function bestFit<Thing extends Lasting>(
  candidates: readonly Thing[],
  gapMs: number,
): readonly Thing[] {
  const sorted = candidates.slice(0, CANDIDATES_MAX).filter(({ durationMs }) => durationMs <= gapMs)
    .sort((one, other) => one.durationMs - other.durationMs);
  let best: { sumMs: number; things: readonly Thing[] } = { sumMs: 0, things: [] };
  const offer = (sumMs: number, things: readonly Thing[]) => {
    if (sumMs > best.sumMs && sumMs <= gapMs) best = { sumMs, things };
  };
  const longest = sorted.at(-1);
  if (longest === undefined) return [];
  offer(longest.durationMs, [longest]);
  // Each thing with the best pair among the longer ones: two fingers move towards each other.
  for (const [at, first] of [null, ...sorted].entries()) {
    const firstMs = first?.durationMs ?? 0;
    for (let low = at, high = sorted.length - 1; low < high && best.sumMs < gapMs;) {
      const [short, long] = [sorted[low], sorted[high]];
      if (short === undefined || long === undefined) break;
      const sumMs = firstMs + short.durationMs + long.durationMs;
      if (sumMs > gapMs) high--;
      else {
        offer(sumMs, first === null ? [long, short] : [long, short, first]);
        low++;
      }
    }
  }
  return best.things;
}

/**
 * Fills a gap with things in a given order of preference, each once, so that little is left over.
 *
 * Takes them as they come while much is left, and combines the best for the end.
 *
 * @param things In order of preference, for instance as drawn.
 * @param gapMs Length to fill, in milliseconds.
 */
export function fillGap<Thing extends Lasting>(things: readonly Thing[], gapMs: number): readonly Thing[] {
  const fitting = things.filter(({ durationMs }) => durationMs <= gapMs);
  const longestMs = fitting.reduce((most, { durationMs }) => Math.max(most, durationMs), 0);
  const taken: Thing[] = [];
  let leftMs = gapMs;
  for (const thing of fitting) {
    // The last two or three are chosen together.
    if (leftMs < 3 * longestMs) break;
    taken.push(thing);
    leftMs -= thing.durationMs;
  }
  return [...taken, ...bestFit(fitting.slice(taken.length), leftMs)];
}
