import type { SQLInputValue } from "node:sqlite";
import type { Collection } from "../channel.ts";
import { fold, foldedWords } from "./fold.ts";

/** A piece of a WHERE clause and the values of its question marks. */
export interface Condition {
  /** SQL. */
  readonly sql: string;
  /** Values, in order. */
  readonly values: readonly SQLInputValue[];
}

/** The condition that an item belongs to a collection. */
export function inCollection(collection: Collection): Condition {
  if ("folder" in collection) return inFolder(collection.folder);
  if ("show" in collection) return { sql: "show_folded = ?", values: [fold(collection.show)] };
  return matching(collection.search);
}

/** The condition that title, show or path contain every word; true for a search without words. */
export function matching(search: string): Condition {
  const words = foldedWords(search);
  return { sql: ["TRUE", ...words.map(() => "instr(search_folded, ?) > 0")].join(" AND "), values: words };
}

/** The condition that a path lies below a folder: `/a/b` holds `/a/b/c`, not `/a/bc`. Served by the index on paths. */
function inFolder(folder: string): Condition {
  const path = folder.replace(/\/+$/, "");
  // "0" is the character after "/".
  return { sql: "locator > ? AND locator < ?", values: [`${path}/`, `${path}0`] };
}
