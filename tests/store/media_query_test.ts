import { deepStrictEqual, strictEqual, throws } from "node:assert/strict";
import * as fc from "fast-check";
import type { MediaInfo, MediaTitle } from "../../src/media.ts";
import type { Collection, SmartQuery } from "../../src/content.ts";
import { type FoundMedia, openStore, type Store } from "../../src/store/mod.ts";
import { found, INFO } from "./samples.ts";

/** Asks for nothing. */
const ANYTHING: SmartQuery = {
  ...{ kind: null, show: null, search: null, folder: null, season: null },
  ...{ yearFrom: null, yearUntil: null, durationMsMin: null, durationMsMax: null },
};

async function withStore(work: (store: Store) => void): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    using store = await openStore({ path: `${folder}/x.db` });
    work(store);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

const smart = (query: Partial<SmartQuery>): Collection => ({ smart: { ...ANYTHING, ...query } });

interface Shelved extends FoundMedia {
  readonly durationMs: number;
}

const SHELF: readonly Shelved[] = [
  {
    ...found("/m/Shows/Moss/1.mkv", { kind: "episode", show: "Moss", season: 1, episode: 1, year: 1999 }),
    durationMs: 60_000,
  },
  {
    ...found("/m/Shows/Moss/2.mkv", { kind: "episode", show: "MOSS", season: 2, episode: 1, year: 2001 }),
    durationMs: 90_000,
  },
  { ...found("/m/Films/Fern.mkv", { kind: "movie", title: "Fern", year: 2001 }), durationMs: 120_000 },
  { ...found("/m/Films/It's.mkv", { kind: "movie", title: "It's", year: null }), durationMs: 150_000 },
  { ...found("/m/clip.mkv"), durationMs: 5_000 },
];

function shelve({ media }: Store, shelf: readonly Shelved[]): void {
  for (const { durationMs, ...item } of shelf) media.upsert(item, { ...INFO, durationMs });
}

Deno.test("inCollection() answers playlists, smart collections and unions", async () => {
  const cases: { name: string; collection: Collection; want: number[] }[] = [
    {
      name: "files, whatever their order",
      collection: { playlist: ["/m/clip.mkv", "/m/Shows/Moss/1.mkv"] },
      want: [1, 5],
    },
    { name: "a file with a quote", collection: { playlist: ["/m/Films/It's.mkv"] }, want: [4] },
    { name: "a file listed twice, and one that is not there", collection: listed(2), want: [5] },
    { name: "no files", collection: { playlist: [] }, want: [] },
    {
      name: "more files than SQLite takes values",
      collection: { playlist: [...many(100_000), "/m/clip.mkv"] },
      want: [5],
    },
    { name: "anything", collection: smart({}), want: [1, 2, 3, 4, 5] },
    { name: "a kind", collection: smart({ kind: "movie" }), want: [3, 4] },
    { name: "a show, in any case", collection: smart({ show: "mosS" }), want: [1, 2] },
    { name: "words", collection: smart({ search: "moss 2.MKV" }), want: [2] },
    { name: "a folder", collection: smart({ folder: "/m/Shows/" }), want: [1, 2] },
    { name: "a season", collection: smart({ season: 2 }), want: [2] },
    { name: "from a year on, which must be known", collection: smart({ yearFrom: 2001 }), want: [2, 3] },
    { name: "up to a year, that included", collection: smart({ yearUntil: 1999 }), want: [1] },
    { name: "long ones", collection: smart({ durationMsMin: 90_000 }), want: [2, 3, 4] },
    { name: "short ones", collection: smart({ durationMsMax: 60_000 }), want: [1, 5] },
    {
      name: "all conditions together",
      collection: smart({ kind: "episode", show: "moss", yearFrom: 2000, durationMsMax: 100_000 }),
      want: [2],
    },
    {
      name: "a union, each once",
      collection: { any: [{ show: "Moss" }, { folder: "/m/Shows" }, smart({ kind: "movie", yearFrom: 1 })] },
      want: [1, 2, 3],
    },
    {
      name: "a union of unions",
      collection: {
        any: [{ any: [{ playlist: ["/m/clip.mkv"] }, { any: [{ search: "fern" }] }] }, { show: "x" }],
      },
      want: [3, 5],
    },
    { name: "a union of nothing", collection: { any: [] }, want: [] },
    {
      name: "a union of thousands of shows",
      collection: { any: [...many(20_000).map((show) => ({ show })), { show: "Moss" }] },
      want: [1, 2],
    },
    {
      name: "a union of thousands of folders",
      collection: { any: [...many(4_000).map((folder) => ({ folder })), { folder: "/m/Films" }] },
      want: [3, 4],
    },
  ];
  await withStore((store) => {
    shelve(store, SHELF);
    for (const { name, collection, want } of cases) {
      deepStrictEqual(store.media.playable(collection).map(({ id }) => id).sort(), want, name);
    }
  });
});

