/** Real encoders in front, real decoders behind: what the splicer joins must be clean to all of them. */
import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import { fileURLToPath } from "node:url";
import type { Ratio } from "../../src/media.ts";
import { type AccessUnit, Demuxer } from "../../src/mpegts/mod.ts";
import { seededRng } from "../../src/rng.ts";
import { silenceFrom, SlateLoop, Splicer, type SpliceResult } from "../../src/splice/mod.ts";

const TS_CHECK = fileURLToPath(new URL("../tools/ts_check.py", import.meta.url));
const TURN = 2 ** 33;

/** Sources in shapes that do not fit together: rate, sound, length. */
const SOURCES: readonly (readonly string[])[] = [
  ["testsrc2=s=320x180:r=25:d=4", "sine=f=440:r=48000:d=4"],
  ["testsrc=s=640x480:r=24000/1001:d=4", "sine=f=550:r=44100:d=4"],
  ["testsrc2=s=320x240:r=50:d=3", "sine=f=660:r=22050:d=5"],
  ["smptebars=s=426x240:r=30:d=3"],
  ["testsrc=s=200x300:r=12:d=3", "anoisesrc=a=0.1:r=44100:d=2"],
];

interface Rendered {
  readonly bytes: Uint8Array;
  readonly hasAudio: boolean;
}

Deno.test("encoded programmes of every shape, some killed, slate between: clean to every checker", async (t) => {
  for (
    const [frameRate, startTicks] of [
      [{ num: 30, den: 1 }, 900_000],
      [{ num: 24000, den: 1001 }, TURN - 900_000],
    ] as const
  ) {
    await t.step(
      `${frameRate.num}/${frameRate.den} pictures a second, beginning at ${startTicks}`,
      async () => {
        const clips = await Promise.all(SOURCES.map((source) => renderProgramme(source, 2.5, frameRate)));
        const slate = await renderProgramme(
          ["color=c=navy:s=320x180:r=30:d=2", "anullsrc=r=48000:d=2"],
          2,
          frameRate,
          15,
        );
        const { splicer, bytes } = spliceAll(clips, slate, frameRate, startTicks);
        strictEqual(splicer.counters.holes, 0);
        strictEqual(splicer.counters.parameterChanges, 0, "every encode must bring the same SPS and PPS");
        await checkFile(bytes, splicer.counters.pictures, frameRate);
      },
    );
  }
});

Deno.test("parameter sets that change: flagged on the PMT, and still clean to every checker", async () => {
  const frameRate = { num: 25, den: 1 };
  const source = SOURCES[0] ?? [];
  const small = await renderProgramme(source, 2, frameRate);
  const large = await renderProgramme(source, 2, frameRate, 50, "480x270");
  const { splicer, bytes, results } = spliceAll([small, large, large, small], null, frameRate, 900_000);
  const joints = results.flatMap(({ events }) => events).filter((event) => event.kind === "joint");
  deepStrictEqual(joints.map(({ parametersChanged }) => parametersChanged), [false, true, false, true]);
  await checkFile(bytes, splicer.counters.pictures, frameRate);
});

