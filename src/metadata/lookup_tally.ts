/** Look-ups of one span of time. */
export interface LookupFigures {
  /** Those that found something. */
  readonly successes: number;
  /** Those that did not. */
  readonly failures: number;
}

/** Counts look-ups between two looks at them. */
export class LookupTally {
  #successes = 0;
  #failures = 0;

  /** Counts one. */
  note(isSuccess: boolean): void {
    if (isSuccess) this.#successes++;
    else this.#failures++;
  }

  /** What was counted since the last call. */
  take(): LookupFigures {
    const figures = { successes: this.#successes, failures: this.#failures };
    this.#successes = 0;
    this.#failures = 0;
    return figures;
  }
}
