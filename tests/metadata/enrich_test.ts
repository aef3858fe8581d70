import { deepStrictEqual, strictEqual } from "node:assert/strict";
import type { MediaFacts, MediaTitle } from "../../src/media.ts";
import { type Before, enrich, type Lookup, remerge } from "../../src/metadata/enrich.ts";
import type { FactFinder, Finding, Sought } from "../../src/metadata/fact_finder.ts";
import { NO_IDS } from "../../src/metadata/ids.ts";

const NAMED: MediaTitle = { kind: "episode", title: "x", show: "harbour", season: 1, episode: 2, year: null };
const BEFORE: Before = {
  item: { locator: "/media/Harbour {tvdb-81189}/S01E02.mkv", folder: "/media" },
  named: NAMED,
  override: null,
  known: {},
};

/** Looks up with two databases that answer as told, and keeps what they were asked and what was reported. */
async function run(
  before: Partial<Before>,
  answers: { tvdb: Finding; tmdb: Finding; nfo?: MediaFacts | Error },
) {
  const asked: Sought[] = [];
  const lookups: string[] = [];
  const finder = (source: "tvdb" | "tmdb"): FactFinder => ({
    source,
    find(sought) {
      asked.push(sought);
      return Promise.resolve(answers[source]);
    },
  });
  const enriched = await enrich({ ...BEFORE, ...before }, {
    finders: [finder("tvdb"), finder("tmdb")],
    nfo: {
      find: () =>
        answers.nfo instanceof Error
          ? Promise.reject(answers.nfo)
          : Promise.resolve({ facts: answers.nfo ?? null, faults: [] }),
    },
    onLookup: ({ source, outcome }: Lookup) => lookups.push(`${source} ${outcome}`),
  }, new AbortController().signal);
  return { asked, lookups, ...enriched };
}

const NONE: Finding = { kind: "none" };
const QUIET: Finding = { kind: "unavailable", reason: "status 500" };
const ok = (value: MediaFacts): Finding => ({ kind: "ok", value });

Deno.test("enrich() asks with every key that is known by then", async (t) => {
  await t.step("those of the name", async () => {
    const { asked } = await run({}, { tvdb: NONE, tmdb: NONE });
    deepStrictEqual(asked.map(({ ids }) => ids.tvdb), [81_189, 81_189]);
  });
  await t.step("those of NFO files before those of the name", async () => {
    const { asked } = await run({}, { tvdb: NONE, tmdb: NONE, nfo: { ids: { tvdb: 5, imdb: "tt0000001" } } });
    deepStrictEqual(asked[0]?.ids, { tvdb: 5, tmdb: null, imdb: "tt0000001" });
  });
  await t.step("an operator's before all", async () => {
    const override = { ids: { tvdb: 7 } };
    const { asked } = await run({ override }, { tvdb: NONE, tmdb: NONE, nfo: { ids: { tvdb: 5 } } });
    strictEqual(asked[0]?.ids.tvdb, 7);
  });
  await t.step("those of the database before", async () => {
    const { asked } = await run({}, { tvdb: ok({ ids: { tmdb: 1_396 } }), tmdb: NONE });
    deepStrictEqual(asked.map(({ ids }) => ids.tmdb), [null, 1_396]);
  });
});

Deno.test("enrich() asks with the title NFO files and operators give, and a date where the name has one", async () => {
  const nfo = { show: "Harbour", season: 3, episode: 4 };
  const { asked: [first] } = await run({ override: { season: 5 } }, { tvdb: NONE, tmdb: NONE, nfo });
  deepStrictEqual([first?.title.show, first?.title.season, first?.title.episode], ["Harbour", 5, 4]);
  const item = { locator: "/media/News 2026-01-05.mkv", folder: "/media" };
  const { asked: [dated] } = await run({ item }, { tvdb: NONE, tmdb: NONE });
  deepStrictEqual([dated?.firstAired, dated?.ids], ["2026-01-05", NO_IDS]);
});

Deno.test("enrich() keeps the word of a database that cannot be asked, and drops that of one that knows nothing", async () => {
  const known = { tvdb: { plot: "Old" }, tmdb: { genres: ["Old"] } };
  const { details, facts, lookups, isIncomplete } = await run({ known }, { tvdb: QUIET, tmdb: NONE });
  deepStrictEqual([details.plot, details.genres, facts.tmdb, isIncomplete], ["Old", [], undefined, true]);
  deepStrictEqual(lookups, ["tvdb unavailable", "tmdb none"]);
});

Deno.test("enrich() goes on without NFO files that cannot be read", async () => {
  const known = { nfo: { genres: ["Old"] } };
  const { details, lookups } = await run({ known }, {
    tvdb: ok({ plot: "New" }),
    tmdb: NONE,
    nfo: new Error("Stale file handle"),
  });
  deepStrictEqual([details.plot, details.genres], ["New", ["Old"]]);
  deepStrictEqual(lookups, ["nfo unavailable", "tvdb found", "tmdb none"]);
});

Deno.test("remerge() puts an operator's word on top or takes it away, and forgets nothing else", () => {
  const known = { override: { title: "Before" }, tvdb: { title: "Low Tide" } };
  const on = remerge(NAMED, known, { title: "Mine" });
  deepStrictEqual([on.details.title.title, on.facts], ["Mine", {
    tvdb: { title: "Low Tide" },
    override: { title: "Mine" },
  }]);
  const off = remerge(NAMED, on.facts, null);
  deepStrictEqual([off.details.title.title, off.facts], ["Low Tide", { tvdb: { title: "Low Tide" } }]);
});
