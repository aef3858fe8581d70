import { isHttpUrl } from "../http_file.ts";
import { mediaInput, thisFileOnly } from "../media_input.ts";
import { pictureEncoder } from "./encoder.ts";
import { pictureGraph } from "./picture_filters.ts";
import type { TranscodePlan } from "./plan.ts";
import { AUDIO_CHANNELS, framesPerSecond, type Profile, SAMPLE_RATE } from "./profile.ts";
import { QUIET } from "./quiet.ts";
import { soundFilters } from "./sound_filters.ts";

export { QUIET } from "./quiet.ts";

/** Which part of which item to play. */
export interface Passage {
  /** Absolute path of a local file, or the http or https URL of one elsewhere. */
  readonly path: string;
  /** Where to begin, in milliseconds from the item's start. */
  readonly offsetMs: number;
  /** How many pictures of the profile's rate to make, above 0. */
  readonly frames: number;
  /** When its first picture airs, milliseconds since 1970: watermarks may come and go by the clock. */
  readonly airsAtMs: number;
}

/**
 * Arguments of the ffmpeg that turns one passage of an item into MPEG-TS on its standard output.
 *
 * Every option has its reason in the research on splicing; the essential ones: one picture grid from 0 (`fps`,
 * `start_time=0`), sound from 0 without holes (`aresample`), one audio frame per PES (`muxdelay`,
 * `pes_payload_size`), both timestamps in every picture (`setts`), closed GOPs on a fixed grid, and colour, aspect and
 * level fixed so that all inputs carry the same SPS.
 */
export function passageCommand(passage: Passage, plan: TranscodePlan, profile: Profile): string[] {
  const picture = plan.video === "copy" ? copied(plan) : encoded(passage, plan, profile);
  const sound = plan.audioIndex === null ? [] : ["-map", `0:${plan.audioIndex}`];
  return [
    ...[...QUIET, ...picture.device, ...file(passage, plan), ...picture.inputs],
    ...[...picture.filters, ...sound, "-sn", "-dn", "-map_metadata", "-1"],
    ...["-t", length(passage.frames, profile)],
    ...picture.codec,
    ...(plan.audio === "copy" ? ["-c:a", "copy"] : plan.audio === "encode" ? audio(profile, plan) : []),
    ...["-flush_packets", plan.video === "copy" ? WHOLE_BUFFERS : EVERY_PACKET],
    ...TRANSPORT_STREAM,
  ];
}

/** What an encoder makes may be waited for. */
const EVERY_PACKET = "1";

/** A copy comes faster than it is read: written by the packet, each would cost two system calls and a wake-up. */
const WHOLE_BUFFERS = "0";

function file({ path, offsetMs }: Passage, plan: TranscodePlan): string[] {
  // Beside a copied picture, which starts at the key frame before, encoded sound must start there too.
  const aim = plan.video === "copy" && plan.audio === "encode" ? ["-noaccurate_seek"] : [];
  const seek = offsetMs > 0 ? [...aim, "-ss", seconds(offsetMs)] : [];
  const words = isHttpUrl(path) ? TALKATIVE : [];
  return [...words, ...thisFileOnly(path), ...seek, "-i", mediaInput(path)];
}

/** What a server answered, ffmpeg 5.1 tells in a warning only. */
const TALKATIVE = ["-loglevel", "warning"];

/** The arguments that make the pictures, by the places where they stand. */
interface PictureArguments {
  /** Before the inputs. */
  readonly device: readonly string[];
  /** Inputs beside the item's file. */
  readonly inputs: readonly string[];
  /** Which stream, and what is done to it. */
  readonly filters: readonly string[];
  /** What becomes of it. */
  readonly codec: readonly string[];
}

function encoded(passage: Passage, plan: TranscodePlan, profile: Profile): PictureArguments {
  const encoder = pictureEncoder(profile);
  const { inputs, filters } = pictureGraph({ ...passage, plan, profile, encoder });
  return { device: encoder.device, inputs, filters, codec: encoder.codec };
}

function copied({ videoIndex }: TranscodePlan): PictureArguments {
  return { device: [], inputs: [], filters: ["-map", `0:${videoIndex}`], codec: COPY_VIDEO };
}

/** Headers at every key frame, and PTS and DTS in every picture; `pts=PTS` must be spelt out or PTS is replaced too. */
const COPY_VIDEO = [
  ...["-c:v", "copy"],
  ...["-bsf:v", "h264_mp4toannexb,dump_extra=freq=keyframe,setts=pts=PTS:dts=DTS-1"],
];

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

/** Lateness and holes in the sound become silence. */
function audio(profile: Profile, plan: TranscodePlan): string[] {
  return ["-af", soundFilters(plan, plan.video !== "copy").join(","), ...encodeAudio(profile)];
}

/** The muxer at the end of every run: no lead, one audio frame per PES, lengths in picture PES, to the pipe. */
export const TRANSPORT_STREAM: readonly string[] = [
  ...["-omit_video_pes_length", "0", "-pes_payload_size", "0", "-muxdelay", "0", "-muxpreload", "0"],
  ...["-f", "mpegts", "pipe:1"],
];

/**
 * A quarter of a frame short of the whole: ffmpeg rounds it to whole pictures in one place and compares it as it is in
 * others, and both must come to the same number. Half a frame short, one in two rates lost its last picture.
 */
function length(frames: number, profile: Profile): string {
  return ((frames - 0.25) / framesPerSecond(profile.frameRate)).toFixed(6);
}

function seconds(durationMs: number): string {
  return (durationMs / 1_000).toFixed(3);
}
