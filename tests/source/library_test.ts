import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import { EventBus, type ProgramEvent } from "../../src/events.ts";
import { createLogger } from "../../src/log.ts";
import type { MediaInfo } from "../../src/media.ts";
import { LocalLibrary, type ScanReport } from "../../src/source/mod.ts";
import { FakeClock } from "../fakes/fake_clock.ts";
import { MemoryFileTree } from "../fakes/memory_file_tree.ts";
import { MemoryShelf } from "../fakes/memory_shelf.ts";

const INFO: MediaInfo = {
  durationMs: 60_000,
  container: "matroska,webm",
  video: null,
  audio: [],
  subtitles: [],
  chapters: [],
  keyFrameGapMaxMs: null,
  hasEditList: false,
};
const HOUR_MS = 3_600_000;

/** A library of two folders in memory, and what it told. */
class World {
  readonly clock = new FakeClock();
  readonly tree = new MemoryFileTree().file("/films/a.mkv").file("/shows/b.mkv");
  readonly shelf = new MemoryShelf();
  /** Folders each scan reported, with the second it ended: `0: /films, /shows`. */
  readonly scans: string[] = [];
  readonly reports: ScanReport[] = [];
  readonly probed: string[] = [];
  readonly log: string[] = [];
  readonly told: ProgramEvent[] = [];
  readonly library: LocalLibrary;
  readonly #startMs = this.clock.wallMs();
  onProbe: (path: string, signal: AbortSignal) => Promise<MediaInfo | string> = () => Promise.resolve(INFO);
  onScanned: () => Promise<void> = () => Promise.resolve();

