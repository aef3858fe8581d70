import { LOCAL_FILE_ONLY, localFile } from "../local_file.ts";
import type { TranscodePlan } from "./plan.ts";
import {
  AUDIO_CHANNELS,
  framesPerSecond,
  gopFrames,
  h264Level,
  type Profile,
  SAMPLE_RATE,
} from "./profile.ts";

/** Which part of which item to play. */
export interface Passage {
  /** Absolute path of a local file. */
  readonly path: string;
  /** Where to begin, in milliseconds from the item's start. */
  readonly offsetMs: number;
  /** How many pictures of the profile's rate to make, above 0. */
  readonly frames: number;
}

/** Options every run has: no terminal, no banner, only errors on stderr. */
export const QUIET = ["-nostdin", "-hide_banner", "-loglevel", "error"] as const;

/** How long the last picture may be held when a file ends before it should. */
const HOLD_LAST_PICTURE_SECONDS = 2;

/**
 * Arguments of the ffmpeg that turns one passage of an item into MPEG-TS on its standard output.
 *
 * Every option has its reason in the research on splicing; the essential ones: one picture grid from 0 (`fps`,
 * `start_time=0`), sound from 0 without holes (`aresample`), one audio frame per PES (`muxdelay`,
 * `pes_payload_size`), both timestamps in every picture (`setts`), closed GOPs on a fixed grid, and colour, aspect and
 * level fixed so that all inputs carry the same SPS.
 */
export function passageCommand(passage: Passage, plan: TranscodePlan, profile: Profile): string[] {
  return [
    ...QUIET,
    ...input(passage, plan, profile),
    ...streams(passage, plan, profile),
    ...TRANSPORT_STREAM,
  ];
}

function input(passage: Passage, plan: TranscodePlan, profile: Profile): string[] {
  // Beside a copied picture, which starts at the key frame before, encoded sound must start there too.
  const aim = plan.video === "copy" && plan.audio === "encode" ? ["-noaccurate_seek"] : [];
  const seek = passage.offsetMs > 0 ? [...aim, "-ss", seconds(passage.offsetMs)] : [];
  const file = [...LOCAL_FILE_ONLY, ...seek, "-i", localFile(passage.path)];
  return plan.video === "card" ? [...file, "-f", "lavfi", "-i", cardSource(profile)] : file;
}

function streams(passage: Passage, plan: TranscodePlan, profile: Profile): string[] {
  const videoMap = plan.video === "card" ? "1:v:0" : `0:${plan.videoIndex}`;
  const audioMap = plan.audioIndex === null ? [] : ["-map", `0:${plan.audioIndex}`];
  return [
    ...["-map", videoMap, ...audioMap, "-sn", "-dn", "-map_metadata", "-1"],
    ...["-t", length(passage.frames, profile)],
    ...(plan.video === "copy" ? COPY_VIDEO : [...videoFilter(plan, profile), ...encodeVideo(profile)]),
    ...(plan.audio === "copy" ? ["-c:a", "copy"] : plan.audio === "encode" ? audio(profile, plan) : []),
  ];
}

/** Headers at every key frame, and PTS and DTS in every picture; `pts=PTS` must be spelt out or PTS is replaced too. */
const COPY_VIDEO = [
  ...["-c:v", "copy"],
  ...["-bsf:v", "h264_mp4toannexb,dump_extra=freq=keyframe,setts=pts=PTS:dts=DTS-1"],
];

function videoFilter(plan: TranscodePlan, profile: Profile): string[] {
  const { width, height, frameRate } = profile;
  const fit = `${width}:${height}:force_original_aspect_ratio=decrease:force_divisible_by=2`;
  return [
    "-vf",
    [
      ...(plan.isDeinterlaced ? ["bwdif=mode=send_frame"] : []),
      `scale=${fit}:out_color_matrix=bt709:out_range=tv`,
      `pad=${width}:${height}:-1:-1`,
      "setsar=1",
      `fps=${frameRate.num}/${frameRate.den}:start_time=0`,
      "format=yuv420p",
      `tpad=stop_mode=clone:stop_duration=${HOLD_LAST_PICTURE_SECONDS}`,
    ].join(","),
  ];
}

/**
 * Options of the picture encoder, the same for programmes and the slate.
 *
 * @param profile The channel's profile.
 * @param gop Frames from key frame to key frame; the profile's own when left out.
 */
export function encodeVideo(profile: Profile, gop: number = gopFrames(profile)): string[] {
  return [
    ...["-c:v", "libx264", "-preset", profile.preset, "-profile:v", "high", "-level", h264Level(profile)],
    ...["-bf", "2", "-g", `${gop}`, "-keyint_min", `${gop}`, "-sc_threshold", "0"],
    ...["-x264-params", "open-gop=0:stitchable=1"],
    ...[
      "-b:v",
      `${profile.videoKbps}k`,
      "-maxrate",
      `${profile.videoKbps}k`,
      "-bufsize",
      `${profile.videoKbps * 2}k`,
    ],
    ...["-color_primaries", "bt709", "-color_trc", "bt709", "-colorspace", "bt709", "-color_range", "tv"],
    ...["-bsf:v", "setts=pts=PTS:dts=DTS-1"],
  ];
}

/** Options of the sound encoder, the same for programmes and the slate. */
export function encodeAudio(profile: Profile): string[] {
  return [
    "-c:a",
    "aac",
    "-b:a",
    `${profile.audioKbps}k`,
    "-ar",
    `${SAMPLE_RATE}`,
    "-ac",
    `${AUDIO_CHANNELS}`,
  ];
}

/** Lateness and holes in the sound become silence; beside a copied picture the exact start comes from the picture. */
function audio(profile: Profile, plan: TranscodePlan): string[] {
  const start = plan.video === "copy" ? "" : ":first_pts=0";
  return ["-af", `aresample=${SAMPLE_RATE}:async=1${start}`, ...encodeAudio(profile)];
}

/** The muxer at the end of every run: no lead, one audio frame per PES, lengths in picture PES, to the pipe. */
export const TRANSPORT_STREAM: readonly string[] = [
  ...["-omit_video_pes_length", "0", "-pes_payload_size", "0", "-muxdelay", "0", "-muxpreload", "0"],
  ...["-flush_packets", "1", "-f", "mpegts", "pipe:1"],
];

/** The picture behind an item that has only sound. */
function cardSource({ width, height, frameRate }: Profile): string {
  return `color=c=0x14213d:s=${width}x${height}:r=${frameRate.num}/${frameRate.den}`;
}

/** Half a frame short of the whole, so that rounding never adds or loses the last picture. */
function length(frames: number, profile: Profile): string {
  return ((frames - 0.5) / framesPerSecond(profile.frameRate)).toFixed(6);
}

function seconds(durationMs: number): string {
  return (durationMs / 1_000).toFixed(3);
}
