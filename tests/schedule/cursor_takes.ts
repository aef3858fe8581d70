import type { ScheduleItem } from "../../src/media.ts";
import type { Cursor } from "../../src/schedule/cursor.ts";
import type { StockItem } from "../../src/schedule/stock.ts";
import { playable } from "./samples.ts";

/** Ids of the next so many items; fewer when there is nothing to play. */
export function take(cursor: Cursor, count: number): number[] {
  const ids: number[] = [];
  for (; ids.length < count; cursor.advance()) {
    const item = cursor.peek();
    if (item === null) break;
    ids.push(item.id);
  }
  return ids;
}

/** An item of a show, the episode being its id. */
export function episode(id: number, show: string, more: Partial<ScheduleItem> = {}): ScheduleItem {
  return playable(id, 60_000 + id, {
    kind: "episode",
    title: `Episode ${id}`,
    show,
    season: 1,
    episode: id,
    locator: `/shows/${show}/${id}.mkv`,
    folder: "/shows",
    ...more,
  });
}

/** Items as a content has them in stock: each its own story, its group the show it is of. */
export function stocked(items: readonly ScheduleItem[]): StockItem[] {
  return items.map((item) => ({ item, story: item.locator, group: item.show ?? "", place: 0 }));
}
