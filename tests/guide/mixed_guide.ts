import { type Channel, type ChannelGuide, PLAIN_GUIDE } from "../../src/channel.ts";
import { systemClock } from "../../src/clock.ts";
import { type FactSources, GuidePublisher, makeGuideId } from "../../src/guide/mod.ts";
import type { MediaDetails, MediaTitle, ScheduleItem } from "../../src/media.ts";
import { seededRng } from "../../src/rng.ts";
import { BroadcastScheduleAuthority } from "../../src/schedule/mod.ts";
import { FakeTimelineStore } from "../fakes/fake_timeline_store.ts";
import { loopChannel, playable } from "../schedule/samples.ts";

const TITLES = [
  "Alien",
  "Tom & Jerry <1>",
  "\"Q\" 'n' A",
  "日本の夜 \u{1f319}",
  "Zürich\u0001\ud800",
  "Item 44",
  "x]]>y",
];

/** Templates of our own, of operators', and channels that guides leave out. */
const GUIDES: readonly ChannelGuide[] = [
  ...Array.from({ length: 10 }, () => PLAIN_GUIDE),
  {
    isHidden: false,
    templates: {
      title: "{show}: {title} <{number}>",
      subTitle: "",
      description: "{genres} – {plot} ({year}) & {channel}",
    },
  },
  { ...PLAIN_GUIDE, isHidden: true },
];

/** A guide publisher over real timelines of mixed material: episodes, specials, films, odd titles, empty channels. */
export async function mixedGuide(
  size: { readonly channels: number; readonly daysAhead: number; readonly meanMinutes: number },
): Promise<{
  publisher: GuidePublisher;
  channels: readonly Channel[];
  authority: BroadcastScheduleAuthority;
}> {
  const channels = Array.from({ length: size.channels }, (_, at) => {
    const name = `${TITLES[at % TITLES.length]} ${at}`;
    return loopChannel(`c${at}`, {
      collection: { folder: at % 10 === 9 ? "/empty" : `/media/${at}` },
      order: at % 2 === 0 ? "shuffle" : "chronological",
    }, {
      name,
      number: at % 3 === 0 ? `${at + 1}` : `${at + 1}.${at % 7}`,
      guideId: makeGuideId(name, at.toString(16).padStart(4, "0"), "exstreamtv.local"),
      schedule: at === 5 ? null : loopChannel("x").schedule,
      guide: GUIDES[at % GUIDES.length] ?? PLAIN_GUIDE,
    });
  });
  const items = library(size.meanMinutes);
  const authority = new BroadcastScheduleAuthority({
    store: new FakeTimelineStore(),
    clock: systemClock,
    library: {
      version: () => 0,
      playable: (collection) => "folder" in collection && collection.folder === "/empty" ? [] : items,
    },
    channels: () => channels,
    onRebuilt: () => {},
    onFailed: (_, thrown) => {
      throw thrown;
    },
  }, { daysAhead: size.daysAhead, daysBehind: 1 });
  await authority.extendAll();
  const publisher = new GuidePublisher(
    {
      timeline: authority,
      channels: () => channels,
      lineup: () => channels,
      clock: systemClock,
      onRefreshed: () => {},
      ...MIXED_FACTS,
    },
    { daysAhead: size.daysAhead },
  );
  return { publisher, channels, authority };
}

/** Everything metadata can say, for some items; something of it for others; nothing for the rest. */
export const MIXED_FACTS: Required<FactSources> = {
  details: (itemId) => itemId % 5 === 4 ? null : detailsOf(itemId),
  language: (_, itemId) => ["eng", "deu", "und", null][itemId % 4] ?? null,
  quality: ({ number }) => number.includes(".") ? null : "HDTV",
};

function detailsOf(id: number): MediaDetails {
  const odd = TITLES[id % TITLES.length] ?? "";
  const isWhole = id % 5 === 0;
  return {
    title: { kind: "other", title: odd, show: null, season: null, episode: null, year: null, ...titleOf(id) },
    plot: id % 5 === 3 ? null : `${odd}: ${"what happens & what does not; ".repeat(1 + id % 40)}`,
    genres: isWhole ? ["Drama", "Movie", odd, "Sci-Fi & <Fantasy>"] : ["Comedy"],
    cast: Array.from(
      { length: id % 12 },
      (_, at) => ({ name: `Actor ${at} ${odd}`, role: at % 2 === 0 ? `"Role" ${odd}` : null }),
    ),
    directors: isWhole ? ["A. Director", `${odd}\u0007`, "", "D", "E"] : [],
    firstAired: isWhole ? "2008-01-20" : null,
    contentRating: ["TV-14", "PG-13", "FSK 12", "odd & old", null][id % 4] ?? null,
    rating: isWhole ? 8.2 : null,
    ids: { tvdb: null, tmdb: null, imdb: null },
    artwork: isWhole ? [{ kind: "poster", url: "https://example.org/poster.jpg" }] : [],
    sources: {},
  };
}

function library(meanMinutes: number): ScheduleItem[] {
  const rng = seededRng("library");
  return Array.from({ length: 200 }, (_, id) => {
    const durationMs = Math.round(meanMinutes * 60_000 * (0.2 + 1.6 * rng()));
    return playable(id, durationMs, { locator: `/media/${id}.mkv`, ...titleOf(id) });
  });
}

function titleOf(id: number): Partial<MediaTitle> {
  const title = TITLES[id % TITLES.length] ?? "";
  if (id % 3 === 0) return { kind: "movie", title, year: 1950 + id % 80 };
  if (id % 3 === 1) return { title };
  return {
    kind: "episode",
    title,
    show: `Show & Co ${id % 5}`,
    season: id % 4,
    episode: id % 20,
    year: 2001,
  };
}
