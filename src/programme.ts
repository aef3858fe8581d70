import type { MediaTitle } from "./media.ts";

/** Why a programme is there: media, or a card. */
export type ProgrammeKind = "item" | CardKind;

/** Why a card is there: nothing to air, or nothing yet. */
export type CardKind = "off_air" | "getting_ready";

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
