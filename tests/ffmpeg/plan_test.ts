import { deepStrictEqual, strictEqual } from "node:assert/strict";
import { chooseAudio, NO_EXTRAS, planTranscode, withoutCopy } from "../../src/ffmpeg/plan.ts";
import type { AudioStream, MediaInfo, VideoStream } from "../../src/media.ts";
import { DEFAULT_PROFILE as PROFILE } from "../fakes/profile.ts";
import { VIDEO_STREAM as VIDEO } from "../fakes/video_stream.ts";

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
      ["a high dynamic range", { isHdr: true }, {}, "a high dynamic range"],
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
      { name: "the preferred language, by either three-letter code", languages: ["deu"], want: 1 },
      { name: "the preferred language, by its two-letter code", languages: ["fr"], want: 3 },
      { name: "the first of several that is there", languages: ["jpn", "fr", "de"], want: 3 },
      { name: "the default when the language is missing", languages: ["jpn"], want: 2 },
      { name: "the default without a preference", languages: [], want: 2 },
      { name: "the default for a language that is none", languages: ["!!"], want: 2 },
    ];
    for (const { name, languages, want } of CASES) {
      await t.step(name, () => {
        const plan = planTranscode({ ...INFO, audio: tracks }, { ...PROFILE, audioLanguages: languages });
        strictEqual(plan.audioIndex, want);
        strictEqual(chooseAudio(tracks, languages)?.index, want);
      });
    }
    await t.step("of two in one language, the default", () => {
      const comment = { ...AUDIO, index: 1, language: "eng", isDefault: false };
      strictEqual(chooseAudio([comment, { ...comment, index: 2, isDefault: true }], ["en"])?.index, 2);
    });
    await t.step("the first where none is the default", () => {
      const [first, second] = [1, 2].map((index) => ({ ...AUDIO, index, isDefault: false }));
      strictEqual(first && second && chooseAudio([first, second], ["fr"])?.index, 1);
    });
    await t.step("none at all: silence", () => {
      deepStrictEqual(planTranscode({ ...INFO, audio: [] }, PROFILE).audio, "silence");
    });
    await t.step("surround sound is encoded even beside a copied picture", () => {
      const plan = planTranscode({ ...INFO, audio: [{ ...AUDIO, channels: 6 }] }, PROFILE);
      deepStrictEqual([plan.video, plan.audio, plan.isDownmixed], ["copy", "encode", true]);
    });
  },
});

Deno.test({
  name: "planTranscode() encodes sound that has to become louder or softer, and leaves the picture alone",
  permissions: "none",
  fn() {
    const loudness = { integratedLufs: -19, truePeakDbtp: -3, rangeLu: 5, thresholdLufs: -29 };
    const profile = { ...PROFILE, loudnessLufs: -23 };
    const plan = planTranscode(INFO, profile, { ...NO_EXTRAS, loudness });
    deepStrictEqual([plan.video, plan.audio, plan.gainDb], ["copy", "encode", -4]);
    const right = planTranscode(INFO, profile, {
      ...NO_EXTRAS,
      loudness: { ...loudness, integratedLufs: -23.3 },
    });
    deepStrictEqual([right.video, right.audio, right.gainDb], ["copy", "copy", 0]);
    const unwanted = planTranscode(INFO, PROFILE, { ...NO_EXTRAS, loudness });
    deepStrictEqual([unwanted.audio, unwanted.gainDb], ["copy", 0]);
  },
});

Deno.test({
  name: "planTranscode() does not copy what is drawn into",
  permissions: "none",
  fn() {
    const burn = { kind: "text", path: "/data/a.ass" } as const;
    const plan = planTranscode(INFO, PROFILE, { ...NO_EXTRAS, burn, watermarkPath: "/data/a.png" });
    deepStrictEqual([plan.video, plan.audio, plan.reasons], ["encode", "encode", [
      "a watermark",
      "subtitles",
    ]]);
    const card = planTranscode({ ...INFO, video: null }, PROFILE, { ...NO_EXTRAS, burn });
    deepStrictEqual([card.video, card.burn], ["card", null]);
  },
});

Deno.test({
  name: "planTranscode() makes of the picture what the profile can show",
  permissions: "none",
  async fn(t) {
    const rate = (num: number) => ({ frameRate: { num, den: 1 }, averageFrameRate: { num, den: 1 } });
    const plan = (video: Partial<VideoStream>, profile = PROFILE, extras = NO_EXTRAS) =>
      planTranscode({ ...INFO, video: { ...VIDEO, ...video } }, profile, extras);
    await t.step(
      "one picture of two fields",
      () => strictEqual(plan({ isInterlaced: true, ...rate(25) }).deinterlace, "per_frame"),
    );
    await t.step("one of each field where there is room", () => {
      const profile = { ...PROFILE, frameRate: { num: 50, den: 1 } };
      strictEqual(plan({ isInterlaced: true, ...rate(25) }, profile).deinterlace, "per_field");
      strictEqual(plan({ isInterlaced: true, ...rate(50) }, profile).deinterlace, "per_frame");
    });
    await t.step("none of fields that are said to be none", () => {
      const profile = { ...PROFILE, deinterlace: "never" } as const;
      const never = plan({ isInterlaced: true }, profile);
      deepStrictEqual([never.deinterlace, never.video], [null, "encode"]);
    });
    await t.step("an ordinary range, pale where the filters lack", () => {
      strictEqual(plan({}).toneMap, null);
      strictEqual(plan({ isHdr: true }).toneMap, "filters");
      strictEqual(plan({ isHdr: true }, PROFILE, { ...NO_EXTRAS, canToneMap: false }).toneMap, "plain");
    });
    await t.step("BT.709 of high definition that does not say", () => {
      strictEqual(plan({ colorMatrix: null }).colorMatrix, "bt709");
      strictEqual(plan({ colorMatrix: "smpte170m" }).colorMatrix, null);
      strictEqual(plan({ colorMatrix: null, width: 720, height: 576 }).colorMatrix, null);
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
