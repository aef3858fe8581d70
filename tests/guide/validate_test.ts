import { deepStrictEqual, ok, strictEqual, throws } from "node:assert/strict";
import type { GuideChannel, GuideSpan, LineupEntry } from "../../src/guide/mod.ts";
import { FINDINGS_MAX, type GuideRule, validateGuide, XMLTVValidationError } from "../../src/guide/mod.ts";

type Guide = { channels: GuideChannel[]; spans: GuideSpan[]; lineup: LineupEntry[] };

const FIVE = "bars-0001.exstreamtv.local";
const SIX = "films-0002.exstreamtv.local";
const T = Date.UTC(2026, 0, 5, 12) / 1_000;

const BAD: { name: string; spoil: (guide: Guide) => void; want: [GuideRule, string, number | null][] }[] = [
  { name: "a gap", spoil: (g) => g.spans[1] = span(FIVE, 61, 120), want: [["gap", FIVE, T + 61]] },
  { name: "an overlap", spoil: (g) => g.spans[1] = span(FIVE, 59, 120), want: [["overlap", FIVE, T + 59]] },
  {
    name: "programmes out of order",
    spoil: (g) => g.spans.splice(0, 2, span(FIVE, 60, 120), span(FIVE, 0, 60)),
    want: [
      ["overlap", FIVE, T],
    ],
  },
  { name: "no length", spoil: (g) => g.spans[1] = span(FIVE, 60, 60), want: [["length", FIVE, T + 60]] },
  {
    name: "a stop before its start",
    spoil: (g) => g.spans[1] = span(FIVE, 60, 50),
    want: [["length", FIVE, T + 60]],
  },
  {
    name: "a fraction of a second",
    spoil: (g) => g.spans[1] = span(FIVE, 60, 60.5),
    want: [["instant", FIVE, T + 60]],
  },
  {
    name: "no number",
    spoil: (g) => g.spans[1] = span(FIVE, 60, NaN),
    want: [
      ["instant", FIVE, T + 60],
      ["length", FIVE, T + 60],
    ],
  },
  {
    name: "a time before 1970",
    spoil: (g) => g.spans[2] = { ...span(SIX, 0, 60), startS: -1 },
    want: [
      ["instant", SIX, -1],
    ],
  },
  {
    name: "a time after 2100",
    spoil: (g) => g.spans[2] = { ...span(SIX, 0, 60), stopS: Date.UTC(2101, 0) / 1_000 },
    want: [
      ["instant", SIX, T],
    ],
  },
  {
    name: "an empty title",
    spoil: (g) => g.spans[1] = { ...span(FIVE, 60, 120), title: " " },
    want: [
      ["title", FIVE, T + 60],
    ],
  },
  {
    name: "a placeholder",
    spoil: (g) => g.spans[1] = { ...span(FIVE, 60, 120), title: "Item 123" },
    want: [
      ["placeholder", FIVE, T + 60],
    ],
  },
  {
    name: "a placeholder as sub-title",
    spoil: (g) => g.spans[1] = { ...span(FIVE, 60, 120), subTitle: "item 1" },
    want: [
      ["placeholder", FIVE, T + 60],
    ],
  },
  {
    name: "a control character",
    spoil: (g) => g.spans[1] = { ...span(FIVE, 60, 120), title: "A\u0007" },
    want: [
      ["text", FIVE, T + 60],
    ],
  },
  {
    name: "a lone surrogate in a sub-title",
    spoil: (g) => g.spans[1] = { ...span(FIVE, 60, 120), subTitle: "A\ud800" },
    want: [
      ["text", FIVE, T + 60],
    ],
  },
  {
    name: "a programme of an unknown channel",
    spoil: (g) => g.spans.push(span("x.y", 0, 60)),
    want: [
      ["channel_known", "x.y", null],
    ],
  },
  {
    name: "a channel without programmes",
    spoil: (g) => g.spans.pop(),
    want: [["channel_has_programmes", SIX, null]],
  },
  {
    name: "an empty name",
    spoil: (g) => g.channels[0] = { id: FIVE, displayNames: ["", "5"] },
    want: [
      ["channel_name", FIVE, null],
    ],
  },
  {
    name: "no name at all",
    spoil: (g) => g.channels[0] = { id: FIVE, displayNames: [] },
    want: [
      ["channel_name", FIVE, null],
      ["lineup", FIVE, null],
    ],
  },
  {
    name: "a control character in a name",
    spoil: (g) => g.channels[0] = { id: FIVE, displayNames: ["A\u0001", "5"] },
    want: [
      ["text", FIVE, null],
    ],
  },
  {
    name: "another number than the lineup's",
    spoil: (g) => g.channels[0] = { id: FIVE, displayNames: ["Bars", "6"] },
    want: [
      ["lineup", FIVE, null],
    ],
  },
  {
    name: "an id used twice",
    spoil: (g) => g.channels.push({ id: FIVE, displayNames: ["Bars", "5"] }),
    want: [
      ["channel_id_unique", FIVE, null],
    ],
  },
  {
    name: "a number used twice",
    spoil: (g) => {
      g.lineup[1] = { guideId: SIX, number: "5" };
      g.channels[1] = { id: SIX, displayNames: ["Films", "5"] };
    },
    want: [["channel_number_unique", "", null]],
  },
  {
    name: "a channel of the lineup that is missing",
    spoil: (g) => g.lineup.push({ guideId: "a.b", number: "9" }),
    want: [
      ["lineup", "a.b", null],
    ],
  },
  {
    name: "a hidden channel that is told",
    spoil: (g) => g.lineup.splice(1, 1, { guideId: SIX, number: "6", guide: { isHidden: true } }),
    want: [
      ["lineup", SIX, null],
    ],
  },
  { name: "a channel the lineup does not have", spoil: (g) => g.lineup.pop(), want: [["lineup", SIX, null]] },
  {
    name: "an id that checkers refuse",
    spoil: (g) => {
      g.channels[1] = { id: "7", displayNames: ["Films", "6"] };
      g.lineup[1] = { guideId: "7", number: "6" };
      g.spans[2] = span("7", 0, 60);
    },
    want: [["channel_id_form", "7", null]],
  },
  {
    name: "nothing",
    spoil: (g) => (g.channels = [], g.spans = [], g.lineup = []),
    want: [["no_channel", "", null]],
  },
];

