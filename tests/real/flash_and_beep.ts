/** A flash and a beep at the same instant: where they are after the splicer tells how well sound fits its picture. */
import { ok } from "node:assert/strict";
import type { Ratio } from "../../src/media.ts";
import { type Clip, output, probeClip } from "./joint_lab.ts";

/** One frame of sound, in milliseconds. */
export const AUDIO_FRAME_MS = 1_024 / 48;

/** When each clip flashes and beeps, and for how long. */
const FLASH_S = 1.6;
const LENGTH_S = 0.16;

/** How one clip differs from the others. */
interface FlashClip {
  readonly name: string;
  /** Pictures a second; 1.6 s must be a whole number of them. */
  readonly rate: number;
  readonly encoding: readonly string[];
  readonly sampleRate?: number;
  readonly channels?: 1 | 2 | 6;
  readonly soundSeconds?: number;
}

/** Beyond 2^32 ticks; the only sound in MPEG-TS that begins where its picture does is plain samples. */
const FAR_CLOCK = ["-output_ts_offset", "95000", "-strict", "-2"];
const H264 = ["-c:v", "libx264", "-preset", "veryfast", "-x264-params", "open-gop=0"];

/**
 * The first three can be copied on a channel of 25 pictures a second in 320x180; the others have to be encoded. All have
 * codecs whose first samples are where the container says.
 */
const CLIPS: readonly FlashClip[] = [
  { name: "copy.mp4", rate: 25, encoding: [...H264, "-g", "10", "-bf", "2", "-c:a", "aac"] },
  { name: "copy.mkv", rate: 25, encoding: [...H264, "-g", "10", "-bf", "0", "-c:a", "aac"] },
  { name: "copy picture.mp4", rate: 25, encoding: [...H264, "-g", "10", "-bf", "1", "-c:a", "libmp3lame"] },
  { name: "b-frames.mkv", rate: 30, encoding: [...H264, "-bf", "3", "-c:a", "flac"], channels: 6 },
  {
    name: "hevc.mp4",
    rate: 50,
    encoding: ["-c:v", "libx265", "-x265-params", "log-level=error", "-c:a", "aac"],
  },
  { name: "far.ts", rate: 25, encoding: [...FAR_CLOCK, "-c:v", "mpeg2video", "-c:a", "s302m"] },
  { name: "mono.mp4", rate: 60, encoding: [...H264, "-c:a", "aac"], sampleRate: 44_100, channels: 1 },
  { name: "short.mkv", rate: 25, encoding: ["-c:v", "mpeg4", "-c:a", "pcm_s16le"], soundSeconds: 1.9 },
];

/**
 * Where a programme of a second may begin in such a clip, from a random number: it holds the whole flash, even when a
 * copy begins at the key frame before.
 */
export function flashOffsetMs(random: number): number {
  return 1_000 + 200 * Math.floor(random * 3);
}

/** Clips of 2.4 s with one flash and one beep each. */
export async function flashClips(folder: string): Promise<Clip[]> {
  const clips: Clip[] = [];
  for (const clip of CLIPS) {
    const path = `${folder}/${clip.name}`;
    await make(path, clip);
    clips.push(await probeClip(path));
  }
  return clips;
}

async function make(path: string, clip: FlashClip): Promise<void> {
  const { rate, encoding, sampleRate = 48_000, channels = 2, soundSeconds = 2.4 } = clip;
  const when = `gte(t,${FLASH_S - 0.001})*lt(t,${FLASH_S + LENGTH_S})`;
  const picture = `color=c=black:s=320x180:r=${rate}:d=2.4,drawbox=c=white:t=fill:enable='${when}'`;
  const tone = `0.7*sin(2*PI*1000*t)*gte(t,${FLASH_S})*lt(t,${FLASH_S + LENGTH_S})`;
  const layout = { 1: "mono", 2: "stereo", 6: "5.1" }[channels] ?? "stereo";
  const tones = Array<string>(channels).fill(tone).join("|");
  const sound = `aevalsrc=exprs='${tones}':s=${sampleRate}:c=${layout}:d=${soundSeconds}`;
  await output(
    ...["-nostdin", "-y", "-v", "error", "-f", "lavfi", "-i", picture, "-f", "lavfi", "-i", sound],
    ...["-pix_fmt", "yuv420p", ...encoding, path],
  );
}

/**
 * How far each beep of a stream lies behind its flash, in milliseconds.
 *
 * The stream's pictures must be one frame apart and its sound without holes, both from the same instant on, which
 * other checks prove; so a picture's time is its number, and a sample's too.
 */
export async function beepDelays(path: string, frameRate: Ratio): Promise<number[]> {
  const [flashes, beeps] = [await flashesOf(path, frameRate), await beepsOf(path)];
  ok(flashes.length === beeps.length, `${flashes.length} flashes, ${beeps.length} beeps`);
  return beeps.map((beepMs, index) => beepMs - (flashes[index] ?? NaN));
}

async function flashesOf(path: string, { num, den }: Ratio): Promise<number[]> {
  const grey = [
    "-map",
    "0:v:0",
    "-vf",
    "scale=2:2,format=gray",
    "-fps_mode",
    "passthrough",
    "-f",
    "rawvideo",
    "-",
  ];
  const levels = await output("-nostdin", "-v", "error", "-i", path, ...grey);
  const flashes: number[] = [];
  for (let picture = 1; picture * 4 < levels.length; picture++) {
    const isBright = (levels[picture * 4] ?? 0) > 128;
    if (isBright && (levels[picture * 4 - 4] ?? 0) <= 128) flashes.push(picture * 1_000 * den / num);
  }
  return flashes;
}

/** Silence of a tenth of a second, then a tone. */
async function beepsOf(path: string): Promise<number[]> {
  const plain = ["-map", "0:a:0", "-ac", "1", "-ar", "48000", "-f", "s16le", "-"];
  const bytes = await output("-nostdin", "-v", "error", "-i", path, ...plain);
  const samples = new Int16Array(bytes.buffer, 0, bytes.length >> 1);
  const beeps: number[] = [];
  let quiet = 0;
  samples.forEach((sample, at) => {
    if (Math.abs(sample) < 6_000) quiet++;
    else {
      if (quiet > 4_800) beeps.push(at / 48);
      quiet = 0;
    }
  });
  return beeps;
}
