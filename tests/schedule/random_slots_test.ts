import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import type { Programme } from "../../src/programme.ts";
import {
  NO_FILLER,
  type PlayMode,
  type RandomSlot,
  type RandomSlotSchedule,
} from "../../src/schedule_rule.ts";
import { at, builtBy, MONDAY_MS, PLAIN, playing, shelves, written } from "./written.ts";

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

/** `a`: 20 and 15 min; `b`: 25 min; `c`: 10 min; `none`: nothing. */
const LIBRARY = shelves({ a: [20, 15], b: [25], c: [10], none: [] });

const ALONE: {
  name: string;
  mode: PlayMode;
  content?: string | null;
  padToMs?: number;
  until: string;
  want: string;
}[] = [
  { name: "so many items", mode: { count: 2 }, until: "00:30", want: "00:00 a1, 00:20 a2, 00:35" },
  {
    name: "items for so long, the last to its end",
    mode: { durationMs: 30 * MINUTE_MS },
    until: "01:00",
    want: "00:00 a1, 00:20 a2, 00:35 a1, 00:55 a2, 01:10",
  },
  {
    name: "items, then filler up to the mark",
    mode: { count: 1 },
    padToMs: 30 * MINUTE_MS,
    until: "01:00",
    want: "00:00 a1, 00:20 -, 00:30 a2, 00:45 -, 01:00",
  },
  {
    name: "items up to the mark where it floods, the last to its end",
    mode: { flood: true },
    padToMs: 30 * MINUTE_MS,
    until: "01:00",
    want: "00:00 a1, 00:20 a2, 00:35 -, 01:00",
  },
  {
    name: "nothing but filler for its time",
    mode: { durationMs: 15 * MINUTE_MS },
    content: null,
    until: "00:30",
    want: "00:00 -, 00:15 -, 00:30",
  },
  {
    name: "filler for its time where it is empty",
    mode: { durationMs: 10 * MINUTE_MS },
    content: "none",
    until: "00:20",
    want: "00:00 -, 00:10 -, 00:20",
  },
  {
    name: "filler for half an hour where it is empty",
    mode: { count: 1 },
    content: "none",
    until: "01:00",
    want: "00:00 -, 00:30 -, 01:00",
  },
  {
    name: "filler to the mark where it is empty",
    mode: { count: 1 },
    content: "none",
    padToMs: 15 * MINUTE_MS,
    until: "00:30",
    want: "00:00 -, 00:15 -, 00:30",
  },
];

Deno.test({
  name: "Random slots",
  permissions: "none",
  async fn(t) {
    for (const { name, mode, content = "a", padToMs = null, until, want } of ALONE) {
      await t.step(`play ${name}`, () => {
        const slot = { part: playing(content, { mode }), weight: 1, cooldownMs: 0 };
        strictEqual(written(airedBy([slot], until, { padToMs })), want);
      });
    }
    await t.step("are drawn by their weights over many draws", () => {
      const slots = [slotOf("a", 5), slotOf("b", 3), slotOf("c", 2)];
      const names = airedBy(slots, "700:00").map(({ title }) => title[0]);
      const shares = ["a", "b", "c"].map((name) => names.filter((one) => one === name).length / names.length);
      // Of 2,300 draws, four standard deviations are 0.042.
      ok(
        shares.every((share, index) => Math.abs(share - ([0.5, 0.3, 0.2][index] ?? 0)) < 0.042),
        `${shares}`,
      );
    });
    await t.step("are drawn anew for each seed, and the same for one", () => {
      const slots = [slotOf("a", 1), slotOf("b", 1), slotOf("c", 1)];
      const drawn = (seed: string) => written(airedBy(slots, "12:00", { seed }));
      strictEqual(drawn("one"), drawn("one"));
      ok(drawn("one") !== drawn("two"));
    });
    await t.step("are not drawn within their cooldown while another could be", () => {
      const slots = [slotOf("a", 9, HOUR_MS), slotOf("b", 1), slotOf("c", 1)];
      const starts = airedBy(slots, "100:00").filter(({ title }) => title.startsWith("a")).map((
        { startMs },
      ) => startMs);
      ok(
        starts.length > 30 &&
          starts.every((startMs, index) => index === 0 || startMs - (starts[index - 1] ?? 0) >= HOUR_MS),
      );
    });
    await t.step("are drawn within their cooldown where all are", () => {
      strictEqual(written(airedBy([slotOf("b", 1, 9 * HOUR_MS)], "00:50")), "00:00 b1, 00:25 b1, 00:50");
    });
    await t.step("are drawn again when their cooldown is just over", () => {
      const titles = airedBy([slotOf("c", 1_000, 10 * MINUTE_MS), slotOf("b", 1)], "20:00").map(({ title }) =>
        title
      );
      ok(titles.filter((title) => title === "c1").length > 0.9 * titles.length, `${titles}`);
    });
    await t.step("begin on the mark of the clock on the wall", () => {
      const slots = [slotOf("a", 1), slotOf("b", 1), slotOf("c", 1)];
      for (const timezone of ["Asia/Kathmandu", "Australia/Lord_Howe"]) {
        const programmes = airedBy(slots, "30:00", { padToMs: HOUR_MS, timezone }, MONDAY_MS - 7 * MINUTE_MS);
        const minutes = programmes.slice(1).filter(({ kind }) => kind === "item").map(({ startMs }) =>
          Temporal.Instant.fromEpochMilliseconds(startMs).toZonedDateTimeISO(timezone).minute
        );
        deepStrictEqual(new Set(minutes), new Set([0]));
      }
    });
    await t.step("say in the guide what they say, one entry for each draw", () => {
      const part = playing("a", { mode: { count: 2 }, title: "Cartoons" });
      const programmes = airedBy([{ part, weight: 1, cooldownMs: 0 }], "01:05");
      deepStrictEqual(
        programmes.map(({ guideTitle }) => guideTitle),
        Array.from({ length: 4 }, () => "Cartoons"),
      );
      const [first, second, third, fourth] = programmes.map(({ guideGroup }) => guideGroup);
      ok(first === second && third === fourth && first !== third);
    });
    await t.step("have filler of their own where they say so", () => {
      const part = playing("a", {
        mode: { count: 1 },
        filler: { ...NO_FILLER, fallback: playing("c").content },
      });
      const programmes = airedBy([{ part, weight: 1, cooldownMs: 0 }], "00:30", { padToMs: 30 * MINUTE_MS });
      strictEqual(written(programmes), "00:00 a1, 00:20 fallback c1, 00:30");
    });
  },
});

function slotOf(name: string, weight: number, cooldownMs = 0): RandomSlot {
  return { part: playing(name, { mode: { count: 1 } }), weight, cooldownMs };
}

function airedBy(
  slots: readonly RandomSlot[],
  until: string,
  more: Partial<RandomSlotSchedule> = {},
  fromMs = MONDAY_MS,
): readonly Programme[] {
  const schedule: RandomSlotSchedule = { ...PLAIN, kind: "random_slots", slots, padToMs: null, ...more };
  return builtBy(schedule, LIBRARY, { fromMs, untilMs: at(until) }).programmes;
}
