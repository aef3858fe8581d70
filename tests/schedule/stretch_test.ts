import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import { playOn, type Stretch, type StretchProgress, stretchStart } from "../../src/schedule/stretch.ts";
import { NO_FILLER } from "../../src/schedule_rule.ts";
import { at, deskOf, MONDAY_MS, playing, shelf, shelves, written } from "./written.ts";

const MINUTE_MS = 60_000;

/** Each shelf by its minutes. */
const LIBRARY = shelves({
  a: [20, 30, 15],
  b: [60],
  c: [9.99],
  long: [180, 30, 30],
  longer: [90, 180],
  none: [],
});

const CASES: { name: string; stretch: Partial<Stretch>; until?: string; want: string }[] = [
  {
    name: "a count, and is over",
    stretch: { parts: [playing("a", { mode: { count: 2 } })] },
    want: "00:00 a1, 00:20 a2, 00:50",
  },
  {
    name: "a count, then filler to the end",
    stretch: { parts: [playing("a", { mode: { count: 1 } })] },
    until: "00:30",
    want: "00:00 a1, 00:20 -, 00:30",
  },
  {
    name: "a count of several parts",
    stretch: {
      parts: [
        playing("a", { mode: { count: 1 } }),
        playing("b", { mode: { count: 1 } }),
        playing("a", { mode: { count: 1 } }),
      ],
    },
    want: "00:00 a1, 00:20 b1, 01:20 a2, 01:50",
  },
  {
    name: "a part for so long, what fits into it, then the next",
    stretch: { parts: [playing("a", { mode: { durationMs: 40 * MINUTE_MS } }), playing("b")] },
    until: "01:20",
    want: "00:00 a1, 00:20 b1, 01:20",
  },
  {
    name: "the next part where one is too long, whatever the overrun",
    stretch: { overrun: "run_over", parts: [playing("b"), playing("a")] },
    until: "00:50",
    want: "00:00 a1, 00:20 a2, 00:50",
  },
  {
    name: "the last part beyond the end",
    stretch: { overrun: "run_over", parts: [playing("a", { mode: { count: 1 } }), playing("b")] },
    until: "00:30",
    want: "00:00 a1, 00:20 b1, 01:20",
  },
  {
    name: "the last part, cut",
    stretch: { overrun: "cut", parts: [playing("a", { mode: { count: 1 } }), playing("b")] },
    until: "00:30",
    want: "00:00 a1, 00:20 b1, 00:30",
  },
  {
    name: "what is longer than the whole stretch, cut",
    stretch: { isWhole: true, parts: [playing("b")] },
    until: "00:30",
    want: "00:00 b1, 00:30",
  },
  {
    name: "filler for what is longer than the rest of a stretch",
    stretch: { parts: [playing("b")] },
    until: "00:30",
    want: "00:00 -, 00:30",
  },
  {
    name: "nothing longer than the rest once something has aired",
    stretch: { isWhole: true, parts: [playing("a", { mode: { count: 1 } }), playing("b")] },
    until: "00:40",
    want: "00:00 a1, 00:20 -, 00:40",
  },
  {
    name: "filler for a part without a content, for its time",
    stretch: { parts: [playing(null, { mode: { durationMs: 10 * MINUTE_MS } }), playing("a")] },
    until: "00:30",
    want: "00:00 -, 00:10 a1, 00:30",
  },
  {
    name: "filler of a part's own",
    stretch: { parts: [playing(null, { filler: { ...NO_FILLER, fallback: shelf("b") } })] },
    until: "00:30",
    want: "00:00 fallback b1, 00:30",
  },
  {
    name: "an item to the end where less than a second is left",
    stretch: { parts: [playing("c")] },
    until: "00:10",
    want: "00:00 c1, 00:10",
  },
  {
    name: "shorter items it looks for",
    stretch: { tries: 2, parts: [playing("a")] },
    until: "00:37",
    want: "00:00 a1, 00:20 a3, 00:35 -, 00:37",
  },
  {
    name: "no more items than it may pass over",
    stretch: { tries: 0, parts: [playing("a")] },
    until: "00:37",
    want: "00:00 a1, 00:20 -, 00:37",
  },
  { name: "nothing where its end is past", stretch: { parts: [playing("a")] }, until: "00:00", want: "" },
  { name: "nothing without parts and end", stretch: { parts: [] }, want: "" },
  {
    name: "nothing of an empty content without an end",
    stretch: { parts: [playing("none", { mode: { count: 2 } })] },
    want: "",
  },
];

