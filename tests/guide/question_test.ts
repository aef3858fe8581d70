import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import fc from "fast-check";
import { systemClock } from "../../src/clock.ts";
import type { Airing } from "../../src/guide/airings.ts";
import type { GuideSpan } from "../../src/guide/facts.ts";
import { disagreement } from "../../src/guide/look.ts";
import { type Piece, secondOf } from "../../src/guide/piece.ts";
import { PROPERTIES } from "../../src/guide/properties.ts";
import { Proof } from "../../src/guide/prover.ts";
import { Question, textTerm } from "../../src/guide/question.ts";
import { childSolver } from "../fakes/child_solver.ts";
import { airing, NOON_S, pieceOf, SOUND, span } from "./pieces.ts";

const ENTRIES_MAX = 50;

Deno.test("the neighbour form is true of the same guides as the obvious, quantified one", async (t) => {
  await using solver = childSolver();
  using proof = new Proof({ open: solver.open, clock: systemClock, timeoutMs: 60_000 });
  let [sound, unsound] = [0, 0];
  await t.step(`up to ${ENTRIES_MAX} entries, sound or with an edge or a name moved`, async () => {
    await fc.assert(
      fc.asyncProperty(pieces(), async (piece) => {
        const question = new Question(PROPERTIES.filter(({ rule }) => rule !== "placeholder"));
        question.add(piece);
        const answer = await proof.ask(question.script());
        const obvious = await proof.ask(obviousScript(piece));
        strictEqual(answer.answer, obvious.answer);
        const brute = firstDisagreementS(piece);
        strictEqual(answer.answer, brute === null ? "unsat" : "sat");
        if (brute === null) sound++;
        else unsound++;
        return true;
      }),
      { numRuns: 60 },
    );
    ok(sound > 10 && unsound > 10, `${sound} sound ones, ${unsound} others`);
  });
});

Deno.test("the solver's counterexample is an instant at which guide and screen differ", async () => {
  await using solver = childSolver();
  using proof = new Proof({ open: solver.open, clock: systemClock, timeoutMs: 60_000 });
  const [news, film = span(60, 180)] = SOUND.spans;
  const question = new Question();
  question.add({ ...SOUND, spans: [span(0, 55), film] });
  const answer = await proof.ask(question.script());
  ok(answer.answer === "sat" && answer.t !== null);
  const atS = question.instantOf(answer.t);
  ok(atS >= NOON_S + 55 && atS < NOON_S + 60, `${atS}`);
  strictEqual(disagreement(SOUND, atS), null);
  strictEqual(news?.stopS, NOON_S + 60);
});

Deno.test("Question", { permissions: "none" }, async (t) => {
  await t.step("asks once about what is there twice", () => {
    const question = new Question();
    question.add(pieceOf([span(0, 60), span(60, 90)], [airing(0, 60), airing(60, 90)]));
    strictEqual(question.script().match(/\(untitled "News"\)/g)?.length, 1);
    deepStrictEqual([question.entries, question.pieces.length], [2, 1]);
  });
  await t.step("counts from the first piece's beginning", () => {
    const question = new Question();
    question.add(SOUND);
    ok(question.script().includes(`(define-fun base () Int ${NOON_S})`));
    ok(question.script().includes("(differ 60 60500)"));
    strictEqual(question.instantOf(-5), NOON_S - 5);
  });
  await t.step("leaves an instant that is none to the solver", () => {
    const question = new Question();
    question.add(pieceOf([{ ...span(0, 60), startS: NaN }], [airing(0, 60)]));
    ok(question.script().includes("(no_length nowhere 60)"));
  });
});

Deno.test("textTerm() writes every text so that the solver reads it back", async () => {
  await using solver = childSolver();
  using proof = new Proof({ open: solver.open, clock: systemClock, timeoutMs: 60_000 });
  for (const text of ["", 'a "b" c', "\\u{41}", "a\\", "Zürich — 夜", "\u{1f319}", "a\nb", "\u007f~ "]) {
    const points = [...text].map((mark) => mark.codePointAt(0) ?? 0);
    const codes = points.map((point, at) => `(= (str.to_code (str.at s ${at})) ${point})`);
    const claim = `(and true (= (str.len s) ${points.length}) ${codes.join(" ")})`;
    const script = `(define-fun s () String ${
      textTerm(text)
    })\n(assert (not ${claim}))\n(check-sat)\n(reset)\n`;
    strictEqual((await proof.ask(script)).answer, "unsat", text);
  }
});

