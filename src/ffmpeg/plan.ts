import type { AudioStream, Loudness, MediaInfo, Ratio, VideoStream } from "../media.ts";
import { languageRank } from "./language.ts";
import { AUDIO_CHANNELS, framesPerSecond, type Profile, SAMPLE_RATE } from "./profile.ts";
import { gainFor } from "./sound_filters.ts";
import type { Burn } from "./subtitles.ts";

/** What ffmpeg has to do with one item so that it splices into a channel. */
export interface TranscodePlan {
  /** `card`: the item has no picture, a plain one is made. */
  readonly video: "copy" | "encode" | "card";
  /** `silence`: the item has no sound, the splicer fills it. */
  readonly audio: "copy" | "encode" | "silence";
  /** Index of the chosen picture stream within the file, or null. */
  readonly videoIndex: number | null;
  /** Index of the chosen sound stream within the file, or null. */
  readonly audioIndex: number | null;
  /** What fields become first: a picture each, if the profile has room for them, or one of two; null for no fields. */
  readonly deinterlace: "per_field" | "per_frame" | null;
  /** What becomes of a high dynamic range, `plain` where ffmpeg lacks the filters; null for an ordinary picture. */
  readonly toneMap: "filters" | "plain" | null;
  /** Matrix by which the picture's colours are to be read (`bt709`); null for the file's own. */
  readonly colorMatrix: string | null;
  /** The picture as ffprobe found it, or null. */
  readonly picture: VideoStream | null;
  /** Subtitles drawn into the picture, or null. */
  readonly burn: Burn | null;
  /** Absolute path of the profile's watermark, made ready, or null. */
  readonly watermarkPath: string | null;
  /** True when more than two channels become two. */
  readonly isDownmixed: boolean;
  /** How much louder the sound becomes, in decibels. */
  readonly gainDb: number;
  /** Why the picture is not copied; empty when it is. */
  readonly reasons: readonly string[];
}

/** Longest distance between key frames that may be copied: a viewer waits as long for a picture. */
const COPY_KEY_FRAME_GAP_MAX_MS = 4_000;

/** What is known of an item and of the machine beside what ffprobe found. */
export interface PlanExtras {
  /** How loud the chosen sound is; null when nobody measured. */
  readonly loudness: Loudness | null;
  /** Subtitles to draw, ready to be drawn; null for none. */
  readonly burn: Burn | null;
  /** Absolute path of the profile's watermark, made ready; null when there is none. */
  readonly watermarkPath: string | null;
  /** False where ffmpeg lacks the filters for a high dynamic range. */
  readonly canToneMap: boolean;
}

/** Nothing is known, and nothing lacks. */
export const NO_EXTRAS: PlanExtras = { loudness: null, burn: null, watermarkPath: null, canToneMap: true };

/**
 * Decides per stream: copy whenever the result is a valid splice partner, else encode.
 *
 * @param info What ffprobe found.
 * @param profile The channel's profile.
 * @param extras What else is known; nothing when left out.
 */
export function planTranscode(
  info: MediaInfo,
  profile: Profile,
  { loudness, burn, watermarkPath, canToneMap }: PlanExtras = NO_EXTRAS,
): TranscodePlan {
  const { video } = info;
  const audio = chooseAudio(info.audio, profile.audioLanguages);
  const gainDb = audio === null ? 0 : gainFor(loudness, profile.loudnessLufs);
  const drawn = video === null ? null : burn;
  const reasons = video === null ? ["no picture"] : [
    ...reasonsToEncode(info, video, profile),
    ...(watermarkPath === null ? [] : ["a watermark"]),
    ...(drawn === null ? [] : ["subtitles"]),
  ];
  const canCopy = reasons.length === 0;
  const canCopySound = canCopy && audio !== null && isAudioPartner(audio) && gainDb === 0;
  return {
    video: video === null ? "card" : canCopy ? "copy" : "encode",
    audio: audio === null ? "silence" : canCopySound ? "copy" : "encode",
    videoIndex: video?.index ?? null,
    audioIndex: audio?.index ?? null,
    deinterlace: video === null ? null : deinterlaceOf(video, profile),
    toneMap: video === null || !video.isHdr ? null : canToneMap ? "filters" : "plain",
    colorMatrix: video === null ? null : matrixOf(video),
    picture: video,
    burn: drawn,
    watermarkPath,
    isDownmixed: (audio?.channels ?? 0) > AUDIO_CHANNELS,
    gainDb,
    reasons,
  };
}

