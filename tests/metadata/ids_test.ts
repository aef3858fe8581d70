import { deepStrictEqual } from "node:assert/strict";
import fc from "fast-check";
import { completeIds, idsInAddresses, idsInPath, NO_IDS } from "../../src/metadata/ids.ts";

const ids = (more: Partial<typeof NO_IDS>) => ({ ...NO_IDS, ...more });

Deno.test({
  name: "idsInPath() reads what Plex, Jellyfin, Emby and Sonarr write into names",
  permissions: "none",
  async fn(t) {
    const CASES = [
      ["/m/Harbour (2008) {tvdb-81189}/Season 01/Harbour - S01E01.mkv", ids({ tvdb: 81_189 })],
      ["/m/Harbour [tvdbid-81189]/a.mkv", ids({ tvdb: 81_189 })],
      ["/m/Lantern (1999) [tmdbid=603].mkv", ids({ tmdb: 603 })],
      ["/m/Lantern (1999) {tmdb-603} {imdb-tt0133093}.mkv", ids({ tmdb: 603, imdb: "tt0133093" })],
      ["/m/Lantern [imdbid-TT0133093]/x.mkv", ids({ imdb: "tt0133093" })],
      ["/m/Lantern.1999.tt0133093.1080p.mkv", ids({ imdb: "tt0133093" })],
      ["/m/A {tmdb-1}/B {tmdb-2}.mkv", ids({ tmdb: 2 })],
      ["/m/A {tmdb-1}/B {tvdb-2}.mkv", ids({ tmdb: 1, tvdb: 2 })],
      ["/m/{tvdb-0}/{tmdb-99999999999}/mott1234567x.mkv", NO_IDS],
      ["/m/{tvdb-tt1234567}.mkv", ids({ imdb: "tt1234567" })],
      ["/m/Harbour - S01E01.mkv", NO_IDS],
    ] as const;
    for (const [path, want] of CASES) await t.step(path, () => deepStrictEqual(idsInPath(path), want));
  },
});

Deno.test({
  name: "idsInAddresses() reads pages of the item's kind",
  permissions: "none",
  async fn(t) {
    const CASES = [
      ["https://www.themoviedb.org/movie/603-lantern", null, ids({ tmdb: 603 })],
      ["https://www.themoviedb.org/tv/1396", "movie", NO_IDS],
      ["https://www.imdb.com/title/tt0133093/?ref_=x", "movie", ids({ imdb: "tt0133093" })],
      ["http://thetvdb.com/?tab=series&id=81189&lid=7", "episode", ids({ tvdb: 81_189 })],
      ["https://thetvdb.com/dereferrer/series/81189", "episode", ids({ tvdb: 81_189 })],
      ["https://www.thetvdb.com/series/harbour", "episode", NO_IDS],
      ["nothing at all", null, NO_IDS],
    ] as const;
    for (const [text, kind, want] of CASES) {
      await t.step(text, () => deepStrictEqual(idsInAddresses(text, kind), want));
    }
  },
});

Deno.test({
  name: "completeIds() never gives up a key it has",
  permissions: "none",
  fn() {
    const some = fc.record({
      tvdb: fc.option(fc.integer({ min: 1 })),
      tmdb: fc.option(fc.integer({ min: 1 })),
      imdb: fc.option(fc.constantFrom("tt0000001", "tt0000002")),
    });
    fc.assert(fc.property(some, some, (one, other) => {
      const both = completeIds(one, other);
      deepStrictEqual(completeIds(both, other), both);
      for (const key of ["tvdb", "tmdb", "imdb"] as const) {
        deepStrictEqual(both[key], one[key] ?? other[key]);
      }
    }));
  },
});
