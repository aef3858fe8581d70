import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import fc from "fast-check";
import {
  addDays,
  dayAt,
  holdsOn,
  instantOf,
  isLeaptOver,
  nextMultipleMs,
} from "../../src/schedule/wall_clock.ts";
import type { Days } from "../../src/schedule_rule.ts";
import { instants, ZONES } from "./random_schedules.ts";

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const NEW_YORK = "America/New_York";
const LORD_HOWE = "Australia/Lord_Howe";
const SANTIAGO = "America/Santiago";

const INSTANTS: { name: string; day: string; at: string; zone: string; want: string }[] = [
  { name: "in winter", day: "2026-01-05", at: "20:15", zone: "Europe/Berlin", want: "2026-01-05T19:15Z" },
  { name: "in summer", day: "2026-07-05", at: "20:15", zone: "Europe/Berlin", want: "2026-07-05T18:15Z" },
  {
    name: "after the leap of spring",
    day: "2026-03-29",
    at: "02:30",
    zone: "Europe/Berlin",
    want: "2026-03-29T01:30Z",
  },
  {
    name: "the first time in autumn",
    day: "2026-10-25",
    at: "02:30",
    zone: "Europe/Berlin",
    want: "2026-10-25T00:30Z",
  },
  {
    name: "after a leap of half an hour",
    day: "2026-10-04",
    at: "02:15",
    zone: LORD_HOWE,
    want: "2026-10-03T15:45Z",
  },
  {
    name: "first of a repeated half hour",
    day: "2026-04-05",
    at: "01:45",
    zone: LORD_HOWE,
    want: "2026-04-04T14:45Z",
  },
  {
    name: "at a midnight that is leapt over",
    day: "2026-09-06",
    at: "00:00",
    zone: SANTIAGO,
    want: "2026-09-06T04:00Z",
  },
  {
    name: "in a zone of odd minutes",
    day: "2026-01-05",
    at: "00:00",
    zone: "Asia/Kathmandu",
    want: "2026-01-04T18:15Z",
  },
];

Deno.test({
  name: "instantOf()",
  permissions: "none",
  async fn(t) {
    for (const { name, day, at, zone, want } of INSTANTS) {
      await t.step(`finds an instant ${name}`, () => {
        strictEqual(
          instantOf(Temporal.PlainDate.from(day), timeOf(at), zone),
          Date.parse(want.replace("Z", ":00Z")),
        );
      });
    }
    await t.step("is what the clock shows, unless that time is leapt over", () => {
      const cases = fc.record({
        atMs: instants,
        zone: fc.constantFrom(...ZONES),
        timeMs: fc.nat(24 * HOUR_MS - 1),
      });
      fc.assert(fc.property(cases, ({ atMs, zone, timeMs }) => {
        const day = dayAt(atMs, zone);
        const instantMs = instantOf(day, timeMs, zone);
        strictEqual(isLeaptOver(day, timeMs, zone), shownMs(instantMs, zone) !== timeMs);
        ok(dayAt(instantMs, zone).equals(day));
      }));
    });
  },
});

const LENGTHS: { day: string; zone: string; hours: number }[] = [
  { day: "2026-03-29", zone: "Europe/Berlin", hours: 23 },
  { day: "2026-10-25", zone: "Europe/Berlin", hours: 25 },
  { day: "2026-06-01", zone: "Europe/Berlin", hours: 24 },
  { day: "2026-10-04", zone: LORD_HOWE, hours: 23.5 },
  { day: "2026-04-05", zone: LORD_HOWE, hours: 24.5 },
  { day: "2026-09-06", zone: SANTIAGO, hours: 23 },
  { day: "2026-04-04", zone: SANTIAGO, hours: 25 },
];

Deno.test({
  name: "A day lasts from midnight to midnight and",
  permissions: "none",
  async fn(t) {
    for (const { day, zone, hours } of LENGTHS) {
      await t.step(`has ${hours} h on ${day} in ${zone}`, () => {
        const [first, next] = [Temporal.PlainDate.from(day), addDays(Temporal.PlainDate.from(day), 1)];
        strictEqual(instantOf(next, 0, zone) - instantOf(first, 0, zone), hours * HOUR_MS);
      });
    }
  },
});

const MULTIPLES: { name: string; from: string; minutes: number; zone: string; want: string }[] = [
  {
    name: "the instant itself",
    from: "2026-01-05T12:30:00Z",
    minutes: 30,
    zone: "UTC",
    want: "2026-01-05T12:30:00Z",
  },
  {
    name: "the half hour",
    from: "2026-01-05T12:30:00.001Z",
    minutes: 30,
    zone: "UTC",
    want: "2026-01-05T13:00:00Z",
  },
  {
    name: "midnight",
    from: "2026-01-05T12:30:00Z",
    minutes: 1_440,
    zone: "UTC",
    want: "2026-01-06T00:00:00Z",
  },
  {
    name: "where Kathmandu's clock shows the hour",
    from: "2026-01-05T12:00:00Z",
    minutes: 60,
    zone: "Asia/Kathmandu",
    want: "2026-01-05T12:15:00Z",
  },
  {
    name: "the leap of spring, which shows 03:00",
    from: "2026-03-08T06:50:00Z",
    minutes: 30,
    zone: NEW_YORK,
    want: "2026-03-08T07:00:00Z",
  },
  {
    name: "04:00, where 02:00 is leapt over",
    from: "2026-03-08T06:50:00Z",
    minutes: 120,
    zone: NEW_YORK,
    want: "2026-03-08T08:00:00Z",
  },
  {
    name: "the second 01:00 of autumn",
    from: "2026-11-01T05:30:00Z",
    minutes: 60,
    zone: NEW_YORK,
    want: "2026-11-01T06:00:00Z",
  },
  {
    name: "02:00 on Lord Howe, half an hour after its clock was put back to 01:30",
    from: "2026-04-04T14:50:00Z",
    minutes: 60,
    zone: LORD_HOWE,
    want: "2026-04-04T15:30:00Z",
  },
];

