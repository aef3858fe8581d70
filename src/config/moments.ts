import { z } from "zod";
import type { Days, DayText, Weekday } from "../schedule_rule.ts";
import { type Complaint, listOf, number, textLike, textThat } from "./values.ts";

const MINUTE_MS = 60_000;
const DAY_MINUTES = 1_440;

/** A time of day by the clock on the wall, in milliseconds from midnight. */
export function timeOfDay(): z.ZodType<number> {
  return textLike(
    /^([01]?\d|2[0-3]):[0-5]\d(:[0-5]\d)?$/,
    'a time of day such as "20:00" or "20:00:30"',
  ).transform((text) => {
    const [hours = 0, minutes = 0, seconds = 0] = text.split(":").map(Number);
    return ((hours * 60 + minutes) * 60 + seconds) * 1_000;
  });
}

/** A length in minutes, also parts of them; becomes whole milliseconds, at least one second. */
export function minutes(minutesMax: number = 7 * DAY_MINUTES): z.ZodType<number> {
  return number(1 / 60, minutesMax, `minutes from 1/60 to ${minutesMax}`).transform(toMs);
}

/** The same that may also be 0. */
export function minutesOrNone(minutesMax: number = 7 * DAY_MINUTES): z.ZodType<number> {
  return number(0, minutesMax).transform(toMs);
}

/** A length in seconds, also parts of them; becomes whole milliseconds. */
export function seconds(secondsMin: number, secondsMax: number): z.ZodType<number> {
  return number(secondsMin, secondsMax).transform((it) => Math.round(it * 1_000));
}

/** The name of a time zone as IANA has it, in IANA's capitals. */
export function timeZone(): z.ZodType<string> {
  return z.string(ZONE_EXPECTED).transform((text, context) => {
    const zone = zoneNamed(text);
    if (zone !== null) return zone;
    const params = { known: Intl.supportedValuesOf("timeZone") };
    context.addIssue({ code: "custom", message: ZONE_EXPECTED, params });
    return z.NEVER;
  });
}

const ZONE_EXPECTED = "an IANA time zone such as Europe/Berlin or UTC";

/**
 * The zone that a text names.
 *
 * @param text A name such as `europe/berlin`.
 * @returns It in IANA's capitals; null if there is no such zone, and for mere offsets such as `+01:00`.
 */
export function zoneNamed(text: string): string | null {
  if (!/^[A-Za-z]/.test(text)) return null;
  try {
    return new Temporal.ZonedDateTime(0n, text).timeZoneId;
  } catch (thrown) {
    if (thrown instanceof RangeError) return null;
    throw thrown;
  }
}

const WEEKDAYS: Readonly<Record<string, readonly Weekday[]>> = {
  mon: [1],
  tue: [2],
  wed: [3],
  thu: [4],
  fri: [5],
  sat: [6],
  sun: [7],
  weekdays: [1, 2, 3, 4, 5],
  weekend: [6, 7],
};
const WEEKDAYS_EXPECTED = `${Object.keys(WEEKDAYS).join(", ")}, or a list of them`;
const weekday = textThat((text) => Object.hasOwn(WEEKDAYS, text), WEEKDAYS_EXPECTED);

const weekdays = z.union([weekday, listOf(weekday, "weekdays", 20)], WEEKDAYS_EXPECTED).default([])
  .transform((it): readonly Weekday[] => {
    const words = typeof it === "string" ? [it] : it;
    const days = [...new Set(words.flatMap((word) => WEEKDAYS[word] ?? []))].sort();
    return days.length === 7 ? [] : days;
  });

const day = textThat(isDay, "a day such as 12-24 or 2026-12-24").nullable().default(null);

/** The options that say on which days something holds. */
export const DAY_SHAPE = { days: weekdays, from: day, until: day } as const;

/** What {@link DAY_SHAPE} gives. */
export interface DayFields {
  /** Days of the week. */
  readonly days: readonly Weekday[];
  /** First day. */
  readonly from: DayText | null;
  /** Last day. */
  readonly until: DayText | null;
}

/** What is wrong with days of which each is right by itself. */
export function dayComplaints({ from, until }: DayFields): Complaint[] {
  if (from === null && until === null) return [];
  if (from === null) return [{ path: ["from"], expected: "the first day, as until names the last" }];
  if (until === null) return [{ path: ["until"], expected: "the last day, as from names the first" }];
  if (from.length !== until.length) {
    return [{ path: ["until"], expected: "a day with a year if from has one, without if it has none" }];
  }
  // Without years a span may lie over the turn of one.
  return from.length > 5 && from > until
    ? [{ path: ["until"], expected: `a day that is not before ${from}` }]
    : [];
}

/** On which days something holds. */
export function readDays({ days, from, until }: DayFields): Days {
  return { weekdays: days, dates: from === null || until === null ? null : { from, until } };
}

function isDay(text: string): boolean {
  const [, year, month, date] = /^(?:(\d{4})-)?(\d\d)-(\d\d)$/.exec(text) ?? [];
  if (month === undefined || date === undefined) return false;
  // Of every year: 2000 had a 29 February.
  const at = new Date(Date.UTC(Number(year ?? 2_000), Number(month) - 1, Number(date)));
  return at.getUTCMonth() === Number(month) - 1 && at.getUTCDate() === Number(date) &&
    (year === undefined || Number(year) >= 1_970);
}

function toMs(minutes: number): number {
  return Math.round(minutes * MINUTE_MS);
}
