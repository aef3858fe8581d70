import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import fc from "fast-check";
import { NO_FILLER, type Overrun, type Slot, type SlotSchedule } from "../../src/schedule_rule.ts";
import { datesOf, isExplained, isOf, itemsOf, timetables } from "./random_timetables.ts";
import { at, builtBy, MONDAY_MS, PLAIN, playing, shelf, shelves, slotAt, written } from "./written.ts";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const MONDAYS = { weekdays: [1], dates: null } as const;

/** `a`: 90 min and 30 min; `b`: 60 min; `c`: 30 min; `long`: five hours; `ads`: two of 10 min. */
const LIBRARY = shelves({ a: [90, 30], b: [60], c: [30], long: [300], ads: [10, 10], none: [] });

const TAIL = {
  ...NO_FILLER,
  tail: [{
    kind: "clips",
    members: [{ collection: { folder: "/ads" }, weight: 1 }],
    amount: { fill: true },
    cooldownMs: 0,
  }],
} as const;
const FALLBACK = { ...NO_FILLER, fallback: shelf("c") };

/** What slots of 20:00, 21:15, 22:30 and 23:00 air, the first of them with that overrun; remarks behind a bar. */
const OVERRUNS: { overrun: Overrun; want: string }[] = [
  { overrun: "fit", want: "20:00 c1, 20:30 c1, 21:00 -, 21:15 b1, 22:15 -, 22:30 c1, 23:00 b1, 00:00 | " },
  {
    overrun: "cut",
    want: "20:00 c1, 20:30 c1, 21:00 c1, 21:15 b1, 22:15 -, 22:30 c1, 23:00 b1, 00:00 | cut 21:15",
  },
  {
    overrun: "run_over",
    want: "20:00 c1, 20:30 c1, 21:00 c1, 21:30 b1, 22:30 c1, 23:00 b1, 00:00 | starts_late 21:30",
  },
  {
    overrun: "shift",
    want:
      "20:00 c1, 20:30 c1, 21:00 c1, 21:30 b1, 22:30 -, 22:45 c1, 23:15 b1, 00:15 | starts_late 21:30, starts_late 22:45, starts_late 23:15",
  },
];

