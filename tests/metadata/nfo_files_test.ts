import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import type { MediaTitle } from "../../src/media.ts";
import { NfoFiles, type NfoReader } from "../../src/metadata/nfo_files.ts";

/** Files in memory that count how often they are read. */
class MemoryNfo implements NfoReader {
  readonly read_: string[] = [];

  constructor(private readonly files: Record<string, string | Error | number>) {}

  stat(path: string): Promise<{ sizeBytes: number; modifiedMs: number } | null> {
    const file = this.files[path];
    if (file instanceof Error) return Promise.reject(file);
    if (file === undefined) return Promise.resolve(null);
    return Promise.resolve({ sizeBytes: typeof file === "number" ? file : file.length, modifiedMs: 0 });
  }

  read(path: string): Promise<Uint8Array> {
    this.read_.push(path);
    return Promise.resolve(new TextEncoder().encode(String(this.files[path])));
  }

  set(path: string, text: string): void {
    this.files[path] = text;
  }
}

const EPISODE: MediaTitle = {
  kind: "episode",
  title: "x",
  show: "Harbour",
  season: 1,
  episode: 2,
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
const OTHER: MediaTitle = { ...MOVIE, kind: "other", year: null };
const SHOW =
  '<tvshow><title>Harbour</title><plot>A harbour.</plot><genre>Drama</genre><year>2008</year><uniqueid type="tvdb">81189</uniqueid></tvshow>';
const ITEM = { locator: "/m/Shows/Harbour/Season 1/a.mkv", folder: "/m/Shows" };

Deno.test("NfoFiles lays an episode over its show", async () => {
  const reader = new MemoryNfo({
    "/m/Shows/Harbour/tvshow.nfo": SHOW,
    "/m/Shows/Harbour/Season 1/a.nfo":
      "<episodedetails><title>One</title><season>1</season><episode>1</episode></episodedetails>" +
      "<episodedetails><title>Two</title><season>1</season><episode>2</episode></episodedetails>",
  });
  const files = new NfoFiles(reader);
  const { facts, faults } = await files.find(ITEM, EPISODE);
  deepStrictEqual(faults, []);
  deepStrictEqual(facts, {
    kind: "episode",
    title: "Two",
    season: 1,
    episode: 2,
    show: "Harbour",
    genres: ["Drama"],
    showPlot: "A harbour.",
    ids: { tvdb: 81_189 },
  });
  await files.find({ ...ITEM, locator: "/m/Shows/Harbour/Season 1/b.mkv" }, EPISODE);
  strictEqual(
    reader.read_.filter((path) => path.endsWith("tvshow.nfo")).length,
    1,
    "a show's file is read once",
  );
  reader.set("/m/Shows/Harbour/tvshow.nfo", SHOW.replace("Drama", "Comedy"));
  const again = await files.find(ITEM, EPISODE);
  deepStrictEqual(again.facts?.genres, ["Comedy"], "until it changes");
});

Deno.test("NfoFiles knows an episode's show without a file of the episode's own", async () => {
  const { facts } = await new NfoFiles(new MemoryNfo({ "/m/Shows/Harbour/tvshow.nfo": SHOW })).find(
    ITEM,
    EPISODE,
  );
  deepStrictEqual([facts?.show, facts?.title, facts?.year], ["Harbour", undefined, undefined]);
  const extra = await new NfoFiles(new MemoryNfo({ "/m/Shows/Harbour/tvshow.nfo": SHOW })).find(ITEM, OTHER);
  deepStrictEqual(extra.facts, null, "an extra in its folder is no episode");
});

Deno.test("NfoFiles finds a film's file under either name, its own first", async () => {
  const item = { locator: "/m/Films/Lantern (1999)/Lantern.1999.mkv", folder: "/m/Films" };
  const folder = "/m/Films/Lantern (1999)";
  const files = { [`${folder}/movie.nfo`]: "<movie><title>B</title></movie>" };
  const titleOf = async (more: Record<string, string>) =>
    (await new NfoFiles(new MemoryNfo({ ...files, ...more })).find(item, MOVIE)).facts?.title;
  strictEqual(await titleOf({}), "B");
  strictEqual(await titleOf({ [`${folder}/Lantern.1999.nfo`]: "<movie><title>A</title></movie>" }), "A");
  strictEqual(
    await titleOf({ [`${folder}/Lantern.1999.nfo`]: "<movie><title>A" }),
    "B",
    "a broken one is passed over",
  );
});

Deno.test("NfoFiles looks at nothing outside the library, and at most three folders up", async () => {
  const files = new NfoFiles(new MemoryNfo({ "/m/tvshow.nfo": SHOW }));
  strictEqual((await files.find(ITEM, EPISODE)).facts, null);
  strictEqual((await files.find({ ...ITEM, locator: "/m/Shows/a.mkv" }, EPISODE)).facts, null);
  const deep = { locator: "/m/a/b/c/d.mkv", folder: "/m" };
  strictEqual((await files.find(deep, EPISODE)).facts, null);
  ok((await files.find({ ...deep, locator: "/m/a/b/d.mkv" }, EPISODE)).facts !== null);
});

Deno.test("NfoFiles tells of files it cannot use, and goes on without them", async () => {
  const own = "/m/Shows/Harbour/Season 1/a.nfo";
  const CASES = [
    [{ [own]: "<movie>" }, /close tag|unclosed/],
    [{ [own]: 10_000_000 }, /10000000 bytes/],
    [{ [own]: new Error("Permission denied") }, /Permission denied/],
  ] as const;
  for (const [broken, want] of CASES) {
    const reader = new MemoryNfo({ ...broken, "/m/Shows/Harbour/tvshow.nfo": SHOW });
    const { facts, faults } = await new NfoFiles(reader).find(ITEM, EPISODE);
    deepStrictEqual([facts?.show, faults.map(({ path }) => path)], ["Harbour", [own]]);
    ok(want.test(faults[0]?.reason ?? ""));
    if (own in broken && typeof Reflect.get(broken, own) === "number") {
      ok(!reader.read_.includes(own), "10 MB are not read");
    }
  }
});
