import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import type { MediaTitle } from "../../src/media.ts";
import type { Finding, Sought } from "../../src/metadata/fact_finder.ts";
import { NO_IDS } from "../../src/metadata/ids.ts";
import { Tmdb } from "../../src/metadata/tmdb.ts";
import { drive } from "../fakes/drive.ts";
import { type FactWorld, factWorld } from "../fakes/fact_world.ts";
import { TMDB_BASE, TMDB_KEY, TMDB_TOKEN } from "../fakes/fake_tmdb.ts";

const EPISODE: MediaTitle = {
  kind: "episode",
  title: "x",
  show: "Harbour",
  season: 1,
  episode: 1,
  year: null,
};
const MOVIE: MediaTitle = {
  kind: "movie",
  title: "Lantern",
  show: null,
  season: null,
  episode: null,
  year: 1999,
};

function finderIn(world: FactWorld, more: Partial<{ apiKey: string; languages: readonly string[] }> = {}) {
  const tmdb = new Tmdb(world, { baseUrl: TMDB_BASE, apiKey: TMDB_TOKEN, languages: ["eng"], ...more });
  return (title: MediaTitle, sought: Partial<Sought> = {}): Promise<Finding> => {
    const { signal } = new AbortController();
    return drive(world.clock, tmdb.find({ title, ids: NO_IDS, firstAired: null, ...sought }, signal));
  };
}

function valueOf(finding: Finding) {
  if (finding.kind !== "ok") throw new Error(`Cannot read the finding: it is ${finding.kind}`);
  return finding.value;
}

Deno.test("Tmdb.find() tells of an episode and its show", async () => {
  const world = factWorld();
  deepStrictEqual(valueOf(await finderIn(world)(EPISODE)), {
    genres: ["Drama"],
    cast: [{ name: "Pat Pea", role: "Pilot" }],
    ids: { tmdb: 1_396, tvdb: 81_189, imdb: "tt0903747" },
    show: "Harbour",
    showPlot: "People of a harbour.",
    title: "Low Tide",
    season: 1,
    episode: 1,
    plot: "The sea withdraws.",
    directors: ["Dora Dean"],
    firstAired: "2008-01-20",
    year: 2008,
    contentRating: "TV-MA",
    rating: 8,
    artwork: [
      { kind: "poster", url: "https://image.tmdb.org/t/p/w500/poster.jpg" },
      { kind: "thumbnail", url: "https://image.tmdb.org/t/p/w300/still.jpg" },
      { kind: "fanart", url: "https://image.tmdb.org/t/p/w1280/fan.jpg" },
    ],
  });
});

Deno.test("Tmdb.find() tells of a film", async () => {
  const facts = valueOf(await finderIn(factWorld())(MOVIE));
  deepStrictEqual(
    [
      facts.kind,
      facts.title,
      facts.plot,
      facts.year,
      facts.contentRating,
      facts.rating,
      facts.cast,
      facts.directors,
    ],
    ["movie", "Lantern", "A light.", 1999, "R", 8.2, [{ name: "Kim Kay", role: null }], ["Dana Dee"]],
  );
});

Deno.test("Tmdb.find() goes by keys first: its own, IMDb's, TheTVDB's", async (t) => {
  const other = { ...EPISODE, show: "Nobody knows it" };
  const CASES = [
    { tmdb: 1_396 },
    { imdb: "tt0903747" },
    // Of an episode, whose show it leads to.
    { imdb: "tt0959621" },
    { tvdb: 81_189 },
  ];
  for (const ids of CASES) {
    await t.step(JSON.stringify(ids), async () => {
      const world = factWorld();
      strictEqual(valueOf(await finderIn(world)(other, { ids: { ...NO_IDS, ...ids } })).title, "Low Tide");
      ok(!world.web.paths().some((path) => path.includes("search")));
    });
  }
});

Deno.test("Tmdb.find() finds nothing rather than something else", async () => {
  const find = finderIn(factWorld());
  deepStrictEqual(await find({ ...EPISODE, show: "Lighthouse" }), { kind: "none" });
  deepStrictEqual(await find({ ...MOVIE, year: 1960 }), { kind: "none" });
  deepStrictEqual(await find(MOVIE, { ids: { ...NO_IDS, tmdb: 7 } }), { kind: "none" });
  const noSuchSeason = valueOf(await find({ ...EPISODE, season: 9 }));
  deepStrictEqual([noSuchSeason.show, noSuchSeason.title], ["Harbour", undefined]);
});

Deno.test("Tmdb.find() takes from the next language what the first lacks", async () => {
  const facts = valueOf(await finderIn(factWorld(), { languages: ["ger", "eng"] })(EPISODE));
  deepStrictEqual(
    [facts.show, facts.title, facts.plot, facts.showPlot, facts.contentRating],
    ["Der Hafen", "Ebbe", "The sea withdraws.", "People of a harbour.", "16"],
  );
  const film = valueOf(await finderIn(factWorld(), { languages: ["deu"] })(MOVIE));
  deepStrictEqual([film.title, film.plot], ["Laterne", "Ein Licht."]);
});

Deno.test("Tmdb sends a key as it must, a token as it should, and keeps both to itself", async () => {
  const world = factWorld();
  strictEqual((await finderIn(world, { apiKey: TMDB_KEY })(MOVIE)).kind, "ok");
  ok(world.web.paths().every((path) => path.includes(`api_key=${TMDB_KEY}`)));
  ok(![...world.shelf.kept.keys()].some((question) => question.includes(TMDB_KEY)));

  const other = factWorld();
  strictEqual((await finderIn(other)(MOVIE)).kind, "ok");
  ok(!other.web.paths().some((path) => path.includes("api_key")));
  strictEqual(other.web.seen[0]?.headers.get("authorization"), `Bearer ${TMDB_TOKEN}`);

  const refused = factWorld();
  const finding = await finderIn(refused, { apiKey: "f".repeat(32) })(MOVIE);
  deepStrictEqual(finding, { kind: "unavailable", reason: "the key is not accepted" });
  await finderIn(refused, { apiKey: "f".repeat(32) })(EPISODE);
  strictEqual(refused.web.seen.length, 1, "it is left alone then");
  deepStrictEqual(refused.quiets, [["tmdb.test", "the key is not accepted"]]);
});

Deno.test("Tmdb bears whatever an API may do", async (t) => {
  for (const body of ["<html>", "", "null", "[]", "{}", '{"results":{}}']) {
    await t.step(`garbage: ${body}`, async () => {
      for (const title of [EPISODE, MOVIE]) {
        const world = factWorld();
        world.web.trouble({ status: 200, body });
        strictEqual((await finderIn(world)(title)).kind, "unavailable");
        strictEqual((await finderIn(world)(title)).kind, "ok", "none of it is kept");
      }
    });
  }
});
