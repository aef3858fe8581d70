import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import fc from "fast-check";
import { FactReader, NO_FACTS } from "../../src/guide/entry_facts.ts";
import { isClean } from "../../src/guide/xml_text.ts";
import type { MediaDetails } from "../../src/media.ts";
import { loopChannel } from "../schedule/samples.ts";

const CHANNEL = loopChannel("five");
const TITLE = { kind: "movie", title: "Alien", show: null, season: null, episode: null, year: 1979 } as const;
const NOTHING: MediaDetails = {
  title: TITLE,
  plot: null,
  genres: [],
  cast: [],
  directors: [],
  firstAired: null,
  contentRating: null,
  rating: null,
  ids: { tvdb: null, tmdb: null, imdb: null },
  artwork: [],
  sources: {},
};
const URL = "https://example.org/image.jpg";

Deno.test({
  name: "FactReader tells of an item",
  permissions: "none",
  async fn(t) {
    await t.step("what metadata knows, cleaned and within bounds", () => {
      deepStrictEqual(
        factsOf({
          plot: " In\u0000 space\n… ",
          genres: ["Horror", "movie", "\u0001", "Sci-Fi"],
          cast: [{ name: "S. Weaver", role: "Ripley" }, { name: " ", role: "Nobody" }, {
            name: "B",
            role: "",
          }],
          directors: ["R. Scott", "B", "C", "D"],
          firstAired: "1979-05-25",
          contentRating: "R",
          rating: 8.5,
        }),
        {
          plot: "In space …",
          genres: ["Horror", "Sci-Fi"],
          cast: [{ name: "S. Weaver", role: "Ripley" }, { name: "B", role: null }],
          directors: ["R. Scott", "B", "C"],
          firstAired: "19790525",
          language: null,
          image: null,
          contentRating: "R",
          rating: 8.5,
        },
      );
    });
    await t.step("nothing where nobody knows anything, and nothing of what is no item", () => {
      const reader = new FactReader({});
      deepStrictEqual([reader.of(CHANNEL, 7), reader.of(CHANNEL, null)], [NO_FACTS, NO_FACTS]);
      strictEqual(reader.quality(CHANNEL), null);
    });
    await t.step("its image by a path of ours: of an episode its own, of a film the poster", () => {
      const artwork = (["fanart", "poster", "thumbnail"] as const).map((kind) => ({ kind, url: URL }));
      const episode = { ...TITLE, kind: "episode" } as const;
      strictEqual(factsOf({ artwork }).image, "/artwork/7/poster");
      strictEqual(factsOf({ artwork, title: episode }).image, "/artwork/7/thumbnail");
      strictEqual(factsOf({ artwork: artwork.slice(0, 1), title: episode }).image, "/artwork/7/fanart");
    });
    await t.step("its language, if its file says one", () => {
      const languages = ["eng", "DE", "und", "english", "", null].map((language) =>
        new FactReader({ language: () => language }).of(CHANNEL, 7).language
      );
      deepStrictEqual(languages, ["eng", "de", null, null, null, null]);
    });
    await t.step("no more of a plot than clients can bear, ending behind a word", () => {
      const plot = factsOf({ plot: "words and words ".repeat(100) }).plot ?? "";
      ok(plot.length <= 1_000 && plot.endsWith("words…") || plot.endsWith("and…"), plot.slice(-20));
    });
    await t.step("asking once for all channels of a profile", () => {
      let asked = 0;
      const reader = new FactReader({ details: () => (asked++, NOTHING) });
      for (const id of ["five", "six"]) reader.of(loopChannel(id), 7);
      strictEqual(asked, 1);
    });
    await t.step("only clean text, whatever metadata holds", () => {
      const texts = fc.string({ unit: "binary", maxLength: 2_000 });
      fc.assert(fc.property(texts, texts, (one, other) => {
        const facts = factsOf({
          ...{ plot: one, genres: [other], directors: [one], contentRating: other },
          cast: [{ name: one, role: other }],
        });
        const { plot, genres, directors, cast, contentRating } = facts;
        const all = [
          plot,
          contentRating,
          ...genres,
          ...directors,
          ...cast.flatMap(({ name, role }) => [name, role]),
        ];
        for (const text of all) ok(text === null || isClean(text) && text === text.trim() && text !== "");
      }));
    });
  },
});

function factsOf(more: Partial<MediaDetails>) {
  return new FactReader({ details: () => ({ ...NOTHING, ...more }) }).of(CHANNEL, 7);
}
