import { deepStrictEqual, strictEqual } from "node:assert/strict";
import { planTranscode, withoutCopy } from "../../src/ffmpeg/plan.ts";
import type { Profile } from "../../src/ffmpeg/profile.ts";
import type { AudioStream, MediaInfo, VideoStream } from "../../src/media.ts";

const PROFILE: Profile = {
  name: "default",
  width: 1280,
  height: 720,
  frameRate: { num: 30, den: 1 },
  videoKbps: 3_000,
  audioKbps: 128,
  audioLanguage: null,
  preset: "veryfast",
};

const VIDEO: VideoStream = {
  index: 0,
  codec: "h264",
  profile: "High",
  width: 1280,
  height: 720,
  sampleAspect: { num: 1, den: 1 },
  frameRate: { num: 30, den: 1 },
  averageFrameRate: { num: 30, den: 1 },
  pixelFormat: "yuv420p",
  isInterlaced: false,
  isHdr: false,
  rotation: 0,
  bitRate: 2_500_000,
};

const AUDIO: AudioStream = {
  index: 1,
  codec: "aac",
  profile: "LC",
  channels: 2,
  sampleRate: 48_000,
  language: null,
  isDefault: true,
};

const INFO: MediaInfo = {
  durationMs: 60_000,
  container: "mov,mp4,m4a,3gp,3g2,mj2",
  video: VIDEO,
  audio: [AUDIO],
  subtitles: [],
  chapters: [],
  keyFrameGapMaxMs: 2_000,
  hasEditList: false,
};

Deno.test({
  name: "planTranscode() copies what splices as it is",
  permissions: "none",
  fn() {
    const plan = planTranscode(INFO, PROFILE);
    deepStrictEqual([plan.video, plan.audio, plan.reasons], ["copy", "copy", []]);
  },
});

Deno.test({
  name: "planTranscode() encodes the picture and says why",
  permissions: "none",
  async fn(t) {
    const CASES: [string, Partial<VideoStream>, Partial<MediaInfo>, string][] = [
      ["another codec", { codec: "hevc" }, {}, "codec hevc"],
      ["a codec profile decoders may lack", { profile: "High 10" }, {}, "codec profile High 10"],
      ["another pixel format", { pixelFormat: "yuv422p" }, {}, "pixel format yuv422p"],
      ["another size", { width: 1920, height: 1080 }, {}, "size 1920x1080"],
      [
        "pixels that are not square",
        { sampleAspect: { num: 16, den: 11 } },
        {},
        "pixels that are not square",
      ],
      [
        "another rate",
        { frameRate: { num: 25, den: 1 }, averageFrameRate: { num: 25, den: 1 } },
        {},
        "frame rate 25",
      ],
      ["a varying rate", { averageFrameRate: { num: 29, den: 1 } }, {}, "a varying frame rate"],
      ["fields", { isInterlaced: true }, {}, "interlaced"],
      ["a turned picture", { rotation: 90 }, {}, "rotated by 90 degrees"],
      ["a bitrate far above the profile's", { bitRate: 20_000_000 }, {}, "bitrate 20000000"],
      ["an edit list", {}, { hasEditList: true }, "an edit list"],
      ["key frames too far apart", {}, { keyFrameGapMaxMs: 4_001 }, "key frames 4001 ms apart"],
      ["key frames nobody measured", {}, { keyFrameGapMaxMs: null }, "key frames unknown ms apart"],
    ];
    for (const [name, video, info, reason] of CASES) {
      await t.step(name, () => {
        const plan = planTranscode({ ...INFO, ...info, video: { ...VIDEO, ...video } }, PROFILE);
        deepStrictEqual([plan.video, plan.audio, plan.reasons], ["encode", "encode", [reason]]);
      });
    }
  },
});

Deno.test({
  name: "planTranscode() chooses one sound track",
  permissions: "none",
  async fn(t) {
    const tracks: AudioStream[] = [
      { ...AUDIO, index: 1, language: "ger", isDefault: false },
      { ...AUDIO, index: 2, language: "eng", isDefault: true },
      { ...AUDIO, index: 3, language: "fra", isDefault: false },
    ];
    const CASES = [
      { name: "the preferred language, by either three-letter code", language: "deu", want: 1 },
      { name: "the preferred language, by its two-letter code", language: "fr", want: 3 },
      { name: "the default when the language is missing", language: "jpn", want: 2 },
      { name: "the default without a preference", language: null, want: 2 },
      { name: "the default for a language that is none", language: "!!", want: 2 },
    ];
    for (const { name, language, want } of CASES) {
      await t.step(name, () => {
        strictEqual(
          planTranscode({ ...INFO, audio: tracks }, { ...PROFILE, audioLanguage: language }).audioIndex,
          want,
        );
      });
    }
    await t.step("none at all: silence", () => {
      deepStrictEqual(planTranscode({ ...INFO, audio: [] }, PROFILE).audio, "silence");
    });
    await t.step("surround sound is encoded even beside a copied picture", () => {
      const plan = planTranscode({ ...INFO, audio: [{ ...AUDIO, channels: 6 }] }, PROFILE);
      deepStrictEqual([plan.video, plan.audio], ["copy", "encode"]);
    });
  },
});

Deno.test({
  name: "planTranscode() gives sound without a picture a card",
  permissions: "none",
  fn() {
    const plan = planTranscode({ ...INFO, video: null }, PROFILE);
    deepStrictEqual([plan.video, plan.audio, plan.videoIndex], ["card", "encode", null]);
  },
});

Deno.test({
  name: "withoutCopy() encodes what would have been copied, and nothing else changes",
  permissions: "none",
  fn() {
    const plan = withoutCopy(planTranscode(INFO, PROFILE));
    deepStrictEqual([plan.video, plan.audio], ["encode", "encode"]);
    const card = planTranscode({ ...INFO, video: null }, PROFILE);
    strictEqual(withoutCopy(card), card);
  },
});
