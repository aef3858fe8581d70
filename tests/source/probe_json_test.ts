// deno-lint-ignore-file camelcase -- the names are ffprobe's
import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import fc from "fast-check";
import { mediaInfoOf } from "../../src/source/probe_json.ts";

const VIDEO = {
  index: 0,
  codec_type: "video",
  codec_name: "h264",
  profile: "High",
  width: 1920,
  height: 1080,
  sample_aspect_ratio: "1:1",
  r_frame_rate: "30000/1001",
  avg_frame_rate: "30000/1001",
  pix_fmt: "yuv420p",
  color_space: "bt709",
  field_order: "progressive",
  bit_rate: "4000000",
};
const AUDIO = {
  index: 1,
  codec_type: "audio",
  codec_name: "aac",
  profile: "LC",
  channels: 2,
  sample_rate: "48000",
  disposition: { default: 1 },
  tags: { language: "ger" },
};
const COVER = { ...VIDEO, codec_name: "mjpeg", disposition: { attached_pic: 1 } };
const FORMAT = { format_name: "matroska,webm", duration: "12.017000" };

const answer = (streams: unknown[], format: unknown = FORMAT, chapters: unknown[] = []) =>
  mediaInfoOf(JSON.stringify({ streams, format, chapters }));

/** The value of a probe that must succeed. */
function info(streams: unknown[], format: unknown = FORMAT, chapters: unknown[] = []) {
  const found = answer(streams, format, chapters);
  if (typeof found === "string") throw new Error(`not playable: ${found}`);
  return found;
}

Deno.test({
  name: "mediaInfoOf() reads a whole file",
  permissions: "none",
  fn() {
    const subtitle = {
      index: 2,
      codec_type: "subtitle",
      codec_name: "subrip",
      disposition: { forced: 1 },
      tags: { language: "eng" },
    };
    const chapters = [
      { start_time: "5.000000", end_time: "12.000000", tags: { title: "Second" } },
      { start_time: "0.000000", end_time: "5.000000" },
      { start_time: "3.000000", end_time: "3.000000" },
    ];
    deepStrictEqual(info([VIDEO, AUDIO, subtitle], FORMAT, chapters), {
      durationMs: 12_017,
      container: "matroska,webm",
      video: {
        index: 0,
        codec: "h264",
        profile: "High",
        width: 1920,
        height: 1080,
        sampleAspect: { num: 1, den: 1 },
        frameRate: { num: 30_000, den: 1_001 },
        averageFrameRate: { num: 30_000, den: 1_001 },
        pixelFormat: "yuv420p",
        colorMatrix: "bt709",
        isInterlaced: false,
        isHdr: false,
        rotation: 0,
        bitRate: 4_000_000,
      },
      audio: [
        {
          index: 1,
          codec: "aac",
          profile: "LC",
          channels: 2,
          sampleRate: 48_000,
          language: "ger",
          isDefault: true,
        },
      ],
      subtitles: [{ index: 2, codec: "subrip", language: "eng", isForced: true }],
      chapters: [
        { startMs: 0, stopMs: 5_000, title: null },
        { startMs: 5_000, stopMs: 12_000, title: "Second" },
      ],
      keyFrameGapMaxMs: null,
      hasEditList: false,
    });
  },
});

Deno.test({
  name: "mediaInfoOf() tells why a file cannot air",
  permissions: "none",
  fn() {
    const cases: [string, unknown, string][] = [
      ["no streams", { streams: [], format: FORMAT }, "It has no streams"],
      ["nothing at all", {}, "It has no streams"],
      ["a list", [], "It has no streams"],
      [
        "only cover art",
        { streams: [COVER], format: FORMAT },
        "It has neither picture nor sound that ffmpeg can read",
      ],
      [
        "only subtitles",
        { streams: [{ codec_type: "subtitle", codec_name: "subrip" }], format: FORMAT },
        "It has neither picture nor sound that ffmpeg can read",
      ],
      [
        "unknown codecs",
        { streams: [{ ...VIDEO, codec_name: undefined }], format: FORMAT },
        "It has neither picture nor sound that ffmpeg can read",
      ],
      [
        "a picture without size",
        { streams: [{ ...VIDEO, width: 0 }], format: FORMAT },
        "It has neither picture nor sound that ffmpeg can read",
      ],
      ["no duration", { streams: [VIDEO], format: {} }, "Its duration is unknown"],
      [
        "an unspeakable duration",
        { streams: [VIDEO], format: { duration: "N/A" } },
        "Its duration is unknown",
      ],
      [
        "zero duration",
        { streams: [VIDEO], format: { duration: "0.000000" } },
        "It is too short to air: 0 ms",
      ],
      [
        "a single picture",
        { streams: [VIDEO], format: { duration: "0.04" } },
        "It is too short to air: 40 ms",
      ],
      [
        "negative duration",
        { streams: [VIDEO], format: { duration: "-5" } },
        "It is too short to air: -5000 ms",
      ],
      [
        "copy protection",
        { streams: [{ ...VIDEO, codec_tag_string: "encv" }, AUDIO], format: FORMAT },
        "It is copy-protected (DRM)",
      ],
    ];
    for (const [name, json, want] of cases) strictEqual(mediaInfoOf(JSON.stringify(json)), want, name);
    strictEqual(mediaInfoOf("{ broken"), "ffprobe's answer is not JSON");
    strictEqual(mediaInfoOf(""), "ffprobe's answer is not JSON");
  },
});

