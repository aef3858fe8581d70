import type { Programme } from "../programme.ts";
import { isSliver } from "./piece.ts";

/**
 * Leaves out programmes that are on at the beginning of no second, so that none of them gives an entry its name.
 *
 * The next programme takes their time, or the last one before; no boundary moves to another second by that.
 *
 * @param programmes By start.
 */
export function withoutSlivers(programmes: readonly Programme[]): Programme[] {
  const seen: Programme[] = [];
  let fromMs: number | null = null;
  let untilMs: number | null = null;
  for (const programme of programmes) {
    const follows = programme.startMs === untilMs;
    const startMs: number = follows && fromMs !== null ? fromMs : programme.startMs;
    if (isSliver(programme)) {
      [fromMs, untilMs] = [startMs, programme.stopMs];
      continue;
    }
    seen.push(startMs === programme.startMs ? programme : { ...programme, startMs });
    fromMs = untilMs = null;
  }
  const last = seen.pop();
  if (last === undefined) return [];
  const isEndOf = fromMs === last.stopMs && untilMs !== null;
  return [...seen, isEndOf ? { ...last, stopMs: untilMs ?? last.stopMs } : last];
}
