import type { MediaInfo } from "../../src/media.ts";
import type { Programme } from "../../src/programme.ts";
import type { FoundMedia } from "../../src/store/mod.ts";
import { plainProgramme } from "../fakes/plain_programme.ts";

/** A plain HD file of 60 s. */
export const INFO: MediaInfo = {
  durationMs: 60_000,
  container: "matroska,webm",
  video: null,
  audio: [{
    index: 0,
    codec: "aac",
    profile: "LC",
    channels: 2,
    sampleRate: 48_000,
    language: "eng",
    isDefault: true,
  }],
  subtitles: [],
  chapters: [],
  keyFrameGapMaxMs: 2_000,
  hasEditList: false,
};

/** A file below `/media`, with whatever matters to a test. */
export function found(locator: string, values: Partial<FoundMedia> = {}): FoundMedia {
  return {
    locator,
    folder: "/media",
    sizeBytes: 1_000,
    modifiedMs: 5_000,
    kind: "other",
    title: locator.slice(locator.lastIndexOf("/") + 1),
    show: null,
    season: null,
    episode: null,
    year: null,
    ...values,
  };
}

/** A programme of a channel. */
export function programme(channelId: string, startMs: number, stopMs: number): Programme {
  return plainProgramme({
    ...{ channelId, startMs, stopMs, itemId: 7 },
    ...{ category: "episode", title: "Pilot", show: "The Show", season: 1, episode: 2 },
  });
}
