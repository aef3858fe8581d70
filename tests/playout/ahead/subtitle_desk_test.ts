import { deepStrictEqual, match, rejects, strictEqual } from "node:assert/strict";
import type { Profile } from "../../../src/ffmpeg/mod.ts";
import type { MediaInfo } from "../../../src/media.ts";
import type { Airing } from "../../../src/playout/ahead/agenda.ts";
import type { ProbedItem } from "../../../src/playout/preparation.ts";
import { SubtitleDesk } from "../../../src/playout/ahead/subtitle_desk.ts";
import { createLogger } from "../../../src/log.ts";
import { DEFAULT_PROFILE } from "../../fakes/profile.ts";
import type { Script } from "../../fakes/fake_spawner.ts";
import { MemoryFileTree } from "../../fakes/memory_file_tree.ts";
import { MemoryReadyFiles } from "../../fakes/memory_ready_files.ts";
import { VIDEO_STREAM } from "../../fakes/video_stream.ts";
import { SmallPool } from "../../ffmpeg/small_pool.ts";
import { playable } from "../../schedule/samples.ts";

const ASS = "[Events]\nDialogue: 0,0:00:01.00,0:00:02.00,Default,,0,0,0,,Hello\n";
const PROFILE: Profile = { ...DEFAULT_PROFILE, subtitles: "always" };
const QUICK: Script = [{ waitMs: 50 }, { stdout: ASS }];
const SLOW: Script = [{ waitMs: 60_000 }, { stdout: ASS }];
const TEXT = { index: 2, codec: "subrip", language: "eng", isForced: false };

class World extends SmallPool {
  readonly item: ProbedItem;
  readonly tree = new MemoryFileTree();
  readonly desk: SubtitleDesk;
  sidecar: Uint8Array = new TextEncoder().encode("1\n");

  constructor(script: Script, info: Partial<MediaInfo> = {}) {
    super(() => script);
    const { clock, pool, tree } = this;
    const item = playable(1, 60_000);
    this.item = { ...item, info: { ...item.info, video: VIDEO_STREAM, ...info } };
    tree.file(this.item.locator);
    this.desk = new SubtitleDesk({
      ...{ pool, clock, tree, folder: "/data/drawings", files: new MemoryReadyFiles() },
      log: createLogger({ level: "info", format: "json", clock, write: (line) => void this.log.push(line) }),
      readFile: () => Promise.resolve(this.sidecar),
      profiles: [PROFILE],
      findItem: (id) => id === 1 ? this.item : null,
    });
  }

  /** Lets time pass in small steps: much has to settle in between. */
  async pass(durationMs: number): Promise<void> {
    for (let passedMs = 0; passedMs < durationMs; passedMs += 50) await this.clock.advance(50);
  }

  /** What airs now, after a while. */
  async soon(waitMs = 1_900) {
    const soon = this.desk.soon({ item: this.item, profile: PROFILE, canDrawText: true });
    await this.pass(waitMs);
    return await soon;
  }

  ahead(profile = PROFILE) {
    return this.desk.ahead({ item: this.item, profile, canDrawText: true });
  }
}

Deno.test("SubtitleDesk shows pictures as they are, and words from a file of ours", async () => {
  const pgs = { ...TEXT, codec: "hdmv_pgs_subtitle" };
  deepStrictEqual(await new World(QUICK, { subtitles: [pgs] }).soon(), { kind: "bitmap", stream: pgs });
  const burn = await new World(QUICK, { subtitles: [TEXT] }).soon();
  match(burn?.kind === "text" ? burn.path : "", /^\/data\/drawings\/\w+\.ass$/);
});

