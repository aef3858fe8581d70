/**
 * A programme whose input ends this early is followed by the next at once: a card would only flash. So no joint is
 * earlier than this; the next input that is long enough makes up for it.
 */
export const EARLY_END_MS = 1_000;

/** An input that ends this early has failed: another copy may have what is missing. */
export const PREMATURE_END_MS = 2_000;

/** Where a channel's output ends, and what is known of it. */
export interface Head {
  /** Where the output ends, on the wall clock. */
  readonly headMs: number;
  /** Length of one picture. */
  readonly frameMs: number;
  /** Stop of the last programme that came to its end; -Infinity for none. */
  readonly doneUntilMs: number;
}

/**
 * The instant whose programme belongs at the head: the one that covers the middle of the next picture.
 *
 * A programme that is over stays over, also when its last picture ended a little before its time.
 */
export function instantAtHead({ headMs, frameMs, doneUntilMs }: Head): number {
  const middleMs = headMs + frameMs / 2;
  // Twice the time, for the two clocks the head is read from need not agree to the millisecond.
  const isJustBefore = middleMs < doneUntilMs && doneUntilMs - headMs <= 2 * EARLY_END_MS;
  return isJustBefore ? doneUntilMs : middleMs;
}

/** Pictures between two instants, counted on one grid for the channel's whole life, so that halves never add up. */
export function framesBetween(fromMs: number, toMs: number, frameMs: number): number {
  return Math.round(toMs / frameMs) - Math.round(fromMs / frameMs);
}
