import type { Channel } from "../channel.ts";
import type { ScheduleItem } from "../media.ts";
import type { Programme } from "../programme.ts";
import type { BuildState } from "./build_state.ts";
import { card, CARD_MS, cards } from "./cards.ts";
import { type LeftOut, loopProgrammes, sift } from "./loop.ts";

/** What cards say. */
export interface CardTitles {
  /** Before the first scan or the demo has brought anything. */
  readonly gettingReady: string;
  /** When the collection is empty. */
  readonly offAir: string;
}

/** Which part of a timeline to build. */
export interface BuildRequest {
  /** First instant. */
  readonly fromMs: number;
  /** The programmes reach at least this far, unless `programmesMax` ends them before. */
  readonly untilMs: number;
  /** Most programmes made of items, at least 1. */
  readonly programmesMax: number;
  /** What cards say. */
  readonly titles: CardTitles;
  /** Where to go on. */
  readonly state: BuildState;
}

/** A part of a timeline. */
export interface Built {
  /** Programmes that tile time from `fromMs` on; at least one if `fromMs < untilMs`. */
  readonly programmes: Programme[];
  /** Where to go on. */
  readonly state: BuildState;
  /** Items that cannot air. */
  readonly leftOut: LeftOut;
}

const NOTHING_LEFT_OUT: LeftOut = { tooShort: 0, tooLong: 0 };

/** Builds the next part of a channel's timeline: items if there are any, else the card that fits. */
export function build(channel: Channel, items: readonly ScheduleItem[], request: BuildRequest): Built {
  const { fromMs, untilMs, titles, state } = request;
  const channelId = channel.id;
  const { schedule } = channel;
  if (schedule === null) {
    const programmes = cards(fromMs, untilMs, { channelId, kind: "off_air", title: channel.name });
    return { programmes, state: { ...state, phase: "off_air" }, leftOut: NOTHING_LEFT_OUT };
  }
  if (state.phase === "waiting" && !hasAirable(items)) {
    const waiting = { channelId, kind: "getting_ready", title: titles.gettingReady } as const;
    return { programmes: [card(fromMs, fromMs + CARD_MS, waiting)], state, leftOut: NOTHING_LEFT_OUT };
  }
  const { order, seed } = schedule;
  const { programmes, state: loop, leftOut } = loopProgrammes(items, {
    ...{ channelId, fromMs, untilMs, order, offAirTitle: titles.offAir, state: state.loop },
    programmesMax: request.programmesMax,
    seed: seed ?? channelId,
  });
  const phase = hasAirable(items) ? "airing" : "off_air";
  return { programmes, state: { ...state, phase, loop }, leftOut };
}

/**
 * How far a timeline reaches to one side of now: as wished, unless items are so short that their programmes would fill
 * more than half of what a timeline may hold.
 */
export function reachMs(items: readonly ScheduleItem[], wishedMs: number, programmesMax: number): number {
  const { airable } = sift(items);
  if (airable.length === 0) return wishedMs;
  const totalMs = airable.reduce((sum, { durationMs }) => sum + durationMs, 0);
  return Math.min(wishedMs, Math.floor(totalMs / airable.length * (programmesMax / 2)));
}

/** True when at least one item can air. */
export function hasAirable(items: readonly ScheduleItem[]): boolean {
  return sift(items).airable.length > 0;
}