/** A profile with room for at least three pictures in the time of two frames gets the fields' smooth motion. */
function deinterlaceOf(video: VideoStream, profile: Profile): TranscodePlan["deinterlace"] {
  if (!video.isInterlaced || profile.deinterlace === "never") return null;
  const isRoomy = framesPerSecond(profile.frameRate) >= 1.5 * framesPerSecond(video.frameRate);
  return isRoomy ? "per_field" : "per_frame";
}

/** Pictures from here up are high definition, which is BT.709 when the file does not say. */
const HD_LINES = 720;

/** Without being told, ffmpeg reads pictures of every size as standard definition's BT.601. */
function matrixOf({ colorMatrix, width, height }: VideoStream): string | null {
  return colorMatrix === null && Math.min(width, height) >= HD_LINES ? "bt709" : null;
}

/**
 * The same plan with everything encoded, for an item that turned out unfit to copy.
 *
 * @param plan A plan of {@link planTranscode}.
 */
export function withoutCopy(plan: TranscodePlan): TranscodePlan {
  if (plan.video !== "copy") return plan;
  const audio = plan.audio === "silence" ? "silence" : "encode";
  return { ...plan, video: "encode", audio, reasons: ["copying failed before"] };
}

function reasonsToEncode(info: MediaInfo, video: VideoStream, profile: Profile): string[] {
  const reasons: string[] = [];
  const require = (holds: boolean, reason: string) => holds || reasons.push(reason);
  require(video.codec === "h264", `codec ${video.codec}`);
  require(COPYABLE_PROFILES.has(video.profile ?? ""), `codec profile ${video.profile ?? "unknown"}`);
  require(video.pixelFormat === "yuv420p", `pixel format ${video.pixelFormat ?? "unknown"}`);
  require(
    video.width === profile.width && video.height === profile.height,
    `size ${video.width}x${video.height}`,
  );
  require(isSame(video.sampleAspect, { num: 1, den: 1 }), "pixels that are not square");
  require(isSame(video.frameRate, profile.frameRate), `frame rate ${text(video.frameRate)}`);
  require(isSame(video.averageFrameRate, video.frameRate), "a varying frame rate");
  require(!video.isInterlaced, "interlaced");
  require(!video.isHdr, "a high dynamic range");
  require(video.rotation === 0, `rotated by ${video.rotation} degrees`);
  require(!info.hasEditList, "an edit list");
  const gapMs = info.keyFrameGapMaxMs;
  require(gapMs !== null && gapMs <= COPY_KEY_FRAME_GAP_MAX_MS, `key frames ${gapMs ?? "unknown"} ms apart`);
  const isLean = video.bitRate === null ||
    video.bitRate <= profile.videoKbps * 1_000 * COPY_BITRATE_FACTOR_MAX;
  require(isLean, `bitrate ${video.bitRate}`);
  return reasons;
}

const COPYABLE_PROFILES = new Set(["Constrained Baseline", "Main", "High"]);

/** A copied picture may take this many times the profile's bitrate; more would surprise the viewers' network. */
const COPY_BITRATE_FACTOR_MAX = 3;

function isAudioPartner(audio: AudioStream): boolean {
  return audio.codec === "aac" && audio.profile === "LC" && audio.sampleRate === SAMPLE_RATE &&
    audio.channels === AUDIO_CHANNELS;
}

/** The track in the most wanted language; of equals, the file's default, else the first. */
export function chooseAudio(
  tracks: readonly AudioStream[],
  languages: readonly string[],
): AudioStream | null {
  const place = (track: AudioStream) => languageRank(track.language, languages);
  const [best] = [...tracks].sort((one, other) =>
    place(one) - place(other) || Number(other.isDefault) - Number(one.isDefault)
  );
  return best ?? null;
}

function isSame(one: Ratio, other: Ratio): boolean {
  return one.num * other.den === other.num * one.den;
}

function text(rate: Ratio): string {
  return rate.den === 1 ? `${rate.num}` : `${rate.num}/${rate.den}`;
}
