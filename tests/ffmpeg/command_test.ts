import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import { type Passage, passageCommand } from "../../src/ffmpeg/command.ts";
import { pictureEncoder } from "../../src/ffmpeg/encoder.ts";
import { fitFilter } from "../../src/ffmpeg/picture_fit.ts";
import { NO_EXTRAS, type TranscodePlan } from "../../src/ffmpeg/plan.ts";
import type { Profile } from "../../src/ffmpeg/profile.ts";
import { DEFAULT_PROFILE } from "../fakes/profile.ts";

const PROFILE: Profile = { ...DEFAULT_PROFILE, frameRate: { num: 30_000, den: 1_001 } };
const PASSAGE: Passage = { path: "/media/a.mkv", offsetMs: 0, frames: 900, airsAtMs: 0 };
const ENCODE: TranscodePlan = {
  video: "encode",
  audio: "encode",
  videoIndex: 0,
  audioIndex: 1,
  deinterlace: null,
  toneMap: null,
  colorMatrix: null,
  picture: null,
  burn: null,
  watermarkPath: NO_EXTRAS.watermarkPath,
  isDownmixed: false,
  gainDb: 0,
  reasons: [],
};

// What every command has, spelt out once; the goldens below name these parts.
const PARTS: Readonly<Record<string, string>> = {
  QUIET: "-nostdin -hide_banner -loglevel error",
  WORDS: "-loglevel warning",
  FILE: "-protocol_whitelist file -format_whitelist *",
  BOUNDS: "-max_redirects 0 -reconnect 1 -reconnect_streamed 1 -reconnect_on_network_error 1 " +
    "-reconnect_delay_max 2 -rw_timeout 15000000",
  ONLY: "-sn -dn -map_metadata -1 -t 30.021658",
  GRID: `${fitFilter(PROFILE, ["out_color_matrix=bt709", "out_range=tv"])},fps=30000/1001:start_time=0,` +
    "pad=1280:720:-1:-1,setsar=1,tpad=stop_mode=clone:stop_duration=2,format=yuv420p",
  X264: pictureEncoder(PROFILE).codec.join(" "),
  COPY: "-c:v copy -bsf:v h264_mp4toannexb,dump_extra=freq=keyframe,setts=pts=PTS:dts=DTS-1",
  AAC: "-c:a aac -b:a 128k -ar 48000 -ac 2",
  PROMPT: "-flush_packets 1",
  WHOLE: "-flush_packets 0",
  TS: "-omit_video_pes_length 0 -pes_payload_size 0 -muxdelay 0 -muxpreload 0 -f mpegts pipe:1",
};

const GOLDENS: readonly {
  readonly name: string;
  readonly passage?: Partial<Passage>;
  readonly plan?: Partial<TranscodePlan>;
  readonly want: string;
}[] = [
  {
    name: "encodes picture and sound from their beginning, both on grids that start at 0",
    want: `QUIET FILE -i file:/media/a.mkv -map 0:0 -vf GRID -map 0:1 ONLY X264
      -af aresample=48000:async=1:first_pts=0 AAC PROMPT TS`,
  },
  {
    name: "seeks to the very picture when it encodes",
    passage: { offsetMs: 61_250 },
    want: `QUIET FILE -ss 61.250 -i file:/media/a.mkv -map 0:0 -vf GRID -map 0:1 ONLY X264
      -af aresample=48000:async=1:first_pts=0 AAC PROMPT TS`,
  },
  {
    name: "copies both, with headers at every key frame",
    plan: { video: "copy", audio: "copy" },
    want: "QUIET FILE -i file:/media/a.mkv -map 0:0 -map 0:1 ONLY COPY -c:a copy WHOLE TS",
  },
  {
    name: "seeks plainly when it copies both",
    plan: { video: "copy", audio: "copy" },
    passage: { offsetMs: 1_500 },
    want: "QUIET FILE -ss 1.500 -i file:/media/a.mkv -map 0:0 -map 0:1 ONLY COPY -c:a copy WHOLE TS",
  },
  {
    name: "lets encoded sound begin where the copied picture does",
    plan: { video: "copy" },
    passage: { offsetMs: 1_500 },
    want: `QUIET FILE -noaccurate_seek -ss 1.500 -i file:/media/a.mkv -map 0:0 -map 0:1 ONLY COPY
      -af aresample=48000:async=1 AAC WHOLE TS`,
  },
  {
    name: "makes frames of fields first",
    plan: { deinterlace: "per_frame" },
    want: `QUIET FILE -i file:/media/a.mkv -map 0:0 -vf bwdif=mode=send_frame,GRID -map 0:1 ONLY X264
      -af aresample=48000:async=1:first_pts=0 AAC PROMPT TS`,
  },
  {
    name: "shows a plain picture with sound alone, and bounds only the file's formats",
    plan: { video: "card", videoIndex: null, audioIndex: 0 },
    want: `QUIET FILE -i file:/media/a.mkv -f lavfi -i color=c=0x14213d:s=1280x720:r=30000/1001 -map 1:v:0
      -vf GRID -map 0:0 ONLY X264 -af aresample=48000:async=1:first_pts=0 AAC PROMPT TS`,
  },
  {
    name: "leaves silence to the splicer",
    plan: { audio: "silence", audioIndex: null },
    want: "QUIET FILE -i file:/media/a.mkv -map 0:0 -vf GRID ONLY X264 PROMPT TS",
  },
  {
    name: "encodes louder sound beside a copied picture",
    plan: { video: "copy", isDownmixed: true, gainDb: 4.5 },
    want: `QUIET FILE -i file:/media/a.mkv -map 0:0 -map 0:1 ONLY COPY -af
      aresample=48000:async=1:clev=0.7071:slev=0.7071,aformat=sample_fmts=fltp:channel_layouts=stereo,volume=4.50dB:precision=float,alimiter=limit=0.891:attack=1:level=disabled
      AAC WHOLE TS`,
  },
  {
    name: "asks another machine for the file, and no other than that one",
    passage: { path: "http://nas.lan:8080/A%20B/c%23.mkv", offsetMs: 1_500 },
    plan: { video: "copy", audio: "copy" },
    want: `QUIET WORDS -protocol_whitelist http,tcp -format_whitelist * BOUNDS -ss 1.500
      -i http://nas.lan:8080/A%20B/c%23.mkv -map 0:0 -map 0:1 ONLY COPY -c:a copy WHOLE TS`,
  },
  {
    name: "asks it in secret, if it is to",
    passage: { path: "HTTPS://nas.lan/c.mkv" },
    plan: { video: "copy", audio: "copy" },
    want: `QUIET WORDS -protocol_whitelist https,tls,tcp -format_whitelist * BOUNDS
      -i https://nas.lan/c.mkv -map 0:0 -map 0:1 ONLY COPY -c:a copy WHOLE TS`,
  },
  {
    name: "takes a path that looks like a URL for a path",
    passage: { path: "/http://nas.lan/c.mkv" },
    plan: { video: "copy", audio: "copy" },
    want: "QUIET FILE -i file:/http://nas.lan/c.mkv -map 0:0 -map 0:1 ONLY COPY -c:a copy WHOLE TS",
  },
  {
    name: "takes the chosen streams, wherever they stand in the file",
    plan: { videoIndex: 3, audioIndex: 12, video: "copy", audio: "copy" },
    want: "QUIET FILE -i file:/media/a.mkv -map 0:3 -map 0:12 ONLY COPY -c:a copy WHOLE TS",
  },
];

