import { deepStrictEqual, strictEqual } from "node:assert/strict";
import type { MediaDetails, MediaTitle } from "../../src/media.ts";
import { openStore, type Store } from "../../src/store/mod.ts";
import { found, INFO, programme } from "./samples.ts";

const NAMED: MediaTitle = { kind: "episode", title: "a", show: "harbour", season: 1, episode: 2, year: null };
const TITLE: MediaTitle = { ...NAMED, title: "Low Tide", show: "Harbour Lights", year: 2008 };
const DETAILS: MediaDetails = {
  title: TITLE,
  plot: "日本 \u{1f600}",
  genres: ["Drama"],
  cast: [{ name: "Pat", role: null }],
  directors: [],
  firstAired: null,
  contentRating: null,
  rating: 8.1,
  ids: { tvdb: 1, tmdb: null, imdb: null },
  artwork: [],
  sources: { title: "tvdb" },
};
const FACTS = { tvdb: { title: "Low Tide" } };

async function withStore(work: (store: Store) => void): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    using store = await openStore({ path: `${folder}/x.db` });
    work(store);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

Deno.test("MetadataStore keeps what is known of an item", () =>
  withStore(({ media, metadata }) => {
    const id = media.upsert(found("/media/a.mkv", NAMED), INFO);
    deepStrictEqual([metadata.details(id), metadata.known(id)], [null, null]);
    metadata.record(id, { facts: FACTS, details: DETAILS, dueMs: 100 });
    deepStrictEqual([metadata.details(id), metadata.known(id)], [DETAILS, {
      facts: FACTS,
      details: DETAILS,
    }]);
    metadata.record(999, { facts: FACTS, details: DETAILS, dueMs: 100 });
    strictEqual(metadata.details(999), null, "there is no such item");
  }));

Deno.test("MetadataStore.due() lists what was never looked up, or too long ago, or under another name", () =>
  withStore(({ media, metadata }) => {
    const [a, b, c] = ["a", "b", "c"].map((name) => media.upsert(found(`/media/${name}.mkv`), INFO));
    media.upsert(found("/media/broken.mkv"), "It is broken");
    const ids = [a ?? 0, b ?? 0, c ?? 0];
    deepStrictEqual(metadata.due({ nowMs: 0, limit: 10 }), ids);
    deepStrictEqual(metadata.due({ nowMs: 0, limit: 2 }).length, 2);
    deepStrictEqual(metadata.due({ nowMs: 0, limit: 10, among: [c ?? 0, 999, a ?? 0] }), [c, a]);
    for (const [at, id] of ids.entries()) {
      metadata.record(id, { facts: {}, details: DETAILS, dueMs: 300 - at * 100 });
    }
    deepStrictEqual(metadata.due({ nowMs: 99, limit: 10 }), []);
    deepStrictEqual(metadata.due({ nowMs: 200, limit: 10 }), [c, b]);
    deepStrictEqual(metadata.due({ nowMs: 200, limit: 10, among: ids }), [b, c]);
    media.upsert(found("/media/a.mkv", { title: "other" }), INFO);
    deepStrictEqual(metadata.due({ nowMs: 0, limit: 10 }), [a]);
    media.markMissing(ids, "gone");
    deepStrictEqual(metadata.due({ nowMs: 1e9, limit: 10 }), []);
  }));

Deno.test("MetadataStore keeps an operator's word until it is taken back", () =>
  withStore(({ metadata }) => {
    strictEqual(metadata.override(1), null);
    metadata.setOverride(1, { title: "A" });
    metadata.setOverride(1, { title: "B", ids: { tvdb: 5 } });
    deepStrictEqual(metadata.override(1), { title: "B", ids: { tvdb: 5 } });
    metadata.setOverride(1, null);
    metadata.setOverride(1, null);
    strictEqual(metadata.override(1), null);
  }));

Deno.test("MetadataStore keeps answers within bounds", () =>
  withStore(({ metadata }) => {
    strictEqual(metadata.answer("q"), null);
    for (let at = 1; at <= 9; at++) {
      metadata.keepAnswer(`q${at}`, { answer: at === 5 ? null : "{}", expiresMs: at });
    }
    deepStrictEqual(metadata.answer("q5"), { answer: null, expiresMs: 5 });
    metadata.pruneAnswers(3, 4);
    deepStrictEqual(
      [1, 2, 3, 4, 5, 6, 9].map((at) => metadata.answer(`q${at}`) !== null),
      [
        ...[false, false, false, false, false, true, true],
      ],
    );
  }));

Deno.test("MediaStore.retitle() changes what an item is called, and forgets neither name", () =>
  withStore(({ media }) => {
    const id = media.upsert(found("/media/a.mkv", NAMED), INFO);
    const version = media.version();
    strictEqual(media.retitle(id, NAMED), false);
    strictEqual(media.version(), version);
    strictEqual(media.retitle(id, TITLE), true);
    strictEqual(media.version(), version + 1);
    const { kind, title, show, season, episode, year } = media.find(id) ?? NAMED;
    deepStrictEqual([{ kind, title, show, season, episode, year }, media.named(id)], [TITLE, NAMED]);
    for (const name of ["harbour", "HARBOUR LIGHTS"]) {
      strictEqual(media.playable({ show: name }).length, 1, name);
    }
    for (const search of ["low tide", "lights a.mkv"]) {
      strictEqual(media.list({ search }).items.length, 1, search);
    }
    strictEqual(media.retitle(999, TITLE), false);
    strictEqual(media.named(999), null);
  }));

Deno.test("MediaStore.upsert() keeps a title as long as the file's name says the same", () =>
  withStore(({ media }) => {
    const id = media.upsert(found("/media/a.mkv", NAMED), INFO);
    media.retitle(id, TITLE);
    media.upsert(found("/media/a.mkv", { ...NAMED, sizeBytes: 9 }), INFO);
    deepStrictEqual([media.find(id)?.title, media.find(id)?.sizeBytes], ["Low Tide", 9]);
    media.upsert(found("/media/a.mkv", { ...NAMED, title: "b" }), INFO);
    deepStrictEqual([media.find(id)?.title, media.named(id)?.title], ["b", "b"]);
  }));

Deno.test("TimelineStore.census() counts what programmes of their own lack", () =>
  withStore(({ timelines }) => {
    const rows = [
      { year: 2008 },
      {},
      { episode: null },
      { category: "movie", episode: null, year: 1999 },
      { category: "other", episode: null },
    ] as const;
    const programmes = rows.map((row, at) => ({ ...programme("one", at * 10, at * 10 + 10), ...row }));
    timelines.append("one", programmes, "{}");
    deepStrictEqual(timelines.census("one", 0, 50), {
      episodes: 3,
      withoutEpisodeNumber: 1,
      episodesAndMovies: 4,
      withoutYear: 2,
    });
    deepStrictEqual(timelines.census("one", 10, 30).episodes, 2);
    deepStrictEqual(timelines.census("none", 0, 50).episodes, 0);
  }));
