import type { CardText } from "../ffmpeg/mod.ts";
import type { CardKind } from "../programme.ts";

/**
 * Why a card is shown: the `reason` label of `slate_seconds_total`.
 *
 * `tuning`: the programme is on its way. `unavailable`: it cannot be played now. `between`: its item is over, the next
 * programme follows in time. The others are kinds of cards: the timeline has one here.
 */
export type SlateReason = "tuning" | "unavailable" | "between" | CardKind;

/** What a card is to say. */
export interface SlateWish {
  /** Why it is shown. */
  readonly reason: SlateReason;
  /** When something else airs, milliseconds since 1970; null when that is not known. */
  readonly untilMs: number | null;
  /** What airs then, or goes on then; null when that is not known. */
  readonly nextTitle: string | null;
}

/** From where and when a wish is read. */
export interface CardMoment {
  /** Zone in which times of day are told, as the IANA names it. */
  readonly zone: string;
  /** Now, milliseconds since 1970: decides whether a time of day needs its day. */
  readonly nowMs: number;
}

/** Every reason for a card. */
export const SLATE_REASONS: readonly SlateReason[] = [
  "tuning",
  "getting_ready",
  "unavailable",
  "off_air",
  "between",
  "up_next",
  "paused",
];

/** A card that says why, and nothing of the moment. */
export function generalCard(reason: SlateReason): CardText {
  return GENERAL[reason];
}

/**
 * What a card says at a moment: the general card of its reason, or one with a time and a title.
 *
 * @param wish What is known.
 * @param moment From where and when it is told.
 */
export function cardText(wish: SlateWish, moment: CardMoment): CardText {
  const { reason } = wish;
  const general = GENERAL[reason];
  const title = wish.nextTitle === null ? "" : shorten(wish.nextTitle);
  const time = wish.untilMs === null ? null : tellTime(wish.untilMs, moment);
  const next = title === "" ? null : `Next: ${title}`;
  if (reason === "off_air" && time !== null) return { headline: `Off air until ${time}`, detail: next ?? "" };
  if (reason === "up_next" && title !== "") {
    return { headline: `Up next: ${title}`, detail: time === null ? "" : `at ${time}` };
  }
  if (reason === "paused" && title !== "") return { headline: title, detail: GENERAL.paused.detail };
  if (reason === "between" && next !== null) {
    return { headline: next, detail: time === null ? "" : `at ${time}` };
  }
  if (reason === "unavailable" && next !== null) {
    return { headline: general.headline, detail: time === null ? next : `${next}, at ${time}` };
  }
  return general;
}

/** True when two cards say the same. */
export function saysTheSame(one: CardText, other: CardText): boolean {
  return one.headline === other.headline && one.detail === other.detail;
}

const GENERAL: Readonly<Record<SlateReason, CardText>> = Object.freeze({
  tuning: { headline: "One moment…", detail: "The programme begins right away." },
  unavailable: { headline: "We'll be right back", detail: "This programme cannot be played just now." },
  between: { headline: "One moment…", detail: "The next programme begins shortly." },
  off_air: { headline: "Off air", detail: "There is nothing to play on this channel." },
  getting_ready: {
    headline: "Getting ready…",
    detail: "The library is being read. Programmes follow in a moment.",
  },
  up_next: { headline: "Up next", detail: "The next programme begins shortly." },
  paused: { headline: "Paused", detail: "Goes on when somebody watches." },
});

/** More of a title than this would not fit on the card, and would push the time off it. */
const TITLE_CHARACTERS_MAX = 60;

const graphemes = new Intl.Segmenter("en", { granularity: "grapheme" });

/** One line of a title: control characters are spaces, what is too long ends in an ellipsis. */
function shorten(title: string): string {
  // Cut first, so that a title of any length costs the same.
  const head = title.slice(0, TITLE_CHARACTERS_MAX * 20).toWellFormed();
  const line = head.split(/[\s\p{Cc}]+/u).filter((word) => word !== "").join(" ");
  const characters = [...graphemes.segment(line)].map(({ segment }) => segment);
  if (characters.length <= TITLE_CHARACTERS_MAX) return line;
  return `${characters.slice(0, TITLE_CHARACTERS_MAX - 1).join("").trimEnd()}…`;
}

/** `18:00` today and where it cannot be mistaken, `Monday, 18:00` within the week, `5 January, 18:00` beyond. */
function tellTime(atMs: number, { zone, nowMs }: CardMoment): string {
  const at = zoned(atMs, zone);
  const days = zoned(nowMs, zone).toPlainDate().until(at.toPlainDate()).days;
  const time = at.toPlainTime().toString({ smallestUnit: "minute" });
  if (days <= 0 || atMs - nowMs < UNMISTAKEN_MS) return time;
  const day = days < 7 ? { weekday: "long" } as const : { day: "numeric", month: "long" } as const;
  return `${at.toPlainDate().toLocaleString("en-GB", day)}, ${time}`;
}

/** Nobody takes a time of tomorrow for one of today that is over: 18 hours ahead at most. */
const UNMISTAKEN_MS = 18 * 3_600_000;

/** To the nearest second, for what begins a picture before the full hour begins on the hour. */
function zoned(atMs: number, zone: string): Temporal.ZonedDateTime {
  return Temporal.Instant.fromEpochMilliseconds(Math.round(atMs / 1_000) * 1_000).toZonedDateTimeISO(zone);
}
