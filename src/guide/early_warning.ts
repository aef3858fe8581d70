/** What a guide's programmes lack, over all channels. */
export interface GuideCensus {
  /** Episodes. */
  readonly episodes: number;
  /** Those of them without an episode number. */
  readonly withoutEpisodeNumber: number;
  /** Episodes and movies. */
  readonly episodesAndMovies: number;
  /** Those of them without a year. */
  readonly withoutYear: number;
  /** Titles that had to be made up. */
  readonly placeholders: number;
  /** Part of the look-ups that failed, 0 to 1; null while there were too few to tell. */
  readonly failureRatio: number | null;
}

/** What is worth a warning: the values that are over their bounds, rounded; the others are absent. */
export interface EarlyWarning {
  /** Part of the episodes that have no number, in percent. */
  readonly withoutEpisodeNumberPercent?: number;
  /** Part of the episodes and movies that have no year, in percent. */
  readonly withoutYearPercent?: number;
  /** Titles that had to be made up. */
  readonly placeholders?: number;
  /** Part of the look-ups that failed, 0 to 1. */
  readonly failureRatio?: number;
}

/** Look-ups of one guide cycle. */
export interface Lookups {
  /** Those that found something. */
  readonly successes: number;
  /** Those that did not. */
  readonly failures: number;
}

const WITHOUT_EPISODE_NUMBER_MAX = 0.05;
const WITHOUT_YEAR_MAX = 0.05;
const PLACEHOLDERS_MAX = 10;
const FAILURE_RATIO_MAX = 0.3;
const FAILURE_RATIO_RISE_MAX = 0.1;
/** One failure of two look-ups is no trend. */
const LOOKUPS_MIN = 20;

/** What of a guide is worth a warning before viewers notice; null if nothing is. At its bound nothing is over it. */
export function earlyWarning(census: GuideCensus): EarlyWarning | null {
  const { failureRatio, placeholders } = census;
  const unnumbered = partOf(census.withoutEpisodeNumber, census.episodes);
  const undated = partOf(census.withoutYear, census.episodesAndMovies);
  const warning: EarlyWarning = {
    ...(unnumbered > WITHOUT_EPISODE_NUMBER_MAX &&
      { withoutEpisodeNumberPercent: rounded(unnumbered * 100) }),
    ...(undated > WITHOUT_YEAR_MAX && { withoutYearPercent: rounded(undated * 100) }),
    ...(placeholders > PLACEHOLDERS_MAX && { placeholders }),
    ...(failureRatio !== null && failureRatio > FAILURE_RATIO_MAX && { failureRatio: rounded(failureRatio) }),
  };
  return Object.keys(warning).length === 0 ? null : warning;
}

/**
 * Whether look-ups fail much more often than before (M3: worth a warning, and nothing else).
 *
 * @param before The ratio of the cycle before, 0 to 1; null while that is not known.
 * @param now The ratio of this cycle.
 * @returns By how much it rose, rounded; null if that is no drift.
 */
export function metadataDrift(before: number | null, now: number | null): number | null {
  if (before === null || now === null) return null;
  // 0.4 - 0.3 is a little more than 0.1 in binary, and no drift.
  const rise = rounded(now - before);
  return rise > FAILURE_RATIO_RISE_MAX ? rise : null;
}

/** Part of the look-ups that failed; null if there were too few to tell. */
export function failureRatioOf({ successes, failures }: Lookups): number | null {
  const total = successes + failures;
  return total < LOOKUPS_MIN ? null : failures / total;
}

function partOf(some: number, all: number): number {
  return all === 0 ? 0 : some / all;
}

function rounded(value: number): number {
  return Math.round(value * 1_000) / 1_000;
}
