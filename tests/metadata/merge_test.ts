import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import fc from "fast-check";
import type { FactSource, MediaFacts, MediaTitle } from "../../src/media.ts";
import { factsOf, mergeFacts } from "../../src/metadata/merge.ts";

const NAMED: MediaTitle = {
  kind: "episode",
  title: "Episode 1",
  show: "harbour",
  season: 1,
  episode: 1,
  year: null,
};
const SOURCES: readonly FactSource[] = ["override", "tvdb", "tmdb", "nfo", "file_name"];

Deno.test({
  name: "mergeFacts() believes sources fact by fact",
  permissions: "none",
  async fn(t) {
    await t.step("a file's name is all there is without others", () => {
      const { title, sources, plot, artwork, ids } = mergeFacts(NAMED, {});
      deepStrictEqual([title, plot, artwork], [NAMED, null, []]);
      deepStrictEqual(ids, { tvdb: null, tmdb: null, imdb: null });
      deepStrictEqual(new Set(Object.values(sources)), new Set(["file_name"]));
    });
    for (const fact of ["plot", "title", "show", "firstAired", "contentRating"] as const) {
      await t.step(`${fact}: override, TheTVDB, TMDB, NFO`, () => {
        for (let from = 0; from < 4; from++) {
          const facts = Object.fromEntries(
            SOURCES.slice(from, 4).map((source) => [source, { [fact]: `by ${source}` }]),
          );
          strictEqual(mergeFacts(NAMED, facts).sources[fact], SOURCES[from]);
        }
      });
    }
    for (const fact of ["season", "episode"] as const) {
      await t.step(`${fact}: databases are asked with it, so they are believed last`, () => {
        const facts = { tvdb: { [fact]: 7 }, tmdb: { [fact]: 8 } };
        strictEqual(mergeFacts(NAMED, facts).title[fact], 1);
        strictEqual(mergeFacts(NAMED, { ...facts, nfo: { [fact]: 9 } }).title[fact], 9);
        strictEqual(mergeFacts({ ...NAMED, [fact]: null }, facts).title[fact], 7);
        strictEqual(mergeFacts(NAMED, { ...facts, override: { [fact]: 3 } }).title[fact], 3);
      });
    }
    await t.step("a title that stands for none yields to one that is none", () => {
      const real = { nfo: { title: "Low Tide" } };
      for (const title of ["TBA", "Episode 1", "Item 123", " ", "Folge 7"]) {
        strictEqual(mergeFacts(NAMED, { tvdb: { title }, ...real }).title.title, "Low Tide");
      }
      strictEqual(mergeFacts(NAMED, { override: { title: "TBA" }, ...real }).title.title, "TBA");
      strictEqual(mergeFacts(NAMED, { tvdb: { title: "Item 5" } }).title.title, "Episode 1");
    });
    await t.step("a show's plot serves only where no episode has one", () => {
      const show = { tvdb: { showPlot: "of the show" } };
      strictEqual(mergeFacts(NAMED, { ...show, nfo: { plot: "of the episode" } }).plot, "of the episode");
      const { plot, sources } = mergeFacts(NAMED, show);
      deepStrictEqual([plot, sources.plot], ["of the show", "tvdb"]);
    });
    await t.step("images come kind by kind", () => {
      const { artwork, sources } = mergeFacts(NAMED, {
        tvdb: { artwork: [{ kind: "poster", url: "https://a/1" }] },
        tmdb: { artwork: [{ kind: "poster", url: "https://b/1" }, { kind: "fanart", url: "https://b/2" }] },
      });
      deepStrictEqual(artwork, [{ kind: "poster", url: "https://a/1" }, {
        kind: "fanart",
        url: "https://b/2",
      }]);
      deepStrictEqual([sources.poster, sources.fanart], ["tvdb", "tmdb"]);
    });
    await t.step("keys are put together", () => {
      const facts = { tvdb: { ids: { tvdb: 1, imdb: "tt1" } }, tmdb: { ids: { tmdb: 2, imdb: "tt2" } } };
      deepStrictEqual(mergeFacts(NAMED, facts).ids, { tvdb: 1, tmdb: 2, imdb: "tt1" });
    });
    await t.step("what becomes a film has no season any more", () => {
      const { title } = mergeFacts(NAMED, { nfo: { kind: "movie", title: "Lantern", year: 1999 } });
      deepStrictEqual(title, {
        kind: "movie",
        title: "Lantern",
        show: null,
        season: null,
        episode: null,
        year: 1999,
      });
    });
  },
});

Deno.test({
  name: "mergeFacts() always comes to a title, and names a source that really said each fact",
  permissions: "none",
  fn() {
    const facts: fc.Arbitrary<MediaFacts> = fc.record({
      kind: fc.constantFrom("episode" as const, "movie" as const, "other" as const),
      title: fc.constantFrom("", "TBA", "Item 4", "Low Tide", "High Tide"),
      show: fc.constantFrom("Harbour", "Item 9"),
      season: fc.nat(9),
      episode: fc.nat(9),
      year: fc.integer({ min: 1990, max: 2030 }),
      plot: fc.string({ minLength: 1 }),
      genres: fc.array(fc.string({ minLength: 1 }), { minLength: 1 }),
      rating: fc.integer({ min: 1, max: 10 }),
    }, { requiredKeys: [] });
    const all = fc.record({ override: facts, tvdb: facts, tmdb: facts, nfo: facts }, { requiredKeys: [] });
    fc.assert(fc.property(all, (given) => {
      const override = given.override?.title === "" ? {} : given.override;
      const bySource = { ...given, ...(override && { override }) };
      const { title, sources, plot, genres, rating } = mergeFacts(NAMED, bySource);
      ok(title.title !== "" && (bySource.override?.title === title.title || !/^Item/.test(title.title)));
      const told = { ...title, plot, genres, rating };
      for (const [name, source] of Object.entries(sources)) {
        const said = source === "file_name" ? factsOf(NAMED) : bySource[source];
        deepStrictEqual(
          Reflect.get(told, name) ?? Reflect.get(said ?? {}, name),
          Reflect.get(said ?? {}, name),
        );
      }
      deepStrictEqual(mergeFacts(NAMED, bySource), mergeFacts(NAMED, bySource));
    }));
  },
});
