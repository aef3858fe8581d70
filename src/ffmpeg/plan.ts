import type { AudioStream, MediaInfo, Ratio, VideoStream } from "../media.ts";
import { AUDIO_CHANNELS, type Profile, SAMPLE_RATE } from "./profile.ts";

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
  /** True when fields must become frames first. */
  readonly isDeinterlaced: boolean;
  /** Why the picture is not copied; empty when it is. */
  readonly reasons: readonly string[];
}

/** Longest distance between key frames that may be copied: a viewer waits as long for a picture. */
const COPY_KEY_FRAME_GAP_MAX_MS = 4_000;

/**
 * Decides per stream: copy whenever the result is a valid splice partner, else encode.
 *
 * @param info What ffprobe found.
 * @param profile The channel's profile.
 */
export function planTranscode(info: MediaInfo, profile: Profile): TranscodePlan {
  const audio = chooseAudio(info.audio, profile.audioLanguage);
  const reasons = info.video === null ? ["no picture"] : reasonsToEncode(info, info.video, profile);
  const canCopy = reasons.length === 0;
  return {
    video: info.video === null ? "card" : canCopy ? "copy" : "encode",
    audio: audio === null ? "silence" : canCopy && isAudioPartner(audio) ? "copy" : "encode",
    videoIndex: info.video?.index ?? null,
    audioIndex: audio?.index ?? null,
    isDeinterlaced: info.video?.isInterlaced ?? false,
    reasons,
  };
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

/** The track in the preferred language, else the file's default, else the first. */
function chooseAudio(tracks: readonly AudioStream[], language: string | null): AudioStream | null {
  const preferred = language === null
    ? undefined
    : tracks.find((track) => isSameLanguage(track.language, language));
  return preferred ?? tracks.find((track) => track.isDefault) ?? tracks[0] ?? null;
}

/** Compares ISO 639 codes of two and three letters, bibliographic ones too: `ger`, `deu` and `de` are one language. */
function isSameLanguage(one: string | null, other: string): boolean {
  return one !== null && canonical(one) === canonical(other);
}

function canonical(code: string): string {
  const isWellFormed = /^[a-z]{2,3}$/i.test(code);
  return isWellFormed ? Intl.getCanonicalLocales(code)[0] ?? code : code.toLowerCase();
}

function isSame(one: Ratio, other: Ratio): boolean {
  return one.num * other.den === other.num * one.den;
}

function text(rate: Ratio): string {
  return rate.den === 1 ? `${rate.num}` : `${rate.num}/${rate.den}`;
}
