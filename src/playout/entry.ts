import type { Clock } from "../clock.ts";
import type { AccessUnit } from "../mpegts/mod.ts";
import { TICKS_PER_SECOND } from "../mpegts/mod.ts";
import type { Input } from "./input.ts";

/** An input that could not keep up goes on air again only with so much in hand: else the card would flicker. */
const REJOIN_RESERVE_MS = 1_500;

/** An input that is up to so late shows all it has; what the guide says may be off by as much. */
const LATE_MS_MAX = 1_000;

/** One that joins so often within a minute does not keep up, and another way to play the programme may. */
const JOINS_MAX = 3;
const JOINS_WINDOW_MS = 60_000;

/** Where an input is to begin. */
export interface EntryPlace {
  /** How far the output is beyond the place its first picture was made for, in milliseconds; 0 or below: it is not. */
  readonly lateMs: number;
  /** Length of one picture, in milliseconds. */
  readonly frameMs: number;
  /** Pictures to take at once. */
  readonly picturesMax: number;
}

/** How inputs come on air: from a key frame, with enough in hand, and at the place that belongs to the clock. */
export class Entry {
  #lastJoined: Input | null = null;
  #joinedAtMs: number[] = [];
  /** Time stamps from which on inputs are shown. */
  readonly #beginnings = new WeakMap<Input, number>();

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
  beginning(input: Input, { lateMs, frameMs, picturesMax }: EntryPlace): AccessUnit[] {
    const reserve = this.hasJoined(input) ? REJOIN_RESERVE_MS / frameMs : 1;
    if (input.state === "opening" || input.state === "ready" && input.waiting < reserve) return [];
    while (input.waiting > 0) {
      const units = input.take(picturesMax);
      const first = units.findIndex((unit) =>
        isKeyPicture(unit) && unit.pts >= this.#from(input, unit, lateMs)
      );
      if (first >= 0) return units.slice(first);
    }
    return [];
  }

  /** What has been shown by the clock meanwhile is left out. */
  #from(input: Input, { pts }: AccessUnit, lateMs: number): number {
    const known = this.#beginnings.get(input);
    if (known !== undefined) return known;
    // Not more: what began early would also end early.
    const skippedMs = Math.max(0, lateMs - LATE_MS_MAX);
    const from = pts + skippedMs / 1_000 * TICKS_PER_SECOND;
    this.#beginnings.set(input, from);
    return from;
  }
}

function isKeyPicture({ kind, isKey }: AccessUnit): boolean {
  return kind === "video" && isKey;
}
