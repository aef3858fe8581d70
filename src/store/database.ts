import { DatabaseSync, type SQLInputValue, type StatementSync } from "node:sqlite";
import { Fault, messageOf } from "../fault.ts";
import { invariant } from "../invariant.ts";
import { Connections, type CountedConnection } from "./connections.ts";
import type { Row } from "./row.ts";

/** How long a write waits, blocking, for another connection's write to end. */
const BUSY_TIMEOUT_MS = 2_000;

/**
 * One connection: prepared statements are kept, errors of SQLite become Faults, transactions are short and never
 * nested.
 *
 * With the write-ahead log and `synchronous = NORMAL` a killed process loses nothing; a power cut may lose the last
 * transactions, never the file.
 */
export class Database implements Disposable {
  readonly #connection: DatabaseSync;
  readonly #counted: CountedConnection;
  readonly #statements = new Map<string, StatementSync>();
  #isInTransaction = false;

  /**
   * Opens the file, creating it if it is missing; its folder must exist.
   *
   * @param connections Where the connection is counted.
   * @throws {Fault} `store_failed` if the file cannot be opened or is no database.
   */
  constructor(
    /** Where the file is. */
    readonly path: string,
    connections: Connections = new Connections(),
  ) {
    this.#connection = attempt(`open the database ${path}`, () => {
      const connection = new DatabaseSync(path, {
        timeout: BUSY_TIMEOUT_MS,
        enableForeignKeyConstraints: true,
      });
      try {
        connection.exec("PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL");
      } catch (thrown) {
        connection.close();
        throw thrown;
      }
      return connection;
    });
    this.#counted = connections.open();
  }

  /** The connection itself, for what needs it whole: copies. */
  get connection(): DatabaseSync {
    return this.#connection;
  }

  /** Runs statements that take no values and answer nothing. */
  execute(sql: string): void {
    this.#counted.touch();
    attempt("change the database", () => this.#connection.exec(sql));
  }

  /** Runs one statement; returns how many rows it changed. */
  run(sql: string, ...values: SQLInputValue[]): number {
    return attempt("change the database", () => Number(this.#prepared(sql).run(...values).changes));
  }

  /** All rows of an answer. */
  all(sql: string, ...values: SQLInputValue[]): Row[] {
    return attempt("read the database", () => this.#prepared(sql).all(...values));
  }

  /** The first row of an answer, or null. */
  first(sql: string, ...values: SQLInputValue[]): Row | null {
    return attempt("read the database", () => this.#prepared(sql).get(...values) ?? null);
  }

  /**
   * Does all of `work` or nothing of it.
   *
   * @param work Synchronous, so that nothing else runs in between.
   * @throws {InvariantError} Inside another transaction.
   */
  transaction<Result>(work: () => Result): Result {
    invariant(!this.#isInTransaction, "Cannot start a transaction: one is running already");
    this.execute("BEGIN IMMEDIATE");
    this.#isInTransaction = true;
    try {
      const result = work();
      this.execute("COMMIT");
      return result;
    } catch (thrown) {
      // SQLite rolls back by itself on a full disk; a second ROLLBACK would hide the real error.
      if (this.#connection.isTransaction) this.#connection.exec("ROLLBACK");
      throw thrown;
    } finally {
      this.#isInTransaction = false;
    }
  }

  /** Closes the file. */
  [Symbol.dispose](): void {
    this.#statements.clear();
    this.#connection.close();
    this.#counted[Symbol.dispose]();
  }

  #prepared(sql: string): StatementSync {
    this.#counted.touch();
    const kept = this.#statements.get(sql);
    if (kept !== undefined) return kept;
    const statement = this.#connection.prepare(sql);
    this.#statements.set(sql, statement);
    return statement;
  }
}

function attempt<Result>(action: string, work: () => Result): Result {
  try {
    return work();
  } catch (thrown) {
    throw new Fault("store_failed", `Cannot ${action}: ${messageOf(thrown)}`, { cause: thrown });
  }
}
