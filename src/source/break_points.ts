import { LIMITS } from "../limits.ts";
import type { BreakPoint } from "../media.ts";

/** Nearer to the item's beginning or end nothing interrupts: there is a break already. */
export const EDGE_MS = 30_000;

/** Items shorter than this have no room for a break. */
export const BREAKABLE_MS_MIN = 2 * EDGE_MS;

/** Shortest stretch of the item between two breaks. */
const SPACING_MS = 30_000;

/** Commercials this close to each other are one break: what lies between is a fade, or a measurement's slack. */
const SLACK_MS = 2_000;

/**
 * Brings places into order at which an item might be interrupted.
 *
 * What would leave out a recorded commercial comes before a mere stop; of others too near to each other the first
 * stays. Where there are too many, they are thinned out evenly.
 *
 * @param found Places in any order; those that cannot be are left out.
 * @param durationMs Play time of the item.
 * @returns By time, in whole milliseconds, none too near to another or to the ends, at most `LIMITS.breakPointsMax`.
 */
export function breakPoints(found: readonly BreakPoint[], durationMs: number): readonly BreakPoint[] {
  const inside = found
    .map(({ atMs, resumeMs }) => ({ atMs: Math.round(atMs), resumeMs: Math.round(resumeMs) }))
    .filter(({ atMs, resumeMs }) => atMs >= EDGE_MS && resumeMs >= atMs && resumeMs <= durationMs - EDGE_MS)
    .sort((one, other) => one.atMs - other.atMs || one.resumeMs - other.resumeMs);
  const cuts = joined(inside.filter(isCut));
  const stops = inside.filter((point) => !isCut(point));
  for (let spacingMs = SPACING_MS;; spacingMs *= 2) {
    const points = between(spaced(cuts, spacingMs), stops, spacingMs);
    if (points.length <= LIMITS.breakPointsMax) return points;
  }
}

function isCut({ atMs, resumeMs }: BreakPoint): boolean {
  return resumeMs > atMs;
}

/** Cuts that overlap or touch as one. */
function joined(cuts: readonly BreakPoint[]): readonly BreakPoint[] {
  const whole: BreakPoint[] = [];
  for (const cut of cuts) {
    const last = whole.at(-1);
    if (last === undefined || cut.atMs > last.resumeMs + SLACK_MS) whole.push(cut);
    else whole[whole.length - 1] = { ...last, resumeMs: Math.max(last.resumeMs, cut.resumeMs) };
  }
  return whole;
}

function spaced(points: readonly BreakPoint[], spacingMs: number): readonly BreakPoint[] {
  const kept: BreakPoint[] = [];
  for (const point of points) {
    if (point.atMs >= (kept.at(-1)?.resumeMs ?? -Infinity) + spacingMs) kept.push(point);
  }
  return kept;
}

/** Cuts with the stops that have room between them; both by time. */
function between(
  cuts: readonly BreakPoint[],
  stops: readonly BreakPoint[],
  spacingMs: number,
): readonly BreakPoint[] {
  const points: BreakPoint[] = [];
  let next = 0;
  const takeCuts = (untilMs: number) => {
    for (let cut = cuts[next]; cut !== undefined && cut.atMs <= untilMs; cut = cuts[++next]) points.push(cut);
  };
  for (const stop of stops) {
    takeCuts(stop.atMs);
    const fromMs = (points.at(-1)?.resumeMs ?? -Infinity) + spacingMs;
    const untilMs = (cuts[next]?.atMs ?? Infinity) - spacingMs;
    if (stop.atMs >= fromMs && stop.atMs <= untilMs) points.push(stop);
  }
  takeCuts(Infinity);
  return points;
}
