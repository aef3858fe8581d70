import type { Clock } from "../clock.ts";
import type { AccessUnit } from "../mpegts/mod.ts";
import type { Input } from "./input.ts";

/** An input that could not keep up goes on air again only with so much in hand: else the card would flicker. */
const REJOIN_RESERVE_MS = 1_500;

/** One that joins so often within a minute does not keep up, and another way to play the programme may. */
const JOINS_MAX = 3;
const JOINS_WINDOW_MS = 60_000;

/** How pictures are counted. */
export interface EntryPace {
  /** Length of one picture, in milliseconds. */
  readonly frameMs: number;
  /** Pictures to take at once. */
  readonly picturesMax: number;
}

/** How inputs come on air: from a key frame, with enough in hand, and not again and again. */
export class Entry {
  #lastJoined: Input | null = null;
  #joinedAtMs: number[] = [];

  /** Nothing joined yet. */
  constructor(private readonly clock: Clock) {}

  /** True for the input that joined last: if it is not on air, it could not keep up. */
  hasJoined(input: Input | null): boolean {
    return input !== null && this.#lastJoined === input;
  }

  /** True for an input that came on air again and again. */
  isFlagging(input: Input): boolean {
    const sinceMs = this.clock.monotonicMs() - JOINS_WINDOW_MS;
    return this.hasJoined(input) && this.#joinedAtMs.filter((atMs) => atMs > sinceMs).length >= JOINS_MAX;
  }

  /** It goes on air now. */
  join(input: Input): void {
    if (!this.hasJoined(input)) this.#joinedAtMs = [];
    this.#lastJoined = input;
    this.#joinedAtMs = [...this.#joinedAtMs, this.clock.monotonicMs()].slice(-JOINS_MAX);
  }

  /** What an input can go on air with: units from a key frame on. Nothing while it has too little. */
  beginning(input: Input, { frameMs, picturesMax }: EntryPace): AccessUnit[] {
    const reserve = this.hasJoined(input) ? REJOIN_RESERVE_MS / frameMs : 1;
    if (input.state === "opening" || input.state === "ready" && input.waiting < reserve) return [];
    while (input.waiting > 0) {
      const units = input.take(picturesMax);
      const first = units.findIndex(({ kind, isKey }) => kind === "video" && isKey);
      if (first >= 0) return units.slice(first);
    }
    return [];
  }
}
