import { type Channel, NO_INPUTS, type Schedule } from "../../src/channel.ts";
import type { MediaInfo, MediaItem, ScheduleItem } from "../../src/media.ts";

/** An item as a schedule sees it and as playout does. */
export interface PlayableItem extends MediaItem, ScheduleItem {
  readonly info: MediaInfo;
}

/** An item that can air; `more` overrides what a test cares about. */
export function playable(id: number, durationMs: number, more: Partial<PlayableItem> = {}): PlayableItem {
  return {
    id,
    locator: `/media/Clips/clip ${id}.mkv`,
    folder: "/media/Clips",
    sizeBytes: 1_000,
    modifiedMs: 0,
    state: "playable",
    fault: null,
    kind: "other",
    title: `Clip ${id}`,
    show: null,
    season: null,
    episode: null,
    year: null,
    durationMs,
    info: {
      durationMs,
      container: "matroska,webm",
      video: null,
      audio: [],
      subtitles: [],
      chapters: [],
      keyFrameGapMaxMs: null,
      hasEditList: false,
    },
    ...more,
  };
}

/** A channel that loops a folder; `schedule` and `more` override. */
export function loopChannel(
  id: string,
  schedule: Partial<Schedule> = {},
  more: Partial<Channel> = {},
): Channel {
  return {
    id,
    number: "5",
    name: `Channel ${id}`,
    guideId: `channel-${id}-0000.exstreamtv.local`,
    group: "Test",
    isEnabled: true,
    lifecycle: "continuous",
    profile: "default",
    schedule: {
      kind: "loop",
      collection: { folder: "/media/Clips" },
      order: "chronological",
      seed: null,
      ...schedule,
    },
    inputs: NO_INPUTS,
    ...more,
  };
}
