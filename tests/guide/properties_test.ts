import { deepStrictEqual, match, strictEqual } from "node:assert/strict";
import { systemClock } from "../../src/clock.ts";
import type { GuideRule } from "../../src/guide/findings.ts";
import type { Piece } from "../../src/guide/piece.ts";
import { paired, PROPERTIES, type Property } from "../../src/guide/properties.ts";
import { Proof } from "../../src/guide/prover.ts";
import { Question } from "../../src/guide/question.ts";
import { childSolver } from "../fakes/child_solver.ts";
import { airing, NOON_S, pieceOf, SOUND, span } from "./pieces.ts";

const SHORT = { title: "Spot", isFiller: true } as const;

/** Two episodes under one number. */
const EVENING = [
  airing(0, 90, { title: "Evening", subTitle: "One", part: "entry 1", itemId: 1 }),
  airing(90, 180, { title: "Evening", subTitle: "Two", part: "entry 1", itemId: 2 }),
];

/** Pieces that keep every property, though they look odd. */
const GOOD: readonly { name: string; piece: Piece }[] = [
  { name: "two programmes", piece: SOUND },
  {
    name: "a programme too short for any second",
    piece: pieceOf([span(0, 60), span(60, 90)], [
      airing(0, 60.2),
      airing(60.2, 60.9, { title: "Flash" }),
      airing(60.9, 90),
    ]),
  },
  {
    name: "a film around a spot",
    piece: pieceOf([span(0, 180)], [
      airing(0, 60, { part: "item 1" }),
      airing(60, 90, SHORT),
      airing(90, 180, { part: "item 1" }),
    ]),
  },
  {
    name: "spots before the first programme",
    piece: pieceOf([span(0, 180)], [airing(0, 60, SHORT), airing(60, 90, SHORT), airing(90, 180)]),
  },
  {
    name: "a group of episodes without the title of one",
    piece: pieceOf([span(0, 180, { title: "Evening" })], EVENING),
  },
  {
    name: "a group of clips under one title",
    piece: pieceOf([span(0, 180, { title: "Clips" })], [
      airing(0, 90, { title: "Clips", part: "entry 1" }),
      airing(90, 180, { title: "Clips", part: "entry 1" }),
    ]),
  },
];

const FILM = SOUND.spans[1] ?? span(60, 180);
const [NEWS_AIRS = airing(0, 60), FILM_AIRS = airing(60, 180)] = SOUND.airings;

