import type { SQLInputValue } from "node:sqlite";
import { invariant } from "../invariant.ts";
import type { MediaInfo, MediaItem, MediaState, MediaTitle, ScheduleItem } from "../media.ts";
import type { Collection } from "../content.ts";
import { isAlternate, type Likeness, maybeAlternate } from "./alternates.ts";
import { BREAKS_OF_MEDIA, pointsOf } from "./break_store.ts";
import type { Database } from "./database.ts";
import { fold } from "./fold.ts";
import { inCollection, matching } from "./media_query.ts";
import { integer, integerOrNull, oneOf, type Row, text, textOrNull } from "./row.ts";

/** An item as a source found it. */
export interface FoundMedia
  extends MediaTitle, Pick<MediaItem, "locator" | "folder" | "sizeBytes" | "modifiedMs"> {}

/** What is known of an item, for a scan to see whether it changed. */
export type KnownMedia = Pick<MediaItem, "id" | "locator" | "sizeBytes" | "modifiedMs" | "state">;

/** Which items to list. */
export interface MediaQuery {
  /** Only items in this state; any when absent. */
  readonly state?: MediaState | undefined;
  /** Words that title, show or path contain; none when absent. */
  readonly search?: string | undefined;
  /** Items on one page, 1 to 500; 100 when absent. */
  readonly limit?: number | undefined;
  /** `nextCursor` of the page before. */
  readonly cursor?: string | undefined;
}

/** One page of a list. */
export interface MediaPage {
  /** Items, by path. */
  readonly items: readonly MediaItem[];
  /** Leads to the next page; null on the last. */
  readonly nextCursor: string | null;
}

/** Which part of a long list to read. */
export interface MediaPiece {
  /** Only items whose path comes after this one; empty for the first piece. */
  readonly after: string;
  /** Items in one piece; no end when below 0. */
  readonly limit: number;
}

/** How many items of a configured folder are in which state. */
export interface FolderCounts {
  /** The configured folder. */
  readonly folder: string;
  /** Items that can air. */
  readonly playable: number;
  /** Items that cannot, with a reason. */
  readonly broken: number;
  /** Items that were there once. */
  readonly missing: number;
}

const PAGE_ITEMS = 100;
const PAGE_ITEMS_MAX = 500;

/**
 * Every piece of media ever found. Items are never deleted: the timeline and what aired refer to them.
 *
 * `info` is kept as JSON; a change of {@link MediaInfo} needs a migration that gives it its new form and spoils
 * `modified_ms`, so that the next scan probes the files anew.
 */
export class MediaStore {
  readonly #database: Database;
  #version = 0;

  /** Reads and writes one database. */
  constructor(database: Database) {
    this.#database = database;
  }

