import { deepStrictEqual, match, strictEqual } from "node:assert/strict";
import { NO_EXTRAS, type Profile } from "../../../src/ffmpeg/mod.ts";
import { createLogger } from "../../../src/log.ts";
import { Drawings } from "../../../src/playout/ahead/drawings.ts";
import type { Script, SpawnCall } from "../../fakes/fake_spawner.ts";
import { MemoryFileTree } from "../../fakes/memory_file_tree.ts";
import { MemoryReadyFiles } from "../../fakes/memory_ready_files.ts";
import { DEFAULT_PROFILE } from "../../fakes/profile.ts";
import { VIDEO_STREAM } from "../../fakes/video_stream.ts";
import { SmallPool } from "../../ffmpeg/small_pool.ts";
import { playable } from "../../schedule/samples.ts";

const PROFILE: Profile = {
  ...DEFAULT_PROFILE,
  watermark: {
    image: "/media/logo.png",
    position: "top",
    marginPercent: 5,
    widthPercent: 10,
    opacity: 1,
    schedule: null,
  },
};
const FILTERS = " ... subtitles V->V x\n ... tonemap V->V x\n ... zscale V->V x\n";
const PLAYABLE = playable(1, 60_000);
const ITEM = { ...PLAYABLE, info: { ...PLAYABLE.info, video: VIDEO_STREAM } };
const HDR = { ...ITEM, info: { ...ITEM.info, video: { ...VIDEO_STREAM, isHdr: true } } };

class World extends SmallPool {
  readonly files = new MemoryReadyFiles();
  readonly said: string[] = [];
  readonly drawings: Drawings;

  constructor(filters: Script, watermark: Script) {
    super(({ args }: SpawnCall) => args.includes("-filters") ? filters : watermark);
    const { clock, pool, files } = this;
    this.drawings = new Drawings({
      ...{ pool, clock, files, folder: "/data/drawings", tree: new MemoryFileTree() },
      log: createLogger({ level: "info", format: "json", clock, write: (line) => void this.said.push(line) }),
      readFile: () => Promise.reject(new Error("not needed")),
      profiles: [DEFAULT_PROFILE, { ...PROFILE, name: "hd" }],
      findItem: () => ITEM,
    });
    this.drawings.start();
  }

  /** Lets time pass in small steps: much has to settle in between. */
  async pass(durationMs: number): Promise<void> {
    for (let passedMs = 0; passedMs < durationMs; passedMs += 50) await this.clock.advance(50);
  }

  async extras(item = ITEM, profile: Profile = { ...PROFILE, name: "hd" }) {
    const extras = this.drawings.extrasFor(item, profile);
    await this.pass(30_000);
    return await extras;
  }
}

Deno.test("Drawings makes a watermark ready once, and whoever opens meanwhile waits for it", async () => {
  const world = new World([{ waitMs: 300 }, { stdout: FILTERS }], [{ waitMs: 300 }, { stdout: "PNG" }]);
  strictEqual((await world.extras()).watermarkPath, "/data/drawings/hd.png");
  strictEqual((await world.extras()).watermarkPath, "/data/drawings/hd.png");
  deepStrictEqual([...world.files.files.keys()], ["hd.png"]);
  deepStrictEqual([world.spawner.calls.length, world.said], [2, []]);
  strictEqual((await world.extras(ITEM, DEFAULT_PROFILE)).watermarkPath, null);
  await world.checkEmpty();
});

Deno.test("Drawings leaves out a watermark that cannot be shown, and says so once", async (t) => {
  const CASES: [string, Script, RegExp][] = [
    [
      "a missing image",
      [{ stderr: "No such file or directory\n" }, { exit: 1 }],
      /No such file or directory/,
    ],
    ["an image without a picture", [{ exit: 0 }], /no picture came out of it/],
    ["one that takes for ever", [{ hang: true }], /no answer within 10 s/],
  ];
  for (const [name, script, reason] of CASES) {
    await t.step(name, async () => {
      const world = new World([{ stdout: FILTERS }], script);
      for (let time = 0; time < 3; time++) strictEqual((await world.extras()).watermarkPath, null);
      strictEqual(world.said.length, 1);
      match(world.said[0] ?? "", reason);
      await world.checkEmpty();
    });
  }
  await t.step("a disk that is full", async () => {
    const world = new World([{ stdout: FILTERS }], [{ stdout: "PNG" }]);
    world.files.fault = "disk full";
    strictEqual((await world.extras()).watermarkPath, null);
    match(world.said.join("\n"), /disk full/);
  });
});

Deno.test("Drawings knows what ffmpeg cannot draw with, and asks nobody about an ordinary item", async () => {
  const lacking = new World([{ stdout: FILTERS.replace("zscale", "scale") }], [{ stdout: "PNG" }]);
  strictEqual((await lacking.extras(HDR, DEFAULT_PROFILE)).canToneMap, false);
  match(lacking.said.join("\n"), /lacks filters.*zscale/);
  const whole = new World([{ stdout: FILTERS }], [{ stdout: "PNG" }]);
  strictEqual((await whole.extras(HDR, DEFAULT_PROFILE)).canToneMap, true);
  strictEqual(await new World([{ hang: true }], []).drawings.extrasFor(ITEM, DEFAULT_PROFILE), NO_EXTRAS);
});

Deno.test("Drawings that is disposed of while it prepares ends everything, without a word", async () => {
  const world = new World([{ hang: true }], [{ hang: true }]);
  await world.pass(100);
  const waiting = world.drawings.extrasFor(ITEM, PROFILE);
  const disposed = world.drawings[Symbol.asyncDispose]();
  await world.pass(5_000);
  await disposed;
  strictEqual((await waiting).watermarkPath, null);
  deepStrictEqual(world.said, []);
  await world.checkEmpty();
});

Deno.test("Drawings makes a watermark anew when somebody cleared the folder; until then it airs without", async () => {
  const world = new World([{ stdout: FILTERS }], [{ waitMs: 300 }, { stdout: "PNG" }]);
  await world.extras();
  world.files.files.clear();
  strictEqual((await world.extras()).watermarkPath, null);
  strictEqual((await world.extras()).watermarkPath, "/data/drawings/hd.png");
  world.files.files.clear();
  const ahead = world.drawings.extrasAhead(ITEM, { ...PROFILE, name: "hd" });
  await world.pass(1_000);
  strictEqual((await ahead).watermarkPath, "/data/drawings/hd.png", "what is prepared has it");
  deepStrictEqual(world.said, []);
  await world.checkEmpty();
});

Deno.test("Drawings tries a watermark again later: its disk may have come late", async () => {
  const script: Script[number][] = [{ stderr: "No such file or directory\n" }, { exit: 1 }];
  const world = new World([{ stdout: FILTERS }], script);
  await world.extras();
  await world.clock.advance(3_600_000);
  script.splice(0, 2, { stdout: "PNG" });
  await world.extras();
  strictEqual((await world.extras()).watermarkPath, "/data/drawings/hd.png");
  strictEqual(world.said.length, 1);
});
