import type { Profile } from "../../src/ffmpeg/profile.ts";

/** The built-in profile; tests change what they care about. */
export const DEFAULT_PROFILE: Profile = {
  name: "default",
  width: 1280,
  height: 720,
  frameRate: { num: 30, den: 1 },
  videoKbps: 3_000,
  audioKbps: 128,
  audioLanguages: [],
  preset: "veryfast",
  encoder: "libx264",
  deinterlace: "auto",
  loudnessLufs: null,
  subtitles: "none",
  subtitleLanguages: [],
  watermark: null,
};
