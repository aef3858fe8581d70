import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import fc from "fast-check";
import {
  bestMatch,
  CONFIDENCE_MIN,
  confidenceOf,
  titleLikeness,
  withoutYear,
} from "../../src/metadata/match.ts";

Deno.test({
  name: "titleLikeness() takes spellings of one title for the same",
  permissions: "none",
  async fn(t) {
    const SAME = [
      ["The Harbour", "harbour"],
      ["Amélie", "AMELIE"],
      ["Fast & Furious", "Fast and Furious"],
      ["S.W.A.T.", "SWAT"],
      ["Grey's Anatomy", "Greys Anatomy"],
      ["Straße", "Strasse"],
      ["Mission: Impossible", "Mission Impossible"],
      ["千と千尋の神隠し", "千と千尋の神隠し"],
      ["A", "a"],
    ] as const;
    for (const [one, other] of SAME) {
      await t.step(`${one} = ${other}`, () => strictEqual(titleLikeness(one, other), 1));
    }
    await t.step("others are never quite the same", () => {
      ok(titleLikeness("Harbour", "Harbours") < 1);
      ok(titleLikeness("Alien", "Aliens") < 1);
      strictEqual(titleLikeness("", ""), 0);
      strictEqual(titleLikeness("!!!", "???"), 0);
      strictEqual(titleLikeness("abc", "xyz"), 0);
    });
    await t.step("it is symmetrical and stays within 0 and 1", () => {
      fc.assert(fc.property(fc.string(), fc.string(), (one, other) => {
        const likeness = titleLikeness(one, other);
        strictEqual(likeness, titleLikeness(other, one));
        ok(likeness >= 0 && likeness <= 1);
      }));
    });
  },
});

Deno.test({
  name: "confidenceOf() multiplies the likeness of titles with what the years are worth",
  permissions: "none",
  async fn(t) {
    const CASES = [
      { name: "title and year", title: "Lantern", year: 1999, other: 1999, want: 1 },
      { name: "a year off", title: "Lantern", year: 1999, other: 2000, want: 0.95 },
      { name: "no year asked", title: "Lantern", year: null, other: 1999, want: 0.9 },
      { name: "no year known", title: "Lantern", year: 1999, other: null, want: 0.85 },
      { name: "a remake", title: "Lantern", year: 1999, other: 2001, want: 0.5 },
      { name: "year in the title", title: "Lantern (1999)", year: null, other: 1999, want: 1 },
      { name: "year in the title, another", title: "Lantern (1999)", year: null, other: 2015, want: 0.5 },
    ];
    for (const { name, title, year, other, want } of CASES) {
      await t.step(
        name,
        () => strictEqual(confidenceOf({ title, year }, { titles: ["x", "Lantern"], year: other }), want),
      );
    }
  },
});

Deno.test({
  name: "bestMatch()",
  permissions: "none",
  async fn(t) {
    const films = [
      { id: 1, titles: ["Lanterns"], year: 1999 },
      { id: 2, titles: ["Lantern"], year: 1999 },
      { id: 3, titles: ["Lantern"], year: 2015 },
    ];
    const idOf = (title: string, year: number | null, isUnique = true) =>
      bestMatch({ title, year }, films, { isUnique })?.id ?? null;
    await t.step("takes the surest", () => strictEqual(idOf("Lantern", 1999), 2));
    await t.step("takes a year that is one off", () => strictEqual(idOf("Lantern", 2016), 3));
    await t.step(
      "takes another spelling with the right year",
      () => strictEqual(idOf("The Lantern's", 1999), 1),
    );
    await t.step("takes a title with its year behind it", () => {
      const who = [{ id: 9, titles: ["Who (1963)"], year: 1963 }, {
        id: 8,
        titles: ["Who (2005)"],
        year: 2005,
      }];
      strictEqual(bestMatch({ title: "Who (2005)", year: null }, who, { isUnique: false })?.id, 8);
      strictEqual(bestMatch({ title: "Who", year: null }, who, { isUnique: false })?.id, 9);
    });
    await t.step("refuses another film", () => strictEqual(idOf("Candle", 1999), null));
    await t.step("refuses another year", () => strictEqual(idOf("Lantern", 1985), null));
    await t.step(
      "refuses a film without a year that was made twice",
      () => strictEqual(idOf("Lantern", null), null),
    );
    await t.step("takes the better known of two shows", () => strictEqual(idOf("Lantern", null, false), 2));
    await t.step(
      "has none of none",
      () => deepStrictEqual(bestMatch({ title: "A", year: 1 }, [], { isUnique: true }), null),
    );
    await t.step("is never less sure than it says", () => {
      const candidate = fc.record({
        id: fc.nat(),
        titles: fc.array(fc.constantFrom("Lantern", "Lanterns", "The Lantern", "Candle", "")),
        year: fc.option(fc.integer({ min: 1995, max: 2003 })),
      });
      fc.assert(fc.property(fc.array(candidate), fc.option(fc.constant(1999)), (candidates, year) => {
        const match = bestMatch({ title: "Lantern", year }, candidates, { isUnique: false });
        const sure = candidates.map((one) => confidenceOf({ title: "Lantern", year }, one));
        strictEqual(
          match?.confidence ?? null,
          Math.max(0, ...sure) >= CONFIDENCE_MIN ? Math.max(...sure) : null,
        );
      }));
    });
  },
});

Deno.test({
  name: "withoutYear() leaves titles alone that are a year",
  permissions: "none",
  fn() {
    deepStrictEqual(withoutYear({ title: "Who (2005)", year: null }), { title: "Who", year: 2005 });
    deepStrictEqual(withoutYear({ title: "Who (2005)", year: 1963 }), { title: "Who", year: 1963 });
    deepStrictEqual(withoutYear({ title: "(2005)", year: null }), { title: "(2005)", year: null });
    deepStrictEqual(withoutYear({ title: "2012", year: null }), { title: "2012", year: null });
  },
});
