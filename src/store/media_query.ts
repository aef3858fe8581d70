import type { SQLInputValue } from "node:sqlite";
import { Fault } from "../fault.ts";
import { LIMITS } from "../limits.ts";
import type { Collection, SmartQuery } from "../content.ts";
import { fold, foldedWords } from "./fold.ts";

/** A piece of a WHERE clause and the values of its question marks. */
export interface Condition {
  /** SQL, in brackets where it is made of parts. */
  readonly sql: string;
  /** Values, in order. */
  readonly values: readonly SQLInputValue[];
}

/**
 * The condition that an item belongs to a collection.
 *
 * @throws {Fault} `bad_request` if the collection is made of more parts than SQLite can be asked for at once.
 */
export function inCollection(collection: Collection): Condition {
  return bounded(conditionOf(collection));
}

/**
 * The condition that title, show or path contain every word; true for a search without words.
 *
 * @throws {Fault} `bad_request` if there are more words than SQLite can be asked for at once.
 */
export function matching(search: string): Condition {
  return bounded(containing(search));
}

function conditionOf(collection: Collection): Condition {
  if ("folder" in collection) return inFolder(collection.folder);
  if ("show" in collection) return ofShow(collection.show);
  if ("search" in collection) return containing(collection.search);
  if ("playlist" in collection) return oneOf("locator", collection.playlist);
  if ("smart" in collection) return joined("AND", conditionsOf(collection.smart));
  return inAny(collection.any);
}

/** Shows and files of a union, of which there may be thousands, are looked up in one list each. */
function inAny(collections: readonly Collection[]): Condition {
  const members = collections.flatMap((one): readonly Collection[] => "any" in one ? flat(one.any) : [one]);
  const shows = members.flatMap((one) => "show" in one ? [fold(one.show)] : []);
  const files = members.flatMap((one) => "playlist" in one ? one.playlist : []);
  const others = members.filter((one) => !("show" in one) && !("playlist" in one)).map(conditionOf);
  return joined("OR", [
    ...(shows.length > 0 ? [oneOf("show_folded", shows), oneOf("named_show_folded", shows)] : []),
    ...(files.length > 0 ? [oneOf("locator", files)] : []),
    ...others,
  ]);
}

function flat(collections: readonly Collection[]): readonly Collection[] {
  return collections.flatMap((one) => "any" in one ? flat(one.any) : [one]);
}

/** Null in a column is no value, and so fails every condition. */
function conditionsOf(query: SmartQuery): readonly Condition[] {
  const { kind, show, search, folder, season, yearFrom, yearUntil, durationMsMin, durationMsMax } = query;
  const comparisons = [
    { sql: "kind = ?", value: kind },
    { sql: "season = ?", value: season },
    { sql: "year >= ?", value: yearFrom },
    { sql: "year <= ?", value: yearUntil },
    { sql: "duration_ms >= ?", value: durationMsMin },
    { sql: "duration_ms <= ?", value: durationMsMax },
  ];
  return [
    ...(folder === null ? [] : [inFolder(folder)]),
    ...(show === null ? [] : [ofShow(show)]),
    ...comparisons.flatMap(({ sql, value }) => value === null ? [] : [{ sql, values: [value] }]),
    ...(search === null ? [] : [containing(search)]),
  ];
}

/** Databases may call a show otherwise than its files do; both names lead to it. */
function ofShow(show: string): Condition {
  const folded = fold(show);
  return { sql: "(show_folded = ? OR named_show_folded = ?)", values: [folded, folded] };
}

/** The condition that a path lies below a folder: `/a/b` holds `/a/b/c`, not `/a/bc`. Served by the index on paths. */
function inFolder(folder: string): Condition {
  const path = folder.replace(/\/+$/, "");
  // "0" is the character after "/".
  return { sql: "(locator > ? AND locator < ?)", values: [`${path}/`, `${path}0`] };
}

function containing(search: string): Condition {
  return joined(
    "AND",
    foldedWords(search).map((word) => ({ sql: "instr(search_folded, ?) > 0", values: [word] })),
  );
}

/** One value whatever the length of the list. */
function oneOf(column: "locator" | "show_folded" | "named_show_folded", texts: readonly string[]): Condition {
  return { sql: `${column} IN (SELECT value FROM json_each(?))`, values: [JSON.stringify(texts)] };
}

/** Halves of halves, for a long chain would be too deep an expression for SQLite. */
function joined(by: "AND" | "OR", conditions: readonly Condition[]): Condition {
  const [only] = conditions;
  if (only === undefined) return { sql: by === "AND" ? "TRUE" : "FALSE", values: [] };
  if (conditions.length === 1) return only;
  const half = Math.ceil(conditions.length / 2);
  const [left, right] = [joined(by, conditions.slice(0, half)), joined(by, conditions.slice(half))];
  return { sql: `(${left.sql} ${by} ${right.sql})`, values: [...left.values, ...right.values] };
}

function bounded(condition: Condition): Condition {
  const { length } = condition.values;
  if (length <= LIMITS.queryValuesMax) return condition;
  throw new Fault(
    "bad_request",
    `Cannot look for items: ${length} conditions are more than ${LIMITS.queryValuesMax}`,
  );
}
