import type { ScheduleItem } from "../media.ts";
import type { Content, PlayOrder } from "../content.ts";
import { type Draw, type HeldBack, placeInRound } from "./draw.ts";
import { compareKeys, sortKeyOf } from "./order.ts";
import type { StockItem } from "./stock.ts";

/** The orders that go through everything once per round. */
export type RoundOrder = Extract<PlayOrder, "chronological" | "shuffle" | "marathon">;

/** One item of a round. */
export interface Ranked {
  /** The item. */
  readonly item: ScheduleItem;
  /** Lower airs earlier. */
  readonly rank: number;
  /** Of equal ranks, lower airs earlier; then chronological order decides. */
  readonly place: number;
  /** What was drawn: a story or a group. Empty where nothing is drawn. */
  readonly key: string;
}

/**
 * Puts a content into the order of one round.
 *
 * @param stock Everything it may play.
 * @param order How.
 * @param draw Seed and number of the round.
 * @param held Who waits at its start.
 */
export function arrange(
  stock: readonly StockItem[],
  order: RoundOrder,
  { draw, held }: { readonly draw: Draw; readonly held: HeldBack },
): Ranked[] {
  const ranks = new Map<string, number>([["", 0]]);
  const rankOf = (key: string) => {
    const rank = ranks.get(key) ?? placeInRound(key, draw, held);
    ranks.set(key, rank);
    return rank;
  };
  return stock.map((one) => {
    const key = keyOf(one, order);
    return { item: one.item, rank: rankOf(key), place: one.place, key };
  }).sort((one, other) =>
    compareRanked(one, other) || compareKeys(sortKeyOf(one.item), sortKeyOf(other.item))
  );
}

/** Below 0, 0 or above 0; 0 where only chronological order can tell. */
export function compareRanked(
  one: Pick<Ranked, "rank" | "place">,
  other: Pick<Ranked, "rank" | "place">,
): number {
  return one.rank - other.rank || one.place - other.place;
}

/** What is drawn in a round of that order: whoever ended the last one waits at the start of the next. */
export function keyOf({ story, group }: StockItem, order: RoundOrder): string {
  return order === "shuffle" ? story : order === "marathon" ? group : "";
}

/** The order a content goes through everything in, once per round; null where it takes turns or draws anew. */
export function roundOrderOf({ order, batch }: Content): RoundOrder | null {
  if (order === "marathon") return batch === null ? order : null;
  return order === "chronological" || order === "shuffle" ? order : null;
}
