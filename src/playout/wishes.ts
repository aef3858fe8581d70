import type { Channel } from "../channel.ts";
import type { Clock } from "../clock.ts";
import type { Programme } from "../programme.ts";
import type { SlateReason, SlateWish } from "./cards.ts";

/** What wishes are found with. */
export interface SlateWishParts {
  /** The channel. */
  readonly channel: Pick<Channel, "id">;
  /** The single truth: what airs when. */
  readonly programmeAt: (channelId: string, atMs: number) => Programme;
  /** Time. */
  readonly clock: Clock;
}

/** Cards, clips and fillers may be many in a row: so far ahead, and in so many steps, their end is looked for. */
const LOOK_AHEAD_MS = 48 * 3_600_000;
const STEPS_MAX = 100;

/** What was found holds for so long: it is asked for several times a second, and the timeline seldom changes. */
const KEEP_MS = 30_000;

/** The programme on air and the one that follows are asked about, each for a reason or two. */
const KEPT_MAX = 4;

/** Finds what the cards of a channel are to say: until when they show, and what comes then. */
export class SlateWishes {
  readonly #kept = new Map<string, { readonly untilMs: number; readonly wish: SlateWish }>();

  /** Nothing is found yet. */
  constructor(private readonly parts: SlateWishParts) {}

  /** The wish for a card that is shown instead of a programme. */
  of(programme: Programme, reason: SlateReason): SlateWish {
    if (reason === "tuning" || reason === "getting_ready") return { reason, untilMs: null, nextTitle: null };
    if (reason === "paused") return { reason, untilMs: null, nextTitle: nameOf(programme) };
    const nowMs = this.parts.clock.monotonicMs();
    const key = `${reason} ${programme.startMs} ${programme.stopMs}`;
    const kept = this.#kept.get(key);
    if (kept !== undefined && nowMs < kept.untilMs) return kept.wish;
    const next = this.#nextItem(programme);
    const wish = {
      reason,
      untilMs: next?.startMs ?? null,
      nextTitle: next && nameOf(next),
    };
    if (this.#kept.size >= KEPT_MAX) this.#kept.clear();
    this.#kept.set(key, { untilMs: nowMs + KEEP_MS, wish });
    return wish;
  }

  /** The programme that follows: behind nothing but cards of the same kind, and what fills the time before it. */
  #nextItem(programme: Programme): Programme | null {
    const { channel, programmeAt } = this.parts;
    const untilMs = programme.stopMs + LOOK_AHEAD_MS;
    let next = programmeAt(channel.id, programme.stopMs);
    for (let step = 0; step < STEPS_MAX; step++) {
      if (isProgramme(next)) return next;
      const mayFollow = next.kind === programme.kind || isFilling(next);
      if (!mayFollow || next.stopMs >= untilMs) return null;
      next = programmeAt(channel.id, next.stopMs);
    }
    return null;
  }
}

/** Nobody waits for a commercial: what is announced is what the guide names. */
function isProgramme({ kind, filler }: Programme): boolean {
  return kind === "item" && filler === null;
}

function isFilling({ kind, filler }: Programme): boolean {
  return kind === "up_next" || filler !== null;
}

/** As the guide calls it. */
function nameOf({ guideTitle, show, title }: Programme): string {
  return guideTitle ?? show ?? title;
}