  /**
   * Keeps an item and the outcome of its probe in one step, so that no crash leaves an item unprobed.
   *
   * @param found Replaces an earlier item at the same place, keeping its id.
   * @param outcome What ffprobe found, or why the item cannot air.
   * @returns The item's id.
   */
  upsert(found: FoundMedia, outcome: MediaInfo | string): number {
    // A file that changed keeps the title its metadata gave it, as long as its name says the same as before.
    const titles = TITLE_COLUMNS.map((column) =>
      `${column} = iif(media.named = excluded.named, media.${column}, excluded.${column})`
    );
    const row = this.#database.first(
      `INSERT INTO media (locator, folder, size_bytes, modified_ms, named, named_show_folded, ${TITLE_COLUMNS},
         state, fault, info, duration_ms)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
       ON CONFLICT (locator) DO UPDATE SET folder = excluded.folder, size_bytes = excluded.size_bytes,
         modified_ms = excluded.modified_ms, ${titles}, named = excluded.named,
         lookup_due_ms = iif(media.named = excluded.named, media.lookup_due_ms, 0),
         named_show_folded = excluded.named_show_folded, state = excluded.state, fault = excluded.fault,
         info = excluded.info, duration_ms = excluded.duration_ms
       RETURNING id`,
      found.locator,
      found.folder,
      found.sizeBytes,
      found.modifiedMs,
      namedText(found),
      found.show && fold(found.show),
      ...titleValues(found, found.locator),
      ...stateOf(outcome),
    );
    invariant(row !== null, "Cannot keep an item: the database returned no id");
    this.#version++;
    return integer(row, "id");
  }

  /**
   * Calls an item what metadata says it is. What its file's name says stays known.
   *
   * @returns True if it was called something else before.
   */
  retitle(id: number, title: MediaTitle): boolean {
    const item = this.find(id);
    if (item === null || namedText(item) === namedText(title)) return false;
    const columns = TITLE_COLUMNS.map((column) => `${column} = ?`);
    this.#change(
      `UPDATE media SET ${columns} WHERE id = ?`,
      ...titleValues(title, item.locator),
      id,
    );
    return true;
  }

  /** What an item's file name says it is; null if there is no such item. */
  named(id: number): MediaTitle | null {
    const row = this.#database.first("SELECT named FROM media WHERE id = ?", id);
    // Only this store writes the column, so its form is known.
    return row && JSON.parse(text(row, "named"));
  }

  /** Keeps a later verdict on an item, such as a file that turned out not to open while it aired. */
  recordProbe(id: number, outcome: MediaInfo | string): void {
    this.#change(
      "UPDATE media SET state = ?, fault = ?, info = ?, duration_ms = ? WHERE id = ?",
      ...stateOf(outcome),
      id,
    );
  }

  /** Marks items as gone. What was known of them stays; they are probed again when they return. */
  markMissing(ids: readonly number[], reason: string): void {
    const sql =
      "UPDATE media SET state = 'missing', fault = ? WHERE id IN (SELECT value FROM json_each(?)) AND state <> 'missing'";
    this.#change(sql, reason, JSON.stringify(ids));
  }

  /** Marks the items of folders that are no longer configured as gone. */
  retain(folders: readonly string[]): void {
    this.#change(
      `UPDATE media SET state = 'missing', fault = 'The folder is not configured any more'
       WHERE state <> 'missing' AND folder NOT IN (SELECT value FROM json_each(?))`,
      JSON.stringify(folders),
    );
  }

  /** What is known below a configured folder, by path. */
  known(folder: string): KnownMedia[] {
    const sql =
      "SELECT id, locator, size_bytes, modified_ms, state FROM media WHERE folder = ? ORDER BY locator";
    return this.#database.all(sql, folder).map(knownOf);
  }

  /** One item, or null. */
  find(id: number): MediaItem | null {
    const row = this.#database.first("SELECT * FROM media WHERE id = ?", id);
    return row && itemOf(row);
  }

  /** Something changed that belongs to items and is kept elsewhere: {@link version} rises. */
  noteChange(): void {
    this.#version++;
  }

  /** Rises with every change of any item while the program runs. */
  version(): number {
    return this.#version;
  }

  /** Items of a collection that can air, by path: all of them, or one piece of the list. */
  playable(collection: Collection, piece: MediaPiece = { after: "", limit: -1 }): ScheduleItem[] {
    const { sql, values } = inCollection(collection);
    const query = `SELECT id, locator, folder, kind, title, show, season, episode, year, duration_ms, points
       FROM media ${BREAKS_OF_MEDIA}
       WHERE state = 'playable' AND ${sql} AND locator > ? ORDER BY locator LIMIT ?`;
    return this.#database.all(query, ...values, piece.after, piece.limit).map(scheduleItemOf);
  }

  /**
   * Other copies of the same episode or film that can air, by path.
   *
   * @param item Any item, also one that is gone; one that was never probed has no alternates, since its length is unknown.
   * @param limit Copies at most, 0 or more.
   */
  alternatesOf(item: MediaItem, limit: number): MediaItem[] {
    if (item.info === null) return [];
    const { durationMs } = item.info;
    const likely = maybeAlternate({ ...item, durationMs });
    if (likely === null) return [];
    const sql = `SELECT * FROM media WHERE ${likely.sql} AND state = 'playable' ORDER BY locator`;
    return this.#database.all(sql, ...likely.values)
      .filter((row) => isAlternate({ ...item, durationMs }, likenessOf(row)))
      .slice(0, limit)
      .map(itemOf);
  }

  /** One page of items, by path. */
  list(query: MediaQuery): MediaPage {
    const limit = Math.min(Math.max(1, Math.trunc(query.limit ?? PAGE_ITEMS)), PAGE_ITEMS_MAX);
    const { sql, values } = matching(query.search ?? "");
    const rows = this.#database.all(
      `SELECT * FROM media WHERE (?1 IS NULL OR state = ?1) AND locator > ?2 AND ${numbered(sql, 4)}
       ORDER BY locator LIMIT ?3`,
      query.state ?? null,
      query.cursor ?? "",
      limit + 1,
      ...values,
    );
    const items = rows.slice(0, limit).map(itemOf);
    return { items, nextCursor: rows.length > limit ? items.at(-1)?.locator ?? null : null };
  }

  /** How many items each folder holds, by folder. */
  counts(): FolderCounts[] {
    return this.#database.all(
      `SELECT folder, sum(state = 'playable') AS playable, sum(state = 'broken') AS broken,
         sum(state = 'missing') AS missing FROM media GROUP BY folder ORDER BY folder`,
    ).map((row) => ({
      folder: text(row, "folder"),
      playable: integer(row, "playable"),
      broken: integer(row, "broken"),
      missing: integer(row, "missing"),
    }));
  }

  #change(sql: string, ...values: SQLInputValue[]): void {
    if (this.#database.run(sql, ...values) > 0) this.#version++;
  }
}

