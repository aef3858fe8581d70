import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import { LIMITS } from "../../src/limits.ts";
import type { MediaInfo } from "../../src/media.ts";
import { createMetrics } from "../../src/metrics/mod.ts";
import { BreakDesk, scanFolder } from "../../src/source/mod.ts";
import { openStore, type Store } from "../../src/store/mod.ts";
import { FakeClock } from "../fakes/fake_clock.ts";
import { MemoryFileTree } from "../fakes/memory_file_tree.ts";
import { metricOf } from "../fakes/metric_of.ts";
import { logInto } from "../playout/samples.ts";
import { INFO } from "../store/samples.ts";

const PLAIN: MediaInfo = { ...INFO, durationMs: 600_000 };
const CHAPTERED: MediaInfo = {
  ...PLAIN,
  chapters: [
    { startMs: 0, stopMs: 200_000, title: null },
    { startMs: 200_000, stopMs: 600_000, title: null },
  ],
};
const BY_CHAPTERS = { origin: "chapters", points: [{ atMs: 200_000, resumeMs: 200_000 }] };
const BY_EDL = { origin: "edl", points: [{ atMs: 100_000, resumeMs: 160_000 }] };
const NOBODY = { origin: null, points: [] };

/** Scans of a folder in memory into a real store. */
class World implements AsyncDisposable {
  readonly tree = new MemoryFileTree();
  readonly clock = new FakeClock();
  readonly metrics = createMetrics();
  readonly log: string[] = [];
  /** What EDL files hold; those without an entry cannot be read. */
  readonly texts = new Map<string, string>();
  readonly reads: string[] = [];
  info: MediaInfo = PLAIN;
  readonly #desk: BreakDesk;

