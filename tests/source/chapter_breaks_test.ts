import { deepStrictEqual } from "node:assert/strict";
import type { Chapter } from "../../src/media.ts";
import { chapterBreaks } from "../../src/source/chapter_breaks.ts";

/** Chapters of a minute each. */
function chapters(...titles: (string | null)[]): Chapter[] {
  return titles.map((title, n) => ({ startMs: n * 60_000, stopMs: (n + 1) * 60_000, title }));
}

Deno.test({
  name: "chapterBreaks() stops where each chapter but the first begins",
  permissions: "none",
  fn() {
    deepStrictEqual(chapterBreaks([]), []);
    deepStrictEqual(chapterBreaks(chapters("All of it")), []);
    deepStrictEqual(chapterBreaks(chapters("Cold open", null, "Act 2")), [
      { atMs: 60_000, resumeMs: 60_000 },
      { atMs: 120_000, resumeMs: 120_000 },
    ]);
  },
});

Deno.test({
  name: "chapterBreaks() leaves out chapters that are recorded commercials, and no others",
  permissions: "none",
  async fn(t) {
    const CASES: [title: string, isCommercial: boolean][] = [
      ["Commercial", true],
      ["commercials", true],
      ["COMMERCIAL BREAK", true],
      ["Commercial 2", true],
      ["Ad", true],
      ["Ads", true],
      ["Ad break #3", true],
      ["Ad-Break", true],
      ["Advert", true],
      ["Advertisement 01", true],
      ["[Advertisement]", true],
      ["[SponsorBlock]: Sponsor", true],
      ["Sponsor", true],
      ["Werbung", true],
      ["Werbeblock 2", true],
      ["Werbepause", true],
      ["Reklame", true],
      ["Publicité", true],
      ["Publicidad 1", true],
      ["Ad Astra", false],
      ["The Ad Man", false],
      ["Commercial Street", false],
      ["A Commercial Failure", false],
      ["Adam", false],
      ["Adverse", false],
      ["Chapter 4", false],
      ["Break", false],
      ["Act 2", false],
      ["7", false],
      ["", false],
    ];
    for (const [title, isCommercial] of CASES) {
      await t.step(title, () =>
        deepStrictEqual(
          chapterBreaks(chapters("Start", title))[0],
          { atMs: 60_000, resumeMs: isCommercial ? 120_000 : 60_000 },
        ));
    }
    await t.step("also the first chapter", () =>
      deepStrictEqual(chapterBreaks(chapters("Ad", "Show")), [
        { atMs: 0, resumeMs: 60_000 },
        { atMs: 60_000, resumeMs: 60_000 },
      ]));
  },
});
