import type { CardKind, Programme } from "../programme.ts";
import { cardOf } from "./draft.ts";

/** Cards end on the half hour, as people expect of a guide. */
export const CARD_MS = 30 * 60_000;

/** What a card says, where and why. */
export interface CardRequest {
  /** Channel it airs on. */
  readonly channelId: string;
  /** Why it airs. */
  readonly kind: CardKind;
  /** What viewers read; not empty. */
  readonly title: string;
}

/**
 * Tiles a span with cards that end on the half hour; the last may reach beyond `untilMs`.
 *
 * @param fromMs First instant, milliseconds since 1970.
 * @param untilMs The tiles reach at least this far.
 */
export function cards(fromMs: number, untilMs: number, request: CardRequest): Programme[] {
  const tiles: Programme[] = [];
  for (let startMs = fromMs; startMs < untilMs;) {
    const stopMs = (Math.floor(startMs / CARD_MS) + 1) * CARD_MS;
    tiles.push(card(startMs, stopMs, request));
    startMs = stopMs;
  }
  return tiles;
}

/** One programme that shows a card. */
export function card(startMs: number, stopMs: number, request: CardRequest): Programme {
  return { channelId: request.channelId, startMs, stopMs, ...cardOf(request.kind, request.title) };
}
