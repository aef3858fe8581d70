import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import { systemClock } from "../../src/clock.ts";
import {
  passageCommand,
  planTranscode,
  ProcessPoolManager,
  type Profile,
  runProcess,
} from "../../src/ffmpeg/mod.ts";
import { LIMITS } from "../../src/limits.ts";
import { createLogger } from "../../src/log.ts";
import type { MediaItem } from "../../src/media.ts";
import { parseFileName } from "../../src/metadata/mod.ts";
import { createMetrics } from "../../src/metrics/mod.ts";
import { DEMO_CLIPS, demoPath, denoFileTree, type RunFfprobe } from "../../src/source/mod.ts";
import { type DemoSink, probe, renderDemo, scanFolder, type ScanReport } from "../../src/source/mod.ts";
import { systemSpawner } from "../../src/spawner.ts";
import { openStore, type Store } from "../../src/store/mod.ts";
import { DEFAULT_PROFILE } from "../fakes/profile.ts";
import { playable } from "../schedule/samples.ts";
import { testMedia } from "./media.ts";

const spawner = systemSpawner({ PATH: Deno.env.get("PATH") ?? "/usr/bin:/bin" });
const log = createLogger({ level: "warn", format: "json", clock: systemClock, write: () => {} });
const pool = new ProcessPoolManager({ spawner, clock: systemClock, log, metrics: createMetrics() }, {
  paths: { ffmpeg: "ffmpeg", ffprobe: "ffprobe" },
  maxProcesses: 4,
  memoryGuard: 0.85,
  descriptorReserve: 100,
  spawnsPerSecond: 5,
  cores: 2,
  longRunMs: 3_600_000,
  timeoutMs: 15_000,
});
const run: RunFfprobe = (args, signal) =>
  runProcess(pool, {
    kind: "ffprobe",
    channelId: "library",
    args,
    priority: "background",
    isEncode: false,
    signal,
  }, { clock: systemClock, timeoutMs: LIMITS.probeTimeoutMs, outputBytesMax: LIMITS.probeOutputBytesMax });
const { signal } = new AbortController();
const PROFILE: Profile = {
  ...DEFAULT_PROFILE,
  width: 320,
  height: 180,
  frameRate: { num: 25, den: 1 },
  videoKbps: 300,
  audioKbps: 64,
  preset: "ultrafast",
};

function scan(folder: string, store: Store): Promise<ScanReport> {
  return scanFolder(folder, {
    tree: denoFileTree,
    shelf: store.media,
    probe: (path, signal) => probe(path, { run, signal }),
    titleOf: parseFileName,
    // Media made a moment ago counts as settled.
    clock: { ...systemClock, wallMs: () => Date.now() + 60_000 },
    signal,
    onProgress: () => {},
  });
}

