import type { Clock } from "../../src/clock.ts";

interface Timer {
  dueMs: number;
  readonly run: () => void;
}

/** A clock that stands still until a test moves it. */
export class FakeClock implements Clock {
  #nowMs = 0;
  #wallOffsetMs: number;
  readonly #timers = new Set<Timer>();

  constructor(wallMs = Date.UTC(2026, 0, 5, 12)) {
    this.#wallOffsetMs = wallMs;
  }

  wallMs(): number {
    return this.#nowMs + this.#wallOffsetMs;
  }

  monotonicMs(): number {
    return this.#nowMs;
  }

  sleep(durationMs: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      if (signal?.aborted) return resolve();
      const timer: Timer = { dueMs: this.#nowMs + Math.max(0, durationMs), run: () => finish() };
      const finish = () => {
        this.#timers.delete(timer);
        signal?.removeEventListener("abort", finish);
        resolve();
      };
      this.#timers.add(timer);
      signal?.addEventListener("abort", finish, { once: true });
    });
  }

  every(periodMs: number, work: () => void | Promise<void>): Disposable {
    const timer: Timer = {
      dueMs: this.#nowMs + periodMs,
      run: () => {
        timer.dueMs += periodMs;
        void work();
      },
    };
    this.#timers.add(timer);
    return { [Symbol.dispose]: () => void this.#timers.delete(timer) };
  }

  /** Moves time forward, running each timer at its own instant and letting promises settle in between. */
  async advance(durationMs: number): Promise<void> {
    const untilMs = this.#nowMs + durationMs;
    await this.settle();
    for (;;) {
      let next: Timer | null = null;
      for (const timer of this.#timers) {
        if (timer.dueMs <= untilMs && (next === null || timer.dueMs < next.dueMs)) next = timer;
      }
      if (next === null) break;
      this.#nowMs = Math.max(this.#nowMs, next.dueMs);
      next.run();
      await this.settle();
    }
    this.#nowMs = untilMs;
    await this.settle();
  }

  /** Sets the wall clock as an administrator would: monotonic time does not notice. */
  jumpWall(byMs: number): void {
    this.#wallOffsetMs += byMs;
  }

  /** Stops the machine for a while: both clocks go on, and what was due meanwhile is late. */
  suspend(durationMs: number): void {
    this.#nowMs += durationMs;
  }

  /** Lets promises that are ready run on. */
  async settle(): Promise<void> {
    for (let turn = 0; turn < 20; turn++) await Promise.resolve();
  }
}
