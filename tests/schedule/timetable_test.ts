import { deepStrictEqual, strictEqual } from "node:assert/strict";
import { Timetable } from "../../src/schedule/timetable.ts";
import type { DayTemplate, Slot } from "../../src/schedule_rule.ts";
import { ALWAYS, PLAIN, slotAt } from "./written.ts";

const CASES: { name: string; zone?: string; day: string; slots: Slot[]; want: string }[] = [
  {
    name: "in order, however they are written",
    day: "2026-01-05",
    slots: [slotAt("20:00", "b"), slotAt("06:30", "a")],
    want: "06:30 20:00",
  },
  {
    name: "the first of two at one time",
    day: "2026-01-05",
    slots: [slotAt("20:00", "a", { overrun: "cut" }), slotAt("20:00", "b")],
    want: "20:00 cut",
  },
  {
    name: "by the day of the week",
    day: "2026-01-05",
    slots: [
      slotAt("08:00", "a", { days: { weekdays: [1], dates: null } }),
      slotAt("09:00", "a", { days: { weekdays: [2], dates: null } }),
    ],
    want: "08:00",
  },
  {
    name: "by the season",
    day: "2027-01-06",
    slots: [
      slotAt("20:00", "a", {
        days: { weekdays: [], dates: { from: "12-20", until: "01-06" } },
        overrun: "cut",
      }),
      slotAt("20:00", "b"),
    ],
    want: "20:00 cut",
  },
  {
    name: "02:30 as 03:30 where the clock leaps from 02:00 to 03:00",
    zone: "Europe/Berlin",
    day: "2026-03-29",
    slots: [slotAt("01:00", "a"), slotAt("02:30", "b")],
    want: "01:00 03:30 leapt",
  },
  {
    name: "03:00 in place of 02:00 and 02:30, which are leapt over",
    zone: "Europe/Berlin",
    day: "2026-03-29",
    slots: ["02:00", "02:30", "03:00", "03:30"].map((time) => slotAt(time, "a")),
    want: "03:00 without 02:00 02:30, 03:30",
  },
  {
    name: "02:15 as 02:45 on Lord Howe, whose clock leaps half an hour",
    zone: "Australia/Lord_Howe",
    day: "2026-10-04",
    slots: ["02:15", "03:00"].map((time) => slotAt(time, "a")),
    want: "02:45 leapt, 03:00",
  },
  {
    name: "midnight as 01:00 in Santiago",
    zone: "America/Santiago",
    day: "2026-09-06",
    slots: [slotAt("00:00", "a"), slotAt("01:30", "a")],
    want: "01:00 leapt, 01:30",
  },
  {
    name: "02:30 once where it comes twice",
    zone: "Europe/Berlin",
    day: "2026-10-25",
    slots: [slotAt("02:30", "a"), slotAt("03:00", "a")],
    want: "02:30 03:00",
  },
];

Deno.test({
  name: "Timetable",
  permissions: "none",
  async fn(t) {
    for (const { name, zone = "UTC", day, slots, want } of CASES) {
      await t.step(
        `puts slots ${name}`,
        () => strictEqual(dayOf(slots, day, zone), want.replaceAll(",", "")),
      );
    }
    const monday = new Timetable({
      ...PLAIN,
      kind: "slots",
      slots: [slotAt("20:00", "a", { days: { weekdays: [1], dates: null } })],
    });
    await t.step("finds the slot that is on, which may have begun a week ago", () => {
      strictEqual(monday.at(Date.parse("2026-01-12T19:59:59Z"))?.startMs, Date.parse("2026-01-05T20:00:00Z"));
      strictEqual(monday.at(Date.parse("2026-01-12T20:00:00Z"))?.startMs, Date.parse("2026-01-12T20:00:00Z"));
    });
    await t.step("finds the next slot, a week ahead", () => {
      strictEqual(
        monday.after(Date.parse("2026-01-05T20:00:00Z"))?.startMs,
        Date.parse("2026-01-12T20:00:00Z"),
      );
      strictEqual(
        monday.after(Date.parse("2026-01-05T19:59:59Z"))?.startMs,
        Date.parse("2026-01-05T20:00:00Z"),
      );
    });
    await t.step("finds what began months ago, but not what begins in more than a week, or never", () => {
      const days = { weekdays: [], dates: { from: "12-24", until: "12-24" } };
      const christmas = new Timetable({ ...PLAIN, kind: "slots", slots: [slotAt("20:00", "a", { days })] });
      strictEqual(christmas.at(Date.parse("2026-06-01"))?.startMs, Date.parse("2025-12-24T20:00:00Z"));
      strictEqual(christmas.after(Date.parse("2026-06-01")), null);
      strictEqual(new Timetable({ ...PLAIN, kind: "slots", slots: [] }).at(0), null);
    });
    await t.step("takes a day's blocks from the first template that holds", () => {
      const weekend = { weekdays: [6, 7] } as const;
      const templates: DayTemplate[] = [
        { days: { weekdays: [], dates: { from: "12-01", until: "12-31" } }, slots: [slotAt("10:00", "a")] },
        { days: { ...weekend, dates: null }, slots: [slotAt("11:00", "a"), slotAt("12:00", "a")] },
        { days: ALWAYS, slots: [slotAt("13:00", "a")] },
      ];
      const timetable = new Timetable({ ...PLAIN, kind: "blocks", templates });
      const first = (day: string) =>
        new Date(timetable.after(Date.parse(day) - 1)?.startMs ?? 0).toISOString().slice(11, 16);
      deepStrictEqual(["2026-12-05", "2026-01-03", "2026-01-05"].map(first), ["10:00", "11:00", "13:00"]);
    });
    await t.step("knows the midnight that follows, also where it is leapt over", () => {
      const santiago = new Timetable({ ...PLAIN, kind: "slots", slots: [], timezone: "America/Santiago" });
      strictEqual(
        santiago.midnightAfter(Date.parse("2026-09-05T12:00:00Z")),
        Date.parse("2026-09-06T04:00:00Z"),
      );
    });
  },
});

/** The appointments of a day as its clock shows them. */
function dayOf(slots: readonly Slot[], day: string, timezone: string): string {
  const timetable = new Timetable({ ...PLAIN, kind: "slots", slots, timezone });
  const fromMs = Temporal.PlainDate.from(day).toZonedDateTime(timezone).epochMilliseconds;
  const untilMs = timetable.midnightAfter(fromMs);
  const words: string[] = [];
  for (
    let due = timetable.after(fromMs - 1);
    due !== null && due.startMs < untilMs;
    due = timetable.after(due.startMs)
  ) {
    const { slot, startMs, isLeaptOver, displaced } = due;
    strictEqual(due.isFirst, words.length === 0);
    words.push(timeOf(startMs, timezone));
    if (slot.overrun !== "fit") words.push(slot.overrun);
    if (isLeaptOver) words.push("leapt");
    if (displaced.length > 0) words.push("without", ...displaced.map(({ atMs }) => timeOf(atMs, "UTC")));
  }
  return words.join(" ");
}

function timeOf(atMs: number, timezone: string): string {
  return Temporal.Instant.fromEpochMilliseconds(atMs).toZonedDateTimeISO(timezone).toPlainTime().toString()
    .slice(0, 5);
}
