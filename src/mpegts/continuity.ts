import { PID_COUNT } from "./packet.ts";

/** The counter after `continuity`: it has four bits (2.4.3.3). */
export function nextContinuity(continuity: number): number {
  return (continuity + 1) & 15;
}

/** The counters of everything we send, one per PID. */
export class ContinuityCounters {
  readonly #last = new Uint8Array(PID_COUNT).fill(15);

  /** The counter of the last packet with payload; 15 before the first. */
  last(pid: number): number {
    return this.#last[pid] ?? 15;
  }

  /** Advances by one packet with payload. */
  next(pid: number): number {
    const continuity = nextContinuity(this.last(pid));
    this.#last[pid] = continuity;
    return continuity;
  }

  /** Remembers the counter of the last packet of a run that was numbered elsewhere. */
  set(pid: number, continuity: number): void {
    this.#last[pid] = continuity;
  }
}
