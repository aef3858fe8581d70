import { Fault } from "../fault.ts";
import type { Database } from "./database.ts";
import { text } from "./row.ts";

/** A clash of two random guide ids is a rarity; this many in a row mean that `make` is not random. */
const ATTEMPTS = 20;

/** What a channel keeps for ever, however it is renamed or renumbered. */
export class ChannelStore {
  readonly #database: Database;

  /** Reads and writes one database. */
  constructor(database: Database) {
    this.#database = database;
  }

  /**
   * The guide id of a channel; made and kept the first time it is asked for.
   *
   * @param channelId Key of the channel.
   * @param make Proposes an id: name slug and random digits; asked again when another channel has that one.
   * @throws {Fault} `store_failed` if every proposal is taken.
   */
  guideId(channelId: string, make: () => string): string {
    return this.#database.transaction(() => {
      const kept = this.#database.first("SELECT guide_id FROM channel WHERE id = ?", channelId);
      if (kept !== null) return text(kept, "guide_id");
      for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
        const made = make();
        const sql = "INSERT INTO channel (id, guide_id) VALUES (?, ?) ON CONFLICT (guide_id) DO NOTHING";
        if (this.#database.run(sql, channelId, made) === 1) return made;
      }
      throw new Fault(
        "store_failed",
        `Cannot make a guide id: ${ATTEMPTS} proposals are taken, channel ${channelId}`,
      );
    });
  }
}
