import type { BreakPoint, ScheduleItem } from "../media.ts";
import type { MidRoll } from "../schedule_rule.ts";

/** A part of an item that airs in one go, in milliseconds from the item's start. */
export interface Part {
  /** First instant. */
  readonly fromMs: number;
  /** First instant after it. */
  readonly untilMs: number;
}

/**
 * Parts of an item between which breaks air. Recorded commercials are left out wherever it is interrupted.
 *
 * @param item The item, and where it may be interrupted.
 * @param midRoll Where it should be; null for nowhere.
 * @returns At least one part, by time.
 */
export function partsOf({ durationMs, breaks }: ScheduleItem, midRoll: MidRoll | null): readonly Part[] {
  if (midRoll === null || midRoll.countMax === 0) return [{ fromMs: 0, untilMs: durationMs }];
  const { at, countMax } = midRoll;
  const wished = at === "breaks" ? breaks : everySoOften(durationMs, at);
  const chosen = spaced(wished, durationMs, Math.max(1, midRoll.spacingMs));
  const points = chosen.length <= countMax ? chosen : evenly(chosen, countMax);
  const starts = [0, ...points.map(({ resumeMs }) => resumeMs)];
  const stops = [...points.map(({ atMs }) => atMs), durationMs];
  return starts.map((fromMs, index) => ({ fromMs, untilMs: stops[index] ?? durationMs }));
}

function everySoOften(durationMs: number, everyMs: number): readonly BreakPoint[] {
  const count = Math.ceil(durationMs / everyMs) - 1;
  return Array.from(
    { length: count },
    (_, at) => ({ atMs: (at + 1) * everyMs, resumeMs: (at + 1) * everyMs }),
  );
}

/** The points that leave the shortest stretch to the point before and to both ends. */
function spaced(points: readonly BreakPoint[], durationMs: number, spacingMs: number): readonly BreakPoint[] {
  const chosen: BreakPoint[] = [];
  let fromMs = 0;
  for (const point of points) {
    const isApart = point.atMs - fromMs >= spacingMs && durationMs - point.resumeMs >= spacingMs;
    if (!isApart || point.resumeMs < point.atMs) continue;
    chosen.push(point);
    fromMs = point.resumeMs;
  }
  return chosen;
}

/** So many of them, spread over all. */
function evenly(points: readonly BreakPoint[], count: number): readonly BreakPoint[] {
  return Array.from({ length: count }, (_, at) => points[Math.floor((at + 0.5) * points.length / count)])
    .flatMap((point) => point ?? []);
}
