import { deepStrictEqual, strictEqual } from "node:assert/strict";
import {
  earlyWarning,
  failureRatioOf,
  type GuideCensus,
  metadataDrift,
} from "../../src/guide/early_warning.ts";

const WELL: GuideCensus = {
  episodes: 100,
  withoutEpisodeNumber: 0,
  episodesAndMovies: 200,
  withoutYear: 0,
  placeholders: 0,
  failureRatio: 0,
};

Deno.test({
  name: "earlyWarning() warns of what is over its bound, and of nothing at it",
  permissions: "none",
  async fn(t) {
    const CASES: readonly [name: string, more: Partial<GuideCensus>, want: unknown][] = [
      ["all is well", {}, null],
      ["nothing airs", { episodes: 0, episodesAndMovies: 0, failureRatio: null }, null],
      ["5 % without episode number", { withoutEpisodeNumber: 5 }, null],
      ["6 % without episode number", { withoutEpisodeNumber: 6 }, { withoutEpisodeNumberPercent: 6 }],
      ["5 % without year", { withoutYear: 10 }, null],
      ["5.5 % without year", { withoutYear: 11 }, { withoutYearPercent: 5.5 }],
      ["10 placeholders", { placeholders: 10 }, null],
      ["11 placeholders", { placeholders: 11 }, { placeholders: 11 }],
      ["a failure ratio of 0.3", { failureRatio: 0.3 }, null],
      ["a failure ratio above", { failureRatio: 0.3001 }, { failureRatio: 0.3 }],
      ["all at once", { withoutEpisodeNumber: 100, withoutYear: 200, placeholders: 99, failureRatio: 1 }, {
        withoutEpisodeNumberPercent: 100,
        withoutYearPercent: 100,
        placeholders: 99,
        failureRatio: 1,
      }],
    ];
    for (const [name, more, want] of CASES) {
      await t.step(name, () => deepStrictEqual(earlyWarning({ ...WELL, ...more }), want));
    }
  },
});

Deno.test({
  name: "metadataDrift() is a failure ratio up by more than 0.1",
  permissions: "none",
  async fn(t) {
    const CASES = [
      [0.1, 0.21, 0.11],
      [0.3, 0.4, null],
      [0, 0.1, null],
      [0.5, 0.2, null],
      [0, 1, 1],
      [null, 0.9, null],
      [0.1, null, null],
    ] as const;
    for (const [before, now, want] of CASES) {
      await t.step(`${before} to ${now}`, () => strictEqual(metadataDrift(before, now), want));
    }
  },
});

Deno.test({
  name: "failureRatioOf() says nothing of a few look-ups",
  permissions: "none",
  fn() {
    strictEqual(failureRatioOf({ successes: 19, failures: 0 }), null);
    strictEqual(failureRatioOf({ successes: 10, failures: 10 }), 0.5);
  },
});