  constructor(readonly store: Store, readonly folder: string) {
    this.#desk = new BreakDesk({
      shelf: {
        edls: (folder) => store.breaks.edls(folder),
        findItem: (itemId) => store.media.find(itemId),
        recordTold: (file, told) => store.breaks.recordTold(file, told),
      },
      readFile: (path) => {
        this.reads.push(path);
        const text = this.texts.get(path);
        return text === undefined
          ? Promise.reject(new Error("Permission denied"))
          : Promise.resolve(new TextEncoder().encode(text));
      },
      ...{ metrics: this.metrics, log: logInto(this.log, this.clock) },
    });
  }

  static async open(): Promise<World> {
    const folder = await Deno.makeTempDir();
    return new World(await openStore({ path: `${folder}/x.db` }), folder);
  }

  edl(path: string, text: string | null, modifiedMs = 0): void {
    this.tree.file(path, text?.length ?? 10, modifiedMs);
    if (text !== null) this.texts.set(path, text);
  }

  async scan(): Promise<void> {
    const { tree, clock, store } = this;
    this.reads.length = 0;
    await scanFolder("/m", {
      ...{ tree, clock, shelf: store.media, breaks: this.#desk, settledAfterMs: 0 },
      probe: () => Promise.resolve(this.info),
      titleOf: (title) => ({ kind: "other", title, show: null, season: null, episode: null, year: null }),
      signal: new AbortController().signal,
      onProgress: () => {},
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.store[Symbol.dispose]();
    await Deno.remove(this.folder, { recursive: true });
  }
}

Deno.test("A scan keeps what chapters say of a new item at once", async () => {
  await using world = await World.open();
  world.info = CHAPTERED;
  world.tree.file("/m/a.mkv");
  await world.scan();
  deepStrictEqual(world.store.breaks.find(1), BY_CHAPTERS);
  strictEqual(await metricOf(world.metrics, 'breaks_searched_total{result="chapters"}'), 1);
});

Deno.test("A scan leaves items of which nothing is said to be looked at", async () => {
  await using world = await World.open();
  world.tree.file("/m/a.mkv");
  await world.scan();
  deepStrictEqual(world.store.breaks.find(1), NOBODY);
  deepStrictEqual([...world.store.breaks.unlooked([1], 0)], [1]);
});

Deno.test("A scan reads an EDL file once, and again when it changes, appears or goes", async () => {
  await using world = await World.open();
  world.info = CHAPTERED;
  world.tree.file("/m/a.mkv");
  world.edl("/m/a.edl", "100 160 3");
  await world.scan();
  deepStrictEqual([world.store.breaks.find(1), world.reads], [BY_EDL, ["/m/a.edl"]]);
  await world.scan();
  deepStrictEqual([world.store.breaks.find(1), world.reads], [BY_EDL, []]);
  world.edl("/m/a.edl", "300 360 3", 9);
  await world.scan();
  deepStrictEqual(world.store.breaks.find(1)?.points, [{ atMs: 300_000, resumeMs: 360_000 }]);
  world.tree.remove("/m/a.edl");
  await world.scan();
  deepStrictEqual([world.store.breaks.find(1), world.reads], [BY_CHAPTERS, []]);
  world.edl("/m/a.EDL", "100 160 3");
  await world.scan();
  deepStrictEqual(world.store.breaks.find(1), BY_EDL);
});

Deno.test("An EDL file belongs to items of its name in its folder", async () => {
  await using world = await World.open();
  for (const path of ["/m/a.mkv", "/m/a.mp4", "/m/b/a.mkv", "/m/a.b.mkv", "/m/c.mkv"]) world.tree.file(path);
  world.edl("/m/a.edl", "100 160 3");
  world.edl("/m/nobodys.edl", "100 160 3");
  await world.scan();
  const marked = world.store.media.playable({ folder: "/m" }).filter(({ breaks }) => breaks.length > 0);
  deepStrictEqual(marked.map(({ locator }) => locator), ["/m/a.mkv", "/m/a.mp4"]);
  strictEqual(world.store.media.playable({ folder: "/m" }).length, 5, "an EDL file is no media");
});

Deno.test("Lines of an EDL file that cannot be used are counted and told, once", async () => {
  await using world = await World.open();
  world.tree.file("/m/a.mkv");
  world.edl("/m/a.edl", "100 160 3\nrubbish\n#5 #9 3\n7 8 9");
  await world.scan();
  await world.scan();
  deepStrictEqual(world.store.breaks.find(1), BY_EDL);
  for (const reason of ["fields", "frame_rate", "action"]) {
    strictEqual(await metricOf(world.metrics, `edl_lines_skipped_total{reason="${reason}"}`), 1);
  }
  const told = world.log.filter((line) => line.includes("cannot be used"));
  strictEqual(told.length, 1);
  ok(
    told[0]?.includes('"lines":3') && told[0].includes('"first":2') && told[0].includes('"reason":"fields"'),
  );
});

Deno.test("An EDL file that cannot be read changes nothing, and is tried again", async () => {
  await using world = await World.open();
  world.info = CHAPTERED;
  world.tree.file("/m/a.mkv");
  world.edl("/m/a.edl", null);
  await world.scan();
  deepStrictEqual(world.store.breaks.find(1), BY_CHAPTERS);
  ok(world.log.some((line) => line.includes("Permission denied")));
  await world.scan();
  deepStrictEqual([world.store.breaks.find(1), world.reads], [BY_CHAPTERS, ["/m/a.edl"]]);
  world.texts.set("/m/a.edl", "100 160 3");
  await world.scan();
  deepStrictEqual(world.store.breaks.find(1), BY_EDL);
});

Deno.test("An EDL file that is too large is not read", async () => {
  await using world = await World.open();
  world.tree.file("/m/a.mkv").file("/m/a.edl", LIMITS.edlBytesMax + 1);
  await world.scan();
  deepStrictEqual([world.store.breaks.find(1), world.reads], [NOBODY, []]);
  ok(world.log.some((line) => line.includes("larger than")));
});

Deno.test("An EDL file without a break leaves what was found by looking", async () => {
  await using world = await World.open();
  world.tree.file("/m/a.mkv");
  await world.scan();
  const { points } = BY_CHAPTERS;
  world.store.breaks.recordFound({ itemId: 1, sizeBytes: 1_000, modifiedMs: 0 }, {
    origin: "detected",
    points,
  });
  world.edl("/m/a.edl", "5 9 1");
  await world.scan();
  await world.scan();
  deepStrictEqual([world.store.breaks.find(1)?.origin, world.reads], ["detected", []]);
});