const TITLE_COLUMNS = [
  "kind",
  "title",
  "show",
  "season",
  "episode",
  "year",
  "show_folded",
  "search_folded",
] as const;

/** Values of these columns. */
function titleValues(
  { kind, title, show, season, episode, year }: MediaTitle,
  locator: string,
): SQLInputValue[] {
  const folded = fold(`${title}\n${show ?? ""}\n${locator}`);
  return [kind, title, show, season, episode, year, show && fold(show), folded];
}

/** One spelling for a title, to store and to compare. */
function namedText({ kind, title, show, season, episode, year }: MediaTitle): string {
  return JSON.stringify({ kind, title, show, season, episode, year });
}

/** Values of the columns state, fault, info and duration_ms. */
function stateOf(outcome: MediaInfo | string): [string, string | null, string | null, number | null] {
  return typeof outcome === "string"
    ? ["broken", outcome, null, null]
    : ["playable", null, JSON.stringify(outcome), outcome.durationMs];
}

/** Question marks beside numbered ones must be numbered too. */
function numbered(sql: string, first: number): string {
  let next = first;
  return sql.replaceAll("?", () => `?${next++}`);
}

function knownOf(row: Row): KnownMedia {
  return {
    id: integer(row, "id"),
    locator: text(row, "locator"),
    sizeBytes: integer(row, "size_bytes"),
    modifiedMs: integer(row, "modified_ms"),
    state: oneOf(row, "state", ["playable", "broken", "missing"]),
  };
}

function itemOf(row: Row): MediaItem {
  const info = textOrNull(row, "info");
  return {
    ...knownOf(row),
    ...titleOf(row),
    folder: text(row, "folder"),
    fault: textOrNull(row, "fault"),
    // Only this store writes the column, so its form is known.
    info: info === null ? null : JSON.parse(info),
  };
}

function scheduleItemOf(row: Row): ScheduleItem {
  return {
    ...likenessOf(row),
    folder: text(row, "folder"),
    breaks: pointsOf(textOrNull(row, "points")),
  };
}

function likenessOf(row: Row): Likeness {
  return {
    ...titleOf(row),
    id: integer(row, "id"),
    locator: text(row, "locator"),
    durationMs: integer(row, "duration_ms"),
  };
}

function titleOf(row: Row): MediaTitle {
  return {
    kind: oneOf(row, "kind", ["episode", "movie", "other"]),
    title: text(row, "title"),
    show: textOrNull(row, "show"),
    season: integerOrNull(row, "season"),
    episode: integerOrNull(row, "episode"),
    year: integerOrNull(row, "year"),
  };
}