Deno.test("copied programmes without a DTS of their own: every decoded picture is the source's", async () => {
  const frameRate = { num: 25, den: 1 };
  const folder = await Deno.makeTempDir();
  try {
    const sources = await Promise.all([0, 1, 2].map(async (depth) => {
      const path = `${folder}/${depth}.mp4`;
      const video = [
        "-c:v",
        "libx264",
        "-preset",
        "veryfast",
        "-bf",
        `${depth}`,
        "-g",
        "50",
        "-pix_fmt",
        "yuv420p",
      ];
      const tone = ["-f", "lavfi", "-i", `sine=f=${440 + depth * 100}:r=48000:d=3`];
      const inputs = ["-f", "lavfi", "-i", `testsrc2=s=320x180:r=25:d=3,hue=h=${depth * 90}`, ...tone];
      await run("ffmpeg", [...QUIET, ...inputs, ...video, "-c:a", "aac", "-ac", "2", path]);
      return path;
    }));
    const copy = [
      "-c",
      "copy",
      "-pes_payload_size",
      "0",
      "-muxdelay",
      "0",
      "-muxpreload",
      "0",
      "-f",
      "mpegts",
      "pipe:1",
    ];
    const clips = await Promise.all(sources.map(async (path) => {
      return { bytes: await run("ffmpeg", [...QUIET, "-i", path, ...copy]), hasAudio: true };
    }));
    const { splicer, bytes } = spliceAll(clips, null, frameRate, TURN - 300_000, () => 1);
    await checkFile(bytes, splicer.counters.pictures, frameRate);
    const wanted = await Promise.all(sources.map((path) => hashes(path)));
    const path = `${folder}/out.ts`;
    await Deno.writeFile(path, bytes);
    deepStrictEqual(await hashes(path), wanted.flat());
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

const QUIET = ["-nostdin", "-hide_banner", "-loglevel", "error"];

/** The arguments every encode of a channel has; equal parameter sets depend on them. */
async function renderProgramme(
  source: readonly string[],
  seconds: number,
  { num, den }: Ratio,
  gop = 48,
  size = "320x180",
): Promise<Rendered> {
  const [width, height] = size.split("x");
  const scale =
    `scale=${width}:${height}:force_original_aspect_ratio=decrease:out_color_matrix=bt709:out_range=tv`;
  const filters =
    `${scale},pad=${width}:${height}:-1:-1,setsar=1,fps=${num}/${den}:start_time=0,format=yuv420p,` +
    "tpad=stop_mode=clone:stop=-1";
  const bytes = await run("ffmpeg", [
    ...QUIET,
    ...source.flatMap((graph) => ["-f", "lavfi", "-i", graph]),
    ...["-map", "0:v:0", ...(source.length > 1 ? ["-map", "1:a:0"] : []), "-t", `${seconds}`, "-vf", filters],
    ...(source.length > 1 ? ["-af", "aresample=48000:async=1:first_pts=0,apad"] : []),
    ...[
      "-c:v",
      "libx264",
      "-preset",
      "veryfast",
      "-profile:v",
      "high",
      "-level",
      "4.0",
      "-bf",
      "2",
      "-g",
      `${gop}`,
    ],
    ...["-keyint_min", `${gop}`, "-sc_threshold", "0", "-x264-params", "open-gop=0:stitchable=1"],
    ...[
      "-b:v",
      "600k",
      "-maxrate",
      "900k",
      "-bufsize",
      "1200k",
      "-color_primaries",
      "bt709",
      "-color_trc",
      "bt709",
    ],
    ...[
      "-colorspace",
      "bt709",
      "-color_range",
      "tv",
      "-c:a",
      "aac",
      "-b:a",
      "128k",
      "-ar",
      "48000",
      "-ac",
      "2",
    ],
    ...["-bsf:v", "setts=pts=PTS:dts=DTS-1", "-omit_video_pes_length", "0", "-pes_payload_size", "0"],
    ...["-muxdelay", "0", "-muxpreload", "0", "-f", "mpegts", "pipe:1"],
  ]);
  return { bytes, hasAudio: source.length > 1 };
}

function spliceAll(
  clips: readonly Rendered[],
  slate: Rendered | null,
  frameRate: Ratio,
  startTicks: number,
  killAt: (random: number) => number = (random) => random < 0.5 ? 1 : random,
) {
  const slateUnits = unitsOf(slate?.bytes ?? clips[0]?.bytes ?? new Uint8Array());
  const loop = new SlateLoop({ units: slateUnits, frameRate });
  const silence = silenceFrom(slateUnits);
  const splicer = new Splicer({ frameRate, sampleRate: 48000, serviceName: "Kanal 1", silence, startTicks });
  const results: SpliceResult[] = [];
  const rng = seededRng("splice_test");
  for (const clip of slate === null ? clips : [...clips, ...clips, ...clips]) {
    const bytes = clip.bytes.subarray(
      0,
      Math.floor(clip.bytes.length * (slate === null ? 1 : killAt(rng()))),
    );
    const demuxer = new Demuxer();
    splicer.begin({ frameRate, hasAudio: clip.hasAudio, stopTicks: null });
    for (let at = 0; at < bytes.length; at += 65536) {
      results.push(splicer.push(demuxer.push(bytes.subarray(at, at + 65536))));
    }
    results.push(splicer.push(demuxer.end(bytes.length === clip.bytes.length)), splicer.cut());
    if (slate === null) continue;
    splicer.begin({ frameRate, hasAudio: false, stopTicks: null });
    results.push(splicer.push(loop.next(rng() * 200_000)), splicer.cut());
    loop.restart();
  }
  const chunks = results.flatMap((result) => result.chunks);
  const bytes = new Uint8Array(chunks.reduce((sum, chunk) => sum + chunk.bytes.length, 0));
  chunks.reduce((at, chunk) => (bytes.set(chunk.bytes, at), at + chunk.bytes.length), 0);
  return { splicer, bytes, results };
}

function unitsOf(bytes: Uint8Array): AccessUnit[] {
  const demuxer = new Demuxer();
  return [...demuxer.push(bytes), ...demuxer.end(true)];
}

/** Asks four programs, none of them ours. */
async function checkFile(bytes: Uint8Array, pictures: number, { num, den }: Ratio): Promise<void> {
  const path = await Deno.makeTempFile({ suffix: ".ts" });
  try {
    await Deno.writeFile(path, bytes);
    const strict = ["--pcr-interval", "0.0401", "--audio-gap", "0.0115", "--psi-interval", "0.101"];
    const report = JSON.parse(
      new TextDecoder().decode(await run("python3", [TS_CHECK, path, ...strict], [0, 1])),
    );
    strictEqual(
      report.verdict,
      "PASS",
      JSON.stringify({ errors: report.errors, first: report.first_errors }),
    );
    strictEqual(new TextDecoder().decode(await run("ffmpeg", [...WARN, "-i", path, "-f", "null", "-"])), "");
    const dropped = await run("tshark", [
      "-r",
      path,
      "-Y",
      "mp2t.cc.drop",
      "-T",
      "fields",
      "-e",
      "frame.number",
    ]);
    strictEqual(new TextDecoder().decode(dropped), "");
    await checkPictures(path, pictures, 90_000 * den / num);
  } finally {
    await Deno.remove(path);
  }
}

const WARN = ["-nostdin", "-hide_banner", "-v", "warning"];

/** Every picture sent is decoded, in order, one frame after the other. */
async function checkPictures(path: string, pictures: number, frameTicks: number): Promise<void> {
  const fields = ["-select_streams", "v", "-show_entries", "frame=pts", "-of", "csv=p=0"];
  const text = new TextDecoder().decode(await run("ffprobe", ["-v", "error", ...fields, path]));
  const times = text.split("\n").map((line) => Number.parseInt(line)).filter(Number.isFinite);
  strictEqual(times.length, pictures);
  times.slice(1).forEach((pts, index) => {
    const step = pts - (times[index] ?? 0);
    ok(Math.abs(step - frameTicks) <= 1, `picture ${index + 1} is shown ${step} ticks after the one before`);
  });
}

async function hashes(path: string): Promise<string[]> {
  const output = await run("ffmpeg", [
    ...QUIET,
    "-i",
    path,
    "-map",
    "0:v:0",
    "-fps_mode",
    "passthrough",
    "-f",
    "framemd5",
    "-",
  ]);
  return new TextDecoder().decode(output).split("\n").filter((line) => line !== "" && !line.startsWith("#"))
    .map((line) => line.split(",").at(-1)?.trim() ?? "");
}

/** What a program wrote; its complaints come first, so that silence can be demanded. */
async function run(
  command: string,
  args: string[],
  codes: readonly number[] = [0],
): Promise<Uint8Array<ArrayBuffer>> {
  const { code, stdout, stderr } = await new Deno.Command(command, { args, stdin: "null" }).output();
  const complaint = new TextDecoder().decode(stderr);
  ok(codes.includes(code), `${command} ended with ${code}: ${complaint}`);
  if (command === "tshark") return stdout;
  return complaint === "" ? stdout : new TextEncoder().encode(complaint);
}
