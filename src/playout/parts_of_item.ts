import type { Programme } from "../programme.ts";

/** Parts that are looked at to each side. */
const PARTS_MAX = 50;

/** True when there is more of its item than a programme shows. */
export function isPart(programme: Programme): boolean {
  return programme.itemOffsetMs > 0 || hasMore(programme);
}

/**
 * A programme together with the parts of its item that come right before and behind it: where no break was put between
 * parts, one input plays on, and there is no joint.
 *
 * @param part What the timeline has.
 * @param at The programme that covers an instant.
 */
export function withNeighbours(part: Programme, at: (atMs: number) => Programme): Programme {
  let [first, last] = [part, part];
  for (let step = 0; step < PARTS_MAX && first.itemOffsetMs > 0; step++) {
    const before = at(first.startMs - 1);
    if (!goesOn(before, first)) break;
    first = before;
  }
  for (let step = 0; step < PARTS_MAX && hasMore(last); step++) {
    const after = at(last.stopMs);
    if (!goesOn(last, after)) break;
    last = after;
  }
  return first === last ? part : { ...first, stopMs: last.stopMs };
}

/** True when a part of an item is followed by what comes next in it. */
function goesOn(part: Programme, next: Programme): boolean {
  const isSame = part.itemId !== null && part.itemId === next.itemId && part.stopMs === next.startMs;
  return isSame && next.itemOffsetMs === positionAtStopMs(part);
}

function hasMore(part: Programme): boolean {
  return part.itemDurationMs !== null && positionAtStopMs(part) < part.itemDurationMs;
}

/** When a programme's item comes to its end, wherever the programme stops, milliseconds since 1970; Infinity for a card. */
export function itemStopMs({ startMs, itemOffsetMs, itemDurationMs }: Programme): number {
  return itemDurationMs === null ? Infinity : startMs - itemOffsetMs + itemDurationMs;
}

function positionAtStopMs({ itemOffsetMs, startMs, stopMs }: Programme): number {
  return itemOffsetMs + stopMs - startMs;
}
