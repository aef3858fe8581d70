import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import fc from "fast-check";
import { isOfItsOwn, mergeProgrammes, separateProgrammes } from "../../src/guide/merge.ts";
import type { FillerKind, Programme, ProgrammeKind } from "../../src/programme.ts";
import { plainProgramme } from "../fakes/plain_programme.ts";
import { randomTimelines } from "../fakes/random_timeline.ts";

const FILLERS: readonly string[] = ["pre_roll", "mid_roll", "post_roll", "tail", "fallback"];
const CARDS: readonly string[] = ["up_next", "off_air", "getting_ready", "paused"];
const ITEMS = ["Alien", "Brazil", "Clue", "Soap", "Sun", "Moon", "Ident"];

/**
 * Programmes one after another: `Alien 90` is an item of 90 minutes, `tail Soap 3` filler, `off_air 30` a card. `@20` is
 * where in the item it begins, `#7` the number of its entry, `=Night` the title that stands for its own.
 */
function timeline(text: string): Programme[] {
  let stopMs = Date.UTC(2026, 0, 5, 20);
  return text.split(" | ").filter((one) => one !== "").map((one) => {
    const words = one.split(" ");
    const marked = (mark: string) => words.find((word) => word.startsWith(mark))?.slice(1) ?? null;
    const [kind, filler] = [CARDS, FILLERS].map((kinds) =>
      words.find((word) => kinds.includes(word)) ?? null
    );
    const title = words.find((word) => ITEMS.includes(word)) ?? kind ?? "";
    const [startMs, minutes] = [stopMs, Number(words.find((word) => /^[\d.]+$/.test(word)))];
    stopMs += minutes * 60_000;
    return plainProgramme({
      ...{ channelId: "five", startMs, stopMs, title, guideTitle: marked("=") },
      ...{ itemId: kind === null ? ITEMS.indexOf(title) : null, kind: (kind ?? "item") as ProgrammeKind },
      ...{ filler: filler as FillerKind | null, itemOffsetMs: Number(marked("@")) * 60_000 },
      guideGroup: marked("#") === null ? null : Number(marked("#")),
    });
  });
}

/** `Alien 100 | Brazil 60`: what each entry is told as, and its minutes. */
function told(text: string): string {
  return mergeProgrammes(timeline(text)).map(({ toldAs, programmes }) => {
    const lengthMs = (programmes.at(-1)?.stopMs ?? 0) - (programmes[0]?.startMs ?? 0);
    return `${toldAs.guideTitle ?? toldAs.title} ${lengthMs / 60_000}`;
  }).join(" | ");
}

const CASES: readonly { readonly name: string; readonly timeline: string; readonly want: string }[] = [
  { name: "nothing of nothing", timeline: "", want: "" },
  { name: "programmes as they are", timeline: "Alien 90 | Brazil 60", want: "Alien 90 | Brazil 60" },
  {
    name: "filler with the programme before it",
    timeline: "Alien 90 | post_roll Soap 4 | tail Soap 6 | Brazil 60",
    want: "Alien 100 | Brazil 60",
  },
  {
    name: "a pre-roll with the programme behind it",
    timeline: "Alien 90 | post_roll Soap 2 | pre_roll Ident 1 | Brazil 60",
    want: "Alien 92 | Brazil 61",
  },
  {
    name: "a card with the break it is in",
    timeline: "Alien 90 | up_next 1 | pre_roll Ident 1 | up_next 1 | pre_roll Ident 1 | Brazil 60",
    want: "Alien 91 | Brazil 63",
  },
  {
    name: "a card before a programme with the one before it",
    timeline: "Alien 90 | up_next 5 | Brazil 60",
    want: "Alien 95 | Brazil 60",
  },
  {
    name: "what comes first with what follows",
    timeline: "tail Soap 5 | up_next 1 | Brazil 60",
    want: "Brazil 66",
  },
  { name: "what comes last with what was before", timeline: "Alien 90 | pre_roll Ident 5", want: "Alien 95" },
  {
    name: "nothing but filler as filler, by its longest part",
    timeline: "tail Soap 2 | tail Sun 3 | up_next 1",
    want: "Sun 6",
  },
  {
    name: "filler of a quarter of an hour as an entry",
    timeline: "Alien 90 | tail Soap 7 | fallback Sun 8 | Brazil 60",
    want: "Alien 90 | Sun 15 | Brazil 60",
  },
  {
    name: "filler of a little less as none",
    timeline: "Alien 90 | tail Soap 7 | fallback Sun 7.5 | Brazil 60",
    want: "Alien 104.5 | Brazil 60",
  },
  {
    name: "long filler part by part, short ones with long ones",
    timeline:
      "Alien 90 | tail Soap 2 | fallback Sun 30 | tail Soap 2 | fallback Moon 20 | pre_roll Ident 1 | Brazil 60",
    want: "Alien 90 | Sun 34 | Moon 20 | Brazil 61",
  },
  {
    name: "an endless pre-roll as filler",
    timeline: "Alien 90 | pre_roll Sun 20 | Brazil 60",
    want: "Alien 90 | Sun 20 | Brazil 60",
  },
  {
    name: "a pre-roll with other filler behind it as that",
    timeline: "Alien 90 | pre_roll Ident 1 | tail Soap 2 | Brazil 60",
    want: "Alien 93 | Brazil 60",
  },
  {
    name: "no more than a quarter of an hour before a programme",
    timeline: "off_air 30 | tail Soap 8 | pre_roll Ident 8 | Brazil 60",
    want: "off_air 30 | Soap 8 | Brazil 68",
  },
  {
    name: "other cards by themselves",
    timeline: "Alien 90 | off_air 1 | getting_ready 1 | paused 1 | paused 1",
    want: "Alien 90 | off_air 1 | getting_ready 1 | paused 1 | paused 1",
  },
  {
    name: "filler between such cards by itself, else with a programme",
    timeline:
      "off_air 30 | tail Soap 5 | off_air 30 | tail Soap 5 | Brazil 60 | pre_roll Ident 1 | off_air 30",
    want: "off_air 30 | Soap 5 | off_air 30 | Brazil 66 | off_air 30",
  },
  {
    name: "parts of a film around breaks as one",
    timeline: "Alien 20 | mid_roll Soap 3 | up_next 1 | Alien 20 @20 | mid_roll Soap 3 | Alien 60 @42",
    want: "Alien 107",
  },
  {
    name: "a film that comes again as two",
    timeline: "Alien 90 | tail Soap 3 | Alien 90",
    want: "Alien 93 | Alien 90",
  },
  {
    name: "parts of a film around something else as two",
    timeline: "Alien 20 | off_air 3 | Alien 20 @20",
    want: "Alien 20 | off_air 3 | Alien 20",
  },
  {
    name: "neighbours of one number as one",
    timeline: "Alien 90 #7 =Night | tail Soap 3 | Brazil 60 #7 =Night | Clue 60 #8 =Night",
    want: "Night 153 | Night 60",
  },
  {
    name: "neighbours of one number without a title by the first",
    timeline: "Alien 90 #7 | Brazil 60 #7",
    want: "Alien 150",
  },
  {
    name: "a title without a number for each",
    timeline: "Alien 90 =Night | Brazil 60 =Night",
    want: "Night 90 | Night 60",
  },
  {
    name: "long filler of a slot as part of it",
    timeline: "fallback Sun 30 #7 | Alien 90 #7 =Night | tail Soap 20 #7",
    want: "Night 140",
  },
  {
    name: "filler at the beginning of a slot with the slot",
    timeline: "Alien 90 | tail Soap 2 | tail Sun 3 #7 | Brazil 60 #7 =Night",
    want: "Alien 92 | Night 63",
  },
  {
    name: "no card off air as part of a slot",
    timeline: "Alien 90 #7 =Night | off_air 9 #7 | Brazil 60 #7 =Night",
    want: "Night 90 | off_air 9 | Night 60",
  },
];

