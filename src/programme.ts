import type { MediaTitle } from "./media.ts";

/** Why a programme is there: media, or a card. */
export type ProgrammeKind = "item" | CardKind;

/**
 * Why a card is there: nothing to air; nothing yet; a moment that says what comes next; or a channel whose time stands
 * still, because nobody watches.
 */
export type CardKind = "off_air" | "getting_ready" | "up_next" | "paused";

/** Where an item airs that is no programme of its own: around one, inside one, or where time is left. */
export type FillerKind = "pre_roll" | "mid_roll" | "post_roll" | "tail" | "fallback";

/**
 * One entry of a channel's timeline. Programmes of a channel tile time: each starts where the one before stops.
 *
 * Times are integer milliseconds since 1970 UTC.
 */
export interface Programme extends Pick<MediaTitle, "title" | "show" | "season" | "episode" | "year"> {
  /** Key of the channel it airs on. */
  readonly channelId: string;
  /** First instant. */
  readonly startMs: number;
  /** Above `startMs`. */
  readonly stopMs: number;
  /** Media or card. */
  readonly kind: ProgrammeKind;
  /** The item that airs; null for a card. */
  readonly itemId: number | null;
  /** Position in the item at `startMs`, in milliseconds. */
  readonly itemOffsetMs: number;
  /** Play time of the whole item when this was planned; null for a card. */
  readonly itemDurationMs: number | null;
  /** What it fills; null for a programme of its own, and for cards. */
  readonly filler: FillerKind | null;
  /** Title that the guide shows instead of its own; null for that. */
  readonly guideTitle: string | null;
  /** Neighbours with the same number, one of a channel's, are one entry of the guide; null for none. */
  readonly guideGroup: number | null;
  /** `movie` puts the programme under films in guides. */
  readonly category: MediaTitle["kind"];
}

/** What is on at an instant. */
export interface NowPlaying {
  /** The programme covering the instant. */
  readonly programme: Programme;
  /** How far into the programme the instant lies, in milliseconds. */
  readonly positionMs: number;
  /** The programme after it, if the timeline reaches that far. */
  readonly next: Programme | null;
}
