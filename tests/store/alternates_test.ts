import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import type { MediaTitle } from "../../src/media.ts";
import { isAlternate, type Likeness, maybeAlternate } from "../../src/store/alternates.ts";
import { Database } from "../../src/store/database.ts";
import { known } from "../../src/invariant.ts";
import { openStore, type Store } from "../../src/store/mod.ts";
import { found, INFO } from "./samples.ts";

const HOUR_MS = 3_600_000;

const EPISODE: Likeness = {
  id: 1,
  locator: "/media/Shows/Éclair/S01E02.mkv",
  kind: "episode",
  title: "Second",
  show: "Éclair",
  season: 1,
  episode: 2,
  year: null,
  durationMs: HOUR_MS,
};
const FILM: Likeness = {
  ...EPISODE,
  ...{ locator: "/media/Films/Noir (1944).mkv", kind: "movie", title: "Noir" },
  ...{ show: null, season: null, episode: null, year: 1944 },
};
const SPECIAL = { season: 0, episode: 1 } as const;
const COPY = { id: 2, locator: "/media/Elsewhere/copy.mp4" } as const;

const CASES: readonly {
  readonly name: string;
  readonly item: Likeness;
  readonly other: Partial<Likeness>;
  readonly want: boolean;
}[] = [
  { name: "the same episode in another folder", item: EPISODE, other: COPY, want: true },
  { name: "under another title", item: EPISODE, other: { ...COPY, title: "Episode 2" }, want: true },
  {
    name: "of the show in other letters",
    item: EPISODE,
    other: { ...COPY, show: "e\u0301CLAIR" },
    want: true,
  },
  { name: "not the item itself", item: EPISODE, other: {}, want: false },
  { name: "nor what lies where it lies", item: EPISODE, other: { id: 2 }, want: false },
  { name: "not another episode", item: EPISODE, other: { ...COPY, episode: 3 }, want: false },
  { name: "not another season", item: EPISODE, other: { ...COPY, season: 2 }, want: false },
  { name: "not another show", item: EPISODE, other: { ...COPY, show: "Éclairs" }, want: false },
  { name: "not a film of that name", item: EPISODE, other: { ...COPY, kind: "movie" }, want: false },
  { name: "2 % shorter", item: EPISODE, other: { ...COPY, durationMs: HOUR_MS - 72_000 }, want: true },
  { name: "2 % longer", item: EPISODE, other: { ...COPY, durationMs: HOUR_MS + 72_000 }, want: true },
  {
    name: "more than 2 % shorter",
    item: EPISODE,
    other: { ...COPY, durationMs: HOUR_MS - 72_001 },
    want: false,
  },
  {
    name: "more than 2 % longer",
    item: EPISODE,
    other: { ...COPY, durationMs: HOUR_MS + 72_001 },
    want: false,
  },
  {
    name: "a short one 10 s longer",
    item: { ...EPISODE, durationMs: 60_000 },
    other: { ...COPY, durationMs: 70_000 },
    want: true,
  },
  {
    name: "a short one more than 10 s longer",
    item: { ...EPISODE, durationMs: 60_000 },
    other: { ...COPY, durationMs: 70_001 },
    want: false,
  },
  { name: "a special of the same title", item: { ...EPISODE, ...SPECIAL }, other: COPY, want: true },
  {
    name: "not a special of another title: nobody counts specials alike",
    item: { ...EPISODE, ...SPECIAL },
    other: { ...COPY, title: "Making of" },
    want: false,
  },
  {
    name: "an episode by date, which is its title",
    item: { ...EPISODE, season: null, episode: null, title: "2020-01-05" },
    other: COPY,
    want: true,
  },
  {
    name: "not an episode by another date",
    item: { ...EPISODE, season: null, episode: null, title: "2020-01-05" },
    other: { ...COPY, title: "2020-01-06" },
    want: false,
  },
  { name: "not an episode of no show", item: { ...EPISODE, show: null }, other: COPY, want: false },
  { name: "the same film elsewhere", item: FILM, other: COPY, want: true },
  { name: "in other letters", item: FILM, other: { ...COPY, title: "NOIR" }, want: true },
  { name: "not a film of another year", item: FILM, other: { ...COPY, year: 1945 }, want: false },
  { name: "not a film without a year", item: FILM, other: { ...COPY, year: null }, want: false },
  { name: "not two films without a year", item: { ...FILM, year: null }, other: COPY, want: false },
  { name: "not another film of that year", item: FILM, other: { ...COPY, title: "Blanc" }, want: false },
  { name: "nothing for what is neither", item: { ...FILM, kind: "other" }, other: COPY, want: false },
];

Deno.test({
  name: "isAlternate()",
  permissions: "none",
  async fn(t) {
    for (const { name, item, other, want } of CASES) {
      await t.step(name, () => strictEqual(isAlternate(item, { ...item, ...other }), want));
    }
  },
});

async function withStore(work: (store: Store, path: string) => void): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    const path = `${folder}/x.db`;
    using store = await openStore({ path });
    work(store, path);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

function keep({ media }: Store, { locator, durationMs, ...title }: MediaTitle & Likeness): number {
  return media.upsert(found(locator, title), { ...INFO, durationMs });
}

Deno.test("MediaStore.alternatesOf() says what isAlternate() says", async (t) => {
  for (const { name, item, other, want } of CASES.filter((one) => one.other.locator !== undefined)) {
    await t.step(name, () =>
      withStore((store) => {
        const first = keep(store, item);
        const second = keep(store, { ...item, ...other });
        const found = store.media.alternatesOf(known(store.media.find(first), "the item"), 5);
        deepStrictEqual(found.map(({ id }) => id), want ? [second] : []);
      }));
  }
});

Deno.test("MediaStore.alternatesOf() lists what can air, by path, and no more than asked for", () =>
  withStore((store) => {
    const { media } = store;
    const item = keep(store, EPISODE);
    for (const name of ["c", "a", "broken", "b", "gone"]) {
      keep(store, { ...EPISODE, locator: `/media/${name}.mkv` });
    }
    media.recordProbe(4, "no streams");
    media.markMissing([item, 6], "The file is gone");
    const alternates = (limit: number) =>
      media.alternatesOf(known(media.find(item), "the item"), limit).map(({ locator }) => locator);
    deepStrictEqual(alternates(5), ["/media/a.mkv", "/media/b.mkv", "/media/c.mkv"]);
    deepStrictEqual(alternates(2), ["/media/a.mkv", "/media/b.mkv"]);
    deepStrictEqual(alternates(0), []);
    deepStrictEqual(media.alternatesOf(known(media.find(4), "the item"), 5), [], "its length is not known");
  }));

Deno.test("maybeAlternate() is answered by an index", () =>
  withStore((_store, path) => {
    using database = new Database(path);
    for (const [item, index] of [[EPISODE, "media_by_episode"], [FILM, "media_by_year"]] as const) {
      const { sql, values } = known(maybeAlternate(item), "the condition");
      const plan = database.all(`EXPLAIN QUERY PLAN SELECT * FROM media WHERE ${sql}`, ...values);
      ok(plan.some(({ detail }) => String(detail).includes(index)), JSON.stringify(plan));
    }
  }));
