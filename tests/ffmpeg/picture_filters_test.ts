import { deepStrictEqual, ok } from "node:assert/strict";
import { pictureGraph } from "../../src/ffmpeg/picture_filters.ts";
import { fitFilter } from "../../src/ffmpeg/picture_fit.ts";
import { NO_EXTRAS, type PlanExtras, planTranscode } from "../../src/ffmpeg/plan.ts";
import type { Profile } from "../../src/ffmpeg/profile.ts";
import { TONE_MAP } from "../../src/ffmpeg/tone_map.ts";
import type { MediaInfo, SubtitleStream, VideoStream } from "../../src/media.ts";
import { DEFAULT_PROFILE } from "../fakes/profile.ts";
import { VIDEO_STREAM as VIDEO } from "../fakes/video_stream.ts";
import { playable } from "../schedule/samples.ts";

const ENCODER = { device: [], filters: ["format=nv12"], codec: [] };
const INFO = playable(1, 60_000).info;
const PGS: SubtitleStream = { index: 5, codec: "hdmv_pgs_subtitle", language: null, isForced: false };
const DVD: SubtitleStream = { ...PGS, codec: "dvd_subtitle" };
const WATERMARK: Profile = {
  ...DEFAULT_PROFILE,
  watermark: {
    image: "/a.png",
    position: "top_left",
    marginPercent: 5,
    widthPercent: 10,
    opacity: 1,
    schedule: null,
  },
};
const GRID = "fps=30/1:start_time=0,pad=1280:720:-1:-1,setsar=1";
const TAIL = "tpad=stop_mode=clone:stop_duration=2,format=nv12";
const FIT = fitFilter(DEFAULT_PROFILE, ["out_color_matrix=bt709", "out_range=tv"]);
const OVER = "out_color_matrix=bt709:out_range=tv,format=yuva420p";

function graph(
  more: Partial<VideoStream> | null,
  extras: Partial<PlanExtras> = {},
  profile = DEFAULT_PROFILE,
) {
  const video = more === null ? null : { ...VIDEO, codec: "hevc", ...more };
  const info: MediaInfo = { ...INFO, video };
  const plan = planTranscode(info, profile, { ...NO_EXTRAS, ...extras });
  return pictureGraph({ plan, profile, encoder: ENCODER, offsetMs: 0, airsAtMs: 0 });
}

Deno.test({
  name: "pictureGraph()",
  permissions: "none",
  async fn(t) {
    await t.step("is one chain where nothing is laid over", () => {
      const { inputs, filters } = graph({});
      deepStrictEqual([inputs, filters], [[], ["-map", `0:${VIDEO.index}`, "-vf", `${FIT},${GRID},${TAIL}`]]);
    });
    await t.step("maps a high range once it is small, and reads its own matrix where it cannot", () => {
      const chain = (extras: Partial<PlanExtras>) => graph({ isHdr: true }, extras).filters.at(-1);
      deepStrictEqual(chain({}), `${fitFilter(DEFAULT_PROFILE)},${TONE_MAP.join(",")},${GRID},${TAIL}`);
      ok(chain({ canToneMap: false })?.includes(":in_color_matrix=bt2020:out_color_matrix=bt709:"));
    });
    await t.step("draws words in the picture, before the bars are added", () => {
      const chain = graph({}, { burn: { kind: "text", path: "/d/a.ass" } }).filters.at(-1) ?? "";
      ok(chain.includes("fps=30/1:start_time=0,subtitles=filename=/d/a.ass,pad=1280:720"));
    });
    await t.step("lays pictures of a Blu-ray over the whole, those of a DVD over the picture", () => {
      const film = { width: 1920, height: 804 };
      deepStrictEqual(graph(film, { burn: { kind: "bitmap", stream: PGS } }), {
        inputs: [],
        filters: [
          "-filter_complex",
          [
            `[0:${VIDEO.index}]${FIT},${GRID},format=yuv420p[picture0]`,
            `[0:5]scale=1280:720:force_original_aspect_ratio=decrease:${OVER}[layer0]`,
            "[picture0][layer0]overlay=x=(W-w)/2:y=(H-h)/2:eof_action=pass[picture1]",
            `[picture1]${TAIL}[picture]`,
          ].join(";"),
          "-map",
          "[picture]",
        ],
      });
      ok(
        graph(film, { burn: { kind: "bitmap", stream: DVD } }).filters[1]?.includes(
          `[0:5]scale=1280:536:${OVER}`,
        ),
      );
    });
    await t.step("lays the watermark over everything, from an input of its own", () => {
      const { inputs, filters } = graph({}, {
        burn: { kind: "bitmap", stream: PGS },
        watermarkPath: "/d/w.png",
      }, WATERMARK);
      deepStrictEqual(inputs, ["-protocol_whitelist", "file", "-f", "png_pipe", "-i", "file:/d/w.png"]);
      ok(
        filters[1]?.includes(
          `[1:v]scale=${OVER}[layer1];[picture1][layer1]overlay=x=36:y=36[picture2];[picture2]${TAIL}`,
        ),
      );
    });
    await t.step("puts it over the card of an item with sound alone, too", () => {
      const { inputs, filters } = graph(null, { watermarkPath: "/d/w.png" }, WATERMARK);
      deepStrictEqual(inputs.filter((_, at) => inputs[at - 1] === "-i"), [
        "color=c=0x14213d:s=1280x720:r=30/1",
        "file:/d/w.png",
      ]);
      ok(filters[1]?.startsWith("[1:v:0]") && filters[1].includes("[2:v]scale="));
    });
    await t.step("has no watermark before it is ready", () => {
      deepStrictEqual(graph({}, {}, WATERMARK), graph({}));
    });
  },
});
