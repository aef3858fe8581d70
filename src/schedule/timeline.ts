import { invariant } from "../invariant.ts";
import type { Programme } from "../programme.ts";

/**
 * States that programmes tile time: integer instants, each above the one before, no gap, no overlap.
 *
 * @throws {InvariantError} At the first place where they do not.
 */
export function assertTiles(programmes: readonly Programme[]): void {
  let previousStopMs: number | null = null;
  for (const { channelId, startMs, stopMs } of programmes) {
    const where = `channel ${channelId}, ${startMs} to ${stopMs}`;
    invariant(
      Number.isSafeInteger(startMs) && Number.isSafeInteger(stopMs),
      `Cannot tile time: an instant is no integer (${where})`,
    );
    invariant(startMs < stopMs, `Cannot tile time: a programme has no length (${where})`);
    invariant(
      previousStopMs === null || startMs === previousStopMs,
      `Cannot tile time: the programme before stops at ${previousStopMs} (${where})`,
    );
    previousStopMs = stopMs;
  }
}

/**
 * Position of the programme that covers an instant, or -1.
 *
 * @param programmes Programmes that tile time, by start.
 */
export function indexAt(programmes: readonly Programme[], atMs: number): number {
  let low = 0;
  let high = programmes.length - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    const programme = programmes[middle];
    if (programme === undefined) return -1;
    if (atMs < programme.startMs) high = middle - 1;
    else if (atMs >= programme.stopMs) low = middle + 1;
    else return middle;
  }
  return -1;
}