/** A day in miniature, and now and then something moved. */
function pieces(): fc.Arbitrary<Piece> {
  const lengths = fc.array(fc.record({ ms: fc.integer({ min: 1, max: 4_000 }), name: fc.nat(3) }), {
    minLength: 1,
    maxLength: ENTRIES_MAX,
  });
  const damage = fc.option(
    fc.record({
      at: fc.nat(ENTRIES_MAX - 1),
      by: fc.integer({ min: -2, max: 2 }),
      what: fc.constantFrom("start" as const, "stop" as const, "both" as const, "name" as const),
    }),
    { freq: 2 },
  );
  return fc.tuple(lengths, damage).map(([programmes, harm]) => {
    const airings: Airing[] = [];
    let atMs = 0;
    for (const { ms, name } of programmes) {
      airings.push(airing(atMs / 1_000, (atMs + ms) / 1_000, { title: `Programme ${name}` }));
      atMs += ms;
    }
    const spans = airings.flatMap(({ startMs, stopMs, title }): GuideSpan[] => {
      const [startS, stopS] = [secondOf(startMs), secondOf(stopMs)];
      return startS === stopS ? [] : [{ ...span(0, 0, { title }), startS, stopS }];
    });
    const found = harm === null ? undefined : spans[harm.at % spans.length];
    if (harm === null || found === undefined) return pieceOf(spans, airings);
    const { what, by } = harm;
    const spoilt = {
      ...found,
      startS: what === "start" || what === "both" ? found.startS + by : found.startS,
      stopS: what === "stop" || what === "both" ? found.stopS + by : found.stopS,
      title: what === "name" ? `Programme ${by + 2}` : found.title,
    };
    return pieceOf(spans.map((one) => one === found ? spoilt : one), airings);
  }).filter(({ spans }) => spans.length > 0);
}

/** Says outright what is asked: some instant is not covered exactly once, or by another name than what airs. */
function obviousScript({ spans, airings }: Piece): string {
  const names = [...new Set([...spans, ...airings].map(({ title }) => title))];
  const sum = (terms: string[]) => `(+ 0 0 ${terms.join(" ")})`;
  const told = spans.map(({ startS, stopS }) => `(ite (and (<= ${startS} t) (< t ${stopS})) 1 0)`);
  const nameOfTold = spans.map(({ startS, stopS, title }) =>
    `(ite (and (<= ${startS} t) (< t ${stopS})) ${names.indexOf(title) + 1} 0)`
  );
  const nameOfAiring = airings.map(({ startMs, stopMs, title }) =>
    `(ite (and (<= ${startMs} u) (< u ${stopMs})) ${names.indexOf(title) + 1} 0)`
  );
  const fromS = Math.min(secondOf(airings[0]?.startMs ?? 0), ...spans.map(({ startS }) => startS));
  const toS = Math.max(secondOf(airings.at(-1)?.stopMs ?? 0), ...spans.map(({ stopS }) => stopS));
  return [
    "(declare-const t Int)",
    "(define-fun u () Int (+ (* 1000 t) 999))",
    `(assert (and (<= ${fromS} t) (< t ${toS})))`,
    `(assert (or (distinct 1 ${sum(told)}) (distinct ${sum(nameOfTold)} ${sum(nameOfAiring)})))`,
    "(check-sat)",
    "(reset)",
    "",
  ].join("\n");
}

/** The first second at which guide and screen differ; an entry without length, or out of order, is one too. */
function firstDisagreementS(piece: Piece): number | null {
  const { spans, airings } = piece;
  const fromS = Math.min(secondOf(airings[0]?.startMs ?? 0), ...spans.map(({ startS }) => startS));
  const toS = Math.max(secondOf(airings.at(-1)?.stopMs ?? 0), ...spans.map(({ stopS }) => stopS));
  for (let atS = fromS; atS < toS; atS++) if (disagreement(piece, atS) !== null) return atS;
  return null;
}