function listed(times: number): Collection {
  return { playlist: [...Array.from({ length: times }, () => "/m/clip.mkv"), "/m/gone.mkv"] };
}

function many(length: number): string[] {
  return Array.from({ length }, (_, n) => `/m/none ${n}`);
}

Deno.test("inCollection() and matching() refuse what is too much for one question", () =>
  withStore(({ media }) => {
    const refusal = { code: "bad_request", message: /^Cannot look for items: \d+ conditions are more than / };
    throws(() => media.playable({ any: many(6_000).map((folder) => ({ folder })) }), refusal);
    throws(() => media.playable({ search: "a ".repeat(10_001) }), refusal);
    throws(() => media.list({ search: "a ".repeat(10_001) }), refusal);
    strictEqual(media.playable({ search: "a ".repeat(9_000) }).length, 0);
  }));

Deno.test("inCollection() finds what a plain filter of the whole shelf finds", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.uniqueArray(someItem, { selector: ({ locator }) => locator }),
      someUnion,
      async (shelf, any) => {
        await withStore((store) => {
          shelve(store, shelf);
          const got = store.media.playable(any).map(({ locator }) => locator);
          deepStrictEqual(got, shelf.filter((one) => isIn(any, one)).map(({ locator }) => locator).sort());
        });
      },
    ),
    { numRuns: 60 },
  );
});

/** What collections mean, in the plainest words. Texts of the property are ASCII, where folding is lower case. */
function isIn(collection: Collection, item: Shelved): boolean {
  if ("folder" in collection) return item.locator.startsWith(`${collection.folder}/`);
  if ("show" in collection) return item.show?.toLowerCase() === collection.show.toLowerCase();
  if ("search" in collection) {
    const text = `${item.title} ${item.show ?? ""} ${item.locator}`.toLowerCase();
    return collection.search.toLowerCase().split(" ").every((word) => text.includes(word));
  }
  if ("playlist" in collection) return collection.playlist.includes(item.locator);
  if ("any" in collection) return collection.any.some((one) => isIn(one, item));
  const { kind, show, search, folder, season, yearFrom, yearUntil, durationMsMin, durationMsMax } =
    collection.smart;
  return [
    kind === null || item.kind === kind,
    show === null || isIn({ show }, item),
    search === null || isIn({ search }, item),
    folder === null || isIn({ folder }, item),
    season === null || item.season === season,
    yearFrom === null || (item.year !== null && item.year >= yearFrom),
    yearUntil === null || (item.year !== null && item.year <= yearUntil),
    durationMsMin === null || item.durationMs >= durationMsMin,
    durationMsMax === null || item.durationMs <= durationMsMax,
  ].every((holds) => holds);
}

const KINDS: readonly MediaTitle["kind"][] = ["episode", "movie", "other"];
const someKind = fc.constantFrom(...KINDS);
const someShow = fc.constantFrom("Moss", "moss", "Fern");
const someFolder = fc.constantFrom("/m", "/m/a", "/m/ab", "/m/a/b");
const somePath = fc.tuple(someFolder, fc.constantFrom("1.mkv", "2.mkv", "Moss.mkv")).map((it) =>
  it.join("/")
);
const someSearch = fc.constantFrom("moss", "m MKV", "fern 1", "0%");
const orNull = <Value>(value: fc.Arbitrary<Value>) => fc.option(value, { freq: 2, nil: null });
const someLength: fc.Arbitrary<MediaInfo["durationMs"]> = fc.integer({ min: 1, max: 5 }).map((n) =>
  n * 1_000
);
const someYear = fc.integer({ min: 1999, max: 2003 });

const someItem: fc.Arbitrary<Shelved> = fc.record({
  locator: somePath,
  kind: someKind,
  title: fc.constantFrom("Pilot", "0% Moss"),
  show: orNull(someShow),
  season: orNull(fc.integer({ min: 0, max: 2 })),
  year: orNull(someYear),
  durationMs: someLength,
}).map(({ locator, ...values }) => ({ ...found(locator), ...values }));

const { any: someUnion } = fc.letrec<{ any: Collection; one: Collection }>((tie) => ({
  any: fc.record({ any: fc.array(tie("one"), { maxLength: 4 }) }),
  one: fc.oneof(
    { maxDepth: 3 },
    fc.record({ folder: someFolder }),
    fc.record({ show: someShow }),
    fc.record({ search: someSearch }),
    fc.record({ playlist: fc.array(somePath, { maxLength: 3 }) }),
    fc.record({
      smart: fc.record({
        kind: orNull(someKind),
        show: orNull(someShow),
        search: orNull(someSearch),
        folder: orNull(someFolder),
        season: orNull(fc.integer({ min: 0, max: 2 })),
        yearFrom: orNull(someYear),
        yearUntil: orNull(someYear),
        durationMsMin: orNull(someLength),
        durationMsMax: orNull(someLength),
      }),
    }),
    tie("any"),
  ),
}));
