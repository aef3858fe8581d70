import { z } from "zod";
import type { Ratio } from "../media.ts";
import type { ProfileConfig, WatermarkConfig } from "./config.ts";
import { isImagePath } from "./forms.ts";
import {
  evenNumber,
  listOf,
  number,
  oneOf,
  oneOfNumbers,
  section,
  textLike,
  textThat,
  wholeNumber,
} from "./values.ts";

/** The NTSC rates are quotients; written as decimals they would drift by a frame every few hours. */
const FRAME_RATES: Readonly<Record<number, Ratio>> = {
  23.976: { num: 24_000, den: 1_001 },
  29.97: { num: 30_000, den: 1_001 },
  59.94: { num: 60_000, den: 1_001 },
};

const LANGUAGES = "an ISO 639 code such as en or deu, a list of them, or null";
const language = textLike(/^[a-z]{2,3}$/, LANGUAGES);

/** One language, several in the order of preference, or null for none in particular. */
const languages = z.union([language, listOf(language, "languages", 20)], LANGUAGES).nullable().default(null)
  .transform((it): readonly string[] => it === null ? [] : typeof it === "string" ? [it] : it);

const schedule = section({
  show_s: wholeNumber(1, 86_400),
  every_min: wholeNumber(1, 1_440),
}).refine((it) => it.show_s <= it.every_min * 60, "show_s no longer than every_min");

const watermark = section({
  image: textThat(isImagePath, "the absolute path of an image"),
  position: oneOf(
    "top_left",
    "top",
    "top_right",
    "left",
    "center",
    "right",
    "bottom_left",
    "bottom",
    "bottom_right",
  ).default("bottom_right"),
  margin_percent: number(0, 40).default(5),
  width_percent: number(1, 100).default(10),
  opacity: number(0.01, 1).default(0.7),
  schedule: schedule.nullable().default(null),
}).transform((it): WatermarkConfig => ({
  image: it.image,
  position: it.position,
  marginPercent: it.margin_percent,
  widthPercent: it.width_percent,
  opacity: it.opacity,
  schedule: it.schedule === null
    ? null
    : { showMs: it.schedule.show_s * 1_000, everyMs: it.schedule.every_min * 60_000 },
}));

const profile = section({
  width: evenNumber(160, 3_840).default(1_280),
  height: evenNumber(90, 2_160).default(720),
  fps: oneOfNumbers(23.976, 24, 25, 29.97, 30, 50, 59.94, 60).default(30),
  video_kbps: wholeNumber(100, 50_000).default(3_000),
  audio_kbps: wholeNumber(32, 512).default(128),
  audio_language: languages,
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
  deinterlace: oneOf("auto", "never").default("auto"),
  loudness_lufs: number(-40, -10).nullable().default(null),
  subtitles: oneOf("none", "forced_only", "always").default("none"),
  subtitle_language: languages,
  watermark: watermark.nullable().default(null),
}).transform((it): ProfileConfig => ({
  width: it.width,
  height: it.height,
  frameRate: FRAME_RATES[it.fps] ?? { num: it.fps, den: 1 },
  videoKbps: it.video_kbps,
  audioKbps: it.audio_kbps,
  audioLanguages: it.audio_language,
  preset: it.preset,
  deinterlace: it.deinterlace,
  loudnessLufs: it.loudness_lufs,
  subtitles: it.subtitles,
  subtitleLanguages: it.subtitle_language,
  watermark: it.watermark,
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
