import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import fc from "fast-check";
import type { Programme } from "../../src/programme.ts";
import { guideChannel, guideEntries, type GuideEntry } from "../../src/guide/entries.ts";
import { mergeProgrammes, separateProgrammes } from "../../src/guide/merge.ts";
import { Findings } from "../../src/guide/findings.ts";
import { checkSpan } from "../../src/guide/validate.ts";
import { plainProgramme } from "../fakes/plain_programme.ts";
import { randomTimelines } from "../fakes/random_timeline.ts";
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
    await t.step(
      "covers everything there is with entries that tile time, each called as something it covers",
      () => {
        fc.assert(
          fc.property(randomTimelines, fc.boolean(), (programmes, isMerged) => {
            const stretches = isMerged ? mergeProgrammes(programmes) : separateProgrammes(programmes);
            const { entries } = guideEntries(CHANNEL, stretches, new Set());
            const findings = new Findings();
            for (const [at, entry] of entries.entries()) {
              checkSpan(CHANNEL.guideId, entry, entries[at - 1], findings);
            }
            deepStrictEqual(findings.list, []);
            if (entries.length === 0) return;
            deepStrictEqual(entries.flatMap(({ covers }) => covers), programmes);
            for (const { title, covers } of entries) ok(covers.some((one) => isCalled(one, title)), title);
            for (const { startMs, stopMs } of programmes) {
              for (const atMs of [startMs, Math.floor((startMs + stopMs) / 2), stopMs - 1]) {
                checkInstant(programmes, entries, atMs);
              }
            }
          }),
          { numRuns: 300 },
        );
      },
    );
    await t.step("calls what several films share by its title, and no film's own", () => {
      const night = { guideTitle: "Film night", guideGroup: 3, category: "movie" } as const;
      const { entries } = tell([
        programme(0, 60_000, { ...night, title: "Alien", year: 1979, itemId: 1 }),
        programme(60_000, 120_000, { ...night, title: "Brazil", year: 1985, itemId: 2 }),
        programme(120_000, 180_000, { title: "Clue", guideTitle: "Late film", year: 1985, itemId: 3 }),
        programme(180_000, 240_000, { ...night, guideGroup: 4, title: "Duel", itemId: 4 }),
        programme(240_000, 300_000, { ...night, guideGroup: 4, category: "episode", itemId: 5 }),
      ]);
      deepStrictEqual(
        entries.map(({ title, subTitle, year, category }) => [title, subTitle, year, category]),
        [
          ["Film night", null, null, "movie"],
          ["Late film", "Clue", 1985, null],
          ["Film night", null, null, null],
        ],
      );
    });
    await t.step("tells long filler by all that is known of its longest part", () => {
      const filler = { filler: "fallback", show: "Clips", season: 1 } as const;
      const { entries } = tell([
        programme(0, 300_000, { ...filler, title: "Soap", episode: 1, itemId: 8 }),
        programme(300_000, 1_000_000, { ...filler, title: "Sun", episode: 2, year: 1999, itemId: 9 }),
      ]);
      const [entry] = entries;
      const told = [entry?.title, entry?.subTitle, entry?.number, entry?.year];
      deepStrictEqual(told, ["Clips", "Sun", { season: 1, episode: 2 }, 1999]);
      deepStrictEqual([entries.length, entry?.covers.length], [1, 2]);
    });
    await t.step("takes what is new for no repeat because of its commercials, or its own first part", () => {
      const soap = { itemId: 9, filler: "mid_roll" } as const;
      const { entries } = tell([
        programme(0, 60_000, { itemId: 1 }),
        programme(60_000, 120_000, soap),
        programme(120_000, 180_000, { itemId: 1, itemOffsetMs: 60_000 }),
        programme(180_000, 240_000, soap),
        programme(240_000, 300_000, { itemId: 2, title: "Brazil" }),
        programme(300_000, 360_000, { itemId: 1 }),
      ]);
      deepStrictEqual(entries.map(({ isRepeat }) => isRepeat), [false, false, true]);
    });
    await t.step("tells no hole away, whatever sliver lies beside it", () => {
      const { entries } = tell([programme(0, 10_200), programme(10_200, 10_700), programme(15_000, 20_000)]);
      const seconds = entries.map((
        { startS, stopS },
      ) => [startS - START_MS / 1_000, stopS - START_MS / 1_000]);
      deepStrictEqual(seconds, [[0, 10], [15, 20]]);
    });
    await t.step("knows repeats from this part and from what aired before; cards are never new", () => {
      const airedIds = new Set([3]);
      const stretches = mergeProgrammes([
        programme(0, 60_000, { itemId: 1 }),
        programme(60_000, 120_000, { itemId: 3 }),
        programme(120_000, 180_000, { itemId: 1 }),
        programme(180_000, 240_000, { itemId: null, kind: "off_air" }),
        programme(240_000, 300_000, { itemId: null, kind: "getting_ready" }),
      ]);
      const { entries } = guideEntries(CHANNEL, stretches, airedIds);
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

/** At an instant, the entry covers what airs then, or what begins within the same second. */
function checkInstant(
  programmes: readonly Programme[],
  entries: readonly GuideEntry[],
  atMs: number,
): void {
  const second = Math.floor(atMs / 1_000);
  const entry = entries.find(({ startS, stopS }) => startS <= second && second < stopS);
  // The last second may be too short to be told.
  if (entry === undefined) return strictEqual(second, entries.at(-1)?.stopS);
  const inSecond = programmes.filter(({ startMs, stopMs }) =>
    startMs < (second + 1) * 1_000 && stopMs > atMs
  );
  ok(entry.covers.some((one) => inSecond.includes(one)), `at ${atMs}`);
}

/** What a programme may be called; one without a title of its own is called by channel and time. */
function isCalled({ guideTitle, show, title }: Programme, called: string): boolean {
  return called === guideTitle || called === show || called === title || called.startsWith("Bars — ");
}

function tell(programmes: readonly Programme[]) {
  return guideEntries(CHANNEL, mergeProgrammes(programmes), new Set());
}

function programme(fromMs: number, toMs: number, more: Partial<Programme> = {}): Programme {
  return plainProgramme({ channelId: "five", startMs: START_MS + fromMs, stopMs: START_MS + toMs, ...more });
}
