import type { Channel } from "../../src/channel.ts";
import type { ScheduleItem } from "../../src/media.ts";
import { type Collection, type Content, contentOf } from "../../src/content.ts";
import {
  type Break,
  type FillerRules,
  NO_FILLER,
  type PlayPart,
  type Schedule,
} from "../../src/schedule_rule.ts";
import { loopChannel, playable } from "../schedule/samples.ts";

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const EVERY_DAY = { weekdays: [], dates: null } as const;

/** Shows of a hundred episodes, folders of films and of commercials: 20,000 items. */
export function bigLibrary(): ReadonlyMap<string, readonly ScheduleItem[]> {
  const folders = new Map<string, ScheduleItem[]>();
  let id = 0;
  const add = (folder: string, durationMs: number, more: Partial<ScheduleItem>) => {
    const items = folders.get(folder) ?? [];
    const locator = `${folder}/${String(items.length).padStart(4, "0")}.mkv`;
    items.push(playable(++id, durationMs, { locator, folder, ...more }));
    folders.set(folder, items);
  };
  for (let show = 0; show < 120; show++) {
    for (let episode = 1; episode <= 100; episode++) {
      const durationMs = (21 + show % 24) * MINUTE_MS + episode * 777;
      const thirdMs = Math.floor(durationMs / 3);
      const breaks = [thirdMs, 2 * thirdMs].map((atMs) => ({ atMs, resumeMs: atMs }));
      const of = { kind: "episode", show: `Show ${show}`, season: 1 + Math.floor(episode / 20) } as const;
      add(`/shows/${show}`, durationMs, { ...of, episode, title: `Episode ${episode}`, breaks });
    }
  }
  for (let film = 0; film < 6_000; film++) {
    add(`/films/${film % 20}`, (80 + film % 70) * MINUTE_MS + film, { kind: "movie", title: `Film ${film}` });
  }
  for (let clip = 0; clip < 2_000; clip++) {
    add(`/ads/${clip % 10}`, 15_000 + clip % 45 * 1_000, { title: `Ad ${clip}` });
  }
  return folders;
}

/** So many channels of every kind that is built, each with collections of its own choice. */
export function manySchedules(
  count: number,
  { hasCommercials }: { readonly hasCommercials: boolean },
): readonly Channel[] {
  return Array.from({ length: count }, (_, at) => ({
    ...loopChannel(`c${at}`, {}, { number: String(at + 1) }),
    schedule: scheduleOf(at, hasCommercials ? commercials(at) : NO_FILLER),
  }));
}

function scheduleOf(at: number, filler: FillerRules): Schedule {
  const shows = [0, 1, 2].map((offset): Collection => ({ folder: `/shows/${(at * 7 + offset * 31) % 120}` }));
  const members = shows.map((collection, weight) => ({ collection, weight: weight + 1 }));
  const films = contentOf({ folder: `/films/${at % 20}` }, "shuffle");
  const mix: Content = { ...contentOf(shows[0] ?? { folder: "/" }), members, order: "rotating" };
  const common = {
    seed: null,
    timezone: at % 2 === 0 ? "Europe/Berlin" : "America/New_York",
    filler,
  } as const;
  const part = (content: Content): PlayPart => {
    return { content, mode: { flood: true }, title: null, filler: null };
  };
  const slot = { days: EVERY_DAY, durationMs: null, overrun: "fit" } as const;
  switch (at % 6) {
    case 0:
      return { kind: "loop", content: { ...mix, order: "shuffle" }, ...common };
    case 1:
      return { kind: "loop", content: { ...mix, order: "weighted" }, ...common };
    case 2:
      return {
        kind: "slots",
        slots: [6, 12, 18, 20].map((hour) => {
          return { ...slot, atMs: hour * HOUR_MS, parts: [part(hour === 20 ? films : mix)] };
        }),
        ...common,
      };
    case 3:
      return {
        kind: "blocks",
        templates: [{
          days: { weekdays: [6, 7], dates: null },
          slots: [{ ...slot, atMs: 8 * HOUR_MS, parts: [part(films)] }],
        }, {
          days: EVERY_DAY,
          slots: [7, 16, 21].map((hour) => ({
            ...slot,
            atMs: hour * HOUR_MS,
            parts: [{ ...part(mix), mode: { count: 3 } }, part(films)],
          })),
        }],
        ...common,
      };
    case 4:
      return {
        kind: "random_slots",
        slots: [mix, films].map((content, weight) => ({
          part: { ...part(content), mode: { count: 2 } },
          weight: weight + 1,
          cooldownMs: 0,
        })),
        padToMs: 15 * MINUTE_MS,
        ...common,
      };
    default:
      return {
        kind: "sequence",
        contents: { mix, films },
        sequences: {},
        playout: [
          { do: "count", content: "mix", count: 3, title: null },
          { do: "pad_to_next", content: null, everyMs: 30 * MINUTE_MS, overrun: "fit", tries: 0 },
          { do: "count", content: "films", count: 1, title: null },
        ],
        ...common,
      };
  }
}

/** Commercials inside every programme, and behind it up to the half hour. */
function commercials(at: number): FillerRules {
  const members = [{ collection: { folder: `/ads/${at % 10}` }, weight: 1 }];
  const ads = { kind: "clips", members, cooldownMs: 30 * MINUTE_MS } as const;
  const short: Break = [{ ...ads, amount: { count: 3 } }];
  const long: Break = [{ ...ads, amount: { padToMs: 30 * MINUTE_MS } }];
  return {
    preRoll: null,
    midRoll: { at: "breaks", spacingMs: 5 * MINUTE_MS, countMax: 3, break: short },
    postRoll: long,
    tail: [{ ...ads, amount: { fill: true } }],
    fallback: null,
  };
}
