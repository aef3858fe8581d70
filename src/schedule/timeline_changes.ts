import type { Programme } from "../programme.ts";

/** A stretch of time in which another timeline airs something else. */
export interface TimelineChange {
  /** First instant, milliseconds since 1970. */
  readonly startMs: number;
  /** Above `startMs`. */
  readonly stopMs: number;
  /** What is planned there; null where nothing is. */
  readonly was: Programme | null;
  /** What would air there; null where nothing would. */
  readonly will: Programme | null;
}

/**
 * Compares two timelines of one channel. The same picture at the same instant is no change, however the two cut it
 * into programmes.
 *
 * @param was Programmes by start, none overlapping.
 * @param will Others, likewise.
 * @param span What is compared: [fromMs, toMs).
 * @returns Changes by start, none overlapping; each as long as both sides stay the same programme.
 */
export function timelineChanges(
  was: readonly Programme[],
  will: readonly Programme[],
  { fromMs, toMs }: { readonly fromMs: number; readonly toMs: number },
): TimelineChange[] {
  const changes: TimelineChange[] = [];
  let [wasAt, willAt] = [0, 0];
  for (let startMs = fromMs; startMs < toMs;) {
    while (isOver(was[wasAt], startMs)) wasAt++;
    while (isOver(will[willAt], startMs)) willAt++;
    const [before, after] = [was[wasAt], will[willAt]];
    const stopMs = Math.min(toMs, boundaryAfter(before, startMs), boundaryAfter(after, startMs));
    const [one, other] = [on(before, startMs), on(after, startMs)];
    if (airing(one) !== airing(other)) changes.push({ startMs, stopMs, was: one, will: other });
    startMs = stopMs;
  }
  return changes;
}

function isOver(programme: Programme | undefined, atMs: number): boolean {
  return programme !== undefined && programme.stopMs <= atMs;
}

/** Where a programme begins or ends next. */
function boundaryAfter(programme: Programme | undefined, atMs: number): number {
  if (programme === undefined) return Infinity;
  return programme.startMs > atMs ? programme.startMs : programme.stopMs;
}

function on(programme: Programme | undefined, atMs: number): Programme | null {
  return programme !== undefined && programme.startMs <= atMs ? programme : null;
}

/** What is to be seen, the same text for the same picture at the same instant. */
function airing(programme: Programme | null): string | null {
  if (programme === null) return null;
  const { kind, itemId, startMs, itemOffsetMs, title } = programme;
  return itemId === null ? `${kind} ${title}` : `${itemId} ${startMs - itemOffsetMs}`;
}