Deno.test({
  name: "nextMultipleMs()",
  permissions: "none",
  async fn(t) {
    for (const { name, from, minutes, zone, want } of MULTIPLES) {
      await t.step(`finds ${name}`, () => {
        strictEqual(
          new Date(nextMultipleMs(Date.parse(from), minutes * MINUTE_MS, zone)).toISOString(),
          want.replace("Z", ".000Z"),
        );
      });
    }
    await t.step("is the first minute that shows a multiple, minute by minute", () => {
      const cases = fc.record({
        atMs: instants.map((instant) => Math.floor(instant / MINUTE_MS) * MINUTE_MS),
        zone: fc.constantFrom(...ZONES),
        everyMs: fc.constantFrom(15, 30, 60, 120, 360).map((minutes) => minutes * MINUTE_MS),
      });
      fc.assert(
        fc.property(cases, ({ atMs, zone, everyMs }) => {
          let wantMs = atMs;
          while (shownMs(wantMs, zone) % everyMs !== 0) wantMs += MINUTE_MS;
          strictEqual(nextMultipleMs(atMs, everyMs, zone), wantMs);
        }),
        { numRuns: 100 },
      );
    });
  },
});

const NEW_YEAR = { from: "12-20", until: "01-06" };
const HOLDS: { name: string; days: Partial<Days>; yes: string[]; no: string[] }[] = [
  { name: "every day", days: {}, yes: ["2026-01-01", "2024-02-29"], no: [] },
  { name: "weekends", days: { weekdays: [6, 7] }, yes: ["2026-01-03", "2026-01-04"], no: ["2026-01-05"] },
  {
    name: "a season of every year",
    days: { dates: { from: "06-01", until: "08-31" } },
    yes: ["2026-06-01", "2031-08-31"],
    no: ["2026-05-31", "2026-09-01"],
  },
  {
    name: "a season over New Year",
    days: { dates: NEW_YEAR },
    yes: ["2026-12-20", "2026-12-31", "2027-01-01", "2027-01-06"],
    no: ["2026-12-19", "2027-01-07", "2026-07-01"],
  },
  {
    name: "Mondays of a season over New Year",
    days: { dates: NEW_YEAR, weekdays: [1] },
    yes: ["2026-12-21", "2027-01-04"],
    no: ["2026-12-22", "2027-01-11"],
  },
  {
    name: "days of one year",
    days: { dates: { from: "2026-12-24", until: "2027-01-02" } },
    yes: ["2026-12-24", "2027-01-02"],
    no: ["2026-12-23", "2027-01-03", "2025-12-25", "2027-12-25"],
  },
  {
    name: "one day",
    days: { dates: { from: "12-24", until: "12-24" } },
    yes: ["2026-12-24"],
    no: ["2026-12-25"],
  },
  {
    name: "leap days",
    days: { dates: { from: "02-29", until: "02-29" } },
    yes: ["2028-02-29"],
    no: ["2026-02-28", "2026-03-01"],
  },
];

Deno.test({
  name: "holdsOn()",
  permissions: "none",
  async fn(t) {
    for (const { name, days, yes, no } of HOLDS) {
      await t.step(`knows ${name}`, () => {
        const all: Days = { weekdays: [], dates: null, ...days };
        const holds = (day: string) => holdsOn(all, Temporal.PlainDate.from(day));
        deepStrictEqual([...yes, ...no].filter(holds), yes);
      });
    }
  },
});

Deno.test({
  name: "addDays() goes over months and years",
  permissions: "none",
  fn() {
    strictEqual(addDays(Temporal.PlainDate.from("2026-12-31"), 1).toString(), "2027-01-01");
    strictEqual(addDays(Temporal.PlainDate.from("2024-03-01"), -1).toString(), "2024-02-29");
  },
});

function timeOf(text: string): number {
  const [hours = 0, minutes = 0] = text.split(":").map(Number);
  return hours * HOUR_MS + minutes * MINUTE_MS;
}

/** What the clock shows, in milliseconds from midnight. */
function shownMs(atMs: number, zone: string): number {
  const { hour, minute, second, millisecond } = Temporal.Instant.fromEpochMilliseconds(atMs)
    .toZonedDateTimeISO(zone);
  return hour * HOUR_MS + minute * MINUTE_MS + second * 1_000 + millisecond;
}
