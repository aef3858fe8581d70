/** How smoothly bytes arrive over joints, copied and encoded: no wait a viewer's buffer would have to bridge. */
import { deepStrictEqual, ok } from "node:assert/strict";
import { analyse, checkPictures, picturesIn } from "../real/checkers.ts";
import { output } from "../real/joint_lab.ts";
import { needs } from "../real/real_program.ts";
import { pause, RealServer } from "../real/real_server.ts";
import { Recorder } from "./recorder.ts";
import { printRow } from "./row.ts";

const CLIP_SECONDS = 6;
const SECONDS = 84;
const STALL_MS_MAX = 200;

/** Clips that air as they are on the channel's profile, and clips that cannot. */
const MODES = {
  copied: { rate: "30", encoding: ["-g", "60", "-bf", "2"] },
  encoded: { rate: "24000/1001", encoding: ["-g", "250", "-bf", "3"] },
};

for (const [mode, { rate, encoding }] of Object.entries(MODES)) {
  Deno.test({
    name: `Bytes never stop for ${STALL_MS_MAX} ms over ten joints of ${mode} programmes`,
    ...needs("ffmpeg", "ffprobe", "python3"),
    async fn() {
      const folder = await Deno.makeTempDir({ prefix: "exstreamtv-stalls-" });
      try {
        await makeClips(folder, rate, encoding);
        await measure(mode, folder);
      } finally {
        await Deno.remove(folder, { recursive: true });
      }
    },
  });
}

async function measure(mode: string, folder: string): Promise<void> {
  const schedule = `{ kind: loop, order: chronological, collection: { folder: ${folder} } }`;
  await using server = await RealServer.start({
    config: `libraries: { local: { paths: [${folder}] } }
profiles: { default: { width: 640, height: 360, video_kbps: 1500 } }
channels: [{ number: 1, name: Smooth, schedule: ${schedule} }]`,
  });
  await server.until(() => server.lines.some((line) => line.includes("Library: folder scanned")), 60_000);
  // The first tune is another story: what is measured here are joints of a channel on air.
  await using first = await Recorder.start(`${server.url}/auto/v1`, `${server.folder}/first.ts`);
  await pause(10_000);
  const file = `${server.folder}/smooth.ts`;
  const before = joints(server);
  await using viewer = await Recorder.start(`${server.url}/auto/v1`, file);
  await pause(SECONDS * 1_000);
  await viewer.stop();
  await first.stop();
  const { errors } = await analyse(file);
  printRow(`${mode}, ${CLIP_SECONDS} s clips`, {
    joints: joints(server) - before,
    "byte stalls, ms": JSON.stringify(viewer.stalls),
    errors: JSON.stringify(errors),
  });
  ok(joints(server) - before >= 10);
  deepStrictEqual(errors, {});
  await checkPictures(file, await picturesIn(file), { num: 30, den: 1 });
  ok(viewer.stalls.longestMs <= STALL_MS_MAX, `${viewer.stalls.longestMs} ms without a byte`);
}

function joints(server: RealServer): number {
  return server.lines.filter((line) => line.includes("Playout: on air")).length;
}

async function makeClips(folder: string, rate: string, encoding: readonly string[]): Promise<void> {
  for (const hue of [0, 60, 120, 180, 240, 300]) {
    const picture = `testsrc2=s=640x360:r=${rate}:d=${CLIP_SECONDS},hue=h=${hue}`;
    const sound = `sine=f=${400 + hue}:r=48000:d=${CLIP_SECONDS}`;
    const inputs = ["-f", "lavfi", "-i", picture, "-f", "lavfi", "-i", sound];
    const video = [
      "-c:v",
      "libx264",
      "-preset",
      "veryfast",
      "-pix_fmt",
      "yuv420p",
      "-x264-params",
      "open-gop=0",
    ];
    const audio = ["-c:a", "aac", "-ac", "2", "-t", `${CLIP_SECONDS}`];
    await output(
      "-nostdin",
      "-v",
      "error",
      ...inputs,
      ...video,
      ...encoding,
      ...audio,
      `${folder}/${hue}.mp4`,
    );
  }
}