Deno.test({
  name: "Slots",
  permissions: "none",
  async fn(t) {
    for (const { overrun, want } of OVERRUNS) {
      await t.step(`that ${overrun}: ${want}`, () => {
        const slots = [
          slotAt("20:00", "c", { overrun }),
          slotAt("21:15", "b"),
          slotAt("22:30", "c"),
          slotAt("23:00", "b"),
        ];
        strictEqual(aired(slots, { until: "24:00" }), want);
      });
    }
    await t.step("that fit leave what does not fit for the next time", () => {
      const slots = [slotAt("20:00", "a"), slotAt("21:45", "b")];
      strictEqual(
        aired(slots, { until: "46:00" }),
        "20:00 a1, 21:30 -, 21:45 b1, " + Array.from({ length: 21 }, (_, hour) =>
          `${time(22.75 + hour)} b1`).join(", ") +
          ", 19:45 -, 20:00 a2, 20:30 off, 21:00 off, 21:30 off, 21:45 b1, 22:45 | ",
      );
    });
    await t.step("cut an item that is longer than the slot, so that it is not all filler", () => {
      strictEqual(
        aired([slotAt("20:00", "long"), slotAt("22:00", "b")], { until: "23:00" }),
        "20:00 long1, 22:00 b1, 23:00 | cut 22:00",
      );
    });
    await t.step("are left out where one before runs over them", () => {
      const slots = [
        slotAt("20:00", "long", { overrun: "run_over" }),
        slotAt("21:00", "b"),
        slotAt("22:00", "b"),
        slotAt("24:30", "c"),
      ]
        .map((slot) => slot.atMs < DAY_MS ? slot : { ...slot, atMs: slot.atMs - DAY_MS });
      strictEqual(
        aired(slots, { until: "25:30" }),
        "20:00 long1, 01:00 c1, 01:30 | left_out 01:00, left_out 01:00, starts_late 01:00",
      );
    });
    await t.step("start late and end on time after one that runs over", () => {
      const slots = [
        slotAt("20:00", "a", { overrun: "run_over", durationMs: HOUR_MS }),
        slotAt("21:00", "b", { durationMs: 2 * HOUR_MS, overrun: "cut" }),
        slotAt("23:00", "c"),
      ];
      strictEqual(
        aired(slots, { until: "23:30" }),
        "20:00 a1, 21:30 b1, 22:30 b1, 23:00 c1, 23:30 | starts_late 21:30, cut 23:00",
      );
    });
    await t.step("move with one that shifts to the day's end at most", () => {
      const slots = [
        slotAt("00:00", "b"),
        slotAt("22:00", "a", { overrun: "shift", durationMs: HOUR_MS }),
        slotAt("23:00", "c", { overrun: "cut" }),
      ];
      strictEqual(
        aired(slots, { from: "22:00", until: "25:00" }),
        "22:00 a1, 23:30 c1, 00:00 b1, 01:00 | starts_late 23:30",
      );
    });
    await t.step("of a new day do not move, but for the first that begins late", () => {
      const slots = [slotAt("23:00", "a", { overrun: "shift" }), slotAt("00:00", "c"), slotAt("01:00", "b")];
      strictEqual(
        aired(slots, { from: "23:00", until: "26:00" }),
        "23:00 a1, 00:30 c1, 01:00 b1, 02:00 | starts_late 00:30",
      );
    });
    await t.step("that have a length keep it where they are moved", () => {
      const slots = [
        slotAt("20:00", "c", { overrun: "shift", durationMs: 0.75 * HOUR_MS }),
        slotAt("20:45", "c", { durationMs: 0.5 * HOUR_MS }),
        slotAt("22:00", "b"),
      ];
      strictEqual(
        aired(slots, { until: "23:00" }),
        "20:00 c1, 20:30 c1, 21:00 c1, 21:30 -, 22:00 b1, 23:00 | starts_late 21:00",
      );
    });
    await t.step("that begin late cut nothing short that merely does not fit any more", () => {
      const slots = [
        slotAt("20:00", "a", { overrun: "run_over" }),
        slotAt("21:00", "b"),
        slotAt("22:00", "c"),
      ];
      strictEqual(
        aired(slots, { until: "22:30" }),
        "20:00 a1, 21:30 -, 22:00 c1, 22:30 | starts_late 21:30",
      );
    });
    await t.step("say that they are late from a second on", () => {
      for (const { seconds, want } of [{ seconds: 0.999, want: 0 }, { seconds: 1, want: 1 }]) {
        const library = shelves({ a: [60 + seconds / 60], b: [30] });
        const slots = [slotAt("20:00", "a", { overrun: "run_over" }), slotAt("21:00", "b")];
        const times = { fromMs: at("20:00"), untilMs: at("21:30") };
        strictEqual(builtBy({ ...PLAIN, kind: "slots", slots }, library, times).remarks.length, want);
      }
    });
    await t.step("that have an end leave a gap to the next, filled day by day", () => {
      const slots = [slotAt("20:00", "b", { durationMs: HOUR_MS, days: MONDAYS })];
      const { programmes } = builtBy({ ...PLAIN, kind: "slots", slots }, LIBRARY, {
        fromMs: at("20:00"),
        untilMs: at("188:30"),
      });
      const [first, ...others] = programmes;
      strictEqual(first?.title, "b1");
      deepStrictEqual(others.filter(({ kind }) => kind === "item").map(({ startMs }) => startMs), [
        at("188:00"),
      ]);
    });
    await t.step("leave gaps that have their own tail on each day", () => {
      const slots = [slotAt("20:00", "b", { durationMs: HOUR_MS, days: MONDAYS })];
      const times = { fromMs: at("21:00"), untilMs: at("70:00") };
      const { programmes } = builtBy({ ...PLAIN, filler: TAIL, kind: "slots", slots }, LIBRARY, times);
      const first = programmes.filter(({ filler }, index) =>
        filler === "tail" && programmes[index - 1]?.filler !== "tail"
      );
      deepStrictEqual(first.map(({ startMs }) => startMs), [at("21:00"), at("24:00"), at("48:00")]);
    });
    await t.step("that have no end go on until the next one, for months if need be", () => {
      const days = { weekdays: [], dates: { from: "12-24", until: "12-24" } } as const;
      const slots = [slotAt("20:00", "b", { days })];
      const { programmes } = builtBy({ ...PLAIN, kind: "slots", slots }, LIBRARY, {
        fromMs: at("20:00"),
        untilMs: at("400:00"),
      });
      ok(programmes.every(({ title }) => title === "b1"));
    });
    await t.step("come back after months in which there were none", () => {
      const days = { weekdays: [], dates: { from: "12-24", until: "12-24" } } as const;
      const slots = [slotAt("20:00", "b", { days, durationMs: HOUR_MS })];
      const untilMs = Date.parse("2026-12-25T00:00:00Z");
      const { programmes } = builtBy({ ...PLAIN, kind: "slots", slots }, LIBRARY, { untilMs });
      const shown = programmes.filter(({ kind }) => kind === "item");
      deepStrictEqual(shown.map(({ startMs }) => startMs), [Date.parse("2026-12-24T20:00:00Z")]);
    });
    await t.step("go on over midnight", () => {
      strictEqual(
        aired([slotAt("23:30", "b"), slotAt("02:30", "c")], { from: "23:30", until: "27:00" }),
        "23:30 b1, 00:30 b1, 01:30 b1, 02:30 c1, 03:00 | ",
      );
    });
    await t.step("are begun in their middle where the timeline begins there, without a remark", () => {
      strictEqual(
        aired([slotAt("20:00", "b"), slotAt("22:00", "c")], { from: "20:40", until: "22:30" }),
        "20:40 b1, 21:40 -, 22:00 c1, 22:30 | ",
      );
    });
    await t.step("of nothing are filler and a remark", () => {
      strictEqual(
        aired([slotAt("20:00", "none"), slotAt("21:00", "b")], { until: "22:00" }),
        "20:00 off, 20:30 off, 21:00 b1, 22:00 | nothing_to_play 20:00",
      );
    });
    await t.step("without a content are filler: tail, then fallback, then a card", () => {
      const slots = [slotAt("20:00", null), slotAt("20:35", "b")];
      strictEqual(
        aired(slots, { until: "21:35", filler: { ...TAIL, fallback: FALLBACK.fallback } }).replace(
          /ads\d/g,
          "ads",
        ),
        "20:00 tail ads, 20:10 tail ads, 20:20 fallback c1, 20:35 b1, 21:35 | ",
      );
      strictEqual(
        aired(slots, { until: "21:35", filler: TAIL }).replace(/ads\d/g, "ads"),
        "20:00 tail ads, 20:10 tail ads, 20:20 tail ads, 20:30 -, 20:35 b1, 21:35 | ",
      );
    });
    await t.step("play part after part", () => {
      const parts = [
        playing("c", { mode: { count: 2 } }),
        playing("b", { mode: { durationMs: HOUR_MS } }),
        playing(null, { mode: { durationMs: HOUR_MS / 4 } }),
        playing("c"),
      ];
      strictEqual(
        aired([slotAt("20:00", null, { parts }), slotAt("23:00", "b")], { until: "23:00" }),
        "20:00 c1, 20:30 c1, 21:00 b1, 22:00 -, 22:15 c1, 22:45 -, 23:00 | ",
      );
    });
    await t.step("say in the guide what their parts say, one entry each", () => {
      const parts = [
        playing("c", { mode: { count: 2 }, title: "Cartoons" }),
        playing("b", { title: "Film" }),
      ];
      const { programmes } = builtBy(
        { ...PLAIN, kind: "slots", slots: [slotAt("20:00", null, { parts }), slotAt("22:00", "c")] },
        LIBRARY,
        { fromMs: at("20:00"), untilMs: at("22:30") },
      );
      deepStrictEqual(programmes.map(({ guideTitle }) => guideTitle), ["Cartoons", "Cartoons", "Film", null]);
      deepStrictEqual(new Set(programmes.map(({ guideGroup }) => guideGroup)).size, 3);
    });
    await t.step("tell of both half hours of a night in which the clock is changed", () => {
      const night = (day: string, times: string[], before: readonly Slot[] = []) => {
        const fromMs = Date.parse(`${day}T00:00:00Z`);
        const slots = [...before, ...times.map((one) => slotAt(one, "c", { durationMs: HOUR_MS / 2 }))];
        const { programmes, remarks } = builtBy(
          { ...PLAIN, kind: "slots", timezone: "Europe/Berlin", slots },
          LIBRARY,
          { fromMs, untilMs: fromMs + (before.length > 0 ? 6 : 3) * HOUR_MS },
        );
        const starts = programmes.filter(({ kind }) => kind === "item");
        return `${written(starts, "Europe/Berlin")} | ${remarks.map(({ detail }) => detail)}`;
      };
      strictEqual(
        night("2026-03-29", ["02:30"]),
        "03:30 c1, 04:00 | The slot of 02:30 starts when the clock was put forward",
      );
      strictEqual(
        night("2026-03-29", ["02:30", "03:00"]),
        "03:00 c1, 03:30 | The slot of 02:30 is left out: the clock leaps over it",
      );
      strictEqual(
        night("2026-03-29", ["02:30", "03:00"], [slotAt("01:00", "long", { overrun: "run_over" })])
          .replace(/.* \| /, ""),
        "The slot of 03:00 is left out: the one before ran over it," +
          "The slot of 02:30 is left out: the clock leaps over it",
      );
      strictEqual(night("2026-10-25", ["02:30"]), "02:30 c1, 02:00 | ");
    });
    await t.step("start when they say, or a remark says why not, whatever they are and wherever", () => {
      fc.assert(
        fc.property(timetables, ({ slots, lengths, timezone, fromMs }) => {
          const library = new Map(slots.map((_, shelf) => [`/${shelf}`, itemsOf(shelf, lengths)]));
          const schedule = { ...PLAIN, kind: "slots", timezone, slots } as const;
          const { programmes, remarks } = builtBy(schedule, library, {
            fromMs,
            untilMs: fromMs + 2.5 * DAY_MS,
          });
          // What is shifted may begin most of a day late.
          const lastMs = fromMs + 1.5 * DAY_MS;
          for (const { slot, startMs } of datesOf(slots, timezone, fromMs)) {
            if (startMs <= fromMs || startMs > lastMs) continue;
            const isThere = programmes.some((one) =>
              one.startMs >= startMs && one.startMs < startMs + 1_000 && isOf(one, slots.indexOf(slot))
            );
            ok(
              isThere || isExplained(slot, remarks),
              `${new Date(startMs).toISOString()} ${JSON.stringify(remarks)}`,
            );
          }
        }),
        { numRuns: 100 },
      );
    });
  },
});

