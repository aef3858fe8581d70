import { LIMITS } from "../limits.ts";
import type { Database } from "./database.ts";
import { integer, oneOf, type Row, text } from "./row.ts";

/** Kinds of documents. */
export const DOCUMENT_KINDS = ["channel", "collection", "filler", "schedule"] as const;

/** What a document says: a channel, or something that has a name and is used by it. */
export type DocumentKind = (typeof DOCUMENT_KINDS)[number];

/** Which document. */
export interface DocumentKey {
  /** Its kind. */
  readonly kind: DocumentKind;
  /** Its name; of a channel its id. */
  readonly name: string;
}

/** A document as it was from one change to the next. */
export interface DocumentVersion extends DocumentKey {
  /** 1 and up; rises with every change of the document, over its deletion too. */
  readonly version: number;
  /** When it was changed, milliseconds since 1970. */
  readonly atMs: number;
  /** What it says, in the words of the configuration file; null once it was deleted. */
  readonly document: unknown;
  /** What the operator said of the change; may be empty. */
  readonly note: string;
}

/** A change to write. */
export type DocumentChange = Omit<DocumentVersion, "version">;

/** How much is remembered. */
export interface DocumentBounds {
  /** Versions of one document, the present one among them; at least 1. */
  readonly versionsMax: number;
  /** Deleted documents; those deleted first are forgotten first. */
  readonly deletedMax: number;
}

/** Documents made through the API, and what they were before. */
export class DocumentStore {
  readonly #database: Database;
  readonly #bounds: DocumentBounds;

  /** Reads and writes one database. */
  constructor(
    database: Database,
    bounds: DocumentBounds = {
      versionsMax: LIMITS.documentVersionsMax,
      deletedMax: LIMITS.deletedDocumentsMax,
    },
  ) {
    this.#database = database;
    this.#bounds = bounds;
  }

  /** Every document there is, by kind and name. */
  all(): DocumentVersion[] {
    return this.#latest().filter(({ document }) => document !== null);
  }

  /** The version a document has now, or had when it was deleted; 0 if nothing is remembered of it. */
  version({ kind, name }: DocumentKey): number {
    const sql = "SELECT coalesce(max(version), 0) AS version FROM document WHERE kind = ? AND name = ?";
    const row = this.#database.first(sql, kind, name);
    return row === null ? 0 : integer(row, "version");
  }

  /** What is remembered of a document, newest first; nothing of one that never was. */
  history({ kind, name }: DocumentKey): DocumentVersion[] {
    const sql = "SELECT * FROM document WHERE kind = ? AND name = ? ORDER BY version DESC";
    return this.#database.all(sql, kind, name).map(versionOf);
  }

  /**
   * Writes changes, all or nothing.
   *
   * @param changes Of different documents; a document that is null deletes.
   */
  write(changes: readonly DocumentChange[]): void {
    this.#database.transaction(() => {
      for (const change of changes) this.#write(change);
      if (changes.some(({ document }) => document === null)) this.#forgetDeleted();
    });
  }

  #write({ kind, name, atMs, document, note }: DocumentChange): void {
    const version = this.version({ kind, name }) + 1;
    const sql = "INSERT INTO document (kind, name, version, at_ms, document, note) VALUES (?, ?, ?, ?, ?, ?)";
    this.#database.run(sql, kind, name, version, atMs, JSON.stringify(document), note);
    const oldest = version - this.#bounds.versionsMax;
    const drop = "DELETE FROM document WHERE kind = ? AND name = ? AND version <= ?";
    this.#database.run(drop, kind, name, oldest);
  }

  #forgetDeleted(): void {
    const deleted = this.#latest().filter(({ document }) => document === null)
      .toSorted((one, other) => other.atMs - one.atMs);
    for (const { kind, name } of deleted.slice(this.#bounds.deletedMax)) {
      this.#database.run("DELETE FROM document WHERE kind = ? AND name = ?", kind, name);
    }
  }

  #latest(): DocumentVersion[] {
    const sql = `SELECT * FROM document AS one WHERE version =
      (SELECT max(version) FROM document WHERE kind = one.kind AND name = one.name) ORDER BY kind, name`;
    return this.#database.all(sql).map(versionOf);
  }
}

function versionOf(row: Row): DocumentVersion {
  return {
    kind: oneOf(row, "kind", DOCUMENT_KINDS),
    name: text(row, "name"),
    version: integer(row, "version"),
    atMs: integer(row, "at_ms"),
    document: JSON.parse(text(row, "document")),
    note: text(row, "note"),
  };
}
