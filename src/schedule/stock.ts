import type { ScheduleItem } from "../media.ts";
import type { Collection, Content, Member } from "../content.ts";
import { chronological } from "./order.ts";
import { storyKeys } from "./stories.ts";

/** The items of collections that can air, by path. */
export type Catalogue = (collection: Collection) => readonly ScheduleItem[];

/** One item of a content, and what decides its place. */
export interface StockItem {
  /** The item. */
  readonly item: ScheduleItem;
  /** What airs in one go: the item alone, or all parts of its story. */
  readonly story: string;
  /** What `rotating`, `interleave` and `marathon` keep together or apart. */
  readonly group: string;
  /** Place in the playlists, those of one behind those of the other; 0 where there is none. */
  readonly place: number;
}

/** What was found in a catalogue, by content: a thousand channels may play the same. */
const found = new WeakMap<Catalogue, Map<string, readonly StockItem[]>>();

/**
 * Everything a content may play, each item once, in chronological order.
 *
 * @param content What is played.
 * @param catalogue Where its items come from; another one whenever they change.
 */
export function stockOf(content: Content, catalogue: Catalogue): readonly StockItem[] {
  const known = found.get(catalogue) ?? new Map<string, readonly StockItem[]>();
  found.set(catalogue, known);
  const key = JSON.stringify([content.members, content.groupBy, content.keepsParts]);
  const stock = known.get(key) ?? look(content, catalogue);
  known.set(key, stock);
  return stock;
}

function look(content: Content, catalogue: Catalogue): readonly StockItem[] {
  const isWritten = content.members.some(({ collection }) => "playlist" in collection);
  const first = new Map<number, { item: ScheduleItem; at: number; place: number }>();
  let placesBefore = 0;
  for (const [at, { collection }] of content.members.entries()) {
    const playlist = "playlist" in collection ? collection.playlist : null;
    const places = playlist && placesIn(playlist);
    for (const item of catalogue(collection)) {
      if (first.has(item.id)) continue;
      first.set(item.id, { item, at, place: placesBefore + (places?.get(item.locator) ?? 0) });
    }
    if (isWritten) placesBefore += playlist?.length ?? 1;
  }
  const sorted = chronological([...first.values()].map(({ item }) => item));
  const stories = content.keepsParts ? storyKeys(sorted) : null;
  return sorted.map((item) => {
    const { at = 0, place = 0 } = first.get(item.id) ?? {};
    return { item, place, story: stories?.get(item.id) ?? item.locator, group: groupOf(item, at, content) };
  });
}

/** Members of a break or of weighted turns, each with its own items. */
export function stockOfMembers(
  members: readonly Member[],
  catalogue: Catalogue,
): readonly { readonly weight: number; readonly items: readonly ScheduleItem[] }[] {
  return members.map(({ collection, weight }) => ({ weight, items: catalogue(collection) }));
}

function groupOf(item: ScheduleItem, member: number, { groupBy }: Content): string {
  switch (groupBy) {
    case "collection":
      return `member ${member}`;
    case "show":
      return `show ${item.show?.toLowerCase() ?? ""}`;
    case "season":
      return `season ${item.show?.toLowerCase() ?? ""} ${item.season ?? ""}`;
    case "folder":
      return `folder ${item.locator.slice(0, item.locator.lastIndexOf("/"))}`;
  }
}

/** A path that is written twice counts where it comes first. */
function placesIn(playlist: readonly string[]): Map<string, number> {
  return new Map(playlist.map((path, at) => [path, at] as const).reverse());
}
