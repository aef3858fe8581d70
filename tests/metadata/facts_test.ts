import { deepStrictEqual, strictEqual } from "node:assert/strict";
import { dateOf, knownFacts, knownIds, ratingOf, yearOf } from "../../src/metadata/facts.ts";

Deno.test({
  name: "knownFacts() and knownIds() leave out what is not known",
  permissions: "none",
  fn() {
    deepStrictEqual(
      knownFacts({ title: "A", plot: "", show: null, genres: [], season: 0, year: undefined, ids: {} }),
      { title: "A", season: 0 },
    );
    deepStrictEqual(knownIds({ tvdb: 1, tmdb: null, imdb: null }), { tvdb: 1 });
  },
});

Deno.test({
  name: "dateOf(), yearOf() and ratingOf() take what makes sense",
  permissions: "none",
  fn() {
    strictEqual(dateOf("2008-01-20T10:00:00"), "2008-01-20");
    for (const none of ["2008-13-40", "20 Jan 2008", "", null, undefined]) strictEqual(dateOf(none), null);
    for (
      const [text, year] of [["2008-01-20", 2008], ["1999", 1999], ["0000-00-00", null], ["", null]] as const
    ) {
      strictEqual(yearOf(text), year);
    }
    for (
      const [value, rating] of [[8.44, 8.4], [10, 10], [0, null], [11, null], [NaN, null], [
        null,
        null,
      ]] as const
    ) {
      strictEqual(ratingOf(value), rating);
    }
  },
});