  constructor() {
    const { clock, tree, shelf } = this;
    const events = new EventBus();
    events.subscribe((event) => this.told.push(event));
    const write = (line: string) => void this.log.push(line);
    this.library = new LocalLibrary({
      ...{ clock, tree, shelf, events },
      log: createLogger({ level: "warn", format: "json", clock, write }),
      titleOf: (path) => ({
        ...{ kind: "other", title: path, show: null, season: null, episode: null, year: null },
      }),
      probe: (path, signal) => {
        this.probed.push(path);
        return this.onProbe(path, signal);
      },
      onScanned: (reports) => {
        const atS = (clock.wallMs() - this.#startMs) / 1_000;
        this.scans.push(`${atS}: ${reports.map(({ path }) => path).join(", ")}`);
        this.reports.push(...reports);
        return this.onScanned();
      },
    }, ["/films", "/shows"]);
  }

  /** Lets time pass second by second, and each scan come to its end within its second. */
  async pass(durationMs: number): Promise<void> {
    for (let leftMs = durationMs; leftMs >= 0; leftMs -= 1_000) {
      for (let turn = 0; turn < 10; turn++) await this.clock.settle();
      await this.clock.advance(Math.min(leftMs, 1_000));
    }
    for (let turn = 0; turn < 10; turn++) await this.clock.settle();
  }

  /** Writes on a file. */
  grow(path: string): void {
    this.tree.file(path, 1_000, this.clock.wallMs());
  }
}

Deno.test({
  name: "LocalLibrary.start() scans every folder at once and then at every interval, until disposed",
  permissions: "none",
  async fn() {
    const world = new World();
    const { library, scans, probed, told } = world;
    library.start(HOUR_MS);
    await world.pass(2 * HOUR_MS);
    deepStrictEqual(scans, ["0: /films, /shows", "3600: /films, /shows", "7200: /films, /shows"]);
    deepStrictEqual(probed, ["/films/a.mkv", "/shows/b.mkv"]);
    const finished = told.filter(({ kind }) => kind === "scan_finished");
    deepStrictEqual(finished[0], { kind: "scan_finished", folder: "/films", playable: 1, broken: 0 });
    await library[Symbol.asyncDispose]();
    await world.pass(2 * HOUR_MS);
    strictEqual(scans.length, 3);
  },
});

Deno.test({
  name: "LocalLibrary.scan() waits for the scan that runs, and tells how far it is",
  permissions: "none",
  async fn() {
    const world = new World();
    const { library, clock, scans } = world;
    const slow = Promise.withResolvers<MediaInfo>();
    world.onProbe = () => slow.promise;
    const first = library.scan();
    const second = library.scan(["/shows"]);
    await clock.settle();
    deepStrictEqual(library.progress, { state: "scanning", done: 0, total: 1 });
    deepStrictEqual([scans, world.probed], [[], ["/films/a.mkv"]]);
    slow.resolve(INFO);
    deepStrictEqual((await first).map(({ path }) => path), ["/films", "/shows"]);
    deepStrictEqual((await second).map(({ path }) => path), ["/shows"]);
    deepStrictEqual(library.progress, { state: "idle", done: 0, total: 0 });
    deepStrictEqual(scans, ["0: /films, /shows", "0: /shows"]);
  },
});

Deno.test({
  name: "LocalLibrary scans a folder again while its files grow, less and less often, and no other folder",
  permissions: "none",
  async fn(t) {
    await t.step("until they are whole", async () => {
      const world = new World();
      world.grow("/films/new.mkv");
      await world.library.scan();
      ok(!world.shelf.items.has("/films/new.mkv"));
      await world.pass(14_999);
      strictEqual(world.scans.length, 1);
      await world.clock.advance(1);
      await world.pass(0);
      strictEqual(world.shelf.items.get("/films/new.mkv")?.state, "playable");
      await world.pass(HOUR_MS);
      deepStrictEqual(world.scans, ["0: /films, /shows", "15: /films"]);
    });
    await t.step("for as long as somebody records into it, at most every five minutes", async () => {
      const world = new World();
      world.grow("/films/live.mkv");
      using _recording = world.clock.every(5_000, () => world.grow("/films/live.mkv"));
      await world.library.scan();
      await world.pass(1_100_000);
      const at = world.scans.map((scan) => Number(scan.split(":")[0]));
      deepStrictEqual(at, [0, 15, 45, 105, 225, 465, 765, 1_065]);
    });
    await t.step("once, however many scans see it grow", async () => {
      const world = new World();
      using _recording = world.clock.every(5_000, () => world.grow("/films/live.mkv"));
      world.grow("/films/live.mkv");
      for (let scan = 0; scan < 3; scan++) await world.library.scan();
      await world.pass(44_000);
      deepStrictEqual(world.scans.slice(3), ["15: /films"]);
    });
    await t.step("and until what was found could be used: a disk was full", async () => {
      const world = new World();
      world.onScanned = () => Promise.reject(new Error("the disk is full"));
      await world.library.scan();
      await world.pass(20_000);
      world.onScanned = () => Promise.resolve();
      await world.pass(HOUR_MS);
      deepStrictEqual(world.scans, [
        "0: /films, /shows",
        ...["15: /films", "15: /shows", "45: /films", "45: /shows"],
      ]);
    });
    await t.step("not once it is disposed", async () => {
      const world = new World();
      world.grow("/films/new.mkv");
      await world.library.scan();
      await world.library[Symbol.asyncDispose]();
      await world.pass(HOUR_MS);
      strictEqual(world.scans.length, 1);
    });
  },
});

Deno.test({
  name: "LocalLibrary goes on when a scan fails, or what it found cannot be used",
  permissions: "none",
  async fn() {
    const world = new World();
    world.onProbe = (path) =>
      path === "/films/a.mkv" ? Promise.reject(new Error("no ffprobe")) : Promise.resolve(INFO);
    deepStrictEqual((await world.library.scan()).map(({ path }) => path), ["/shows"]);
    deepStrictEqual([...world.shelf.items.keys()], ["/shows/b.mkv"]);
    world.onProbe = () => Promise.resolve(INFO);
    world.onScanned = () => Promise.reject(new Error("the disk is full"));
    await world.library.scan();
    deepStrictEqual([...world.shelf.items.keys()], ["/shows/b.mkv", "/films/a.mkv"]);
    deepStrictEqual(world.log.map((line) => JSON.parse(line)).map(({ msg, reason }) => [msg, reason]), [
      ["Library: cannot scan a folder", "no ffprobe"],
      ["Library: cannot use what a scan found", "the disk is full"],
    ]);
    strictEqual(world.library.progress.state, "idle");
  },
});

Deno.test({
  name: "LocalLibrary names a folder that is unavailable and scans the others",
  permissions: "none",
  async fn() {
    const world = new World();
    world.tree.remove("/films");
    await world.library.scan();
    deepStrictEqual(world.reports.map(({ path, completedMs }) => [path, completedMs !== null]), [
      ["/films", false],
      ["/shows", true],
    ]);
    ok(world.log[0]?.includes("a folder is unavailable"));
  },
});

Deno.test({
  name: "LocalLibrary warns once in each scan of places that could not be read",
  permissions: "none",
  async fn() {
    const world = new World();
    world.tree.folder("/shows/locked", "permission denied").folder("/shows/torn", "input/output error");
    await world.library.scan();
    deepStrictEqual(
      world.log.map((line) => JSON.parse(line)).map(({ at: _, ...values }) => values),
      [{
        level: "warn",
        msg: "Library: places could not be read",
        folder: "/shows",
        places: 2,
        first: world.reports[1]?.problems[0]?.path,
        reason: world.reports[1]?.problems[0]?.reason,
      }],
    );
    await world.library.scan(["/films"]);
    strictEqual(world.log.length, 1);
  },
});

Deno.test({
  name: "LocalLibrary ends the scan that runs when disposed, without a word, and reports nothing",
  permissions: "none",
  async fn() {
    const world = new World();
    world.onProbe = (_path, signal) =>
      new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason)));
    const scan = world.library.scan();
    await world.clock.settle();
    await world.library[Symbol.asyncDispose]();
    deepStrictEqual([await scan, await world.library.scan()], [[], []]);
    deepStrictEqual([world.scans, world.log, world.probed], [[], [], ["/films/a.mkv"]]);
    strictEqual(world.library.progress.state, "idle");
  },
});
