import type { BreakOrigin, BreakPoint, MediaItem } from "../media.ts";
import type { Collection } from "../content.ts";
import type { Database } from "./database.ts";
import { inCollection } from "./media_query.ts";
import type { MediaPiece } from "./media_store.ts";
import { integer, oneOf, type Row, text, textOrNull } from "./row.ts";

/** A file as it was when it was looked at. */
export interface FileVersion extends Pick<MediaItem, "sizeBytes" | "modifiedMs"> {
  /** The item. */
  readonly itemId: number;
}

/** What is known of an item's break points. */
export interface ItemBreaks {
  /** What told of them; null while black and silence are still to be looked for. */
  readonly origin: BreakOrigin | null;
  /** The points, by time. */
  readonly points: readonly BreakPoint[];
}

/** What is known, and the EDL file it was known with. */
export interface KnownBreaks extends ItemBreaks {
  /** Tells versions of the EDL file apart; null if there is none. */
  readonly edl: string | null;
}

/** What EDL file and chapters say. */
export interface ToldBreaks extends KnownBreaks {
  /** Null when neither says anything. */
  readonly origin: "edl" | "chapters" | null;
}

/** An item that was not looked at. */
export interface UnlookedItem extends Pick<MediaItem, "id" | "locator"> {}

const ORIGINS: readonly BreakOrigin[] = ["edl", "chapters", "detected", "none"];

/** Most items have none; they share one list. */
const NO_POINTS: readonly BreakPoint[] = Object.freeze([]);

/** The join of `media` with what is known of the very file that is there. */
export const BREAKS_OF_MEDIA = `LEFT JOIN break_point ON break_point.item_id = media.id
  AND break_point.size_bytes = media.size_bytes AND break_point.modified_ms = media.modified_ms`;

/** Where items may be interrupted. A file that changed counts as not looked at. */
export class BreakStore {
  readonly #database: Database;
  readonly #onChanged: () => void;

  /**
   * Reads and writes one database.
   *
   * @param database Holds the items too.
   * @param onChanged Called when the points of an item are others than before.
   */
  constructor(database: Database, onChanged: () => void) {
    this.#database = database;
    this.#onChanged = onChanged;
  }

  /** What is known of an item; null if there is no such item. */
  find(itemId: number): ItemBreaks | null {
    const row = this.#database.first(
      `SELECT origin, points FROM media ${BREAKS_OF_MEDIA} WHERE id = ?`,
      itemId,
    );
    return row && breaksOf(row);
  }

  /** Keeps what EDL file and chapters say. Where they say nothing, what was found in the same file stays. */
  recordTold(file: FileVersion, told: ToldBreaks): void {
    const known = told.origin === null ? this.#known(file) : null;
    const isFound = known?.origin === "detected" || known?.origin === "none";
    this.#write(file, known !== null && isFound ? { ...known, edl: told.edl } : told);
  }

  /** Keeps what a look at an item found, unless more was told of the same file meanwhile. */
  recordFound(file: FileVersion, found: ItemBreaks & { readonly origin: BreakOrigin }): void {
    const known = this.#known(file);
    if (known === null || known.origin === null) this.#write(file, { ...found, edl: known?.edl ?? null });
  }

  /** Versions of the EDL files that were read, by item, below a configured folder. */
  edls(folder: string): Map<number, string> {
    const rows = this.#database.all(
      `SELECT id, edl FROM media ${BREAKS_OF_MEDIA} WHERE folder = ? AND edl IS NOT NULL`,
      folder,
    );
    return new Map(rows.map((row) => [integer(row, "id"), text(row, "edl")]));
  }

  /**
   * Those of some items that can air, are long enough and were not looked at.
   *
   * @param itemIds Keys of items.
   * @param durationMsMin Shorter ones are left out.
   */
  unlooked(itemIds: readonly number[], durationMsMin: number): Set<number> {
    const rows = this.#database.all(
      `SELECT id FROM media ${BREAKS_OF_MEDIA} WHERE id IN (SELECT value FROM json_each(?))
         AND state = 'playable' AND duration_ms >= ? AND origin IS NULL`,
      JSON.stringify(itemIds),
      durationMsMin,
    );
    return new Set(rows.map((row) => integer(row, "id")));
  }

  /** The same of a collection, by path: one piece of the list. */
  unlookedIn(collection: Collection, piece: MediaPiece, durationMsMin: number): UnlookedItem[] {
    const { sql, values } = inCollection(collection);
    const rows = this.#database.all(
      `SELECT id, locator FROM media ${BREAKS_OF_MEDIA} WHERE ${sql} AND locator > ?
         AND state = 'playable' AND duration_ms >= ? AND origin IS NULL ORDER BY locator LIMIT ?`,
      ...values,
      piece.after,
      durationMsMin,
      piece.limit,
    );
    return rows.map((row) => ({ id: integer(row, "id"), locator: text(row, "locator") }));
  }

  #known({ itemId, sizeBytes, modifiedMs }: FileVersion): KnownBreaks | null {
    const row = this.#database.first(
      "SELECT origin, points, edl FROM break_point WHERE item_id = ? AND size_bytes = ? AND modified_ms = ?",
      ...[itemId, sizeBytes, modifiedMs],
    );
    return row && { ...breaksOf(row), edl: textOrNull(row, "edl") };
  }

  #write({ itemId, sizeBytes, modifiedMs }: FileVersion, { origin, points, edl }: KnownBreaks): void {
    const before = jsonOf(this.find(itemId)?.points ?? NO_POINTS);
    this.#database.run(
      `INSERT OR REPLACE INTO break_point (item_id, size_bytes, modified_ms, origin, points, edl)
         VALUES (?, ?, ?, ?, ?, ?)`,
      ...[itemId, sizeBytes, modifiedMs, origin, jsonOf(points), edl],
    );
    if (jsonOf(points) !== before) this.#onChanged();
  }
}

/** Reads the column `points`; null stands for none. */
export function pointsOf(json: string | null): readonly BreakPoint[] {
  if (json === null || json === "[]") return NO_POINTS;
  // Only this store writes the column, so its form is known.
  const pairs: [number, number][] = JSON.parse(json);
  return pairs.map(([atMs, resumeMs]) => ({ atMs, resumeMs }));
}

function jsonOf(points: readonly BreakPoint[]): string {
  return JSON.stringify(points.map(({ atMs, resumeMs }) => [atMs, resumeMs]));
}

function breaksOf(row: Row): ItemBreaks {
  return {
    origin: row["origin"] === null ? null : oneOf(row, "origin", ORIGINS),
    points: pointsOf(textOrNull(row, "points")),
  };
}
