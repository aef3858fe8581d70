import { deepStrictEqual, strictEqual } from "node:assert/strict";
import type { Collection } from "../../src/content.ts";
import { openStore, type Store } from "../../src/store/mod.ts";
import { found, INFO } from "./samples.ts";

async function withStore(work: (store: Store) => void): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    using store = await openStore({ path: `${folder}/x.db` });
    work(store);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

const SHELF = [
  found("/media/Shows/Éclair/s01e01.mkv", {
    kind: "episode",
    show: "Éclair",
    title: "Pilot",
    season: 1,
    episode: 1,
  }),
  found("/media/Shows/Éclair/s01e02.mkv", {
    kind: "episode",
    show: "éCLAIR",
    title: "Second",
    season: 1,
    episode: 2,
  }),
  found("/media/Shows2/odd.mkv", { title: "Straße 100%" }),
  found("/media/Shows/ΟΔΟΣ.mkv", { title: "οδος _ under" }),
  found("/media/Shows.mkv", { title: "Beside the folder" }),
];

Deno.test("MediaStore.playable() picks by collection", async (t) => {
  const cases: { name: string; collection: Collection; want: number[] }[] = [
    { name: "a folder", collection: { folder: "/media/Shows" }, want: [1, 2, 4] },
    { name: "a folder with a slash at its end", collection: { folder: "/media/Shows/" }, want: [1, 2, 4] },
    { name: "a folder inside", collection: { folder: "/media/Shows/Éclair" }, want: [1, 2] },
    { name: "the root folder", collection: { folder: "/" }, want: [1, 2, 3, 4, 5] },
    { name: "not a folder whose name only begins alike", collection: { folder: "/media/Show" }, want: [] },
    { name: "a show, accents and case alike", collection: { show: "ÉCLAIR" }, want: [1, 2] },
    { name: "a show written with a combining accent", collection: { show: "e\u0301clair" }, want: [1, 2] },
    { name: "not a show whose name only begins alike", collection: { show: "Écl" }, want: [] },
    { name: "a word of the title", collection: { search: "pilot" }, want: [1] },
    {
      name: "words of title, show and path, in any order",
      collection: { search: "s01E02 éclair SECOND" },
      want: [2],
    },
    { name: "a sharp s as two", collection: { search: "STRASSE" }, want: [3] },
    { name: "a final sigma as any sigma", collection: { search: "ΟΔΟΣ under" }, want: [4] },
    { name: "signs of SQL as themselves", collection: { search: "100% '" }, want: [] },
    { name: "a per cent sign as itself", collection: { search: "0%" }, want: [3] },
    { name: "nothing in particular", collection: { search: "  " }, want: [1, 2, 3, 4, 5] },
    { name: "no match", collection: { search: "pilot second" }, want: [] },
  ];
  await withStore((store) => {
    for (const item of SHELF) store.media.upsert(item, INFO);
    store.media.upsert(found("/media/Shows/Éclair/bad.mkv", { show: "Éclair" }), "no streams");
    for (const { name, collection, want } of cases) {
      deepStrictEqual(store.media.playable(collection).map((item) => item.id).sort(), want, name);
    }
  });
  await t.step("and gives what a schedule needs of them", () =>
    withStore((store) => {
      const [first] = SHELF;
      if (first === undefined) throw new Error("empty shelf");
      store.media.upsert(first, INFO);
      const { sizeBytes: _size, modifiedMs: _modified, ...titled } = first;
      deepStrictEqual(store.media.playable({ folder: "/media" }), [
        { id: 1, ...titled, durationMs: INFO.durationMs, breaks: [] },
      ]);
    }));
  await t.step("and where they may be interrupted", () =>
    withStore(({ media, breaks }) => {
      for (const name of ["a", "b"]) media.upsert(found(`/media/${name}.mkv`), INFO);
      const points = [{ atMs: 30_000, resumeMs: 30_000 }];
      breaks.recordFound({ itemId: 2, sizeBytes: 1_000, modifiedMs: 5_000 }, { origin: "detected", points });
      const known = () => media.playable({ folder: "/media" }).map((item) => item.breaks);
      deepStrictEqual(known(), [[], points]);
      media.upsert(found("/media/b.mkv", { modifiedMs: 6_000 }), INFO);
      deepStrictEqual(known(), [[], []], "another file is there now");
    }));
  await t.step("and gives a long list in pieces, by path", () =>
    withStore((store) => {
      for (let n = 9; n >= 0; n--) store.media.upsert(found(`/media/${n}.mkv`), INFO);
      const read: string[][] = [];
      for (let after = ""; read.at(-1)?.length !== 2; after = read.at(-1)?.at(-1) ?? "") {
        const piece = store.media.playable({ search: "mkv" }, { after, limit: 4 });
        read.push(piece.map(({ locator }) => locator));
      }
      deepStrictEqual(read.map(({ length }) => length), [4, 4, 2]);
      deepStrictEqual(read.flat(), Array.from({ length: 10 }, (_, n) => `/media/${n}.mkv`));
    }));
});

