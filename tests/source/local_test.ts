import { deepStrictEqual, ok, rejects, strictEqual } from "node:assert/strict";
import { Fault } from "../../src/fault.ts";
import type { MediaInfo, MediaState } from "../../src/media.ts";
import { outermostFolders, scanFolder, type ScanParts } from "../../src/source/mod.ts";
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

/** A library in memory, its scans, and a count of what was probed. */
class Library {
  readonly tree = new MemoryFileTree();
  readonly clock = new FakeClock();
  readonly probed: string[] = [];
  readonly progress: string[] = [];
  readonly shelf = new MemoryShelf();
  readonly items = this.shelf.items;
  readonly off = new AbortController();
  /** What a probe finds, and what else happens meanwhile. */
  onProbe: (path: string) => MediaInfo | string | Promise<MediaInfo | string> = () => INFO;
  probesAtOnceSeen = 0;
  #probing = 0;

  async scan(folder = "/m") {
    this.probed.length = 0;
    return await scanFolder(folder, this.#parts());
  }

  states(): Record<string, MediaState> {
    return Object.fromEntries([...this.items].map(([path, { state }]) => [path, state]));
  }

  #parts(): ScanParts {
    return {
      tree: this.tree,
      clock: this.clock,
      signal: this.off.signal,
      shelf: this.shelf,
      probe: async (path) => {
        this.probed.push(path);
        this.probesAtOnceSeen = Math.max(this.probesAtOnceSeen, ++this.#probing);
        await Promise.resolve();
        const outcome = await this.onProbe(path);
        this.#probing--;
        return outcome;
      },
      titleOf: (path) => ({
        kind: "other",
        title: path,
        show: null,
        season: null,
        episode: null,
        year: null,
      }),
      onProgress: (done, total) => void this.progress.push(`${done}/${total}`),
    };
  }
}

function libraryOf(...paths: string[]): Library {
  const library = new Library();
  for (const path of paths) library.tree.file(path);
  return library;
}

Deno.test({
  name: "scanFolder() probes every file once, and later only what changed",
  permissions: "none",
  async fn() {
    const library = libraryOf("/m/a.mkv", "/m/b.mkv", "/m/c.mkv");
    const report = await library.scan();
    deepStrictEqual([report.playable, report.broken, report.waiting, report.fault], [3, 0, 0, null]);
    deepStrictEqual(library.probed.sort(), ["/m/a.mkv", "/m/b.mkv", "/m/c.mkv"]);
    deepStrictEqual(library.progress, ["0/3", "1/3", "2/3", "3/3"]);
    await library.scan();
    deepStrictEqual(library.probed, []);
    library.tree.file("/m/a.mkv", 2_000).file("/m/b.mkv", 1_000, 99).file("/m/d.mkv");
    await library.scan();
    deepStrictEqual(library.probed.sort(), ["/m/a.mkv", "/m/b.mkv", "/m/d.mkv"]);
  },
});

Deno.test({
  name: "scanFolder() probes two files at a time",
  permissions: "none",
  async fn() {
    const library = libraryOf(...Array.from({ length: 9 }, (_, n) => `/m/${n}.mkv`));
    await library.scan();
    strictEqual(library.probesAtOnceSeen, 2);
    strictEqual(library.items.size, 9);
  },
});

Deno.test({
  name: "scanFolder() keeps why a file is broken, and does not probe it again until it changes",
  permissions: "none",
  async fn() {
    const library = libraryOf("/m/bad.mkv");
    library.tree.file("/m/empty.mkv", 0);
    library.onProbe = () => "moov atom not found";
    strictEqual((await library.scan()).broken, 2);
    strictEqual(library.items.get("/m/bad.mkv")?.fault, "moov atom not found");
    strictEqual(library.items.get("/m/empty.mkv")?.fault, "The file is empty");
    deepStrictEqual(library.probed, ["/m/bad.mkv"]);
    await library.scan();
    deepStrictEqual(library.probed, []);
  },
});

Deno.test({
  name: "scanFolder() marks what is gone, and probes it again when it returns",
  permissions: "none",
  async fn() {
    const library = libraryOf("/m/a.mkv", "/m/b.mkv");
    await library.scan();
    library.tree.remove("/m/a.mkv");
    await library.scan();
    deepStrictEqual(library.states(), { "/m/a.mkv": "missing", "/m/b.mkv": "playable" });
    library.tree.file("/m/a.mkv");
    await library.scan();
    deepStrictEqual(library.probed, ["/m/a.mkv"]);
    deepStrictEqual(library.states(), { "/m/a.mkv": "playable", "/m/b.mkv": "playable" });
  },
});

Deno.test({
  name:
    "scanFolder() takes a folder that vanished or lies empty for an unmounted disk: items keep their state",
  permissions: "none",
  async fn() {
    const library = libraryOf("/m/a.mkv");
    await library.scan();
    library.tree.remove("/m");
    const gone = await library.scan();
    ok(gone.fault?.startsWith("Cannot read the folder: No such file or directory"), String(gone.fault));
    strictEqual(gone.completedMs, null);
    library.tree.folder("/m");
    strictEqual((await library.scan()).fault, "The folder is empty; is its disk mounted?");
    deepStrictEqual(library.states(), { "/m/a.mkv": "playable" });
    library.tree.file("/m/a.mkv");
    strictEqual((await library.scan()).fault, null);
    deepStrictEqual(library.probed, []);
  },
});

Deno.test({
  name: "scanFolder() marks nothing when the disk goes during the scan",
  permissions: "none",
  async fn() {
    const library = libraryOf("/m/a.mkv", "/m/b.mkv");
    await library.scan();
    library.tree.file("/m/c.mkv");
    library.onProbe = () => {
      library.tree.remove("/m");
      return "cannot open";
    };
    ok((await library.scan()).fault !== null);
    deepStrictEqual(library.states(), { "/m/a.mkv": "playable", "/m/b.mkv": "playable" });
  },
});

Deno.test({
  name: "scanFolder() takes an empty folder of a new library as it is",
  permissions: "none",
  async fn() {
    const library = new Library();
    library.tree.folder("/m");
    const report = await library.scan();
    strictEqual(report.fault, null);
    ok(report.completedMs !== null);
  },
});

Deno.test({
  name: "scanFolder() reports a subfolder it cannot read, and items below it keep their state",
  permissions: "none",
  async fn() {
    const library = libraryOf("/m/a/x.mkv", "/m/b/y.mkv");
    await library.scan();
    library.tree.remove("/m/a");
    library.tree.remove("/m/b");
    library.tree.folder("/m/a", "permission denied").folder("/m/c");
    const report = await library.scan();
    deepStrictEqual(report.problems, [{ path: "/m/a", reason: "permission denied" }]);
    deepStrictEqual(library.states(), { "/m/a/x.mkv": "playable", "/m/b/y.mkv": "missing" });
  },
});

Deno.test({
  name:
    "scanFolder() leaves files that still grow for the next scan, and takes copies that kept their old time",
  permissions: "none",
  async fn() {
    const library = new Library();
    const nowMs = library.clock.wallMs();
    library.tree.file("/m/copied.mkv", 10, nowMs - 86_400_000).file("/m/growing.mkv", 10, nowMs - 9_999)
      .file("/m/settled.mkv", 10, nowMs - 10_000).file("/m/future.mkv", 10, nowMs + 5_000);
    const early = await library.scan();
    deepStrictEqual([early.waiting, early.completedMs], [1, null]);
    deepStrictEqual(Object.keys(library.states()).sort(), [
      "/m/copied.mkv",
      "/m/future.mkv",
      "/m/settled.mkv",
    ]);
    await library.clock.advance(1);
    const later = await library.scan();
    deepStrictEqual([later.waiting, later.completedMs], [0, library.clock.wallMs()]);
    deepStrictEqual(library.probed, ["/m/growing.mkv"]);
  },
});

Deno.test({
  name: "scanFolder() keeps a known file's state while it is being replaced",
  permissions: "none",
  async fn() {
    const library = libraryOf("/m/a.mkv");
    await library.scan();
    library.tree.file("/m/a.mkv", 3, library.clock.wallMs());
    strictEqual((await library.scan()).waiting, 1);
    deepStrictEqual(library.states(), { "/m/a.mkv": "playable" });
  },
});

Deno.test({
  name: "scanFolder() keeps no verdict on a file that changed or vanished while it was probed",
  permissions: "none",
  async fn() {
    const library = libraryOf("/m/changing.mkv", "/m/vanishing.mkv", "/m/still.mkv");
    library.onProbe = (path) => {
      if (path === "/m/changing.mkv") library.tree.file(path, 5_000);
      if (path === "/m/vanishing.mkv") library.tree.remove(path);
      return "half a file";
    };
    strictEqual((await library.scan()).waiting, 1);
    deepStrictEqual(library.states(), { "/m/still.mkv": "broken" });
  },
});

Deno.test({
  name: "scanFolder() stops when called off and marks nothing",
  permissions: "none",
  async fn() {
    const library = libraryOf("/m/a.mkv", "/m/b.mkv", "/m/c.mkv");
    await library.scan();
    library.tree.remove("/m/a.mkv");
    library.tree.file("/m/new.mkv");
    library.onProbe = () => {
      library.off.abort(new Error("called off"));
      return Promise.reject(library.off.signal.reason);
    };
    await rejects(library.scan(), { message: "called off" });
    strictEqual(library.states()["/m/a.mkv"], "playable");
  },
});

Deno.test({
  name: "scanFolder() ends when no file can be probed at all, and writes nothing after that",
  permissions: "none",
  async fn() {
    const paths = Array.from({ length: 9 }, (_, at) => `/m/${at}.mkv`);
    const library = libraryOf(...paths);
    const slow = Promise.withResolvers<MediaInfo>();
    library.onProbe = (path) =>
      path === "/m/0.mkv" ? slow.promise : Promise.reject(new Fault("spawn_failed", "Cannot start ffprobe"));
    const scan = library.scan();
    let hasEnded = false;
    void scan.catch(() => hasEnded = true);
    await library.clock.settle();
    strictEqual(hasEnded, false, "a probe still runs");
    slow.resolve(INFO);
    await rejects(scan, { code: "spawn_failed" });
    deepStrictEqual(library.probed, ["/m/0.mkv", "/m/1.mkv"]);
    deepStrictEqual(library.states(), { "/m/0.mkv": "playable" });
  },
});

Deno.test({
  name: "outermostFolders() drops folders inside others, doubles and trailing slashes",
  permissions: "none",
  fn() {
    const cases: [string[], string[]][] = [
      [["/m", "/m/Shows"], ["/m"]],
      [["/m/Shows", "/m"], ["/m"]],
      [["/m/", "/m"], ["/m"]],
      [["/m", "/m2"], ["/m", "/m2"]],
      [["/", "/m"], ["/"]],
      [[], []],
    ];
    for (const [folders, want] of cases) deepStrictEqual(outermostFolders(folders), want);
  },
});
