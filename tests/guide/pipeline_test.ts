import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import fc from "fast-check";
import { airingsOf } from "../../src/guide/airings.ts";
import { guideEntries } from "../../src/guide/entries.ts";
import { mergeProgrammes, separateProgrammes } from "../../src/guide/merge.ts";
import { type EntryPiece, examine, piecesOf, prepareEntries, solverFound } from "../../src/guide/pipeline.ts";
import type { Repair } from "../../src/guide/repairs.ts";
import { withoutSlivers } from "../../src/guide/slivers.ts";
import type { Programme } from "../../src/programme.ts";
import { plainProgramme } from "../fakes/plain_programme.ts";
import { loopChannel } from "../schedule/samples.ts";
import { NOON_S, SOUND, span } from "./pieces.ts";

const CHANNEL = loopChannel("five", {}, { number: "5", name: "Bars", guideId: "five.x" });

Deno.test("whatever a schedule airs, with filler shown or merged, is told without a repair and without a breach", () => {
  fc.assert(
    fc.property(timelines(), fc.boolean(), (programmes, showsFiller) => {
      const { pieces, repairs } = toldOf(programmes, showsFiller);
      deepStrictEqual(repairs, []);
      for (const piece of pieces) deepStrictEqual(verdictOf(piece), { verdict: "VERIFIED" });
    }),
    { numRuns: 1_000 },
  );
});

Deno.test("piecesOf() cuts a guide without losing or doubling anything", () => {
  fc.assert(
    fc.property(timelines(), (programmes) => {
      const { pieces, entries } = toldOf(programmes, false);
      deepStrictEqual(pieces.flatMap((piece) => piece.entries), entries);
      deepStrictEqual(pieces.flatMap((piece) => piece.airings), airingsOf(CHANNEL, programmes));
      for (const [at, piece] of pieces.entries()) {
        strictEqual(piece.entersMs, pieces[at - 1]?.airings.at(-1)?.stopMs ?? null);
        ok(piece.entries.length <= 200);
      }
    }),
    { numRuns: 200 },
  );
});

Deno.test("piecesOf() gives the same pieces when the guide's ends move on", { permissions: "none" }, () => {
  const programmes = Array.from(
    { length: 96 },
    (_, at) => programme(at * 1_800_000, 1_800_000, { itemId: at }),
  );
  const before = toldOf(programmes, false).pieces;
  const after = toldOf(programmes.slice(3), false).pieces;
  strictEqual(before.length, 8);
  // Each knows where the one before ends, so that no hole is left where two of them meet.
  for (const [at, { entersMs }] of before.entries()) {
    strictEqual(entersMs, before[at - 1]?.airings.at(-1)?.stopMs ?? null);
  }
  deepStrictEqual(after.slice(1), before.slice(1));
});

Deno.test(
  "piecesOf() puts no more into a piece than is looked at in one turn",
  { permissions: "none" },
  () => {
    const clips = Array.from({ length: 500 }, (_, at) => programme(at * 1_000, 1_000, { itemId: at }));
    deepStrictEqual(toldOf(clips, false).pieces.map(({ entries }) => entries.length), [200, 200, 100]);
  },
);

Deno.test(
  "solverFound() tells what a viewer would see at the solver's instant",
  { permissions: "none" },
  async (t) => {
    const [, film = span(60, 180)] = SOUND.spans;
    const wrong = { ...SOUND, spans: [span(0, 55), film] };
    await t.step("among several pieces", () => {
      const found = solverFound([SOUND, wrong], NOON_S + 57);
      ok(found.verdict === "FAILED" && found.stage === "smt");
      deepStrictEqual([found.counterexample?.rule, found.counterexample?.atS], ["covered_once", NOON_S + 57]);
    });
    await t.step("or what is wrong at no instant", () => {
      const found = solverFound([{ ...SOUND, entersMs: 5 }], null);
      ok(found.verdict === "FAILED");
      strictEqual(found.counterexample?.rule, "airing");
    });
    await t.step("and refuses, too, what only the solver sees", () => {
      const found = solverFound([SOUND], NOON_S);
      ok(found.verdict === "FAILED");
      ok(found.reason.includes("5 Bars"));
    });
  },
);

function verdictOf({ entries, airings, entersMs }: EntryPiece) {
  return examine({ channel: { id: "five.x", label: "5 Bars" }, entersMs, airings, spans: entries }).verdict;
}

function toldOf(programmes: readonly Programme[], showsFiller: boolean) {
  const seen = withoutSlivers(programmes);
  const stretches = showsFiller ? separateProgrammes(seen) : mergeProgrammes(seen);
  const repairs: Repair[] = [];
  const found = guideEntries(CHANNEL, stretches, new Set()).entries;
  const entries = prepareEntries(CHANNEL, found, { report: (repair) => repairs.push(repair) });
  return { entries, repairs, pieces: piecesOf(entries, airingsOf(CHANNEL, programmes)) };
}

function programme(startMs: number, lengthMs: number, more: Partial<Programme>): Programme {
  return plainProgramme({
    channelId: "five",
    startMs: NOON_S * 1_000 + startMs,
    stopMs: NOON_S * 1_000 + startMs + lengthMs,
    ...more,
  });
}

/** Programmes, parts of programmes, fillers and cards of all kinds, some within a second, some under one number. */
function timelines(): fc.Arbitrary<Programme[]> {
  const facts = fc.record({
    ms: fc.oneof(fc.integer({ min: 1, max: 3_000 }), fc.integer({ min: 1_000, max: 3_600_000 })),
    kind: fc.constantFrom(
      "item" as const,
      "item" as const,
      "item" as const,
      "off_air" as const,
      "up_next" as const,
      "paused" as const,
    ),
    filler: fc.constantFrom(
      null,
      null,
      "pre_roll" as const,
      "mid_roll" as const,
      "post_roll" as const,
      "tail" as const,
      "fallback" as const,
    ),
    item: fc.nat(4),
    offset: fc.nat(3),
    group: fc.constantFrom(null, null, 1, 2),
    title: fc.constantFrom(null, null, "An evening"),
    show: fc.constantFrom(null, "A show"),
    name: fc.constantFrom("One", "Two", "Item 5", "", "A & <b> \u0001"),
  });
  return fc.array(facts, { minLength: 1, maxLength: 40 }).map((all) => {
    let startMs = 0;
    return all.map(({ ms, kind, filler, item, offset, group, title, show, name }) => {
      const isItem = kind === "item";
      const made = programme(startMs, ms, {
        kind,
        itemId: isItem ? item : null,
        itemOffsetMs: isItem ? offset * 60_000 : 0,
        filler: isItem ? filler : null,
        guideGroup: group,
        guideTitle: group === null ? null : title,
        show: isItem ? show : null,
        title: isItem ? name : "Card",
      });
      startMs += ms;
      return made;
    });
  }).filter((all) => {
    const [first, last] = [all[0], all.at(-1)];
    // Less than a second is no guide.
    return Math.floor((first?.startMs ?? 0) / 1_000) < Math.floor((last?.stopMs ?? 0) / 1_000);
  });
}
