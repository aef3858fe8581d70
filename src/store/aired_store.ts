import type { Aired, AiredShelf } from "../aired.ts";
import { LIMITS } from "../limits.ts";
import type { Database } from "./database.ts";
import { integer, integerOrNull, type Row, text, textOrNull } from "./row.ts";

/** What really aired, channel by channel: the newest stretches of each. */
export class AiredStore implements AiredShelf {
  readonly #database: Database;

  /** Reads and writes one database. */
  constructor(database: Database) {
    this.#database = database;
  }

  /** Keeps a stretch, in place of one that began at the same instant; the oldest of too many is forgotten. */
  record(channelId: string, aired: Aired): void {
    this.#database.transaction(() => {
      this.#database.run(
        `INSERT OR REPLACE INTO aired (channel_id, from_ms, until_ms, programme_ms, title, item_id, input, card,
           late_ms) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
        channelId,
        aired.fromMs,
        aired.untilMs,
        aired.programmeMs,
        aired.title,
        aired.itemId,
        aired.input,
        aired.card,
        aired.lateMs,
      );
      this.#database.run(
        `DELETE FROM aired WHERE channel_id = ?1 AND from_ms <=
           (SELECT from_ms FROM aired WHERE channel_id = ?1 ORDER BY from_ms DESC LIMIT 1 OFFSET ?2)`,
        channelId,
        LIMITS.airedPerChannelMax,
      );
    });
  }

  /** What aired on a channel within [fromMs, toMs), by start. */
  list(channelId: string, fromMs: number, toMs: number): Aired[] {
    const sql = `SELECT * FROM aired WHERE channel_id = ? AND from_ms < ? AND until_ms > ? ORDER BY from_ms`;
    return this.#database.all(sql, channelId, toMs, fromMs).map(airedOf);
  }
}

function airedOf(row: Row): Aired {
  return {
    fromMs: integer(row, "from_ms"),
    untilMs: integer(row, "until_ms"),
    programmeMs: integer(row, "programme_ms"),
    title: text(row, "title"),
    itemId: integerOrNull(row, "item_id"),
    input: textOrNull(row, "input"),
    card: textOrNull(row, "card"),
    lateMs: integerOrNull(row, "late_ms"),
  };
}
