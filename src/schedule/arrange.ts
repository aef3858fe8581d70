import type { ScheduleItem } from "../media.ts";
import type { Content, PlayOrder } from "../schedule_rule.ts";
import { type Draw, type HeldBack, numberOf, placeInRound } from "./draw.ts";
import { compareKeys, sortKeyOf } from "./order.ts";
import type { StockItem } from "./stock.ts";

/** The orders that go through everything once per round. */
export type RoundOrder = Extract<PlayOrder, "chronological" | "shuffle" | "interleave" | "marathon">;

/** One item of a round. */
export interface Ranked {
  /** The item. */
  readonly item: ScheduleItem;
  /** Lower airs earlier; equal ranks in chronological order. */
  readonly rank: number;
  /** What was drawn: a story or a group. Empty where nothing is drawn. */
  readonly key: string;
}

/**
 * Puts a content into the order of one round.
 *
 * @param stock Everything it may play, in chronological order.
 * @param order How.
 * @param draw Seed and number of the round.
 * @param held Who waits at its start.
 */
export function arrange(
  stock: readonly StockItem[],
  order: RoundOrder,
  { draw, held }: { readonly draw: Draw; readonly held: HeldBack },
): Ranked[] {
  return ranked(stock, order, draw, held)
    // Taking names apart costs more than draws, and draws hardly ever tie.
    .sort((one, other) => one.rank - other.rank || compareKeys(sortKeyOf(one.item), sortKeyOf(other.item)));
}

/** What is drawn in a round of that order: whoever ended the last one waits at the start of the next. */
export function keyOf({ story, group }: StockItem, order: RoundOrder): string {
  return order === "shuffle" ? story : order === "marathon" ? group : "";
}

function ranked(
  stock: readonly StockItem[],
  order: RoundOrder,
  draw: Draw,
  held: HeldBack,
): Ranked[] {
  switch (order) {
    case "chronological":
      return stock.map(({ item, place }) => ({ item, rank: place, key: "" }));
    case "shuffle":
    case "marathon": {
      const places = new Map<string, number>();
      return stock.map((one) => {
        const key = keyOf(one, order);
        const rank = places.get(key) ?? placeInRound(key, draw, held);
        places.set(key, rank);
        return { item: one.item, rank, key };
      });
    }
    case "interleave":
      return interleaved(stock, draw);
  }
}

/** The stories of a group at even distances over the round, each group from a place of its own. */
function interleaved(stock: readonly StockItem[], draw: Draw): Ranked[] {
  const groups = Map.groupBy(stock, ({ group }) => group);
  return [...groups].flatMap(([group, members]) => {
    const offset = numberOf(group, draw);
    const stories = [...new Set(members.map(({ story }) => story))];
    const at = new Map(stories.map((story, index) => [story, (index + offset) / stories.length]));
    return members.map(({ item, story }) => ({ item, rank: at.get(story) ?? 0, key: "" }));
  });
}

/** The order a content goes through everything in, once per round; null where it takes turns or draws anew. */
export function roundOrderOf({ order, batch }: Content): RoundOrder | null {
  if (order === "marathon") return batch === null ? order : null;
  return order === "chronological" || order === "shuffle" || order === "interleave" ? order : null;
}