Deno.test({
  name: "passageCommand()",
  permissions: "none",
  async fn(t) {
    for (const { name, passage, plan, want } of GOLDENS) {
      await t.step(name, () => {
        const args = passageCommand({ ...PASSAGE, ...passage }, { ...ENCODE, ...plan }, PROFILE);
        const formats = args.indexOf("-format_whitelist") + 1;
        deepStrictEqual(args.with(formats, "*"), spelt(want));
      });
    }
    await t.step("names the device before the inputs, and gives pictures the form the hardware takes", () => {
      const args = passageCommand(PASSAGE, ENCODE, { ...PROFILE, encoder: "h264_vaapi" });
      ok(args.indexOf("-init_hw_device") >= 0 && args.indexOf("-init_hw_device") < args.indexOf("-i"));
      ok(args[args.indexOf("-vf") + 1]?.endsWith(",format=nv12,hwupload"));
    });
    await t.step("stops a quarter of a frame short of the whole, whatever the rate", () => {
      const cases: [number, number, number, string][] = [
        [1, 25, 1, "0.030000"],
        [25, 25, 1, "0.990000"],
        [60, 60, 1, "0.995833"],
        [24_000, 24_000, 1_001, "1000.989573"],
      ];
      for (const [frames, num, den, want] of cases) {
        const args = passageCommand({ ...PASSAGE, frames }, ENCODE, { ...PROFILE, frameRate: { num, den } });
        strictEqual(args[args.indexOf("-t") + 1], want);
      }
    });
    await t.step("opens nothing but the file, whatever its name or content", () => {
      for (const path of ["-x.mp4", "concat:a|b", "/m/http://x", "/m/%d.jpg", "/m/a b'\"\\\n日本.mkv"]) {
        const args = passageCommand({ ...PASSAGE, path }, ENCODE, PROFILE);
        strictEqual(args[args.indexOf("-i") + 1], `file:${path}`);
        strictEqual(args.filter((arg) => arg.includes(path)).length, 1);
        strictEqual(args[args.indexOf("-protocol_whitelist") + 1], "file");
        const formats = args[args.indexOf("-format_whitelist") + 1]?.split(",") ?? [];
        ok(["matroska", "mov", "mpegts", "avi", "mp3"].every((format) => formats.includes(format)));
        for (const list of ["hls", "concat", "dash", "image2", "sdp", "lavfi", "ffmetadata"]) {
          ok(!formats.includes(list), list);
        }
        // An input's options stand before it.
        ok(args.indexOf("-format_whitelist") < args.indexOf("-i"));
      }
    });
  },
});

/** The arguments a golden stands for. */
function spelt(golden: string): string[] {
  return golden.replace(/\b[A-Z][A-Z0-9]+\b/g, (part) => PARTS[part] ?? part).split(/\s+/);
}
