import { Fault } from "../fault.ts";
import type { Database } from "./database.ts";
import { integer } from "./row.ts";

/** What migrating needs beside the database. */
export interface MigrateOptions {
  /** The steps; step n leads to schema n + 1. */
  readonly migrations: readonly string[];
  /** Keeps a copy of an existing database before its first step. */
  readonly keepCopy: (schema: number) => Promise<void>;
}

/**
 * Brings the schema forward, one transaction a step; a step that fails leaves the database as it was before it.
 *
 * @throws {Fault} `schema_too_new` if a newer program wrote the file, `store_failed` if a step or the copy fails.
 */
export async function migrate(database: Database, options: MigrateOptions): Promise<void> {
  const { migrations, keepCopy } = options;
  const schema = schemaOf(database);
  if (schema > migrations.length) {
    throw new Fault(
      "schema_too_new",
      `Cannot open the database ${database.path}: it has schema ${schema}, this program knows up to ${migrations.length}`,
    );
  }
  if (schema > 0 && schema < migrations.length) await keepCopy(schema);
  for (const [index, step] of migrations.entries()) {
    if (index < schema) continue;
    database.transaction(() => {
      database.execute(step);
      database.execute(`PRAGMA user_version = ${index + 1}`);
    });
  }
}

/** Number of the schema a database has; 0 for an empty file. */
export function schemaOf(database: Database): number {
  const row = database.first("PRAGMA user_version");
  return row === null ? 0 : integer(row, "user_version");
}