Deno.test({
  name: "mergeProgrammes() tells",
  permissions: "none",
  async fn(t) {
    for (const { name, timeline, want } of CASES) await t.step(name, () => strictEqual(told(timeline), want));
    await t.step("nothing together across a hole, nor across an overlap", () => {
      const [part, soap, rest] = timeline("Alien 20 | mid_roll Soap 3 | Alien 20 @20");
      ok(part !== undefined && soap !== undefined && rest !== undefined);
      for (const offMs of [1, -1]) {
        const moved: Programme = { ...rest, startMs: rest.startMs + offMs };
        deepStrictEqual(mergeProgrammes([part, soap, moved]).map(({ programmes }) => programmes.length), [
          2,
          1,
        ]);
      }
    });
  },
});

Deno.test({
  name: "mergeProgrammes() loses nothing and keeps its rules for any timeline",
  permissions: "none",
  fn() {
    fc.assert(
      fc.property(randomTimelines, (programmes) => {
        const stretches = mergeProgrammes(programmes);
        deepStrictEqual(stretches.flatMap((stretch) => stretch.programmes), programmes);
        for (const { toldAs, programmes: covered } of stretches) {
          ok(covered.includes(toldAs), "it is told as what it covers");
          if (covered.some(isOfItsOwn)) {
            ok(isOfItsOwn(toldAs), "a programme gives its name before filler does");
          }
          const isApart = covered.some(({ kind }) => kind !== "item" && kind !== "up_next");
          strictEqual(isApart && covered.some(isOfItsOwn), false, "nothing that airs is told as off air");
          // A stretch is one item, or one group.
          const items = new Set(covered.filter(isOfItsOwn).map(({ itemId }) => itemId));
          ok(items.size <= 1 || toldAs.guideGroup !== null, "items without a number stay apart");
          if (isApart || covered.some(isOfItsOwn)) continue;
          const { lengthMs, neighbours } = rowAround(programmes, toldAs);
          ok(lengthMs >= 900_000 || !neighbours.some(isOfItsOwn), "short filler joins a programme");
        }
      }),
      { numRuns: 500 },
    );
  },
});

/** The filler in a row that something is part of: how long it is, and what stands beside it. */
function rowAround(programmes: readonly Programme[], part: Programme) {
  const isFilling = ({ kind, filler }: Programme) => kind === "up_next" || filler !== null;
  const at = programmes.indexOf(part);
  const before = programmes.slice(0, at).findLastIndex((one) => !isFilling(one));
  const after = programmes.findIndex((one, index) => index > at && !isFilling(one));
  const row = programmes.slice(before + 1, after < 0 ? programmes.length : after);
  const lengthMs = row.reduce((sum, { startMs, stopMs }) => sum + stopMs - startMs, 0);
  return { lengthMs, neighbours: [before, after].flatMap((index) => programmes[index] ?? []) };
}

Deno.test({
  name: "separateProgrammes() tells every programme by itself",
  permissions: "none",
  fn() {
    fc.assert(fc.property(randomTimelines, (programmes) => {
      deepStrictEqual(
        separateProgrammes(programmes),
        programmes.map((programme) => ({ toldAs: programme, programmes: [programme] })),
      );
    }));
  },
});
