import type { MediaInfo } from "../../src/media.ts";
import type { Store } from "../../src/store/mod.ts";

const MINUTE_MS = 60_000;

/** Fills a store with the library the examples of `docs/schedules.md` are about. */
export function fillWithExamples({ media, breaks }: Store): void {
  const add = (path: string, minutes: number, more: Partial<Parameters<typeof media.upsert>[0]> = {}) => {
    const durationMs = Math.round(minutes * MINUTE_MS);
    const name = path.slice(path.lastIndexOf("/") + 1).replace(/\.mkv$/, "");
    const root = `/media/${path.split("/")[2]}`;
    return media.upsert({
      ...{ locator: path, folder: root, sizeBytes: 1, modifiedMs: 1, kind: "other", title: name },
      ...{ show: null, season: null, episode: null, year: null },
      ...more,
    }, infoOf(durationMs));
  };
  for (const [show, minutes, count] of SHOWS) {
    for (let episode = 1; episode <= count; episode++) {
      const isPart = show === "Night Bus" && (episode === 3 || episode === 4);
      const title = isPart ? `The Depot, Part ${episode - 2}` : `Episode ${episode}`;
      const path = `/media/Shows/${show}/S01E${String(episode).padStart(2, "0")}.mkv`;
      add(path, minutes + episode % 3 / 2, { kind: "episode", title, show, season: 1, episode, year: 2004 });
    }
  }
  for (const [title, minutes, year] of FILMS) {
    const id = add(`/media/Films/${title}.mkv`, minutes, {
      kind: "movie",
      year,
      title: title.replace(/^.*\//, ""),
    });
    const points = [0.2, 0.4, 0.6, 0.8].map((part) => Math.round(part * minutes * MINUTE_MS))
      .map((atMs) => ({ atMs, resumeMs: atMs }));
    breaks.recordTold({ itemId: id, sizeBytes: 1, modifiedMs: 1 }, { origin: "chapters", points, edl: null });
  }
  for (let ad = 1; ad <= 12; ad++) {
    add(`/media/Ads/Ad ${String(ad).padStart(2, "0")}.mkv`, (15 + ad * 3.4) / 60);
  }
  for (let bumper = 1; bumper <= 3; bumper++) add(`/media/Bumpers/Bumper ${bumper}.mkv`, (4 + bumper) / 60);
}

const SHOWS = [["Harbour", 44, 20], ["Night Bus", 22, 14], ["The Lodgers", 27, 10]] as const;

const FILMS = [
  ["A Long Way Down the River", 118, 1986],
  ["Carpenter's Mate", 92, 1983],
  ["Eleven Lamps", 104, 1999],
  ["The Quiet Signal", 87, 1988],
  ["Winter Road", 131, 1972],
  ["Christmas/The Last Sledge", 74, 1981],
  ["Christmas/Three Geese", 68, 2003],
] as const;

function infoOf(durationMs: number): MediaInfo {
  return {
    durationMs,
    container: "matroska,webm",
    video: null,
    audio: [],
    subtitles: [],
    chapters: [],
    keyFrameGapMaxMs: null,
    hasEditList: false,
  };
}