Deno.test({
  name: "validateGuide()",
  permissions: "none",
  async fn(t) {
    await t.step("accepts a good guide", () => check(good()));
    await t.step("accepts a guide without a channel that is hidden", () => {
      const guide = good();
      guide.lineup.push({ guideId: "seven.x", number: "7", guide: { isHidden: true } });
      check(guide);
    });
    for (const { name, spoil, want } of BAD) {
      await t.step(`refuses ${name}`, () => {
        const guide = good();
        spoil(guide);
        deepStrictEqual(
          findingsOf(guide).findings.map(({ rule, channel, atS }) => [rule, channel, atS]),
          want,
        );
      });
    }
    await t.step("names every finding, and says how many when there are too many to name", () => {
      const guide = good();
      guide.spans = Array.from({ length: FINDINGS_MAX + 5 }, (_, at) => span(FIVE, at * 2, at * 2 + 1));
      const error = findingsOf(guide);
      strictEqual(error.findings.length, FINDINGS_MAX);
      strictEqual(error.total, FINDINGS_MAX + 5);
    });
    await t.step("is a fault with a code, and its message begins with the first finding", () => {
      const guide = good();
      guide.spans[1] = span(FIVE, 61, 120);
      const error = findingsOf(guide);
      strictEqual(error.code, "guide_invalid");
      strictEqual(error.name, "XMLTVValidationError");
      strictEqual(
        error.message,
        `Cannot publish the guide, 1 rules are broken: gap on ${FIVE}, the one before stops at ${T + 60}`,
      );
    });
  },
});

function findingsOf(guide: Guide): XMLTVValidationError {
  let caught: unknown;
  throws(() => check(guide), (thrown) => (caught = thrown, true));
  ok(caught instanceof XMLTVValidationError);
  return caught;
}

function check({ channels, spans, lineup }: Guide): void {
  validateGuide(channels, spans, lineup);
}

function good(): Guide {
  return {
    channels: [{ id: FIVE, displayNames: ["Bars", "5"] }, { id: SIX, displayNames: ["Films", "6"] }],
    spans: [span(FIVE, 0, 60), span(FIVE, 60, 120), span(SIX, 0, 60)],
    lineup: [{ guideId: FIVE, number: "5" }, { guideId: SIX, number: "6" }],
  };
}

function span(channel: string, fromS: number, toS: number): GuideSpan {
  return { channel, startS: T + fromS, stopS: T + toS, title: "A title", subTitle: null };
}
