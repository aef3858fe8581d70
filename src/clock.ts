/** The seam for time: everything that waits or asks "when" takes a {@link Clock}, so that tests move it by hand. */
export interface Clock {
  /** Milliseconds since 1970 UTC; may jump when the machine's clock is set. */
  wallMs(): number;
  /** Milliseconds since an arbitrary start; never goes back. For durations and deadlines. */
  monotonicMs(): number;
  /**
   * Resolves after `durationMs`, or at once when `signal` aborts.
   *
   * @param durationMs How long to wait; 0 or less yields to the event loop once.
   * @param signal Ends the wait early; the promise then resolves all the same.
   */
  sleep(durationMs: number, signal?: AbortSignal): Promise<void>;
  /**
   * Calls `work` every `periodMs` until disposed. A call never overlaps the one before.
   *
   * @param periodMs Distance between two starts, in milliseconds, above 0.
   * @param work What to do; a rejected promise is its own business to report.
   */
  every(periodMs: number, work: () => void | Promise<void>): Disposable;
}

/** The machine's own clock. */
export const systemClock: Clock = {
  wallMs: () => Date.now(),
  monotonicMs: () => performance.now(),
  sleep: (durationMs, signal) =>
    new Promise((resolve) => {
      if (signal?.aborted) return resolve();
      const finish = () => {
        clearTimeout(timer);
        signal?.removeEventListener("abort", finish);
        resolve();
      };
      const timer = setTimeout(finish, Math.max(0, durationMs));
      signal?.addEventListener("abort", finish, { once: true });
    }),
  every(periodMs, work) {
    let isRunning = false;
    const timer = setInterval(async () => {
      if (isRunning) return;
      isRunning = true;
      try {
        await work();
      } finally {
        isRunning = false;
      }
    }, periodMs);
    return { [Symbol.dispose]: () => clearInterval(timer) };
  },
};
