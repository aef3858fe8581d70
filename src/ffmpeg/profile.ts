import type { Ratio } from "../media.ts";
import type { EncoderName } from "./encoder.ts";

/** What a channel's stream looks and sounds like: H.264 and AAC, the same for every programme and for the slate. */
export interface Profile {
  /** Key in the configuration. */
  readonly name: string;
  /** Picture width in pixels, even. */
  readonly width: number;
  /** Picture height in pixels, even. */
  readonly height: number;
  /** Frames per second. */
  readonly frameRate: Ratio;
  /** Picture bitrate, 1000 bits per second. */
  readonly videoKbps: number;
  /** Sound bitrate, 1000 bits per second. */
  readonly audioKbps: number;
  /** Languages of the sound, ISO 639, the most wanted first; without a match the file's default track airs. */
  readonly audioLanguages: readonly string[];
  /** x264's trade of speed against size: `ultrafast` … `slow`. */
  readonly preset: string;
  /** What encodes the pictures. */
  readonly encoder: EncoderName;
  /** Whether fields are made into frames; `never` for files that call themselves interlaced and are not. */
  readonly deinterlace: "auto" | "never";
  /** Integrated loudness every measured item is brought to, in LUFS; null leaves the sound as loud as it is. */
  readonly loudnessLufs: number | null;
  /** Which subtitles are drawn into the picture. */
  readonly subtitles: "none" | "forced_only" | "always";
  /** Languages of the subtitles, ISO 639, the most wanted first; empty for the language of the sound. */
  readonly subtitleLanguages: readonly string[];
  /** The picture drawn over every programme, or null. */
  readonly watermark: Watermark | null;
}

/** A small picture that is drawn over the programmes. */
export interface Watermark {
  /** Absolute path of an image; transparency is kept. */
  readonly image: string;
  /** One of nine places. */
  readonly position: WatermarkPosition;
  /** Distance from the edges, in percent of the picture's height. */
  readonly marginPercent: number;
  /** Width it may have at most, in percent of the picture's. */
  readonly widthPercent: number;
  /** 0 for invisible to 1 for as it is. */
  readonly opacity: number;
  /** When it shows; null for always. */
  readonly schedule: WatermarkSchedule | null;
}

/** A watermark that comes and goes by the wall clock: at each whole multiple of `everyMs` since 1970, for `showMs`. */
export interface WatermarkSchedule {
  /** How long it shows; at most `everyMs`. */
  readonly showMs: number;
  /** From one appearance to the next. */
  readonly everyMs: number;
}

/** Where a watermark stands. */
export type WatermarkPosition =
  | "top_left"
  | "top"
  | "top_right"
  | "left"
  | "center"
  | "right"
  | "bottom_left"
  | "bottom"
  | "bottom_right";

/** Samples per second of every channel: the audio grid of 1,920 ticks depends on it. */
export const SAMPLE_RATE = 48_000;

/** Sound channels of every stream. */
export const AUDIO_CHANNELS = 2;

/** Distance between key frames: what a new viewer waits at most, and what HLS cuts at. */
const GOP_SECONDS = 2;

/** Frames from one key frame to the next. */
export function gopFrames(profile: Profile): number {
  return Math.round(GOP_SECONDS * framesPerSecond(profile.frameRate));
}

/** A rate as a plain number. */
export function framesPerSecond(rate: Ratio): number {
  return rate.num / rate.den;
}

/**
 * The lowest H.264 level from 3.1 up whose macroblock rate holds the profile (ITU-T H.264, table A-1).
 *
 * It is fixed per profile so that every input and the slate carry the same SPS.
 */
export function h264Level(profile: Profile): string {
  const blocks = Math.ceil(profile.width / 16) * Math.ceil(profile.height / 16);
  const perSecond = blocks * framesPerSecond(profile.frameRate);
  for (const level of LEVELS) {
    if (perSecond <= level.blocksPerSecond && blocks <= level.blocks) return level.name;
  }
  return "6.2";
}

const LEVELS = [
  { name: "3.1", blocksPerSecond: 108_000, blocks: 3_600 },
  { name: "4.0", blocksPerSecond: 245_760, blocks: 8_192 },
  { name: "4.2", blocksPerSecond: 522_240, blocks: 8_704 },
  { name: "5.1", blocksPerSecond: 983_040, blocks: 36_864 },
  { name: "5.2", blocksPerSecond: 2_073_600, blocks: 36_864 },
];
