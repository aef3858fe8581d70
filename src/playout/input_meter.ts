import type { Clock } from "../clock.ts";
import type { AccessUnit } from "../mpegts/mod.ts";

/** What the input on air delivers. */
export interface InputFigures {
  /** Thousands of bits per second. */
  readonly bitrateKbps: number;
  /** Pictures per second. */
  readonly fps: number;
}

/** Figures are of at least this long: output is made in batches of a second. */
const WINDOW_MS = 3_000;

/** Measures what is passed on from one input. */
export class InputMeter {
  #sinceMs: number;
  #bytes = 0;
  #pictures = 0;
  #lastPts: number | null = null;
  #figures: InputFigures = { bitrateKbps: 0, fps: 0 };

  /** Nothing was measured yet. */
  constructor(private readonly clock: Clock) {
    this.#sinceMs = clock.monotonicMs();
  }

  /** As of the last full window. */
  get figures(): InputFigures {
    return this.#figures;
  }

  /** Another input is measured from now on. */
  restart(): void {
    this.#sinceMs = this.clock.monotonicMs();
    this.#bytes = this.#pictures = 0;
    this.#figures = { bitrateKbps: 0, fps: 0 };
  }

  /** Counts what was passed on. @returns True if the time of its pictures went on. */
  note(units: readonly AccessUnit[]): boolean {
    let hasMoved = false;
    for (const { kind, from, to, pts } of units) {
      this.#bytes += to - from;
      if (kind !== "video") continue;
      this.#pictures++;
      hasMoved ||= pts !== this.#lastPts;
      this.#lastPts = pts;
    }
    this.#measure();
    return hasMoved;
  }

  #measure(): void {
    const elapsedMs = this.clock.monotonicMs() - this.#sinceMs;
    if (elapsedMs < WINDOW_MS) return;
    this.#figures = {
      bitrateKbps: Math.round(this.#bytes * 8 / elapsedMs),
      fps: Math.round(this.#pictures * 10_000 / elapsedMs) / 10,
    };
    this.#sinceMs += elapsedMs;
    this.#bytes = this.#pictures = 0;
  }
}
