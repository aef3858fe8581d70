import type { Database } from "./database.ts";
import { integer, integerOrNull, type Row, text, textOrNull } from "./row.ts";

/** A place a scan could not read. */
export interface FolderProblem {
  /** Where. */
  readonly path: string;
  /** Why. */
  readonly reason: string;
}

/** What the last scan of a configured folder found. */
export interface FolderScan {
  /** The configured folder. */
  readonly path: string;
  /** When it was last looked at, milliseconds since 1970. */
  readonly scannedMs: number;
  /** When it was last read to its end, nothing left out; null if that never happened. */
  readonly completedMs: number | null;
  /** Why it is unavailable now (an unmounted disk), or null. */
  readonly fault: string | null;
  /** Places below it that could not be read. */
  readonly problems: readonly FolderProblem[];
}

/** The state of the configured folders. */
export class LibraryStore {
  readonly #database: Database;

  /** Reads and writes one database. */
  constructor(database: Database) {
    this.#database = database;
  }

  /** Keeps the outcome of a scan; a failed one leaves the time of the last complete one. */
  record(scan: FolderScan): void {
    this.#database.run(
      `INSERT INTO library_folder (path, scanned_ms, completed_ms, fault, problems) VALUES (?, ?, ?, ?, ?)
       ON CONFLICT (path) DO UPDATE SET scanned_ms = excluded.scanned_ms, fault = excluded.fault,
         completed_ms = coalesce(excluded.completed_ms, completed_ms), problems = excluded.problems`,
      scan.path,
      scan.scannedMs,
      scan.completedMs,
      scan.fault,
      JSON.stringify(scan.problems),
    );
  }

  /** Whether a folder was ever read to its end. */
  wasCompleted(path: string): boolean {
    const sql = "SELECT 1 FROM library_folder WHERE path = ? AND completed_ms IS NOT NULL";
    return this.#database.first(sql, path) !== null;
  }

  /** Every folder ever scanned and not forgotten, by path. */
  folders(): FolderScan[] {
    return this.#database.all("SELECT * FROM library_folder ORDER BY path").map(scanOf);
  }

  /** Forgets folders that are no longer configured. */
  retain(paths: readonly string[]): void {
    const sql = "DELETE FROM library_folder WHERE path NOT IN (SELECT value FROM json_each(?))";
    this.#database.run(sql, JSON.stringify(paths));
  }
}

function scanOf(row: Row): FolderScan {
  return {
    path: text(row, "path"),
    scannedMs: integer(row, "scanned_ms"),
    completedMs: integerOrNull(row, "completed_ms"),
    fault: textOrNull(row, "fault"),
    // Only `record` writes this column, so its form is known.
    problems: JSON.parse(text(row, "problems")),
  };
}
