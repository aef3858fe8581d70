import { z } from "zod";
import type { Ratio } from "../media.ts";
import type { ProfileConfig } from "./config.ts";
import { evenNumber, oneOf, oneOfNumbers, section, textLike, wholeNumber } from "./values.ts";

/** The NTSC rates are quotients; written as decimals they would drift by a frame every few hours. */
const FRAME_RATES: Readonly<Record<number, Ratio>> = {
  23.976: { num: 24_000, den: 1_001 },
  29.97: { num: 30_000, den: 1_001 },
  59.94: { num: 60_000, den: 1_001 },
};

const profile = section({
  width: evenNumber(160, 3_840).default(1_280),
  height: evenNumber(90, 2_160).default(720),
  fps: oneOfNumbers(23.976, 24, 25, 29.97, 30, 50, 59.94, 60).default(30),
  video_kbps: wholeNumber(100, 50_000).default(3_000),
  audio_kbps: wholeNumber(32, 512).default(128),
  audio_language: textLike(/^[a-z]{2,3}$/, "an ISO 639 code such as en or deu, or null").nullable().default(
    null,
  ),
  preset: oneOf(
    "ultrafast",
    "superfast",
    "veryfast",
    "faster",
    "fast",
    "medium",
    "slow",
    "slower",
    "veryslow",
  )
    .default("veryfast"),
}).transform((it): ProfileConfig => ({
  width: it.width,
  height: it.height,
  frameRate: FRAME_RATES[it.fps] ?? { num: it.fps, den: 1 },
  videoKbps: it.video_kbps,
  audioKbps: it.audio_kbps,
  audioLanguage: it.audio_language,
  preset: it.preset,
}));

const name = textLike(/^[a-z0-9][a-z0-9_-]{0,31}$/, "1 to 32 small letters, digits, _ and -");

/** Profiles by name. `default` is built in; the file may change some of its values. */
export const profilesSchema = z.record(name, profile, {
  error: (issue) =>
    issue.code === "invalid_key"
      ? "a profile name of 1 to 32 small letters, digits, _ and -"
      : "a map of profiles by name",
})
  .prefault({})
  .transform((profiles) => ({ default: profile.parse({}), ...profiles }));
