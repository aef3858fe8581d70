import type { Clock } from "../clock.ts";
import { messageOf } from "../fault.ts";
import type { Logger } from "../log.ts";
import {
  earlyWarning,
  failureRatioOf,
  type GuideCensus,
  type Lookups,
  metadataDrift,
} from "./early_warning.ts";

/** What a watch over metadata looks at. */
export interface MetadataWatchParts {
  /** Keys of the channels the guide tells of. */
  readonly channels: () => readonly string[];
  /** Counts a channel's programmes that start in a span. */
  readonly census: (
    channelId: string,
    fromMs: number,
    toMs: number,
  ) => Omit<GuideCensus, "placeholders" | "failureRatio">;
  /** Look-ups since this was asked last. */
  readonly takeLookups: () => Lookups;
  /** Time. */
  readonly clock: Clock;
  /** Warned. */
  readonly log: Logger;
}

/** What a watch goes by. */
export interface MetadataWatchOptions {
  /** How far the guide tells. */
  readonly daysAhead: number;
  /** Within this time the same warning is written once, however often the guide is made anew. */
  readonly cycleMs: number;
}

/** Warns when a guide's metadata gets worse. It stops nothing (M3). */
export class MetadataWatch {
  #failureRatio: number | null = null;
  #lookups: Lookups = { successes: 0, failures: 0 };
  /** Which bounds the last warning told of, and when, by the monotonic clock. */
  #warned = { bounds: "", atMs: -Infinity };
  #looked: Promise<void> = Promise.resolve();

  /**
   * Looks at nothing yet.
   *
   * @param parts What it looks at.
   * @param options What it goes by.
   */
  constructor(private readonly parts: MetadataWatchParts, private readonly options: MetadataWatchOptions) {}

  /**
   * Looks at a guide that was made: at most one early warning and one of a drift come of it.
   *
   * @param placeholders Titles the guide had to make up.
   */
  look(placeholders: number): Promise<void> {
    // One after another, so that each cycle is compared with the one before.
    this.#looked = this.#looked.then(() => this.#look(placeholders));
    return this.#looked;
  }

  async #look(placeholders: number): Promise<void> {
    const { log, takeLookups } = this.parts;
    try {
      const { successes, failures } = takeLookups();
      // Too few tell nothing: they are added up until they are enough, and the ratio before still counts.
      this.#lookups = {
        successes: this.#lookups.successes + successes,
        failures: this.#lookups.failures + failures,
      };
      const before = this.#failureRatio;
      const ratio = failureRatioOf(this.#lookups);
      if (ratio !== null) {
        this.#failureRatio = ratio;
        this.#lookups = { successes: 0, failures: 0 };
      }
      const rise = metadataDrift(before, this.#failureRatio);
      if (rise !== null) {
        log.warn("Metadata drift", { before: rounded(before), now: rounded(this.#failureRatio), rise });
      }
      const warning = earlyWarning({
        ...await this.#census(),
        placeholders,
        failureRatio: this.#failureRatio,
      });
      if (warning !== null && this.#isNews(Object.keys(warning).join())) {
        log.warn("EPG metadata early warning", { ...warning });
      }
    } catch (thrown) {
      log.error("Cannot look at the guide's metadata", { reason: messageOf(thrown) });
    }
  }

  /** A guide is made anew with every title that is found; whoever reads the log wants one line a cycle. */
  #isNews(bounds: string): boolean {
    const nowMs = this.parts.clock.monotonicMs();
    const { bounds: before, atMs } = this.#warned;
    if (bounds === before && nowMs - atMs < this.options.cycleMs) return false;
    this.#warned = { bounds, atMs: nowMs };
    return true;
  }

  /** Channel by channel, so that streaming goes on in between. */
  async #census(): Promise<Omit<GuideCensus, "placeholders" | "failureRatio">> {
    const { channels, census, clock } = this.parts;
    const fromMs = clock.wallMs();
    const toMs = fromMs + this.options.daysAhead * 24 * 3_600_000;
    const total = { episodes: 0, withoutEpisodeNumber: 0, episodesAndMovies: 0, withoutYear: 0 };
    for (const channelId of channels()) {
      const counted = census(channelId, fromMs, toMs);
      total.episodes += counted.episodes;
      total.withoutEpisodeNumber += counted.withoutEpisodeNumber;
      total.episodesAndMovies += counted.episodesAndMovies;
      total.withoutYear += counted.withoutYear;
      await clock.sleep(0);
    }
    return total;
  }
}

function rounded(ratio: number | null): number | null {
  return ratio === null ? null : Math.round(ratio * 1_000) / 1_000;
}
