import type { Channel } from "../channel.ts";
import { isPlaceholder, resolveTitle } from "../metadata/mod.ts";
import type { Programme } from "../programme.ts";
import type { GuideChannel, GuideSpan } from "./facts.ts";
import { cleanText } from "./xml_text.ts";

/** One programme as the guide tells it. */
export interface GuideEntry extends GuideSpan {
  /** Shelf, as clients know it; null when unknown. */
  readonly category: "movie" | "series" | null;
  /** Year of release, four digits; null when unknown. */
  readonly year: number | null;
  /** Season and episode, when both are known. */
  readonly number: { readonly season: number; readonly episode: number } | null;
  /** True when the same item aired before on this channel, as far as the timeline tells, and for cards. */
  readonly isRepeat: boolean;
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
 * @param programmes From `getTimeline`, by start.
 * @param airedIds Items that aired before; those of this part are added.
 */
export function guideEntries(
  channel: Channel,
  programmes: readonly Programme[],
  airedIds: Set<number>,
): ChannelEntries {
  const entries: GuideEntry[] = [];
  let placeholders = 0;
  for (const programme of programmes) {
    const startS = Math.floor(programme.startMs / 1_000);
    const stopS = Math.floor(programme.stopMs / 1_000);
    // A sliver within one second: flooring has already given its time to its neighbours.
    if (startS === stopS) continue;
    const { title, subTitle, isMadeUp } = titlesOf(programme, channelName(channel));
    if (isMadeUp) placeholders++;
    entries.push({
      channel: channel.guideId,
      startS,
      stopS,
      title,
      subTitle,
      category: programme.category === "other" ? null : programme.category === "movie" ? "movie" : "series",
      year: isYear(programme.year) ? programme.year : null,
      number: numberOf(programme),
      isRepeat: programme.itemId === null || airedIds.has(programme.itemId),
    });
    if (programme.itemId !== null) airedIds.add(programme.itemId);
  }
  return { entries, placeholders };
}

function channelName(channel: Channel): string {
  return cleanText(channel.name) || `Channel ${channel.number}`;
}

function titlesOf(
  programme: Programme,
  name: string,
): Pick<GuideEntry, "title" | "subTitle"> & { isMadeUp: boolean } {
  const show = fitOrNull(programme.show ?? "");
  const own = fitOrNull(programme.title);
  const title = show ?? own;
  if (title !== null) return { title, subTitle: own === title ? null : own, isMadeUp: false };
  const made = resolveTitle({ title: "", show: null }, { channelName: name, startMs: programme.startMs });
  return { title: made.title, subTitle: null, isMadeUp: true };
}

/** The text, if it can stand in a guide. */
function fitOrNull(text: string): string | null {
  const clean = cleanText(text);
  return clean === "" || isPlaceholder(clean) ? null : clean;
}

function numberOf({ season, episode }: Programme): GuideEntry["number"] {
  return season === null || episode === null ? null : { season, episode };
}

/** Films began in the 1870s; other numbers in file names are not years. */
function isYear(year: number | null): boolean {
  return year !== null && year >= 1870 && year <= 2100;
}
