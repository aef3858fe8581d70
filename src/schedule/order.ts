import type { MediaItem } from "../media.ts";

/** What decides where an item stands in chronological order. */
export type Sortable = Pick<MediaItem, "show" | "season" | "episode" | "locator">;

/** An item's place in chronological order, taken apart once so that sorting compares pieces only. */
export interface SortKey {
  /** Pieces of the show's name; null for items of no show, which come after all shows. */
  readonly show: readonly string[] | null;
  /** Season; items without one come last within their show. */
  readonly season: number;
  /** Episode; items without one come last within their season. */
  readonly episode: number;
  /** Pieces of the path. */
  readonly path: readonly string[];
  /** The path as it is, which tells apart what reads alike (`A.mkv`, `a.mkv`, `01`, `1`). */
  readonly locator: string;
}

/**
 * Sorts by show, season, episode, then path; numbers inside names count as numbers (`Part 2` before `Part 10`).
 *
 * The result depends on nothing but the items: neither on their order before nor on the machine's language.
 */
export function chronological<Item extends Sortable>(items: readonly Item[]): Item[] {
  return items.map((item) => ({ item, key: sortKeyOf(item) }))
    .sort((one, other) => compareKeys(one.key, other.key))
    .map(({ item }) => item);
}

/** Items never change, and taking names apart is most of the work of sorting them. */
const keys = new WeakMap<Sortable, SortKey>();

/** Takes an item's names apart for {@link compareKeys}, once for each item. */
export function sortKeyOf(item: Sortable): SortKey {
  const known = keys.get(item);
  if (known !== undefined) return known;
  const key = takenApart(item);
  keys.set(item, key);
  return key;
}

function takenApart(item: Sortable): SortKey {
  return {
    show: item.show === null ? null : piecesOf(item.show),
    season: item.season ?? Infinity,
    episode: item.episode ?? Infinity,
    path: piecesOf(item.locator),
    locator: item.locator,
  };
}

/** Below 0, 0 or above 0, as `Array.sort` wants it; 0 only for equal paths. */
export function compareKeys(one: SortKey, other: SortKey): number {
  return compareShows(one.show, other.show) ||
    compareNumbers(one.season, other.season) ||
    compareNumbers(one.episode, other.episode) ||
    comparePieces(one.path, other.path) ||
    compareText(one.locator, other.locator);
}

/** Runs of digits and runs of anything else; lower case by Unicode's own rules, which know no locale. */
function piecesOf(text: string): readonly string[] {
  return text.toLowerCase().match(/\d+|\D+/g) ?? [];
}

function compareShows(one: readonly string[] | null, other: readonly string[] | null): number {
  if (one === null || other === null) return Number(one === null) - Number(other === null);
  return comparePieces(one, other);
}

/** Subtraction would turn two infinities into NaN. */
function compareNumbers(one: number, other: number): number {
  return one === other ? 0 : one < other ? -1 : 1;
}

function comparePieces(one: readonly string[], other: readonly string[]): number {
  for (let at = 0; at < one.length && at < other.length; at++) {
    const order = comparePiece(one[at] ?? "", other[at] ?? "");
    if (order !== 0) return order;
  }
  return one.length - other.length;
}

function comparePiece(one: string, other: string): number {
  if (!isDigit(one) || !isDigit(other)) return compareText(one, other);
  // Compared as text, so that no run of digits is too long to be exact.
  const oneDigits = one.replace(/^0+/, "");
  const otherDigits = other.replace(/^0+/, "");
  return oneDigits.length - otherDigits.length || compareText(oneDigits, otherDigits);
}

function isDigit(piece: string): boolean {
  return piece >= "0" && piece < ":";
}

function compareText(one: string, other: string): number {
  return one === other ? 0 : one < other ? -1 : 1;
}
