import type { Clock } from "../clock.ts";
import { LIMITS } from "../limits.ts";
import type { Logger } from "../log.ts";

/** Growth of resident memory that is worth a warning, and the time in which it must happen. */
const RISE_BYTES = 100_000_000;
const WINDOW_MS = 600_000;

/** A program that has just begun reads its library and fills its caches: what it grows by then is no leak. */
const SETTLED_AFTER_MS = 300_000;

interface Reading {
  readonly atMs: number;
  readonly bytes: number;
}

/** Sees whether main's memory grows faster than caches fill. */
export class LeakWatch {
  readonly #readings: Reading[] = [];
  /** What was warned of last; the next rise is reckoned from there on. */
  #warned: Reading | null = null;

  readonly #settledAtMs: number;

  /** The program begins. Of the clock only the monotonic time is used. */
  constructor(private readonly parts: { readonly clock: Clock; readonly log: Logger }) {
    this.#settledAtMs = parts.clock.monotonicMs() + SETTLED_AFTER_MS;
  }

  /** Growth over the last ten minutes, in bytes: the newest figure above the smallest; 0 without any. */
  get riseBytes(): number {
    this.#forgetTheOld();
    return (this.#readings.at(-1)?.bytes ?? 0) - (lowest(this.#readings)?.bytes ?? 0);
  }

  /** True while memory has grown by 100 MB within ten minutes. */
  get isRising(): boolean {
    return this.riseBytes >= RISE_BYTES;
  }

  /**
   * Takes a figure in, and warns if memory grew by 100 MB within ten minutes: since the last warning, so that the
   * next one needs another 100 MB.
   *
   * @param bytes Resident memory of main.
   */
  note(bytes: number): void {
    const nowMs = this.parts.clock.monotonicMs();
    if (nowMs < this.#settledAtMs) return;
    const reading = { atMs: nowMs, bytes };
    this.#readings.push(reading);
    if (this.#readings.length > LIMITS.leakReadingsMax) this.#readings.shift();
    this.#forgetTheOld();

    const warned = this.#readings.findIndex((earlier) => earlier === this.#warned);
    const from = lowest(this.#readings.slice(Math.max(0, warned)));
    if (from === undefined || bytes - from.bytes < RISE_BYTES) return;
    this.#warned = reading;
    this.parts.log.warn("Long-run leak detection: main's memory grew fast", {
      rise_mb: megabytes(bytes - from.bytes),
      from_mb: megabytes(from.bytes),
      to_mb: megabytes(bytes),
      minutes: Math.round((nowMs - from.atMs) / 6_000) / 10,
    });
  }

  #forgetTheOld(): void {
    const nowMs = this.parts.clock.monotonicMs();
    while (nowMs - (this.#readings[0]?.atMs ?? nowMs) > WINDOW_MS) this.#readings.shift();
  }
}

function lowest(readings: readonly Reading[]): Reading | undefined {
  return readings.reduce<Reading | undefined>(
    (least, reading) => least === undefined || reading.bytes < least.bytes ? reading : least,
    undefined,
  );
}

function megabytes(bytes: number): number {
  return Math.round(bytes / 1_000_000);
}
