import { type Channel, NO_INPUTS, PLAIN_GUIDE } from "../../src/channel.ts";
import type { MediaInfo, MediaItem, ScheduleItem } from "../../src/media.ts";
import { type Collection, type Content, contentOf, type PlayOrder } from "../../src/content.ts";
import { type LoopSchedule, NO_FILLER } from "../../src/schedule_rule.ts";

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
    breaks: [],
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

/** What a test says of a loop. */
export interface LoopWish extends Partial<Omit<LoopSchedule, "kind" | "content">> {
  readonly collection?: Collection;
  readonly order?: PlayOrder;
  /** Whatever else the content says. */
  readonly content?: Partial<Content>;
}

/** A loop over a folder. */
export function loopOf({ collection = { folder: "/media/Clips" }, order, content, ...more }: LoopWish = {}) {
  const loop: LoopSchedule = {
    kind: "loop",
    content: { ...contentOf(collection, order), ...content },
    seed: null,
    timezone: "UTC",
    filler: NO_FILLER,
    ...more,
  };
  return loop;
}

/** A channel that loops a folder; `schedule` and `more` override. */
export function loopChannel(id: string, schedule: LoopWish = {}, more: Partial<Channel> = {}): Channel {
  return {
    id,
    number: "5",
    name: `Channel ${id}`,
    guideId: `channel-${id}-0000.exstreamtv.local`,
    group: "Test",
    isEnabled: true,
    lifecycle: "continuous",
    profile: "default",
    schedule: loopOf(schedule),
    inputs: NO_INPUTS,
    guide: PLAIN_GUIDE,
    ...more,
  };
}
