/** A card is made this far ahead of the clock, and no further: content may come at any moment. */
export const SLATE_LEAD_MS = 700;

/** Output that ends within this lets viewers starve next. */
const LEAD_MIN_MS = 300;

/** Viewers are left without a byte for this long at most. */
const GAP_MS = 1_500;

/** A card on air goes on as often as this: one piece of its own length each time. */
const PACE_MS = 200;

/** What decides whether a card is needed. */
export interface SlateMoment {
  /** How much output lies ahead of the clock. */
  readonly leadMs: number;
  /** How long nothing has been written. */
  readonly silentMs: number;
  /** Reserve of the viewers: output that ends within it leaves them waiting. */
  readonly burstMs: number;
  /** A card is on air. */
  readonly isOnSlate: boolean;
  /** Nothing else is to be expected. */
  readonly isAllThereIs: boolean;
}

/**
 * Cards are made no further ahead than they must be, for content may come at any moment. But viewers who are ahead by
 * their reserve must not starve either: a gap may come first, for content that is late; then the card keeps pace.
 */
export function isSlateDue({ leadMs, silentMs, burstMs, isOnSlate, isAllThereIs }: SlateMoment): boolean {
  if (leadMs < (isAllThereIs ? SLATE_LEAD_MS : LEAD_MIN_MS)) return true;
  return leadMs < burstMs && silentMs >= (isOnSlate || isAllThereIs ? PACE_MS : GAP_MS);
}
