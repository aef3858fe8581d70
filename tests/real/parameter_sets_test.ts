/** Equal SPS and PPS are what lets a decoder go on over a joint as if there were none. */
import { deepStrictEqual, strictEqual } from "node:assert/strict";
import type { Watermark } from "../../src/ffmpeg/profile.ts";
import { slateCommand } from "../../src/ffmpeg/slate.ts";
import { subtitleCommand } from "../../src/ffmpeg/subtitles.ts";
import { air, folder, make, PROFILE, realTest, run, write } from "./airing.ts";

realTest("every encoded input and the slate carry the same SPS and PPS", async (t) => {
  const sources = await awkwardSources();
  const image = `${folder}/mark.png`;
  await make(image, ["-f", "lavfi", "-i", "color=c=green:s=32x32,format=rgba", "-frames:v", "1"]);
  const watermark: Watermark = {
    image,
    position: "left",
    marginPercent: 5,
    widthPercent: 10,
    opacity: 1,
    schedule: null,
  };
  const srt = `${folder}/words.srt`;
  await Deno.writeTextFile(srt, "1\n00:00:00,000 --> 00:00:05,000\nhello\n\n");
  const ass = `${folder}/words.ass`;
  await Deno.writeFile(
    ass,
    await run(subtitleCommand({ path: srt, index: 0, isSidecar: true, charset: null })),
  );
  const drawn = { watermarkPath: image, burn: { kind: "text", path: ass } } as const;

  const slate = slateCommand({ headline: "", detail: "" }, PROFILE, "none");
  const want = await parameterSets(await write(await run(slate.args)));
  strictEqual(want.length, 2);
  for (const [name, path] of sources) {
    await t.step(name, async () => {
      deepStrictEqual(await parameterSets(await air(path, { frames: 30 })), want);
      const extras = name === "sound alone" ? { watermarkPath: image } : drawn;
      deepStrictEqual(
        await parameterSets(await air(path, { profile: { ...PROFILE, watermark }, extras, frames: 30 })),
        want,
      );
    });
  }
});

/** Pictures of every size, shape, depth, range and order. */
async function awkwardSources(): Promise<[string, string][]> {
  const clip = (
    size: string,
    rate = "25",
    more = "",
  ) => ["-f", "lavfi", "-i", `testsrc2=s=${size}:r=${rate}:d=1.2${more}`];
  const x264 = ["-c:v", "libx264", "-preset", "ultrafast"];
  const x265 = ["-c:v", "libx265", "-preset", "ultrafast", "-x265-params"];
  const pq = "log-level=error:colorprim=bt2020:transfer=smpte2084:colormatrix=bt2020nc:chromaloc=2";
  const CLIPS: [string, string, string[]][] = [
    ["high dynamic range", "hdr.mp4", [...clip("640x270", "24", ",format=yuv420p10le"), ...x265, pq]],
    ["fields", "tff.mpg", [
      ...clip("352x288", "50", ",interlace"),
      "-c:v",
      "mpeg2video",
      "-flags",
      "+ilme+ildct",
    ]],
    ["wide pixels", "wide.mp4", [...clip("360x288", "25", ",setsar=16/11"), ...x264, "-pix_fmt", "yuv420p"]],
    ["4:4:4", "rgb.mkv", [...clip("200x300", "12"), ...x264, "-pix_fmt", "yuv444p"]],
    ["full range", "full.avi", [...clip("322x242", "15"), "-c:v", "mjpeg", "-pix_fmt", "yuvj422p"]],
    ["BT.601 and an odd chroma", "ntsc.mkv", [
      ...clip("352x240", "30000/1001"),
      ...[
        ...x264,
        "-pix_fmt",
        "yuv420p",
        "-colorspace",
        "smpte170m",
        "-color_primaries",
        "smpte170m",
        "-color_trc",
        "smpte170m",
      ],
      ...["-x264-params", "chromaloc=3:sar=8/9"],
    ]],
    ["VP9", "vp9.webm", [
      ...clip("426x240", "60"),
      "-c:v",
      "libvpx-vp9",
      "-deadline",
      "realtime",
      "-cpu-used",
      "8",
    ]],
    ["turned", "turned.mp4", [
      ...clip("180x320", "30"),
      ...x264,
      "-pix_fmt",
      "yuv420p",
      "-metadata:s:v",
      "rotate=90",
    ]],
    ["sound alone", "tone.mp3", ["-f", "lavfi", "-i", "sine=d=1.2", "-c:a", "libmp3lame"]],
  ];
  return await Promise.all(CLIPS.map(async ([name, file, args]): Promise<[string, string]> => {
    await make(`${folder}/${file}`, args);
    return [name, `${folder}/${file}`];
  }));
}

/** The different SPS and PPS of a stream, in hexadecimal. */
async function parameterSets(path: string): Promise<string[]> {
  const bytes = await run([
    "-v",
    "error",
    "-i",
    path,
    "-c:v",
    "copy",
    "-bsf:v",
    "filter_units=pass_types=7|8",
    "-f",
    "h264",
    "pipe:1",
  ]);
  const units = bytes.toHex().split(/(?:00)?000001/).map((unit) => unit.replace(/(00)+$/, ""));
  return [...new Set(units)].filter((unit) => unit !== "").sort();
}
