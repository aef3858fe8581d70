/** Clips in shapes that tests/tools/make_media.sh does not make: clocks, lengths and streams that do not fit together. */
import { testMedia } from "./media.ts";
import { type Clip, output, probeClip } from "./joint_lab.ts";

/** Arguments of each clip, by file name. 95,000 s lie beyond 2^32 ticks, and 95,442 s run over the clock's turn. */
const ODD: Readonly<Record<string, readonly string[]>> = {
  "far clock.ts": ["-c:v", "libx264", "-bf", "3", "-g", "25", "-c:a", "aac", "-output_ts_offset", "95000"],
  "turning clock.ts": [
    "-c:v",
    "libx264",
    "-bf",
    "2",
    "-g",
    "12",
    "-c:a",
    "mp2",
    "-output_ts_offset",
    "95442",
  ],
  "short sound.mp4": ["-c:v", "libx264", "-bf", "2", "-af", "atrim=end=1.1", "-c:a", "aac"],
  "late sound.mkv": ["-c:v", "mpeg4", "-af", "atrim=start=0.7", "-c:a", "libvorbis"],
  "varying rate.mkv": ["-c:v", "libx264", "-vf", "select='not(mod(n,3))+lt(n,30)'", "-fps_mode", "vfr"],
  "data track.mov": ["-c:v", "libx264", "-bf", "1", "-timecode", "01:00:00:00", "-c:a", "pcm_s16le"],
  "five one.mp4": ["-c:v", "libx265", "-x265-params", "log-level=error", "-c:a", "aac", "-ac", "6"],
};

/** Files of any shape, all three seconds long or a little less: the awkward library and the odd clips. */
export async function awkwardClips(folder: string): Promise<Clip[]> {
  for (const [name, args] of Object.entries(ODD)) await makeOdd(`${folder}/${name}`, args);
  const subtitled = `${folder}/two tracks and subtitles.mkv`;
  await Deno.writeTextFile(`${folder}/words.srt`, "1\n00:00:00,100 --> 00:00:02,000\nWords\n");
  const inputs = ["-i", `${folder}/short sound.mp4`, "-i", `${folder}/words.srt`];
  const maps = ["-map", "0:v", "-map", "0:a", "-map", "0:a", "-map", "1:s"];
  await output("-nostdin", "-y", "-v", "error", ...inputs, ...maps, "-c", "copy", subtitled);
  const odd = [...Object.keys(ODD).map((name) => `${folder}/${name}`), subtitled];
  const paths = [...odd, ...await playable(await testMedia(3))];
  const clips: Clip[] = [];
  for (const path of paths) clips.push(await probeClip(path));
  return clips;
}

/** Clips of three seconds that air as they are on a channel of 25 pictures a second in 320x180. */
export async function copyableClips(folder: string): Promise<Clip[]> {
  const clips: Clip[] = [];
  for (const [depth, name] of ["plain.mp4", "one b.mkv", "two b.mp4", "three b.ts"].entries()) {
    const path = `${folder}/copy ${name}`;
    const picture = `testsrc2=s=320x180:r=25:d=3,hue=h=${depth * 90}`;
    const inputs = [
      "-f",
      "lavfi",
      "-i",
      picture,
      "-f",
      "lavfi",
      "-i",
      `sine=f=${400 + depth * 100}:r=48000:d=3`,
    ];
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
    const far = name.endsWith(".ts") ? ["-output_ts_offset", "95441"] : [];
    await output(
      "-nostdin",
      "-y",
      "-v",
      "error",
      ...inputs,
      ...video,
      "-c:a",
      "aac",
      "-ac",
      "2",
      ...far,
      path,
    );
    clips.push(await probeClip(path));
  }
  return clips;
}

async function makeOdd(path: string, args: readonly string[]): Promise<void> {
  const sources = ["testsrc2=s=426x240:r=25:d=3", "sine=f=440:r=44100:d=3"];
  const inputs = sources.flatMap((graph) => ["-f", "lavfi", "-i", graph]);
  const quick = ["-pix_fmt", "yuv420p", "-preset", "veryfast"];
  await output("-nostdin", "-y", "-v", "error", ...inputs, ...quick, ...args, path);
}

/** Media files below a folder, but those that are damaged on purpose. */
async function playable(folder: string): Promise<string[]> {
  const paths: string[] = [];
  for await (const { name, isDirectory } of Deno.readDir(folder)) {
    const path = `${folder}/${name}`;
    if (isDirectory && name !== "Broken") paths.push(...await playable(path));
    else if (/\.(mp4|mkv|avi|mpg|webm|mp3)$/.test(name)) paths.push(path);
  }
  return paths.sort();
}