Deno.test("MediaStore.upsert() replaces what was known of a place and keeps the id", () =>
  withStore(({ media }) => {
    strictEqual(media.upsert(found("/media/a.mkv"), "no streams"), 1);
    strictEqual(media.find(1)?.fault, "no streams");
    strictEqual(media.upsert(found("/media/a.mkv", { sizeBytes: 2, title: "New" }), INFO), 1);
    const item = media.find(1);
    deepStrictEqual([item?.state, item?.fault, item?.title, item?.sizeBytes], ["playable", null, "New", 2]);
    deepStrictEqual(media.playable({ search: "new" }).length, 1);
  }));

Deno.test("MediaStore tells missing, broken and playable apart", () =>
  withStore(({ media }) => {
    const ids = ["a", "b", "c"].map((name) => media.upsert(found(`/media/${name}.mkv`), INFO));
    media.markMissing([ids[0] ?? 0], "The file is gone");
    media.recordProbe(ids[1] ?? 0, "Cannot open it any more");
    deepStrictEqual(media.counts(), [{ folder: "/media", playable: 1, broken: 1, missing: 1 }]);
    const missing = media.find(ids[0] ?? 0);
    deepStrictEqual([missing?.state, missing?.fault, missing?.info], ["missing", "The file is gone", INFO]);
    deepStrictEqual(media.playable({ folder: "/media" }).map((item) => item.id), [ids[2]]);
    deepStrictEqual(media.known("/media").map((item) => item.state), ["missing", "broken", "playable"]);
    strictEqual(media.find(99), null);
  }));

Deno.test("MediaStore.version() rises with every change of an item, and with nothing else", () =>
  withStore(({ media }) => {
    const changes: [string, () => void, boolean][] = [
      ["a new item", () => void media.upsert(found("/media/a.mkv"), INFO), true],
      ["the item anew", () => void media.upsert(found("/media/a.mkv"), INFO), true],
      ["another verdict", () => media.recordProbe(1, INFO), true],
      ["a verdict on nothing", () => media.recordProbe(99, INFO), false],
      ["gone", () => media.markMissing([1], "The file is gone"), true],
      ["gone still", () => media.markMissing([1], "The file is gone"), false],
      ["nothing to retain", () => media.retain([]), false],
      ["back", () => media.recordProbe(1, INFO), true],
      ["a folder no longer configured", () => media.retain(["/other"]), true],
      ["reading", () => void media.playable({ search: "" }), false],
    ];
    for (const [name, change, isRise] of changes) {
      const before = media.version();
      change();
      strictEqual(media.version() > before, isRise, name);
    }
  }));

Deno.test("MediaStore.retain() marks items of folders that are no longer configured", () =>
  withStore(({ media }) => {
    media.upsert(found("/old/a.mkv", { folder: "/old" }), INFO);
    media.upsert(found("/media/a.mkv"), INFO);
    media.retain(["/media"]);
    deepStrictEqual(media.find(1)?.fault, "The folder is not configured any more");
    deepStrictEqual(media.playable({ search: "" }).map((item) => item.id), [2]);
  }));

Deno.test("MediaStore.list() pages through every item once", () =>
  withStore(({ media }) => {
    for (let n = 0; n < 25; n++) media.upsert(found(`/media/${n}.mkv`), n % 5 === 0 ? "no streams" : INFO);
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const page = media.list({ state: "playable", search: "MKV", limit: 7, cursor });
      seen.push(...page.items.map((item) => item.locator));
      cursor = page.nextCursor ?? undefined;
    } while (cursor !== undefined);
    strictEqual(seen.length, 20);
    deepStrictEqual(seen, [...new Set(seen)].sort());
    strictEqual(media.list({ state: "broken" }).items.length, 5);
    strictEqual(media.list({ limit: 0 }).items.length, 1);
    strictEqual(media.list({ limit: 25 }).nextCursor, null);
  }));
