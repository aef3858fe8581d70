import type { Channel } from "../channel.ts";
import type { Programme } from "../programme.ts";
import { titlesOf } from "./naming.ts";

/** What playout shows for some time, and what a guide would call it: the other side of the comparison with the guide. */
export interface Airing {
  /** First instant, milliseconds since 1970. */
  readonly startMs: number;
  /** First instant after it. */
  readonly stopMs: number;
  /** Title a guide gives it. */
  readonly title: string;
  /** Title of the episode, or null. */
  readonly subTitle: string | null;
  /** The item that airs; null for a card. */
  readonly itemId: number | null;
  /** What it is a part of: the same text for all parts of one; null when it stands for itself. */
  readonly part: string | null;
  /** True for what a guide may leave out, giving its time to a neighbour. */
  readonly isFiller: boolean;
}

/** What shows where a timeline has nothing: {@link BroadcastScheduleAuthority.programmeAt} answers with a card. */
export const OFF_AIR = "Off air";

/**
 * What playout shows, instant by instant, when it follows a timeline: of two programmes at one instant the one that
 * started later, as the authority's `nowPlaying` answers; the off-air card where there is none.
 *
 * @param channel The channel.
 * @param programmes Its timeline, by start.
 */
export function airingsOf(channel: Channel, programmes: readonly Programme[]): Airing[] {
  const airings: Airing[] = [];
  for (const [at, programme] of programmes.entries()) {
    const nextMs = programmes[at + 1]?.startMs ?? Infinity;
    const stopMs = Math.min(programme.stopMs, nextMs);
    if (stopMs > programme.startMs) airings.push(airing(channel, programme, stopMs));
    if (stopMs < nextMs && nextMs < Infinity) {
      airings.push(nothing(Math.max(stopMs, programme.startMs), nextMs));
    }
  }
  return airings;
}

function airing(channel: Channel, programme: Programme, stopMs: number): Airing {
  const { title, subTitle } = titlesOf(channel, programme);
  const isFiller = programme.filler !== null || programme.kind === "up_next";
  const { startMs, itemId } = programme;
  return { startMs, stopMs, title, subTitle, itemId, part: partOf(programme), isFiller };
}

/** Parts of one entry, as the schedule says, or of one item, which breaks interrupt. */
function partOf({ guideGroup, itemId, filler }: Programme): string | null {
  if (guideGroup !== null) return `entry ${guideGroup}`;
  return itemId === null || filler !== null ? null : `item ${itemId}`;
}

function nothing(startMs: number, stopMs: number): Airing {
  return { startMs, stopMs, title: OFF_AIR, subTitle: null, itemId: null, part: null, isFiller: false };
}