async function withStore(work: (store: Store, folder: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    using store = await openStore({ path: `${folder}/x.db` });
    await work(store, folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** Picture and sound in short: `h264 1280x720 30/1, aac 48000 1ch`. */
function summary({ info }: MediaItem): string {
  if (info === null) return "never probed";
  const { video, audio } = info;
  const picture = video &&
    `${video.codec} ${video.width}x${video.height} ${video.frameRate.num}/${video.frameRate.den}`;
  const sounds = audio.map((one) =>
    `${one.codec} ${one.sampleRate} ${one.channels}ch${one.language ? ` ${one.language}` : ""}`
  );
  return [...(picture === null ? [] : [picture]), ...sounds].join(", ");
}

const SEASON = "Shows/The Test Pattern Show/Season 01";
const PLAYABLE: Record<string, [summary: string, title: string]> = {
  [`${SEASON}/The Test Pattern Show - S01E01 - Pilot.mp4`]: ["h264 1280x720 30/1, aac 48000 1ch", "Pilot"],
  [`${SEASON}/The Test Pattern Show - S01E02 - It's "Quoted".mp4`]: [
    "h264 1280x720 30/1, aac 48000 1ch",
    `It's "Quoted"`,
  ],
  [`${SEASON}/The.Test.Pattern.Show.S01E03.1080p.WEB-DL.x264.mkv`]: [
    "h264 1920x1080 24000/1001, ac3 48000 1ch",
    "Episode 3",
  ],
  [`${SEASON}/The Test Pattern Show 1x04 Ünïcödé — 試験 😀.mkv`]: [
    "mpeg4 720x480 30000/1001, mp3 44100 1ch",
    "Ünïcödé — 試験 😀",
  ],
  "Movies/Old Film (1954)/Old Film (1954).avi": ["mpeg4 640x480 25/1, mp3 44100 1ch", "Old Film"],
  "Movies/New Film (2024).mkv": ["hevc 1920x804 24/1, eac3 48000 1ch", "New Film"],
  "Movies/Ten.Bit.2023.mkv": ["h264 1280x720 50/1, flac 48000 1ch", "Ten Bit"],
  "Clips/webm vp9.webm": ["vp9 854x480 30/1, opus 48000 1ch", "webm"],
  "Clips/interlaced.mpg": ["mpeg2video 720x576 25/1, mp2 48000 1ch", "interlaced"],
  "Clips/portrait phone.mp4": ["h264 720x1280 60/1, aac 48000 1ch", "portrait phone"],
  "Clips/odd size.mp4": ["h264 642x362 15/1, aac 22050 1ch", "odd size"],
  "Clips/Item 12345.mp4": ["h264 640x360 30/1, aac 48000 1ch", "Item 12345"],
  "Clips/surround two languages.mkv": [
    "h264 1280x720 25/1, ac3 48000 6ch ger, ac3 48000 1ch eng",
    "surround two languages",
  ],
  "Clips/no sound.mp4": ["h264 640x360 30/1", "no sound"],
  "Music/song only.mp3": ["mp3 44100 1ch", "song only"],
};
const BROKEN: Record<string, RegExp> = {
  "Broken/empty.mp4": /^The file is empty$/,
  "Broken/noise.mkv": /EBML|Invalid data/,
  "Broken/text.mp4": /moov atom not found|Invalid data/,
  "Broken/truncated half.mkv": /^It is truncated: it declares 12\.0 s and holds 0\.\d s$/,
  "Broken/truncated no moov.mp4": /moov atom not found/,
};

Deno.test("a real library: every playable file is known rightly, every broken one has its reason", async (t) => {
  const folder = await testMedia();
  await withStore(async (store) => {
    const report = await scan(folder, store);
    const items = new Map(
      store.media.list({ limit: 500 }).items.map((item) => [item.locator.slice(folder.length + 1), item]),
    );
    deepStrictEqual([report.fault, report.problems], [null, []]);
    deepStrictEqual([...items.keys()].sort(), [...Object.keys(PLAYABLE), ...Object.keys(BROKEN)].sort());

    for (const [path, [want, title]] of Object.entries(PLAYABLE)) {
      await t.step(path, () => {
        const item = items.get(path);
        ok(item?.info, item?.fault ?? "not found");
        deepStrictEqual([item.state, item.title, summary(item)], ["playable", title, want]);
        ok(
          item.info.durationMs > 11_900 && item.info.durationMs < 12_100,
          `lasts ${item.info.durationMs} ms`,
        );
        strictEqual(item.info.hasEditList, false);
        strictEqual(item.info.video?.isInterlaced ?? false, path === "Clips/interlaced.mpg");
        strictEqual(item.info.keyFrameGapMaxMs !== null, item.info.video?.codec === "h264");
      });
    }
    for (const [path, want] of Object.entries(BROKEN)) {
      await t.step(path, () => {
        const item = items.get(path);
        strictEqual(item?.state, "broken");
        ok(want.test(item.fault ?? ""), `reason is: ${item.fault}`);
      });
    }
    await t.step("key frames two seconds apart are seen as that", () => {
      strictEqual(
        items.get(`${SEASON}/The Test Pattern Show - S01E01 - Pilot.mp4`)?.info?.keyFrameGapMaxMs,
        2_000,
      );
    });
    await t.step("a show is one, whatever its files are called", () => {
      const episodes = store.media.playable({ show: "the test pattern show" }).map((item) => item.episode)
        .sort();
      deepStrictEqual(episodes, [1, 2, 3, 4]);
    });
    await t.step("a second scan changes nothing", async () => {
      const before = store.media.list({ limit: 500 });
      deepStrictEqual(await scan(folder, store).then(({ playable, broken }) => [playable, broken]), [15, 5]);
      deepStrictEqual(store.media.list({ limit: 500 }), before);
    });
  });
});

Deno.test("a film whose header is whole and whose picture is not cannot air", async () => {
  const media = await testMedia();
  const folder = await Deno.makeTempDir();
  try {
    const bytes = await Deno.readFile(`${media}/Clips/Item 12345.mp4`);
    const view = new DataView(bytes.buffer);
    // ISO 14496-12 §4.2: a box is its size, its type and its content; `mdat` holds the coded pictures.
    for (let at = 0; at < bytes.length; at += view.getUint32(at)) {
      const type = new TextDecoder().decode(bytes.subarray(at + 4, at + 8));
      if (type === "mdat") bytes.fill(0, at + 8, at + view.getUint32(at));
    }
    await Deno.writeFile(`${folder}/hollow.mp4`, bytes);
    const outcome = await probe(`${folder}/hollow.mp4`, { run, signal });
    ok(
      typeof outcome === "string" && /^No picture can be decoded: .*NAL unit/.test(outcome),
      `is: ${outcome}`,
    );
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("the edit list of a trimmed MP4 is noticed", async () => {
  const media = await testMedia();
  const folder = await Deno.makeTempDir();
  try {
    const from = `${media}/${SEASON}/The Test Pattern Show - S01E01 - Pilot.mp4`;
    const args = ["-v", "error", "-ss", "1.3", "-i", from, "-c", "copy", `${folder}/trimmed.mp4`];
    strictEqual((await new Deno.Command("ffmpeg", { args }).output()).code, 0);
    const info = await probe(`${folder}/trimmed.mp4`, { run, signal });
    ok(typeof info !== "string");
    strictEqual(info.hasEditList, true);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("a playlist in the clothes of a film opens no other file, neither for the probe nor for playout", async () => {
  const media = await testMedia();
  const folder = await Deno.makeTempDir();
  try {
    const target = `${media}/Clips/no sound.mp4`;
    const playlists = [
      `ffconcat version 1.0\nfile '${target}'\n`,
      `#EXTM3U\n#EXT-X-TARGETDURATION:12\n#EXTINF:12,\nfile:${target}\n#EXT-X-ENDLIST\n`,
    ];
    for (const text of playlists) {
      await Deno.writeTextFile(`${folder}/film.mp4`, text);
      strictEqual(typeof await probe(`${folder}/film.mp4`, { run, signal }), "string");
      ok(/not on whitelist/.test(await play(`${folder}/film.mp4`)));
    }
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("playout's ffmpeg shows a card beside sound alone, and takes no name for an option", async () => {
  const media = await testMedia();
  const folder = await Deno.makeTempDir();
  try {
    for (const name of ["-x.mp3", "concat:a|b.mp3", "a 'b' \"c\" %d.mp3"]) {
      await Deno.copyFile(`${media}/Music/song only.mp3`, `${folder}/${name}`);
      strictEqual(await play(name, folder), "");
    }
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

/** Plays the first pictures of a file as sound with a card; gives what ffmpeg complains of. */
async function play(path: string, folder = "/"): Promise<string> {
  const sound = { index: 0, codec: "mp3", profile: null, channels: 2, sampleRate: 44_100, language: null };
  const audio = [{ ...sound, isDefault: true }];
  const plan = planTranscode({ ...playable(1, 12_000).info, audio }, PROFILE);
  const args = passageCommand({ path, offsetMs: 0, airsAtMs: 0, frames: 10 }, plan, PROFILE);
  const { stdout, stderr } = await new Deno.Command("ffmpeg", { args, cwd: folder }).output();
  const complaints = new TextDecoder().decode(stderr);
  ok(stdout.length > 0 || complaints !== "");
  return complaints;
}

Deno.test("the demo clips render as they are described, and air", () =>
  withStore(async (store, folder) => {
    const clips = DEMO_CLIPS.map((clip) => ({ ...clip, seconds: 2 }));
    const draw = async (args: readonly string[], sink: DemoSink) => {
      const child = spawner.spawn("ffmpeg", args);
      const complaints = new Response(child.stderr).text();
      for await (const chunk of child.stdout) await sink(chunk);
      const { code } = await child.exit;
      if (code !== 0) throw new Error(await complaints);
      strictEqual(await complaints, "");
    };
    const report = await renderDemo({ clips, folder: `${folder}/demo`, run: draw, onProgress: () => {} });
    deepStrictEqual(report, { ready: 6, failures: [] });
    await scan(`${folder}/demo`, store);
    for (const clip of clips) {
      const item = store.media.list({ search: clip.title }).items[0];
      ok(item?.info?.video, `${clip.title}: ${item?.fault}`);
      const { video, audio, durationMs } = item.info;
      deepStrictEqual(
        [item.locator, item.show, item.title, item.episode],
        [demoPath(`${folder}/demo`, clip), clip.show, clip.title, clip.episode],
      );
      deepStrictEqual([video?.width, video?.height], [clip.width, clip.height]);
      deepStrictEqual(video?.sampleAspect, { num: 1, den: 1 });
      ok(
        Math.abs(
          (video?.frameRate.num ?? 0) / (video?.frameRate.den ?? 1) - clip.frameRate.num / clip.frameRate.den,
        ) < 0.01,
      );
      deepStrictEqual([audio[0]?.sampleRate, audio[0]?.channels], [clip.sampleRate, clip.channels]);
      ok(Math.abs(durationMs - 2_000) < 150, `${clip.title} lasts ${durationMs} ms`);
    }
  }));
