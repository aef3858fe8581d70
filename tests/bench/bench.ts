/** One figure of a bench, and what it must reach. */
export interface Row {
  /** What was measured. */
  readonly what: string;
  /** The figure. */
  readonly value: number;
  /** Its unit; `×` for a ratio of two figures of the same run. */
  readonly unit: string;
  /** It must not be above this; no bound when absent. */
  readonly atMost?: number;
  /** It must not be below this. */
  readonly atLeast?: number;
  /** What it is made of, or stands beside: figures of the same run. */
  readonly beside?: string;
}

/** How a bench is run. */
export interface BenchRun {
  /** True for a short run: fewer tries and channels, rougher figures. */
  readonly isQuick: boolean;
  /** A folder for media, which other benches of the run use too. */
  readonly folder: string;
}

/** Something that is measured. */
export interface Bench {
  /** What it is called on the command line. */
  readonly name: string;
  /** What it measures, in one line. */
  readonly about: string;
  /** Programs it needs beside ffmpeg. */
  readonly needs: readonly string[];
  /** Measures. */
  readonly run: (run: BenchRun) => AsyncIterable<Row>;
}

/**
 * Whether a figure is what it must be.
 *
 * @returns Null when nothing is asked of it.
 */
export function isReached({ value, atMost, atLeast }: Row): boolean | null {
  if (atMost === undefined && atLeast === undefined) return null;
  return value <= (atMost ?? Infinity) && value >= (atLeast ?? -Infinity);
}

/** The middle one of some figures; of an even number, the lower of the two in the middle. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((one, other) => one - other);
  return sorted[Math.floor((sorted.length - 1) / 2)] ?? NaN;
}