Deno.test({
  name: "playOn()",
  permissions: "none",
  async fn(t) {
    for (const { name, stretch, until, want } of CASES) {
      await t.step(
        `plays ${name}`,
        () => strictEqual(written(played(stretch, until).draft.programmes), want),
      );
    }
    await t.step("tells of a content that is empty, by the title it has", () => {
      const { draft } = played({ parts: [playing("none", { title: "Cartoons" }), playing("none")] }, "00:30");
      deepStrictEqual(draft.remarks.map(({ detail }) => detail), [
        "Cartoons has nothing that can be played",
        "A slot has nothing that can be played",
      ]);
    });
    await t.step("passes over what is longer than the whole slot: what is behind it need not wait", () => {
      const parts = [playing("a", { mode: { count: 1 } }), playing("long")];
      const { draft } = played({ isWhole: true, parts }, "01:00");
      strictEqual(written(draft.programmes), "00:00 a1, 00:20 long2, 00:50 -, 01:00");
      deepStrictEqual(draft.remarks.map(({ code, detail }) => `${code}: ${detail}`), [
        "too_long: long1 is longer than its slot and is passed over",
      ]);
    });
    await t.step("passes over nothing for ever where all is too long", () => {
      const parts = [playing("a", { mode: { count: 1 } }), playing("longer")];
      const { draft } = played({ isWhole: true, parts }, "00:50");
      strictEqual(written(draft.programmes), "00:00 a1, 00:20 -, 00:50");
    });
    await t.step("passes over nothing where less than the slot is left, or nothing has aired yet", () => {
      const parts = [playing("long")];
      strictEqual(written(played({ isWhole: false, parts }, "00:30").draft.programmes), "00:00 -, 00:30");
      strictEqual(written(played({ isWhole: true, parts }, "01:00").draft.programmes), "00:00 long1, 01:00");
    });
    await t.step("tells of a part of a slot that airs nothing, because too little is left", () => {
      const parts = [playing("a", { mode: { count: 1 } }), playing("b")];
      const remarks = (stretch: Partial<Stretch>, until: string) =>
        played(stretch, until).draft.remarks.map(({ code, detail }) => `${code}: ${detail}`);
      deepStrictEqual(remarks({ isWhole: true, parts }, "01:00"), [
        "too_long: b1 is too long for what is left of its slot",
      ]);
      deepStrictEqual(remarks({ isWhole: true, parts: [playing("a")] }, "00:40"), []);
      deepStrictEqual(remarks({ parts }, "01:00"), []);
    });
    await t.step("fills what is for filler with clips all the time, in one break after another", () => {
      const clips = { kind: "clips", members: shelf("a").members, cooldownMs: 0 } as const;
      const parts = [playing(null)];
      for (const amount of [{ fill: true }, { count: 2 }] as const) {
        const { draft } = played({ parts, filler: { ...NO_FILLER, tail: [{ ...clips, amount }] } }, "12:00");
        const clipsMs = draft.programmes.filter(({ kind }) => kind === "item")
          .reduce((sum, { startMs, stopMs }) => sum + stopMs - startMs, 0);
        ok(clipsMs > 710 * MINUTE_MS, `of 720 minutes there are clips for ${clipsMs / MINUTE_MS}`);
        strictEqual(draft.endMs, at("12:00"));
      }
    });
    await t.step("marks what it plays with the title of the part, or of all", () => {
      const parts = [
        playing("a", { mode: { count: 1 }, title: "Cartoons" }),
        playing("b", { mode: { count: 1 } }),
      ];
      const titles = (stretch: Partial<Stretch>) =>
        played(stretch).draft.programmes.map(({ guideTitle }) => guideTitle);
      deepStrictEqual(titles({ parts }), ["Cartoons", null]);
      deepStrictEqual(titles({ parts, mark: { title: "Night", group: 1 } }), ["Night", "Night"]);
    });
  },
});

/** Plays on until it is over, each time from JSON. */
function played(stretch: Partial<Stretch>, until?: string) {
  const desk = deskOf(LIBRARY);
  const endMs = until === undefined ? null : at(until);
  const whole: Stretch = {
    startMs: MONDAY_MS,
    endMs,
    parts: [],
    overrun: "fit",
    filler: NO_FILLER,
    ...stretch,
  };
  let progress: StretchProgress | null = stretchStart(MONDAY_MS);
  for (let steps = 0; progress !== null && steps < 50; steps++) {
    progress = playOn(desk, whole, JSON.parse(JSON.stringify(progress)));
  }
  strictEqual(progress, null, "it is not over after 50 steps");
  return desk;
}