Deno.test("SubtitleDesk shows nothing where there is nothing to show, or to show it on", async () => {
  strictEqual(await new World(QUICK).soon(), null);
  strictEqual(await new World(QUICK, { subtitles: [TEXT], video: null }).soon(), null);
  const world = new World(QUICK, { subtitles: [TEXT] });
  strictEqual(await world.desk.soon({ item: world.item, profile: DEFAULT_PROFILE, canDrawText: true }), null);
  strictEqual(await world.desk.soon({ item: world.item, profile: PROFILE, canDrawText: false }), null);
  strictEqual(world.spawner.calls.length, 0);
});

Deno.test("SubtitleDesk does not let a programme wait for words; they are there the next time", async () => {
  const world = new World(SLOW, { subtitles: [TEXT] });
  const before = world.clock.monotonicMs();
  let waitedMs = NaN;
  const soon = world.desk.soon({ item: world.item, profile: PROFILE, canDrawText: true })
    .then((burn) => (waitedMs = world.clock.monotonicMs() - before, burn));
  await world.pass(70_000);
  deepStrictEqual([await soon, waitedMs], [null, 2_000]);
  strictEqual((await world.soon(50))?.kind, "text");
  strictEqual(world.spawner.calls.length, 1);
});

Deno.test("SubtitleDesk takes a file beside the item, in whatever characters it is", async (t) => {
  const CASES: [string, Uint8Array, string | null][] = [
    ["UTF-8", new TextEncoder().encode("Grüße"), null],
    ["UTF-16", Uint8Array.of(0xff, 0xfe, 0x47, 0), null],
    ["Windows' own", Uint8Array.of(0x47, 0x72, 0xfc, 0xdf, 0x65), "CP1252"],
  ];
  for (const [name, bytes, want] of CASES) {
    await t.step(name, async () => {
      const world = new World(QUICK, { subtitles: [TEXT] });
      world.tree.file(world.item.locator.replace(".mkv", ".srt"));
      world.sidecar = bytes;
      strictEqual((await world.soon())?.kind, "text");
      const [call] = world.spawner.calls;
      const charset = call?.args.indexOf("-sub_charenc") ?? -1;
      strictEqual(charset < 0 ? null : call?.args[charset + 1], want);
      strictEqual(call?.args.includes("file:/media/Clips/clip 1.srt"), true);
    });
  }
  await t.step("but none that is far too large", async () => {
    const world = new World(QUICK);
    world.tree.file(world.item.locator.replace(".mkv", ".srt"), 1e9);
    strictEqual(await world.soon(), null);
    match(world.log.join("\n"), /it is larger than 10000000 bytes/);
  });
});

Deno.test("SubtitleDesk prepares nothing with half of what will be drawn", async () => {
  const world = new World(QUICK, { subtitles: [TEXT] });
  await rejects(world.ahead(), { code: "tune_failed", message: /subtitles are not taken out yet/ });
  strictEqual(await world.ahead(DEFAULT_PROFILE), null);
  const burn = await world.soon();
  deepStrictEqual(await world.ahead(), burn);
  const hopeless = new World([{ exit: 1 }], { subtitles: [TEXT] });
  strictEqual(await hopeless.soon(), null);
  strictEqual(await hopeless.ahead(), null, "what cannot be drawn will not be drawn");
});

Deno.test("SubtitleDesk takes words out in idle time, before they air", async () => {
  const world = new World(QUICK, { subtitles: [TEXT] });
  const airing: Airing = { channelId: "c1", itemId: 1, profile: "default", startMs: 5, stopMs: 9 };
  const agenda = [{ ...airing, itemId: 7 }, { ...airing, profile: "other" }, airing];
  const next = async () => {
    const job = world.desk.next(agenda);
    await world.pass(1_000);
    return await job;
  };
  const job = await next();
  deepStrictEqual([job?.startMs, job?.stopMs], [5, 9]);
  const run = job?.run({ signal: new AbortController().signal, turn: () => Promise.resolve() });
  await world.pass(1_000);
  await run;
  strictEqual((await world.ahead())?.kind, "text");
  strictEqual(await next(), null);
});
