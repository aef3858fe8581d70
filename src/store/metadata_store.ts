import type { FactSource, MediaDetails, MediaFacts } from "../media.ts";
import type { Database } from "./database.ts";
import { integer, type Row, text, textOrNull } from "./row.ts";

/** What each source said of an item. */
export type KnownFacts = Readonly<Partial<Record<FactSource, MediaFacts>>>;

/** What is known of an item, and what it was made of. */
export interface KnownDetails {
  /** What the sources said. */
  readonly facts: KnownFacts;
  /** What it comes to. */
  readonly details: MediaDetails;
}

/** What was found out, and until when it will do. */
export interface FoundDetails extends KnownDetails {
  /** When to look again, milliseconds since 1970. */
  readonly dueMs: number;
}

/** A kept answer of a database. */
export interface KeptAnswer {
  /** The answer as JSON; null when the database has none. */
  readonly answer: string | null;
  /** Until when it is fresh, milliseconds since 1970. */
  readonly expiresMs: number;
}

/** Which items to look up. */
export interface DueQuery {
  /** Now, milliseconds since 1970. */
  readonly nowMs: number;
  /** Items at most. */
  readonly limit: number;
  /** Only these, in this order; all there are, those due for longest first, when absent. */
  readonly among?: readonly number[];
}

/** What metadata says of items, what operators say instead, and answers of databases. */
export class MetadataStore {
  readonly #database: Database;

  /** Reads and writes one database. */
  constructor(database: Database) {
    this.#database = database;
  }

  /** What is known of an item; null before it was first looked up. */
  known(itemId: number): KnownDetails | null {
    const row = this.#database.first("SELECT facts, details FROM media_details WHERE item_id = ?", itemId);
    // Only `record` writes these columns, so their form is known.
    return row && { facts: JSON.parse(text(row, "facts")), details: JSON.parse(text(row, "details")) };
  }

  /** What is known of an item, ready to be shown; null before it was first looked up. */
  details(itemId: number): MediaDetails | null {
    const row = this.#database.first("SELECT details FROM media_details WHERE item_id = ?", itemId);
    return row && JSON.parse(text(row, "details"));
  }

  /** Keeps what was found out of an item; nothing if there is no such item. */
  record(itemId: number, { facts, details, dueMs }: FoundDetails): void {
    if (this.#database.run("UPDATE media SET lookup_due_ms = ? WHERE id = ?", dueMs, itemId) === 0) return;
    this.#database.run(
      "INSERT OR REPLACE INTO media_details (item_id, facts, details) VALUES (?, ?, ?)",
      itemId,
      JSON.stringify(facts),
      JSON.stringify(details),
    );
  }

  /** Items that can air and are to be looked up: never, too long ago, or under another file name. */
  due({ nowMs, limit, among }: DueQuery): number[] {
    if (among === undefined) {
      return this.#ids(
        "SELECT id FROM media WHERE state = 'playable' AND lookup_due_ms <= ? ORDER BY lookup_due_ms, id LIMIT ?",
        [nowMs, limit],
      );
    }
    return this.#ids(
      `SELECT media.id FROM json_each(?) AS wish JOIN media ON media.id = wish.value
       WHERE state = 'playable' AND lookup_due_ms <= ? ORDER BY wish.key LIMIT ?`,
      [JSON.stringify(among), nowMs, limit],
    );
  }

  /** What an operator says of an item; null when nothing. */
  override(itemId: number): MediaFacts | null {
    const row = this.#database.first("SELECT facts FROM media_override WHERE item_id = ?", itemId);
    return row && JSON.parse(text(row, "facts"));
  }

  /** Keeps what an operator says, in place of what was said before; null takes it back. */
  setOverride(itemId: number, facts: MediaFacts | null): void {
    if (facts === null) this.#database.run("DELETE FROM media_override WHERE item_id = ?", itemId);
    else {
      const sql = "INSERT OR REPLACE INTO media_override (item_id, facts) VALUES (?, ?)";
      this.#database.run(sql, itemId, JSON.stringify(facts));
    }
  }

  /** The kept answer to a question, fresh or not; null when there is none. */
  answer(question: string): KeptAnswer | null {
    const sql = "SELECT answer, expires_ms FROM metadata_answer WHERE question = ?";
    const row = this.#database.first(sql, question);
    return row && answerOf(row);
  }

  /** Keeps an answer in place of an earlier one. */
  keepAnswer(question: string, { answer, expiresMs }: KeptAnswer): void {
    const sql = "INSERT OR REPLACE INTO metadata_answer (question, answer, expires_ms) VALUES (?, ?, ?)";
    this.#database.run(sql, question, answer, expiresMs);
  }

  /**
   * Forgets answers that expired before an instant, and those that expire first where there are too many.
   *
   * @param beforeMs Milliseconds since 1970.
   * @param answersMax How many may stay.
   */
  pruneAnswers(beforeMs: number, answersMax: number): void {
    this.#database.run("DELETE FROM metadata_answer WHERE expires_ms < ?", beforeMs);
    this.#database.run(
      `DELETE FROM metadata_answer WHERE question IN
         (SELECT question FROM metadata_answer ORDER BY expires_ms DESC LIMIT -1 OFFSET ?)`,
      answersMax,
    );
  }

  #ids(sql: string, values: (string | number)[]): number[] {
    return this.#database.all(sql, ...values).map((row) => integer(row, "id"));
  }
}

function answerOf(row: Row): KeptAnswer {
  return { answer: textOrNull(row, "answer"), expiresMs: integer(row, "expires_ms") };
}
