import { invariant } from "../invariant.ts";
import { LIMITS } from "../limits.ts";
import type { Programme } from "../programme.ts";
import type { Database } from "./database.ts";
import { integer, integerOrNull, oneOf, type Row, text, textOrNull } from "./row.ts";

const FILLER_KINDS = ["pre_roll", "mid_roll", "post_roll", "tail", "fallback"] as const;

/** A state to build from, and the instant it holds for. */
export interface Checkpoint {
  /** The programmes up to here were built when the state was left. */
  readonly atMs: number;
  /** As handed to `append`. */
  readonly state: string;
}

/** Programmes of a span, counted. */
export interface ProgrammeCensus {
  /** Episodes. */
  readonly episodes: number;
  /** Those of them without an episode number. */
  readonly withoutEpisodeNumber: number;
  /** Episodes and movies. */
  readonly episodesAndMovies: number;
  /** Those of them without a year. */
  readonly withoutYear: number;
}

/** Timelines of all channels. Programmes of a channel tile time; every change is one transaction. */
export class TimelineStore {
  readonly #database: Database;

  /** Reads and writes one database. */
  constructor(database: Database) {
    this.#database = database;
  }

  /** Programmes that overlap [fromMs, toMs), by start. */
  read(channelId: string, fromMs: number, toMs: number): Programme[] {
    // Programmes tile time, so the first that overlaps is the last that starts at or before `fromMs`, or the next.
    return this.#database.all(
      `SELECT * FROM programme WHERE channel_id = ?1 AND start_ms < ?3 AND stop_ms > ?2 AND ?2 < ?3
         AND start_ms >= coalesce((SELECT max(start_ms) FROM programme WHERE channel_id = ?1 AND start_ms <= ?2), ?2)
       ORDER BY start_ms`,
      channelId,
      fromMs,
      toMs,
    ).map(programmeOf);
  }

  /** The programme covering an instant, or null. */
  at(channelId: string, atMs: number): Programme | null {
    const row = this.#database.first(
      "SELECT * FROM programme WHERE channel_id = ? AND start_ms <= ? ORDER BY start_ms DESC LIMIT 1",
      channelId,
      atMs,
    );
    return row !== null && integer(row, "stop_ms") > atMs ? programmeOf(row) : null;
  }

  /** Where the timeline ends; null when it holds nothing. */
  endMs(channelId: string): number | null {
    const sql = "SELECT stop_ms FROM programme WHERE channel_id = ? ORDER BY start_ms DESC LIMIT 1";
    const row = this.#database.first(sql, channelId);
    return row && integer(row, "stop_ms");
  }

  /**
   * Adds programmes that start at `endMs`, or anywhere when the timeline holds nothing.
   *
   * @throws {InvariantError} If they would leave a gap or overlap; nothing is kept then.
   */
  append(
    channelId: string,
    programmes: readonly Programme[],
    state: string,
    checkpoints: readonly Checkpoint[] = [],
  ): void {
    this.#database.transaction(() => this.#append(channelId, programmes, state, checkpoints));
  }

  /**
   * Cuts the timeline at `fromMs` (a programme spanning it is shortened), then appends.
   *
   * @throws {InvariantError} If the new programmes would leave a gap or overlap; nothing is changed then.
   */
  replaceFrom(
    channelId: string,
    fromMs: number,
    programmes: readonly Programme[],
    state: string,
    checkpoints: readonly Checkpoint[] = [],
  ): void {
    this.#database.transaction(() => {
      this.#database.run("DELETE FROM programme WHERE channel_id = ? AND start_ms >= ?", channelId, fromMs);
      this.#database.run("DELETE FROM checkpoint WHERE channel_id = ? AND at_ms > ?", channelId, fromMs);
      const shorten =
        "UPDATE programme SET stop_ms = ?1 WHERE channel_id = ?2 AND start_ms < ?1 AND stop_ms > ?1";
      this.#database.run(shorten, fromMs, channelId);
      this.#append(channelId, programmes, state, checkpoints);
    });
  }

  /**
   * Calls a channel's items what the library calls them now, wherever they are on or come. Times stay as they are.
   *
   * @param channelId Key of the channel.
   * @param fromMs What stopped before is history.
   * @returns How many programmes had other titles.
   */
  retitle(channelId: string, fromMs: number): number {
    const columns = ["title", "show", "season", "episode", "year"];
    const changed = this.#database.run(
      `UPDATE programme SET category = kind_now, ${columns.map((name) => `${name} = ${name}_now`)}
       FROM (SELECT id, kind AS kind_now, ${columns.map((name) => `${name} AS ${name}_now`)} FROM media)
       WHERE channel_id = ? AND stop_ms > ? AND item_id = id
         AND (category <> kind_now OR ${columns.map((name) => `${name} IS NOT ${name}_now`).join(" OR ")})`,
      channelId,
      fromMs,
    );
    if (changed > 0) this.#rise();
    return changed;
  }

  /** Counts a channel's programmes that start in [fromMs, toMs): what they are, and what is not known of them. */
  census(channelId: string, fromMs: number, toMs: number): ProgrammeCensus {
    const row = this.#database.first(
      `SELECT count(*) FILTER (WHERE category = 'episode') AS episodes,
         count(*) FILTER (WHERE category = 'episode' AND episode IS NULL) AS unnumbered,
         count(*) FILTER (WHERE category <> 'other') AS titled,
         count(*) FILTER (WHERE category <> 'other' AND year IS NULL) AS undated
       FROM programme WHERE channel_id = ? AND start_ms >= ? AND start_ms < ? AND kind = 'item' AND filler IS NULL`,
      channelId,
      fromMs,
      toMs,
    );
    invariant(row !== null, "Cannot count programmes: the database returned no count");
    return {
      episodes: integer(row, "episodes"),
      withoutEpisodeNumber: integer(row, "unnumbered"),
      episodesAndMovies: integer(row, "titled"),
      withoutYear: integer(row, "undated"),
    };
  }

  /** Forgets programmes that stopped at or before `beforeMs`; the state stays. */
  prune(channelId: string, beforeMs: number): void {
    this.#database.transaction(() => {
      const sql = "DELETE FROM programme WHERE channel_id = ? AND start_ms < ? AND stop_ms <= ?";
      if (this.#database.run(sql, channelId, beforeMs, beforeMs) > 0) this.#rise();
      const kept = this.checkpoint(channelId, beforeMs);
      if (kept === null) return;
      this.#database.run("DELETE FROM checkpoint WHERE channel_id = ? AND at_ms < ?", channelId, kept.atMs);
    });
  }

  /** The text left with the last append; null when there was none. */
  state(channelId: string): string | null {
    const row = this.#database.first("SELECT state FROM timeline WHERE channel_id = ?", channelId);
    return row && text(row, "state");
  }

  /** The newest state left by an append that ended at an instant or before; null when there is none. */
  checkpoint(channelId: string, atMs: number): Checkpoint | null {
    const sql =
      "SELECT at_ms, state FROM checkpoint WHERE channel_id = ? AND at_ms <= ? ORDER BY at_ms DESC LIMIT 1";
    const row = this.#database.first(sql, channelId, atMs);
    return row && { atMs: integer(row, "at_ms"), state: text(row, "state") };
  }

  /** Rises with every change of any timeline, over restarts too. */
  version(): number {
    const row = this.#database.first("SELECT version FROM timeline_version");
    return row === null ? 0 : integer(row, "version");
  }

  /** Channels that have a timeline or a state. */
  channels(): string[] {
    return this.#database.all("SELECT channel_id FROM timeline ORDER BY channel_id")
      .map((row) => text(row, "channel_id"));
  }

  /** Forgets a channel wholly. */
  remove(channelId: string): void {
    this.#database.transaction(() => {
      if (this.#database.run("DELETE FROM timeline WHERE channel_id = ?", channelId) > 0) this.#rise();
    });
  }

  #append(
    channelId: string,
    programmes: readonly Programme[],
    state: string,
    checkpoints: readonly Checkpoint[],
  ): void {
    this.#database.run(
      `INSERT INTO timeline (channel_id, state) VALUES (?, ?)
       ON CONFLICT (channel_id) DO UPDATE SET state = excluded.state`,
      channelId,
      state,
    );
    let endMs = this.endMs(channelId);
    for (const programme of programmes) {
      checkNext(channelId, programme, endMs);
      this.#insert(programme);
      endMs = programme.stopMs;
    }
    for (const { atMs, state: left } of endMs === null ? [] : [...checkpoints, { atMs: endMs, state }]) {
      const keep = "INSERT OR REPLACE INTO checkpoint (channel_id, at_ms, state) VALUES (?, ?, ?)";
      this.#database.run(keep, channelId, atMs, left);
    }
    const row = this.#database.first("SELECT count(*) AS n FROM programme WHERE channel_id = ?", channelId);
    const count = row === null ? 0 : integer(row, "n");
    invariant(
      count <= LIMITS.timelineProgrammesMax,
      `Cannot append to channel ${channelId}: its timeline would hold ${count} programmes`,
    );
    this.#rise();
  }

  #insert(programme: Programme): void {
    this.#database.run(
      `INSERT INTO programme (channel_id, start_ms, stop_ms, kind, item_id, item_offset_ms, item_duration_ms,
         filler, guide_title, guide_group, category, title, show, season, episode, year)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      programme.channelId,
      programme.startMs,
      programme.stopMs,
      programme.kind,
      programme.itemId,
      programme.itemOffsetMs,
      programme.itemDurationMs,
      programme.filler,
      programme.guideTitle,
      programme.guideGroup,
      programme.category,
      programme.title,
      programme.show,
      programme.season,
      programme.episode,
      programme.year,
    );
  }

  #rise(): void {
    this.#database.run("UPDATE timeline_version SET version = version + 1");
  }
}

function checkNext(channelId: string, programme: Programme, endMs: number | null): void {
  const { startMs, stopMs } = programme;
  const where = `Cannot append to channel ${channelId}`;
  invariant(programme.channelId === channelId, `${where}: the programme belongs to ${programme.channelId}`);
  invariant(
    Number.isSafeInteger(startMs) && Number.isSafeInteger(stopMs) && stopMs > startMs,
    `${where}: a programme cannot last from ${startMs} to ${stopMs}`,
  );
  invariant(
    endMs === null || startMs === endMs,
    `${where}: the timeline ends at ${endMs}, the programme starts at ${startMs}`,
  );
}

function programmeOf(row: Row): Programme {
  return {
    channelId: text(row, "channel_id"),
    startMs: integer(row, "start_ms"),
    stopMs: integer(row, "stop_ms"),
    kind: oneOf(row, "kind", ["item", "off_air", "getting_ready", "up_next", "paused"]),
    itemId: integerOrNull(row, "item_id"),
    itemOffsetMs: integer(row, "item_offset_ms"),
    itemDurationMs: integerOrNull(row, "item_duration_ms"),
    filler: row["filler"] === null ? null : oneOf(row, "filler", FILLER_KINDS),
    guideTitle: textOrNull(row, "guide_title"),
    guideGroup: integerOrNull(row, "guide_group"),
    category: oneOf(row, "category", ["episode", "movie", "other"]),
    title: text(row, "title"),
    show: textOrNull(row, "show"),
    season: integerOrNull(row, "season"),
    episode: integerOrNull(row, "episode"),
    year: integerOrNull(row, "year"),
  };
}
