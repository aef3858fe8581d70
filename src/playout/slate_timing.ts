/** A card is made this far ahead of the clock, and no further: content may come at any moment. */
export const SLATE_LEAD_MS = 700;

/** Output that ends within this lets viewers starve next. */
export const LEAD_MIN_MS = 300;

/** Viewers are left without a byte for this long at most. */
const GAP_MS = 1_500;

/**
 * Length of one piece of card, at least: whole groups of pictures. With the waits of the loop, nobody who is shown one
 * is without a byte for 200 ms.
 */
export const SLATE_PIECE_MS = 100;

/** What decides whether a card is needed. */
export interface SlateMoment {
  /** How much output lies ahead of the clock. */
  readonly leadMs: number;
  /** How long nothing has been written. */
  readonly silentMs: number;
  /** Reserve of the viewers: output that ends within it leaves them waiting. */
  readonly burstMs: number;
  /** Length of the newest piece of card: the next one follows after as long a time. */
  readonly pieceMs: number;
  /** A card is on air. */
  readonly isOnSlate: boolean;
  /** Nothing else is to be expected. */
  readonly isAllThereIs: boolean;
}

/**
 * Cards are made no further ahead than they must be, for content may come at any moment. But viewers who are ahead by
 * their reserve must not starve either: a gap may come first, for content that is late; then the card keeps pace.
 */
export function isSlateDue(moment: SlateMoment): boolean {
  const { leadMs, silentMs, burstMs, pieceMs, isOnSlate, isAllThereIs } = moment;
  if (leadMs < (isAllThereIs ? SLATE_LEAD_MS : LEAD_MIN_MS)) return true;
  return leadMs < burstMs && silentMs >= (isOnSlate || isAllThereIs ? pieceMs : GAP_MS);
}
