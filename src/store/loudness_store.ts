import type { Loudness, MediaItem } from "../media.ts";
import type { Database } from "./database.ts";
import { real } from "./row.ts";

/** One sound track of a file as it was when it was measured. */
export interface SoundTrack extends Pick<MediaItem, "sizeBytes" | "modifiedMs"> {
  /** The item. */
  readonly itemId: number;
  /** Index of the sound stream within the file. */
  readonly audioIndex: number;
}

/** What was measured of a track. */
export interface MeasuredTrack {
  /** The figures; null for a track that is silent throughout. */
  readonly loudness: Loudness | null;
}

/** How loud sound tracks are. A file that changed counts as not measured. */
export class LoudnessStore {
  readonly #database: Database;

  /** Reads and writes one database. */
  constructor(database: Database) {
    this.#database = database;
  }

  /** What is known of a track; null when it was not measured, or the file is another one by now. */
  find(track: SoundTrack): MeasuredTrack | null {
    const row = this.#database.first(
      "SELECT * FROM loudness WHERE item_id = ? AND audio_index = ? AND size_bytes = ? AND modified_ms = ?",
      track.itemId,
      track.audioIndex,
      track.sizeBytes,
      track.modifiedMs,
    );
    if (row === null) return null;
    if (row["integrated_lufs"] === null) return { loudness: null };
    return {
      loudness: {
        integratedLufs: real(row, "integrated_lufs"),
        truePeakDbtp: real(row, "true_peak_dbtp"),
        rangeLu: real(row, "range_lu"),
        thresholdLufs: real(row, "threshold_lufs"),
      },
    };
  }

  /** Keeps what was measured, in place of what was known of the track before. */
  record(track: SoundTrack, { loudness }: MeasuredTrack): void {
    this.#database.run(
      `INSERT OR REPLACE INTO loudness (item_id, audio_index, size_bytes, modified_ms, integrated_lufs,
         true_peak_dbtp, range_lu, threshold_lufs) VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
      track.itemId,
      track.audioIndex,
      track.sizeBytes,
      track.modifiedMs,
      loudness?.integratedLufs ?? null,
      loudness?.truePeakDbtp ?? null,
      loudness?.rangeLu ?? null,
      loudness?.thresholdLufs ?? null,
    );
  }
}
