import type { Days, DayText } from "../schedule_rule.ts";

/** A day of the calendar; its form sorts. */
export type Day = Temporal.PlainDate;

/** The day an instant lies in, where the zone's clock hangs. */
export function dayAt(atMs: number, timezone: string): Day {
  return zoned(atMs, timezone).toPlainDate();
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
  const shown = zoned(instantOf(day, timeMs, timezone), timezone);
  return ((shown.hour * 60 + shown.minute) * 60 + shown.second) * 1_000 + shown.millisecond !==
    Math.floor(timeMs);
}

/**
 * The next instant at which the clock on the wall shows a multiple of so many milliseconds, counted from midnight; the
 * instant itself when it does.
 *
 * @param everyMs A divisor of a day, above 0.
 */
export function nextMultipleMs(atMs: number, everyMs: number, timezone: string): number {
  const offsetMs = offsetAt(atMs, timezone);
  const nextMs = atMs + remainder(-(atMs + offsetMs), everyMs);
  if (offsetAt(nextMs, timezone) === offsetMs) return nextMs;
  // The clock is changed before then: what counts is what it shows from there on.
  const changedMs = zoned(atMs, timezone).getTimeZoneTransition("next")?.epochMilliseconds ?? nextMs;
  return nextMultipleMs(changedMs, everyMs, timezone);
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
  return zoned(atMs, timezone).offsetNanoseconds / 1e6;
}

function zoned(atMs: number, timezone: string): Temporal.ZonedDateTime {
  return Temporal.Instant.fromEpochMilliseconds(atMs).toZonedDateTimeISO(timezone);
}

function remainder(value: number, divisor: number): number {
  return ((value % divisor) + divisor) % divisor;
}