Deno.test({
  name: "mediaInfoOf() takes sound alone and picture alone, and no cover art",
  permissions: "none",
  fn() {
    strictEqual(info([COVER, AUDIO]).video, null);
    strictEqual(info([COVER, { ...VIDEO, index: 3 }]).video?.index, 3);
    deepStrictEqual(info([VIDEO]).audio, []);
    strictEqual(info([AUDIO, { ...AUDIO, index: 4, channels: 6 }]).audio[1]?.channels, 6);
  },
});

Deno.test({
  name: "mediaInfoOf() reads the properties of a picture",
  permissions: "none",
  fn() {
    const rotated = (rotation: number) => ({
      side_data_list: [{ side_data_type: "Display Matrix", rotation }],
    });
    const cases: [
      string,
      object,
      (video: NonNullable<ReturnType<typeof info>["video"]>) => unknown,
      unknown,
    ][] = [
      ["top field first", { field_order: "tt" }, (video) => video.isInterlaced, true],
      ["bottom coded first, top shown first", { field_order: "bt" }, (video) => video.isInterlaced, true],
      ["unknown order", { field_order: "unknown" }, (video) => video.isInterlaced, false],
      ["PQ", { color_transfer: "smpte2084" }, (video) => video.isHdr, true],
      ["HLG", { color_transfer: "arib-std-b67" }, (video) => video.isHdr, true],
      ["BT.709", { color_transfer: "bt709" }, (video) => video.isHdr, false],
      ["a phone held upright", rotated(-90), (video) => video.rotation, 90],
      ["a phone on its head", rotated(180), (video) => video.rotation, 180],
      ["a matrix the other way", rotated(90), (video) => video.rotation, 270],
      ["a slightly odd matrix", rotated(-89.6), (video) => video.rotation, 90],
      ["the old tag", { tags: { rotate: "90" } }, (video) => video.rotation, 90],
      ["tag and matrix", { tags: { rotate: "90" }, ...rotated(-90) }, (video) => video.rotation, 90],
      ["wide pixels", { sample_aspect_ratio: "64:45" }, (video) => video.sampleAspect, { num: 64, den: 45 }],
      ["unknown pixels", { sample_aspect_ratio: "0:1" }, (video) => video.sampleAspect, { num: 1, den: 1 }],
      ["no nominal rate", { r_frame_rate: "0/0", avg_frame_rate: "24/1" }, (video) => video.frameRate, {
        num: 24,
        den: 1,
      }],
      ["no rate", { r_frame_rate: "0/0", avg_frame_rate: "0/0" }, (video) => video.frameRate, {
        num: 25,
        den: 1,
      }],
      ["a varying rate", { avg_frame_rate: "2997/125" }, (video) => video.averageFrameRate, {
        num: 2997,
        den: 125,
      }],
      [
        "the bit rate as a tag",
        { bit_rate: undefined, tags: { BPS: "1234" } },
        (video) => video.bitRate,
        1_234,
      ],
      ["no bit rate", { bit_rate: undefined }, (video) => video.bitRate, null],
    ];
    for (const [name, change, read, want] of cases) {
      const { video } = info([{ ...VIDEO, ...change }]);
      deepStrictEqual(video && read(video), want, name);
    }
  },
});

Deno.test({
  name: "mediaInfoOf() sees the traces of an edit list, in MP4 only",
  permissions: "none",
  fn() {
    const mp4 = { ...FORMAT, format_name: "mov,mp4,m4a,3gp,3g2,mj2" };
    const plain = {
      ...VIDEO,
      avg_frame_rate: "30/1",
      nb_frames: "360",
      duration: "12.000000",
      start_time: "0.000000",
    };
    const cases: [string, object, object, boolean][] = [
      ["untouched", plain, mp4, false],
      ["delayed", { ...plain, start_time: "0.500000" }, mp4, true],
      ["delayed by the reordering of pictures", { ...plain, start_time: "0.066667" }, mp4, false],
      ["trimmed", { ...plain, duration: "10.700000" }, mp4, true],
      ["trimmed by less than rounding", { ...plain, duration: "11.966667" }, mp4, false],
      ["without a count", { ...plain, nb_frames: undefined, duration: "10.700000" }, mp4, false],
      ["delayed in another container", { ...plain, start_time: "0.500000" }, FORMAT, false],
    ];
    for (const [name, video, format, want] of cases) {
      strictEqual(info([video], format).hasEditList, want, name);
    }
    strictEqual(info([{ ...AUDIO, start_time: "0.5" }], mp4).hasEditList, false);
  },
});

Deno.test({
  name: "mediaInfoOf() answers anything with a reason or a whole result",
  permissions: "none",
  fn() {
    const value = fc.oneof(fc.string(), fc.double(), fc.integer(), fc.constant(null), fc.boolean());
    const stream = fc.record({
      codec_type: fc.constantFrom("video", "audio", "subtitle", 7, null),
      codec_name: value,
      width: value,
      height: value,
      channels: value,
      sample_rate: value,
      r_frame_rate: value,
      duration: value,
      tags: value,
      disposition: value,
      side_data_list: fc.oneof(value, fc.array(value)),
    }, { requiredKeys: [] });
    fc.assert(fc.property(fc.array(stream), value, fc.array(value), (streams, duration, chapters) => {
      const found = answer(streams, { duration }, chapters);
      if (typeof found === "string") return ok(found !== "");
      ok(Number.isSafeInteger(found.durationMs));
      ok(found.durationMs >= 1_000);
      ok(found.video !== null || found.audio.length > 0);
    }));
  },
});
