import type { Airing } from "./airings.ts";
import type { GuideSpan } from "./facts.ts";

/** Whose programmes a piece tells. */
export interface PieceChannel {
  /** XMLTV id. */
  readonly id: string;
  /** Number and name, for whoever reads of it. */
  readonly label: string;
}

/** A part of one channel's guide beside what airs meanwhile: what is proved at once. */
export interface Piece {
  /** The channel. */
  readonly channel: PieceChannel;
  /** Where the airing before the first one stops, milliseconds since 1970; null where the guide begins. */
  readonly entersMs: number | null;
  /** What the guide's text says, as it was read back. */
  readonly spans: readonly GuideSpan[];
  /** What playout shows, by start. */
  readonly airings: readonly Airing[];
}

/** One entry of a guide with everything that airs in its time. */
export interface Pair {
  /** The entry. */
  readonly span: GuideSpan;
  /** What begins to air in its time, by start. */
  readonly airings: readonly Airing[];
  /** The one of them that gives the entry its name; null if nothing begins in its time. */
  readonly lead: Airing | null;
  /** Title of the episode the entry is to bear: none where it covers several items. */
  readonly subTitle: string | null;
}

/** Shorter ones may be left out of a guide. */
export const FILLER_MS_MAX = 15 * 60_000;

/**
 * Puts what airs beside the entry in whose time it begins; what begins in no entry's time goes with the one before.
 * Whether that is right is for the properties to say.
 */
export function pairUp({ spans, airings }: Pick<Piece, "spans" | "airings">): Pair[] {
  const groups = spans.map((): Airing[] => []);
  let at = 0;
  for (const airing of airings) {
    while (at + 1 < spans.length && secondOf(airing.startMs) >= (spans[at + 1]?.startS ?? Infinity)) at++;
    groups[at]?.push(airing);
  }
  return spans.map((span, index) => {
    const group = groups[index] ?? [];
    const lead = leadOf(span, group);
    return {
      span,
      airings: group,
      lead,
      subTitle: lead === null || isSeveral(group, lead) ? null : lead.subTitle,
    };
  });
}

/** Whether an entry may cover this airing without naming it. */
export function mayHide(airing: Airing, lead: Airing): boolean {
  if (airing === lead || isSliver(airing)) return true;
  const isShortFiller = airing.isFiller && airing.stopMs - airing.startMs < FILLER_MS_MAX;
  return isShortFiller || airing.part !== null && airing.part === lead.part;
}

/** Too short to be on at the beginning of any second, so no guide can name it. */
export function isSliver({ startMs, stopMs }: Pick<Airing, "startMs" | "stopMs">): boolean {
  return secondOf(startMs) === secondOf(stopMs);
}

/** The guide's second for an instant: every boundary is floored (decision 18). */
export function secondOf(ms: number): number {
  return Math.floor(ms / 1_000);
}

function leadOf(span: GuideSpan, group: readonly Airing[]): Airing | null {
  // Filler without a programme is named by its longest part.
  const ranked = group.filter((airing) => !isSliver(airing))
    .sort((one, other) => rankOf(other) - rankOf(one));
  const alike = ranked.filter(({ title }) => title === span.title);
  // A clip of the same show is filler all the same, whatever it is called beside that.
  const own = alike.filter(({ isFiller }) => !isFiller);
  const named = own.length > 0 ? own : alike;
  return named.find(({ subTitle }) => subTitle === span.subTitle) ?? named[0] ?? ranked[0] ?? null;
}

/** Programmes of their own and cards first, by start; then filler, by length. */
function rankOf({ isFiller, startMs, stopMs }: Airing): number {
  return isFiller ? stopMs - startMs : Number.MAX_SAFE_INTEGER;
}

/** Whether an entry named by one item tells of others, too. */
function isSeveral(group: readonly Airing[], lead: Airing): boolean {
  return isOwn(lead) &&
    group.some((airing) => isOwn(airing) && !isSliver(airing) && airing.itemId !== lead.itemId);
}

function isOwn({ itemId, isFiller }: Airing): boolean {
  return itemId !== null && !isFiller;
}