const BREACHES: readonly {
  name: string;
  piece: Piece;
  rule: GuideRule;
  atS: number | null;
  detail: RegExp;
}[] = [
  {
    name: "a gap",
    piece: { ...SOUND, spans: [span(0, 55), FILM] },
    rule: "covered_once",
    atS: NOON_S + 55,
    detail: /nothing is on/,
  },
  {
    name: "an overlap",
    piece: { ...SOUND, spans: [span(0, 65), FILM] },
    rule: "covered_once",
    atS: NOON_S + 60,
    detail: /two programmes/,
  },
  {
    name: "an earlier programme that reaches over its neighbour",
    piece: pieceOf([span(0, 500), span(0, 60), FILM], SOUND.airings),
    rule: "covered_once",
    atS: NOON_S,
    detail: /two programmes/,
  },
  {
    name: "a change a second early",
    piece: { ...SOUND, spans: [span(0, 59), { ...FILM, startS: NOON_S + 59 }] },
    rule: "agreement",
    atS: NOON_S + 59,
    detail: /the guide changes at/,
  },
  {
    name: "an end that is not playout's",
    piece: { ...SOUND, spans: [span(0, 60), { ...FILM, stopS: NOON_S + 181 }] },
    rule: "agreement",
    atS: NOON_S + 180,
    detail: /the guide changes at/,
  },
  {
    name: "nothing told",
    piece: { ...SOUND, spans: [] },
    rule: "agreement",
    atS: null,
    detail: /tells nothing/,
  },
  {
    name: "an entry in whose time nothing begins",
    piece: pieceOf([span(0, 30), span(30, 60)], [airing(0, 60)]),
    rule: "agreement",
    atS: NOON_S + 30,
    detail: /nothing that airs begins/,
  },
  {
    name: "another name",
    piece: { ...SOUND, spans: [span(0, 60, { title: "Olds" }), FILM] },
    rule: "name",
    atS: NOON_S,
    detail: /called News/,
  },
  {
    name: "a group of episodes with the title of one",
    piece: pieceOf([span(0, 180, { title: "Evening", subTitle: "Two" })], EVENING),
    rule: "name",
    atS: NOON_S,
    detail: /called Evening, null/,
  },
  {
    name: "another channel",
    piece: { ...SOUND, spans: [span(0, 60, { channel: "six.x" }), FILM] },
    rule: "name",
    atS: NOON_S,
    detail: /channel six.x/,
  },
  {
    name: "a programme that is hidden",
    piece: pieceOf([span(0, 180)], [NEWS_AIRS, FILM_AIRS]),
    rule: "hidden",
    atS: NOON_S + 60,
    detail: /Film airs/,
  },
  {
    name: "a spot that is too long to hide",
    piece: pieceOf([span(0, 1_000)], [airing(0, 60), airing(60, 1_000, SHORT)]),
    rule: "hidden",
    atS: NOON_S + 60,
    detail: /Spot airs/,
  },
  {
    name: "a pause of playout",
    piece: pieceOf(SOUND.spans, [{ ...NEWS_AIRS, stopMs: NEWS_AIRS.stopMs - 1 }, FILM_AIRS]),
    rule: "airing",
    atS: NOON_S + 60,
    detail: /one stops at/,
  },
  {
    name: "a pause before the piece",
    piece: { ...SOUND, entersMs: NOON_S * 1_000 },
    rule: "airing",
    atS: NOON_S,
    detail: /one stops at/,
  },
  {
    name: "no length",
    piece: pieceOf([span(0, 0)], [airing(0, 0)]),
    rule: "length",
    atS: NOON_S,
    detail: /starts at/,
  },
  {
    name: "the year 2101",
    piece: pieceOf([span(0, 4_133_980_800 - NOON_S)], [airing(0, 4_133_980_800 - NOON_S)]),
    rule: "instant",
    atS: 4_133_980_800,
    detail: /outside/,
  },
  {
    name: "the year 1969",
    piece: pieceOf([span(-NOON_S - 1, 60)], [airing(-NOON_S - 1, 60)]),
    rule: "instant",
    atS: -1,
    detail: /outside/,
  },
  ...["", " \t", "\u3000\u00a0"].map((title) => ({
    name: `the title ${JSON.stringify(title)}`,
    piece: pieceOf([span(0, 60, { title })], [airing(0, 60, { title })]),
    rule: "title" as const,
    atS: NOON_S,
    detail: /empty/,
  })),
  ...["Item 12345", " iTeM5", "item\u00a07 "].map((title) => ({
    name: `the title ${JSON.stringify(title)}`,
    piece: pieceOf([span(0, 60, { title })], [airing(0, 60, { title })]),
    rule: "placeholder" as const,
    atS: NOON_S,
    detail: /called/,
  })),
];

Deno.test("properties are sentences", () => {
  for (const { rule, sentence } of PROPERTIES) match(sentence, /^[A-Z].*\.$/, rule);
  strictEqual(new Set(PROPERTIES.map(({ rule }) => rule)).size, PROPERTIES.length);
});

Deno.test("each property is broken by plain code and by the solver alike", async (t) => {
  await using solver = childSolver();
  using proof = new Proof({ open: solver.open, clock: systemClock, timeoutMs: 60_000 });
  const asks = async (piece: Piece, only?: Property) => {
    const question = new Question(only === undefined ? PROPERTIES : [only]);
    question.add(piece);
    return (await proof.ask(question.script())).answer;
  };
  for (const { name, piece } of GOOD) {
    await t.step(`not by ${name}`, async () => {
      deepStrictEqual(PROPERTIES.filter(({ check }) => check(paired(piece)) !== null), []);
      strictEqual(await asks(piece), "unsat");
    });
  }
  for (const { name, piece, rule, atS, detail } of BREACHES) {
    await t.step(`by ${name}: ${rule}`, async () => {
      const property = PROPERTIES.find((one) => one.rule === rule);
      const breach = property?.check(paired(piece)) ?? null;
      match(breach?.detail ?? "nothing", detail);
      strictEqual(breach?.atS, atS);
      strictEqual(await asks(piece, property), "sat");
    });
  }
  await t.step("titles that only look like placeholders are titles for both", async () => {
    for (
      const title of ["Item", "Items 5", "Item 5a", "An item 5", 'Say "item 5"', "\\u{49}tem 5", "Étem 5"]
    ) {
      strictEqual(await asks(pieceOf([span(0, 60, { title })], [airing(0, 60, { title })])), "unsat", title);
    }
  });
});
