import { invariant } from "../invariant.ts";
import type { Database } from "./database.ts";
import { integer, type Row, text } from "./row.ts";

/** Where one key frame of an encoded file lies. */
export interface KeyFrame {
  /** Offset of its first byte. */
  readonly byte: number;
  /** Its place among all pictures, from 0, in the order they are shown. */
  readonly frame: number;
}

/** What a file must be to be believed, and where one may begin to read it. */
export interface ReadyIndex {
  /** Bytes at the front that hold the tables a reader needs first. */
  readonly tableBytes: number;
  /** Key frames by offset; at least one. */
  readonly keys: readonly KeyFrame[];
  /** CRC-32 of each block of the file, the last one shorter. */
  readonly blockSums: readonly number[];
  /** Pictures in all. */
  readonly frames: number;
}

/** What is known of an encoded file at a glance. */
export interface ReadyFile {
  /** Tells item, version of the file and everything the encoder was told; also the file's name. */
  readonly key: string;
  /** The item it was made of. */
  readonly itemId: number;
  /** Name of the profile it was made in. */
  readonly profile: string;
  /** Its size. */
  readonly sizeBytes: number;
  /** When it was last played, or made, milliseconds since 1970. */
  readonly usedMs: number;
}

/** An encoded file with its index. */
export interface ReadyEntry extends ReadyFile {
  /** How to read it. */
  readonly index: ReadyIndex;
}

/** The ready-cache's list of files. The files themselves are its own business. */
export class ReadyStore {
  readonly #database: Database;

  /** Reads and writes one database. */
  constructor(database: Database) {
    this.#database = database;
  }

  /** All files, by key. */
  list(): ReadyFile[] {
    const sql = "SELECT key, item_id, profile, size_bytes, used_ms FROM ready_file ORDER BY key";
    return this.#database.all(sql).map(fileOf);
  }

  /** One file, or null. */
  find(key: string): ReadyEntry | null {
    const row = this.#database.first("SELECT * FROM ready_file WHERE key = ?", key);
    return row && { ...fileOf(row), index: parseIndex(text(row, "index_json")) };
  }

  /** Adds a file. */
  add({ key, itemId, profile, sizeBytes, usedMs, index }: ReadyEntry): void {
    this.#database.run(
      `INSERT OR REPLACE INTO ready_file (key, item_id, profile, size_bytes, used_ms, index_json)
       VALUES (?, ?, ?, ?, ?, ?)`,
      key,
      itemId,
      profile,
      sizeBytes,
      usedMs,
      formatIndex(index),
    );
  }

  /** Notes that a file was played. */
  touch(key: string, usedMs: number): void {
    this.#database.run("UPDATE ready_file SET used_ms = ? WHERE key = ?", usedMs, key);
  }

  /** Forgets a file; one that is not known is forgotten already. */
  remove(key: string): void {
    this.#database.run("DELETE FROM ready_file WHERE key = ?", key);
  }
}

function fileOf(row: Row): ReadyFile {
  return {
    key: text(row, "key"),
    itemId: integer(row, "item_id"),
    profile: text(row, "profile"),
    sizeBytes: integer(row, "size_bytes"),
    usedMs: integer(row, "used_ms"),
  };
}

/** A film has thousands of key frames, so they are kept as two plain lists. */
interface IndexJson {
  readonly tableBytes: number;
  readonly frames: number;
  readonly keyBytes: readonly number[];
  readonly keyFrames: readonly number[];
  readonly blockSums: readonly number[];
}

function formatIndex({ tableBytes, frames, keys, blockSums }: ReadyIndex): string {
  const keyBytes = keys.map(({ byte }) => byte);
  const keyFrames = keys.map(({ frame }) => frame);
  return JSON.stringify({ tableBytes, frames, keyBytes, keyFrames, blockSums } satisfies IndexJson);
}

function parseIndex(json: string): ReadyIndex {
  // Only this store writes the column, so its form is known.
  const { tableBytes, frames, keyBytes, keyFrames, blockSums }: IndexJson = JSON.parse(json);
  invariant(keyBytes.length === keyFrames.length, "Cannot read an index: its lists differ in length");
  const keys = keyBytes.map((byte, index) => ({ byte, frame: keyFrames[index] ?? 0 }));
  return { tableBytes, frames, keys, blockSums };
}
