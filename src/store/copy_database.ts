import { backup, DatabaseSync } from "node:sqlite";

/**
 * Copies a database that may be in use; the copy gets its name only once it is whole and sound.
 *
 * Blocks its thread, although it returns a promise.
 *
 * @param from Path of the database.
 * @param to Path of the copy; an existing file is replaced.
 * @throws {Error} If the copy cannot be written or fails SQLite's integrity check.
 */
export async function copyDatabase(from: string, to: string): Promise<void> {
  const unfinished = `${to}.part`;
  using source = new DatabaseSync(from, { readOnly: true });
  await backup(source, unfinished);
  checkSound(unfinished);
  await Deno.rename(unfinished, to);
}

function checkSound(path: string): void {
  using copy = new DatabaseSync(path);
  // A copy is one file that can be moved about: no log beside it.
  copy.exec("PRAGMA journal_mode = DELETE");
  const verdict = copy.prepare("PRAGMA integrity_check").get()?.integrity_check;
  if (verdict !== "ok") throw new Error(`Cannot trust the copy ${path}: integrity check says ${verdict}`);
}
