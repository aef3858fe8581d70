import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import fc from "fast-check";
import type { Programme } from "../../src/programme.ts";
import { guideChannel, guideEntries, type GuideEntry } from "../../src/guide/entries.ts";
import { Findings } from "../../src/guide/findings.ts";
import { checkSpan } from "../../src/guide/validate.ts";
import { plainProgramme } from "../fakes/plain_programme.ts";
import { loopChannel } from "../schedule/samples.ts";

const CHANNEL = loopChannel("five", {}, { name: "Bars", number: "5", guideId: "bars-0001.exstreamtv.local" });
const START_MS = Date.UTC(2026, 0, 5, 12);

const TITLES: { name: string; programme: Partial<Programme>; want: [string, string | null, number] }[] = [
  { name: "a film by its title", programme: { title: "Alien", category: "movie" }, want: ["Alien", null, 0] },
  { name: "an episode by its show", programme: { title: "Pilot", show: "Lost" }, want: ["Lost", "Pilot", 0] },
  {
    name: "no sub-title that repeats the show",
    programme: { title: "Lost", show: "Lost" },
    want: ["Lost", null, 0],
  },
  {
    name: "no placeholder as sub-title",
    programme: { title: "Item 7", show: "Lost" },
    want: ["Lost", null, 0],
  },
  {
    name: "the own title when the show is a placeholder",
    programme: { title: "Pilot", show: "Item 9" },
    want: [
      "Pilot",
      null,
      0,
    ],
  },
  {
    name: "channel and time when nothing is a title",
    programme: { title: "Item 7", show: "item 9" },
    want: [
      "Bars — 2026-01-05 12:00 UTC",
      null,
      1,
    ],
  },
  {
    name: "channel and time when nothing is left of it",
    programme: { title: "\u0001\ud800" },
    want: [
      "Bars — 2026-01-05 12:00 UTC",
      null,
      1,
    ],
  },
  {
    name: "a card by what it says",
    programme: { title: "Off air", kind: "off_air", itemId: null },
    want: [
      "Off air",
      null,
      0,
    ],
  },
  {
    name: "a card that stands in until there is something to air",
    programme: { title: "Getting ready…", kind: "getting_ready", itemId: null },
    want: ["Getting ready…", null, 0],
  },
  {
    name: "a title cleaned of what XML cannot carry",
    programme: { title: "A\u0000\tB " },
    want: ["A B", null, 0],
  },
];

Deno.test({
  name: "guideEntries()",
  permissions: "none",
  async fn(t) {
    for (const { name, programme: more, want } of TITLES) {
      await t.step(`tells ${name}`, () => {
        const { entries, placeholders } = tell([programme(0, 60_000, more)]);
        deepStrictEqual([entries[0]?.title, entries[0]?.subTitle, placeholders], want);
      });
    }
    await t.step("floors every boundary, and merges what falls within one second", () => {
      const { entries } = tell([
        programme(0, 1_999),
        programme(1_999, 2_001),
        programme(2_001, 2_500),
        programme(2_500, 10_000),
      ]);
      const spans = entries.map(({ startS, stopS }) => [startS - START_MS / 1_000, stopS - START_MS / 1_000]);
      deepStrictEqual(spans, [[0, 1], [1, 2], [2, 10]]);
    });
    await t.step("tiles seconds for any programmes that tile milliseconds", () => {
      fc.assert(fc.property(fc.array(fc.integer({ min: 1, max: 5_000 }), { maxLength: 50 }), (lengths) => {
        let endMs = 333;
        const programmes = lengths.map((lengthMs) => programme(endMs, endMs += lengthMs));
        const { entries } = tell(programmes);
        const findings = new Findings();
        for (const [at, entry] of entries.entries()) {
          checkSpan(CHANNEL.guideId, entry, entries[at - 1], findings);
        }
        strictEqual(findings.total, 0);
        if (entries.length > 0) {
          strictEqual(entries[0]?.startS, Math.floor((programmes[0]?.startMs ?? 0) / 1_000));
          strictEqual(entries.at(-1)?.stopS, Math.floor((programmes.at(-1)?.stopMs ?? 0) / 1_000));
        }
      }));
    });
    await t.step("knows repeats from this part and from what aired before; cards are never new", () => {
      const airedIds = new Set([3]);
      const { entries } = guideEntries(CHANNEL, [
        programme(0, 60_000, { itemId: 1 }),
        programme(60_000, 120_000, { itemId: 3 }),
        programme(120_000, 180_000, { itemId: 1 }),
        programme(180_000, 240_000, { itemId: null, kind: "off_air" }),
        programme(240_000, 300_000, { itemId: null, kind: "getting_ready" }),
      ], airedIds);
      deepStrictEqual(entries.map(({ isRepeat }) => isRepeat), [false, true, true, true, true]);
      ok(airedIds.has(1));
    });
    const numbers: [Partial<Programme>, GuideEntry["number"]][] = [
      [{ season: 1, episode: 5 }, { season: 1, episode: 5 }],
      [{ season: 0, episode: 3 }, { season: 0, episode: 3 }],
      [{ season: 1 }, null],
      [{ episode: 5 }, null],
    ];
    await t.step("numbers an episode only when season and episode are known", () => {
      for (const [more, want] of numbers) {
        deepStrictEqual(tell([programme(0, 60_000, more)]).entries[0]?.number, want);
      }
    });
    await t.step("believes years that can be years", () => {
      const years = [null, 0, 1869, 1870, 2026, 2100, 2160].map((year) =>
        tell([programme(0, 60_000, { year })]).entries[0]?.year
      );
      deepStrictEqual(years, [null, null, null, 1870, 2026, 2100, null]);
    });
    await t.step("names shelves as clients know them", () => {
      const shelves = (["movie", "episode", "other"] as const).map((category) =>
        tell([programme(0, 60_000, { category })]).entries[0]?.category
      );
      deepStrictEqual(shelves, ["movie", "series", null]);
    });
  },
});

Deno.test({
  name: "guideChannel() puts the human name first, then the number",
  permissions: "none",
  fn() {
    deepStrictEqual(guideChannel(CHANNEL), { id: CHANNEL.guideId, displayNames: ["Bars", "5"] });
    deepStrictEqual(guideChannel({ ...CHANNEL, name: "\u0001" }).displayNames, ["Channel 5", "5"]);
  },
});

function tell(programmes: readonly Programme[]) {
  return guideEntries(CHANNEL, programmes, new Set());
}

function programme(fromMs: number, toMs: number, more: Partial<Programme> = {}): Programme {
  return plainProgramme({ channelId: "five", startMs: START_MS + fromMs, stopMs: START_MS + toMs, ...more });
}
