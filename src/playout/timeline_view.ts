import type { Clock } from "../clock.ts";
import type { Programme } from "../programme.ts";
import { isPart, withNeighbours } from "./parts_of_item.ts";
import { isSameProgramme } from "./upcoming.ts";

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

/** What surrounds a part of an item is looked at less often, for that costs more. */
const KEEP_NEIGHBOURS_MS = 2_000;

/** So many cards in a row are looked behind. */
const CARDS_MAX = 10;

/** One channel's timeline, as it was a moment ago at most. */
export class TimelineView {
  #kept: Programme[] = [];
  #keptUntilMs = -Infinity;
  /** A part of an item, and what it is with its neighbours. */
  #joined: { readonly part: Programme; readonly whole: Programme; readonly untilMs: number } | null = null;

  /** Nothing was read yet. */
  constructor(private readonly parts: TimelineViewParts) {}

  /** The programme that covers an instant. Parts of one item without a break between them are one. */
  at(atMs: number): Programme {
    const { channel, clock, programmeAt } = this.parts;
    const nowMs = clock.monotonicMs();
    if (nowMs >= this.#keptUntilMs) {
      this.#kept = [];
      this.#keptUntilMs = nowMs + KEEP_MS;
    }
    const known = this.#kept.find(({ startMs, stopMs }) => startMs <= atMs && atMs < stopMs);
    if (known !== undefined) return known;
    const read = this.#join(programmeAt(channel.id, atMs), nowMs);
    this.#kept.push(read);
    return read;
  }

  #join(programme: Programme, nowMs: number): Programme {
    if (!isPart(programme)) return programme;
    const { channel, programmeAt } = this.parts;
    const known = this.#joined;
    const isKnown = known !== null && nowMs < known.untilMs && isSameProgramme(known.part, programme) &&
      known.part.stopMs === programme.stopMs;
    if (isKnown) return known.whole;
    const whole = withNeighbours(programme, (atMs) => programmeAt(channel.id, atMs));
    this.#joined = { part: programme, whole, untilMs: nowMs + KEEP_NEIGHBOURS_MS };
    return whole;
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
