import type { Airing } from "../../src/guide/airings.ts";
import type { GuideEntry } from "../../src/guide/entries.ts";
import { NO_FACTS } from "../../src/guide/entry_facts.ts";
import type { GuideSpan } from "../../src/guide/facts.ts";
import type { Piece } from "../../src/guide/piece.ts";

/** 2026-01-05 12:00:00 UTC. */
export const NOON_S = Date.UTC(2026, 0, 5, 12) / 1_000;

/** An entry on the channel of {@link pieceOf}; times in seconds from noon. */
export function span(startS: number, stopS: number, more: Partial<GuideSpan> = {}): GuideSpan {
  return {
    channel: "five.x",
    startS: NOON_S + startS,
    stopS: NOON_S + stopS,
    title: "News",
    subTitle: null,
    ...more,
  };
}

/** What playout shows; times in seconds from noon. */
export function airing(startS: number, stopS: number, more: Partial<Airing> = {}): Airing {
  return {
    startMs: Math.round((NOON_S + startS) * 1_000),
    stopMs: Math.round((NOON_S + stopS) * 1_000),
    title: "News",
    subTitle: null,
    itemId: 1,
    part: null,
    isFiller: false,
    ...more,
  };
}

/** A piece of channel 5. */
export function pieceOf(
  spans: readonly GuideSpan[],
  airings: readonly Airing[],
  entersMs: number | null = null,
): Piece {
  return { channel: { id: "five.x", label: "5 Bars" }, entersMs, spans, airings };
}

/** Two programmes, told as they air. */
export const SOUND = pieceOf(
  [span(0, 60), span(60, 180, { title: "Film", subTitle: "Part 1" })],
  [airing(0.25, 60.5), airing(60.5, 180.75, { title: "Film", subTitle: "Part 1" })],
  (NOON_S + 0.25) * 1_000,
);

/** The same as {@link span}, as an entry before it is written. */
export function entry(startS: number, stopS: number, more: Partial<GuideSpan> = {}): GuideEntry {
  const unknown = { category: null, year: null, number: null, isRepeat: false, covers: [] };
  return { ...span(startS, stopS, more), ...unknown, description: null, quality: null, facts: NO_FACTS };
}
