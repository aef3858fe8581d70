import type { Clock } from "../clock.ts";
import type { Programme } from "../programme.ts";

/** What a channel's timeline is looked at with. */
export interface TimelineViewParts {
  /** The channel. */
  readonly channel: { readonly id: string };
  /** The single truth: what airs when. */
  readonly programmeAt: (channelId: string, atMs: number) => Programme;
  /** Time. */
  readonly clock: Clock;
}

/** What was read holds for so long: it is asked for many times a second, and the timeline seldom changes. */
const KEEP_MS = 250;

/** So many cards in a row are looked behind. */
const CARDS_MAX = 10;

/** One channel's timeline, as it was a moment ago at most. */
export class TimelineView {
  #kept: Programme[] = [];
  #keptUntilMs = -Infinity;

  /** Nothing was read yet. */
  constructor(private readonly parts: TimelineViewParts) {}

  /** The programme that covers an instant. */
  at(atMs: number): Programme {
    const { channel, clock, programmeAt } = this.parts;
    const nowMs = clock.monotonicMs();
    if (nowMs >= this.#keptUntilMs) {
      this.#kept = [];
      this.#keptUntilMs = nowMs + KEEP_MS;
    }
    const known = this.#kept.find(({ startMs, stopMs }) => startMs <= atMs && atMs < stopMs);
    if (known !== undefined) return known;
    const read = programmeAt(channel.id, atMs);
    this.#kept.push(read);
    return read;
  }

  /** The first item behind a programme that begins by then; short cards may come before it. */
  itemAfter(programme: Programme, untilMs: number): Programme | null {
    let next = programme;
    for (let step = 0; step < CARDS_MAX && next.stopMs <= untilMs; step++) {
      next = this.at(next.stopMs);
      if (next.itemId !== null) return next;
    }
    return null;
  }
}