Deno.test({
  name: "Blocks",
  permissions: "none",
  async fn(t) {
    await t.step("follow the calendar; a day without a template goes on with the last block", () => {
      const templates = [
        { days: { weekdays: [], dates: { from: "01-06", until: "01-06" } }, slots: [slotAt("10:00", "b")] },
        { days: MONDAYS, slots: [slotAt("00:00", "a"), slotAt("22:00", "c")] },
      ] as const;
      const { programmes } = builtBy({ ...PLAIN, kind: "blocks", templates }, LIBRARY, {
        untilMs: MONDAY_MS + 3 * DAY_MS,
      });
      const titleAt = (atMs: number) =>
        programmes.find(({ startMs, stopMs }) => startMs <= atMs && atMs < stopMs)?.title;
      deepStrictEqual(["00:10", "21:00", "23:00", "33:50", "34:10", "71:10"].map((one) => titleAt(at(one))), [
        "a1",
        "a1",
        "c1",
        "c1",
        "b1",
        "b1",
      ]);
    });
    await t.step("of an empty day are the last block's until it ends", () => {
      const templates = [
        { days: MONDAYS, slots: [slotAt("22:00", "b", { durationMs: 3 * HOUR_MS })] },
        { days: { weekdays: [2], dates: null }, slots: [] },
      ] as const;
      const { programmes } = builtBy({ ...PLAIN, kind: "blocks", templates }, LIBRARY, {
        fromMs: at("22:00"),
        untilMs: at("26:00"),
      });
      strictEqual(written(programmes).replace(/, \d\d:\d\d off.*/, ""), "22:00 b1, 23:00 b1, 00:00 b1");
    });
  },
});

function aired(
  slots: readonly Slot[],
  { from = "20:00", until, filler = NO_FILLER }: {
    from?: string;
    until: string;
    filler?: SlotSchedule["filler"];
  },
): string {
  const schedule = { ...PLAIN, filler, kind: "slots", slots } as const;
  const { programmes, remarks } = builtBy(schedule, LIBRARY, { fromMs: at(from), untilMs: at(until) });
  return `${written(programmes)} | ${remarks.map(({ code, atMs }) => `${code} ${timeOf(atMs)}`).join(", ")}`;
}

function time(hours: number): string {
  return timeOf(MONDAY_MS + hours * HOUR_MS);
}

function timeOf(atMs: number): string {
  return new Date(atMs).toISOString().slice(11, 16);
}
