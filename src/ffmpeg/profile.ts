import type { Ratio } from "../media.ts";

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
  /** Preferred language of the sound, ISO 639; null takes the file's default track. */
  readonly audioLanguage: string | null;
  /** x264's trade of speed against size: `ultrafast` … `slow`. */
  readonly preset: string;
}

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
