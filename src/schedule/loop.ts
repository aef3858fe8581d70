import type { ScheduleItem } from "../media.ts";
import type { Programme } from "../programme.ts";
import { cards } from "./cards.ts";
import { type LoopOrder, LoopSequence, type LoopState } from "./sequence.ts";

/** Shorter items are left out: a joint every few frames is no programme. */
export const ITEM_MS_MIN = 1_000;

/** Longer ones are left out: no recording lasts a week, but broken headers say so. */
export const ITEM_MS_MAX = 7 * 24 * 3_600_000;

/** Which part of which channel to fill. */
export interface LoopRequest extends LoopOrder {
  /** Channel the programmes air on. */
  readonly channelId: string;
  /** First instant, milliseconds since 1970; an integer. */
  readonly fromMs: number;
  /** The programmes reach at least this far, unless `programmesMax` ends them before. */
  readonly untilMs: number;
  /** Most programmes made of items, at least 1. */
  readonly programmesMax: number;
  /** What a card says when there is nothing to play. */
  readonly offAirTitle: string;
  /** Where to go on. */
  readonly state: LoopState;
}

/** Items that cannot air, by reason. */
export interface LeftOut {
  /** Shorter than a second. */
  readonly tooShort: number;
  /** Longer than a week, or of no duration at all. */
  readonly tooLong: number;
}

/** What a loop airs. */
export interface LoopResult {
  /** Programmes that tile time from `fromMs` on. */
  readonly programmes: Programme[];
  /** Where to go on after them. */
  readonly state: LoopState;
  /** What could not air. */
  readonly leftOut: LeftOut;
}

/**
 * Plays a collection again and again. Same items, request and state: same programmes, on any machine.
 *
 * @param items The collection, in any order; when nothing in it can air, cards fill the time.
 */
export function loopProgrammes(items: readonly ScheduleItem[], request: LoopRequest): LoopResult {
  const { channelId, fromMs, untilMs, programmesMax, state } = request;
  const { airable, leftOut } = sift(items);
  if (airable.length === 0) {
    const tiles = cards(fromMs, untilMs, { channelId, kind: "off_air", title: request.offAirTitle });
    return { programmes: tiles, state, leftOut };
  }
  const sequence = new LoopSequence(airable, request, state);
  const programmes: Programme[] = [];
  for (let startMs = fromMs; startMs < untilMs && programmes.length < programmesMax;) {
    const programme = airing(sequence.next(), channelId, startMs);
    programmes.push(programme);
    startMs = programme.stopMs;
  }
  return { programmes, state: sequence.state, leftOut };
}

/** Parts what can air from what cannot. */
export function sift(items: readonly ScheduleItem[]): { airable: readonly ScheduleItem[]; leftOut: LeftOut } {
  const tooShort = items.filter(({ durationMs }) => durationMs < ITEM_MS_MIN).length;
  const airable = items.filter(({ durationMs }) =>
    Number.isSafeInteger(durationMs) && durationMs >= ITEM_MS_MIN && durationMs <= ITEM_MS_MAX
  );
  return { airable, leftOut: { tooShort, tooLong: items.length - airable.length - tooShort } };
}

function airing(item: ScheduleItem, channelId: string, startMs: number): Programme {
  return {
    channelId,
    startMs,
    stopMs: startMs + item.durationMs,
    kind: "item",
    itemId: item.id,
    itemOffsetMs: 0,
    title: item.title,
    show: item.show,
    season: item.season,
    episode: item.episode,
    year: item.year,
    category: item.kind,
  };
}
