import type { Database } from "./database.ts";
import { text } from "./row.ts";

/** What makes this installation itself: device id, device auth, UDN and the like, by key. */
export class IdentityStore {
  readonly #database: Database;

  /** Reads and writes one database. */
  constructor(database: Database) {
    this.#database = database;
  }

  /** The value kept under a key, or null. */
  get(key: string): string | null {
    const row = this.#database.first("SELECT value FROM identity WHERE key = ?", key);
    return row && text(row, "value");
  }

  /** Keeps a value, replacing an earlier one. */
  set(key: string, value: string): void {
    this.#database.run(
      "INSERT INTO identity (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value",
      key,
      value,
    );
  }

  /** The next number under a key: 1, 2, 3 and so on, over restarts. */
  next(key: string): number {
    const number = Number(this.get(key) ?? 0) + 1;
    this.set(key, String(number));
    return number;
  }

  /** The value kept under a key; made and kept the first time. */
  getOrCreate(key: string, make: () => string): string {
    return this.#database.transaction(() => {
      const kept = this.get(key);
      if (kept !== null) return kept;
      const made = make();
      this.set(key, made);
      return made;
    });
  }
}
