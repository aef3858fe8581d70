/** What a profile asks of sound, looked up in what a real ffmpeg makes of it. */
import { ok } from "node:assert/strict";
import { air, attempt, folder, make, near, PROFILE, realTest, run } from "./airing.ts";

realTest("sound in six channels becomes stereo with the dialogue as loud as it was", async (t) => {
  const levels = await Promise.all(["FL", "FR", "FC", "LFE", "BL", "BR"].map(async (_, channel) => {
    const tones = Array.from({ length: 6 }, (_, at) => at === channel ? "0.25*sin(2*PI*440*t)" : "0").join(
      "|",
    );
    const path = `${folder}/channel${channel}.mkv`;
    await make(path, ["-f", "lavfi", "-i", `aevalsrc='${tones}':c=5.1:s=48000:d=1.2`, "-c:a", "flac"]);
    return await peaksOf(await air(path, { frames: 30 }));
  }));
  const [left, right, centre, bass, backLeft, backRight] = levels;
  await t.step("the sides stay", () => near([...left ?? [], ...right ?? []], [-12, -99, -99, -12], 0.5));
  await t.step("the centre is in both at -3 dB", () => near(centre, [-15, -15], 0.5));
  await t.step(
    "the surround joins its side at -3 dB",
    () => near([...backLeft ?? [], ...backRight ?? []], [-15, -99, -99, -15], 0.5),
  );
  await t.step("the rumble is left out", () => near(bass, [-99, -99], 0.5));
  await t.step("and what comes together stays below -1 dB", async () => {
    const path = `${folder}/loud.mkv`;
    const tones = Array.from({ length: 6 }, () => "0.9*sin(2*PI*440*t)").join("|");
    await make(path, ["-f", "lavfi", "-i", `aevalsrc='${tones}':c=5.1:s=48000:d=1.2`, "-c:a", "flac"]);
    for (const peak of await peaksOf(await air(path, { frames: 30 }))) {
      ok(peak < -0.5 && peak > -3, `${peak} dB`);
    }
  });
});

realTest("measured sound is brought to the profile's loudness, at its place", async () => {
  const path = `${folder}/quiet.mp4`;
  // A beep and a flash at 1.0 s, in a tone of -33 LUFS.
  const sound =
    "aevalsrc='0.0316*sin(2*PI*1000*t)+0.1*sin(2*PI*3000*t)*between(t,1,1.05)':s=48000:d=4,aformat=channel_layouts=stereo";
  const video = "color=c=black:s=320x180:r=30:d=4,drawbox=c=white:t=fill:enable='between(t,1,1.049)'";
  await make(path, [
    "-f",
    "lavfi",
    "-i",
    video,
    "-f",
    "lavfi",
    "-i",
    sound,
    "-c:v",
    "libx264",
    "-preset",
    "ultrafast",
    "-g",
    "30",
    "-c:a",
    "aac",
    "-b:a",
    "192k",
  ]);
  const before = await loudnessOf(path);
  const loudness = { integratedLufs: before, truePeakDbtp: -17, rangeLu: 0, thresholdLufs: before - 10 };
  const out = await air(path, {
    profile: { ...PROFILE, loudnessLufs: -23 },
    extras: { loudness },
    frames: 110,
  });
  near([before, await loudnessOf(out)], [-33, -23], 1);
  const beepMs = await firstBeepMs(out);
  ok(Math.abs(beepMs - 1_000) < 5, `the beep is at ${beepMs} ms of the picture's time`);
});

/** Peak of each channel in decibels, in the middle of a stream; -99 for silence. */
async function peaksOf(path: string): Promise<number[]> {
  const bytes = await run([
    "-v",
    "error",
    "-ss",
    "0.3",
    "-t",
    "0.5",
    "-i",
    path,
    "-map",
    "0:a",
    "-f",
    "f32le",
    "pipe:1",
  ]);
  const samples = new Float32Array(bytes.buffer);
  return [0, 1].map((channel) => {
    const peak = samples.reduce(
      (most, value, at) => at % 2 === channel ? Math.max(most, Math.abs(value)) : most,
      0,
    );
    return Math.max(-99, 20 * Math.log10(peak < 1e-4 ? 0 : peak));
  });
}

async function loudnessOf(path: string): Promise<number> {
  const { stderr } = await attempt([
    "-hide_banner",
    "-nostats",
    "-i",
    path,
    "-map",
    "0:a",
    "-af",
    "ebur128",
    "-f",
    "null",
    "-",
  ]);
  return Number(/I: +(-[\d.]+) LUFS\s+Threshold/.exec(stderr)?.[1]);
}

/** Where the high tone begins, counted from the first picture. */
async function firstBeepMs(path: string): Promise<number> {
  const filters = [
    "-map",
    "0:a",
    "-af",
    "aresample=48000:async=1,highpass=f=2200:p=2,highpass=f=2200:p=2",
    "-ac",
    "1",
  ];
  const samples = new Float32Array(
    (await run(["-v", "error", "-copyts", "-i", path, ...filters, "-f", "f32le", "pipe:1"])).buffer,
  );
  const loudest = samples.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  const at = samples.findIndex((value) => Math.abs(value) > loudest / 2);
  const times = async (stream: string) => {
    const { stdout } = await new Deno.Command("ffprobe", {
      args: [
        "-v",
        "error",
        "-select_streams",
        stream,
        "-show_entries",
        "frame=pts_time",
        "-read_intervals",
        "%+#1",
        "-of",
        "csv=p=0",
        path,
      ],
    }).output();
    return Number.parseFloat(new TextDecoder().decode(stdout));
  };
  return at / 48 + (await times("a") - await times("v")) * 1_000;
}
