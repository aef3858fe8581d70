import type { Days, DayText } from "../schedule_rule.ts";

/** A day of the calendar; its form sorts. */
export type Day = Temporal.PlainDate;

const DAY_MS = 24 * 3_600_000;

/** The day an instant lies in, where the zone's clock hangs. */
export function dayAt(atMs: number, timezone: string): Day {
  return Temporal.Instant.fromEpochMilliseconds(atMs).toZonedDateTimeISO(timezone).toPlainDate();
}

/**
 * The instant at which the clock on the wall shows a time of a day.
 *
 * A time that the clock leaps over in spring is the instant after the leap as long after it as was meant (02:30 becomes
 * 03:30); of a time that comes twice in autumn the first is meant. That is what `Temporal` calls compatible, and
 * RFC 5545 demands.
 *
 * @param day The day.
 * @param timeMs Time of the day in milliseconds from midnight, below 86,400,000.
 * @param timezone IANA name of the zone.
 */
export function instantOf(day: Day, timeMs: number, timezone: string): number {
  const whole = Math.floor(timeMs);
  return day.toZonedDateTime({
    timeZone: timezone,
    plainTime: {
      hour: Math.floor(whole / 3_600_000),
      minute: Math.floor(whole / 60_000) % 60,
      second: Math.floor(whole / 1_000) % 60,
      millisecond: whole % 1_000,
    },
  }).epochMilliseconds;
}

/** True when the clock leaps over a time of that day. */
export function isLeaptOver(day: Day, timeMs: number, timezone: string): boolean {
  const shown = Temporal.Instant.fromEpochMilliseconds(instantOf(day, timeMs, timezone))
    .toZonedDateTimeISO(timezone);
  const shownMs = ((shown.hour * 60 + shown.minute) * 60 + shown.second) * 1_000 + shown.millisecond;
  return shownMs !== Math.floor(timeMs);
}

/**
 * The next instant at which the clock on the wall shows a multiple of so many milliseconds, counted from midnight; the
 * instant itself when it does.
 *
 * @param everyMs A divisor of a day, above 0.
 */
export function nextMultipleMs(atMs: number, everyMs: number, timezone: string): number {
  const offsetMs = offsetAt(atMs, timezone);
  const sinceMs = remainder(atMs + offsetMs, everyMs);
  if (sinceMs === 0) return atMs;
  const nextMs = atMs + everyMs - sinceMs;
  if (offsetAt(nextMs, timezone) === offsetMs) return nextMs;
  // The clock is changed before then: what counts is what it shows.
  const wallMs = atMs + offsetMs + everyMs - sinceMs;
  const day = Temporal.Instant.fromEpochMilliseconds(wallMs).toZonedDateTimeISO("UTC").toPlainDate();
  const shownMs = instantOf(day, remainder(wallMs, DAY_MS), timezone);
  return shownMs > atMs ? shownMs : nextMs;
}

/** The day so many days later. */
export function addDays(day: Day, days: number): Day {
  return day.add({ days });
}

/** True when something holds on a day. */
export function holdsOn({ weekdays, dates }: Days, day: Day): boolean {
  if (weekdays.length > 0 && !weekdays.some((weekday) => weekday === day.dayOfWeek)) return false;
  if (dates === null) return true;
  const isOverNewYear = isYearly(dates.from) && isYearly(dates.until) && dates.from > dates.until;
  const [isBegun, isNotOver] = [!isBefore(day, dates.from), !isAfter(day, dates.until)];
  return isOverNewYear ? isBegun || isNotOver : isBegun && isNotOver;
}

/** Length of a day by the clock on the wall: 23, 24 or 25 hours in most zones. */
export function dayLengthMs(day: Day, timezone: string): number {
  return instantOf(addDays(day, 1), 0, timezone) - instantOf(day, 0, timezone);
}

/** Time of day of an instant, by the clock on the wall, in milliseconds from midnight. */
export function timeOfDayMs(atMs: number, timezone: string): number {
  const { hour, minute, second, millisecond } = Temporal.Instant.fromEpochMilliseconds(Math.floor(atMs))
    .toZonedDateTimeISO(timezone);
  return (((hour * 60 + minute) * 60 + second) * 1_000 + millisecond) % DAY_MS;
}

function isYearly(date: DayText): boolean {
  return date.length === 5;
}

function isBefore(day: Day, date: DayText): boolean {
  return textOf(day, date) < date;
}

function isAfter(day: Day, date: DayText): boolean {
  return textOf(day, date) > date;
}

function textOf(day: Day, like: DayText): string {
  const text = day.toString();
  return isYearly(like) ? text.slice(5) : text;
}

function offsetAt(atMs: number, timezone: string): number {
  return Temporal.Instant.fromEpochMilliseconds(atMs).toZonedDateTimeISO(timezone).offsetNanoseconds / 1e6;
}

function remainder(value: number, divisor: number): number {
  return ((value % divisor) + divisor) % divisor;
}
