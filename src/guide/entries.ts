import type { Channel } from "../channel.ts";
import type { Programme } from "../programme.ts";
import { type EntryFacts, FactReader, NO_FACTS } from "./entry_facts.ts";
import type { GuideChannel, GuideSpan } from "./facts.ts";
import { isOfItsOwn, type Stretch } from "./merge.ts";
import { channelName, descriptionOf, titlesOf } from "./naming.ts";

/** One programme as the guide tells it. */
export interface GuideEntry extends GuideSpan {
  /** Shelf, as clients know it; null when unknown. */
  readonly category: "movie" | "series" | null;
  /** Year of release, four digits; null when unknown. */
  readonly year: number | null;
  /** Season and episode, when both are known. */
  readonly number: { readonly season: number; readonly episode: number } | null;
  /** True when all it tells of aired before on this channel, as far as the timeline tells, and for cards. */
  readonly isRepeat: boolean;
  /** What happens in it, or null. */
  readonly description: string | null;
  /** How fine the picture is, as XMLTV calls it; null for nothing special. */
  readonly quality: string | null;
  /** What metadata tells of it. */
  readonly facts: EntryFacts;
  /** What airs meanwhile, by start; flooring to the second may give up to a second of it to a neighbour. */
  readonly covers: readonly Programme[];
}

/** Entries of a channel, and how many of them have no title of their own. */
export interface ChannelEntries {
  /** By start; each starts where the one before stops. */
  readonly entries: readonly GuideEntry[];
  /** Entries whose title had to be made up. */
  readonly placeholders: number;
}

/** What a guide says of a channel. */
export function guideChannel(channel: Channel): GuideChannel {
  return { id: channel.guideId, displayNames: [channelName(channel), channel.number] };
}

/**
 * Tells a part of a channel's timeline as guide entries.
 *
 * @param channel The channel.
 * @param stretches What is one entry each, by start.
 * @param airedIds Items that aired before; those of this part are added.
 * @param reader Knows more of items than the timeline says.
 */
export function guideEntries(
  channel: Channel,
  stretches: readonly Stretch[],
  airedIds: Set<number>,
  reader: FactReader = new FactReader({}),
): ChannelEntries {
  const entries: GuideEntry[] = [];
  const quality = reader.quality(channel);
  let placeholders = 0;
  for (const { toldAs, programmes } of whole(stretches)) {
    const { title, subTitle, isMadeUp } = titlesOf(channel, toldAs);
    if (isMadeUp) placeholders++;
    const items = isOfItsOwn(toldAs) ? programmes.filter(isOfItsOwn) : [toldAs];
    const isSeveral = items.some(({ itemId }) => itemId !== toldAs.itemId);
    const facts = isSeveral ? NO_FACTS : reader.of(channel, toldAs.itemId);
    entries.push({
      channel: channel.guideId,
      ...spanOf(programmes),
      title,
      subTitle: isSeveral ? null : subTitle,
      category: items.every(({ category }) => category === toldAs.category) ? shelfOf(toldAs) : null,
      year: !isSeveral && isYear(toldAs.year) ? toldAs.year : null,
      number: isSeveral ? null : numberOf(toldAs),
      isRepeat: items.every(({ itemId }) => itemId === null || airedIds.has(itemId)),
      description: isSeveral ? null : descriptionOf(channel, toldAs, facts),
      quality: toldAs.kind === "item" ? quality : null,
      facts,
      covers: programmes,
    });
    for (const { itemId } of programmes) if (itemId !== null) airedIds.add(itemId);
  }
  return { entries, placeholders };
}

/** A sliver within one second is no entry, for flooring gives its time to what follows: so do we, or to what is last. */
function whole(stretches: readonly Stretch[]): Stretch[] {
  const told: Stretch[] = [];
  let slivers: readonly Programme[] = [];
  for (const { toldAs, programmes } of stretches) {
    const covers = inARow(slivers, programmes) ?? programmes;
    const { startS, stopS } = spanOf(covers);
    slivers = startS < stopS ? [] : covers;
    if (startS < stopS) told.push({ toldAs, programmes: covers });
  }
  const last = told.pop();
  if (last === undefined) return [];
  return [...told, { ...last, programmes: inARow(last.programmes, slivers) ?? last.programmes }];
}

/** Both together; null if there is a hole between them, which must not be told away. */
function inARow(some: readonly Programme[], more: readonly Programme[]): readonly Programme[] | null {
  return some.length === 0 || some.at(-1)?.stopMs === more[0]?.startMs ? [...some, ...more] : null;
}

function spanOf(programmes: readonly Programme[]): { readonly startS: number; readonly stopS: number } {
  const [startMs, stopMs] = [programmes[0]?.startMs ?? 0, programmes.at(-1)?.stopMs ?? 0];
  return { startS: Math.floor(startMs / 1_000), stopS: Math.floor(stopMs / 1_000) };
}

function shelfOf({ category }: Programme): GuideEntry["category"] {
  return category === "other" ? null : category === "movie" ? "movie" : "series";
}

function numberOf({ season, episode }: Programme): GuideEntry["number"] {
  return season === null || episode === null ? null : { season, episode };
}

/** Films began in the 1870s; other numbers in file names are not years. */
function isYear(year: number | null): boolean {
  return year !== null && year >= 1870 && year <= 2100;
}
