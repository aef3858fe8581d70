import { deepStrictEqual, match, ok, strictEqual } from "node:assert/strict";
import { LIMITS } from "../../../src/limits.ts";
import { createLogger } from "../../../src/log.ts";
import { SubtitleTexts, type WantedText } from "../../../src/playout/ahead/subtitle_texts.ts";
import type { Script } from "../../fakes/fake_spawner.ts";
import { MemoryReadyFiles } from "../../fakes/memory_ready_files.ts";
import { SmallPool } from "../../ffmpeg/small_pool.ts";

const ASS = "[Events]\nDialogue: 0,0:00:01.00,0:00:02.00,Default,,0,0,0,,Hello\n";
const FILM: WantedText = {
  path: "/media/a.mkv",
  index: 2,
  isSidecar: false,
  version: "1",
  charset: () => Promise.resolve(null),
};

class World extends SmallPool {
  readonly files = new MemoryReadyFiles();
  readonly said: string[] = [];
  readonly texts: SubtitleTexts;

  constructor(script: Script) {
    super(() => script);
    const log = createLogger({
      level: "info",
      format: "json",
      clock: this.clock,
      write: (line) => void this.said.push(line),
    });
    this.texts = new SubtitleTexts({
      pool: this.pool,
      clock: this.clock,
      log,
      files: this.files,
      folder: "/data/drawings",
    });
  }

  /** Lets time pass in small steps: much has to settle in between. */
  async pass(durationMs: number): Promise<void> {
    for (let passedMs = 0; passedMs < durationMs; passedMs += 50) await this.clock.advance(50);
  }

  async make(wanted: WantedText): Promise<string | null> {
    const made = this.texts.make(wanted);
    await this.pass(2_000);
    return await made;
  }
}

Deno.test("SubtitleTexts takes words out once, into a file that stays known", async () => {
  const world = new World([{ waitMs: 100 }, { stdout: ASS }]);
  strictEqual(await world.texts.find(FILM), null);
  const [one, other] = [world.texts.make(FILM), world.texts.make(FILM)];
  await world.pass(2_000);
  const path = await one;
  strictEqual(await other, path);
  match(path ?? "", /^\/data\/drawings\/[0-9a-f]{64}\.ass$/);
  strictEqual(await world.texts.find(FILM), path);
  strictEqual(world.spawner.calls.length, 1);
  deepStrictEqual([...world.files.files.values()].map((bytes) => new TextDecoder().decode(bytes)), [ASS]);
  await world.checkEmpty();
});

Deno.test("SubtitleTexts knows another version of a file, another stream and another file apart", async () => {
  const world = new World([{ stdout: ASS }]);
  const paths = new Set<string | null>();
  for (const more of [{}, { version: "2" }, { index: 3 }, { path: "/media/b.mkv" }]) {
    paths.add(await world.make({ ...FILM, ...more }));
  }
  strictEqual(paths.size, 4);
});

Deno.test("SubtitleTexts finds after a start what was taken out before, and clears away what is not whole", async () => {
  const world = new World([{ stdout: ASS }]);
  const path = await world.make(FILM);
  world.files.files.set("abc.ass.part", new Uint8Array(1));
  const { pool, clock, files } = world;
  const log = createLogger({ level: "error", format: "json", clock, write: () => {} });
  const after = new SubtitleTexts({ pool, clock, log, files, folder: "/data/drawings" });
  strictEqual(await after.find(FILM), path);
  strictEqual(files.files.size, 1);
});

Deno.test("SubtitleTexts says once what cannot be shown, and tries it again only later", async (t) => {
  const CASES: [string, Script, WantedText, RegExp][] = [
    ["ffmpeg fails", [{ stderr: "Invalid data found\n" }, { exit: 1 }], FILM, /Invalid data found/],
    ["there are no words", [{ stdout: "[Events]\n" }], FILM, /there are no words in it/],
    ["the file is gone", [{ stdout: ASS }], {
      ...FILM,
      charset: () => Promise.reject(new Error("no such file")),
    }, /no such file/],
  ];
  for (const [name, script, wanted, reason] of CASES) {
    await t.step(name, async () => {
      const world = new World(script);
      strictEqual(await world.make(wanted), null);
      strictEqual(world.said.length, 1);
      match(world.said[0] ?? "", reason);
      strictEqual(world.texts.mayMake(wanted), false);
      await world.clock.advance(3_600_000);
      strictEqual(world.texts.mayMake(wanted), true);
      await world.checkEmpty();
    });
  }
  await t.step("the disk fails", async () => {
    const world = new World([{ stdout: ASS }]);
    world.files.fault = "disk full";
    strictEqual(await world.texts.find(FILM), null);
    strictEqual(await world.make(FILM), null);
    ok(world.said.every((line) => line.includes("disk full")));
  });
});

Deno.test("SubtitleTexts keeps no more files than it may, and drops what was not shown for the longest time", async () => {
  const world = new World([{ stdout: ASS }]);
  for (let count = 0; count < LIMITS.subtitleFilesMax; count++) {
    world.files.files.set(`${count}.ass`, new Uint8Array(1));
  }
  const path = await world.make(FILM);
  ok(!world.files.files.has("0.ass") && world.files.files.has("1.ass"));
  strictEqual(world.files.files.size, LIMITS.subtitleFilesMax);
  strictEqual(await world.texts.find(FILM), path);
});

Deno.test("SubtitleTexts ends what it is doing when it is disposed of, without a word", async () => {
  const world = new World([{ hang: true }]);
  const made = world.texts.make(FILM);
  await world.pass(100);
  const disposed = world.texts[Symbol.asyncDispose]();
  await world.pass(5_000);
  await disposed;
  deepStrictEqual([await made, world.said], [null, []]);
  await world.checkEmpty();
});

Deno.test("SubtitleTexts takes words out anew when somebody cleared the folder", async () => {
  const world = new World([{ stdout: ASS }]);
  const path = await world.make(FILM);
  world.files.files.clear();
  strictEqual(await world.texts.find(FILM), null);
  strictEqual(await world.make(FILM), path);
  strictEqual(await world.texts.find(FILM), path);
});

Deno.test("SubtitleTexts that works ahead gives its process back at once, unless the words are on air by then", async () => {
  for (const isUrgent of [false, true]) {
    const world = new World([{ waitMs: 60_000 }, { stdout: ASS }]);
    const stop = new AbortController();
    const ahead = world.texts.makeAhead(FILM, stop.signal);
    await world.pass(500);
    const made = isUrgent ? world.texts.make(FILM) : null;
    stop.abort();
    await world.pass(500);
    await ahead;
    strictEqual(world.spawner.alive.length, isUrgent ? 1 : 0);
    await world.pass(60_000);
    strictEqual(await made === null, !isUrgent);
    deepStrictEqual([world.said, world.texts.mayMake(FILM)], [[], true]);
    await world.checkEmpty();
  }
});
