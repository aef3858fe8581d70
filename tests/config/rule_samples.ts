import type { RuleDocuments } from "../../src/config/mod.ts";

/** Documents that use every form there is. */
export const RULES = {
  collections: {
    toons: { any: [{ show: "Toons" }, { folder: "/media/Toons" }] },
    films: { smart: { kind: "movie", year_from: 1930, year_until: 1959, minutes_min: 60 } },
    noir: { search: "noir" },
    ads: { playlist: ["/media/ads/1.mkv", "/media/ads/2.mkv"] },
    mix: { any: ["toons", { any: ["noir"] }] },
  },
  fillers: {
    ads: {
      collections: ["ads", { collection: { show: "Promos" }, weight: 2 }],
      count: 2,
      cooldown_minutes: 30,
    },
    around: { sequence: ["ads", { up_next_s: 10 }, { collection: "ads", fill: true }] },
  },
  schedules: {
    evening: {
      kind: "slots",
      slots: [
        { at: "06:00", collection: "toons", order: "rotating", keep_parts_together: true },
        {
          at: "20:00",
          days: ["weekdays", "sat"],
          from: "12-20",
          until: "01-06",
          minutes: 150,
          overrun: "run_over",
          parts: [
            { collection: "films", count: 1, title: "Film" },
            { collections: ["mix"], mode: "flood", fillers: { tail: "around" } },
            { only_filler: true, minutes: 5 },
          ],
        },
      ],
    },
    steps: {
      kind: "sequence",
      content: { toons: { collection: "toons", order: "shuffle" }, film: "films" },
      sequences: { pair: [{ count: 1, content: "toons" }, { all: "film" }] },
      playout: [
        { pre_roll: "ads" },
        { sequence: "pair" },
        { shuffle_sequence: "pair" },
        { duration_minutes: 60, content: "toons", overrun: "cut", tries: 3 },
        { pad_to_next_minutes: 30, content: "toons" },
        { pad_until: "18:00", tomorrow: true },
        { waitUntil: "20:00" },
        { skip: "random", content: "film" },
        { skip_to: { season: 1, episode: 2 }, content: "toons" },
        { mid_roll: { every_minutes: 15, filler: "ads" } },
        { post_roll: null },
        { epg_group: "Night" },
        { repeat: true },
      ],
    },
  },
  channels: [
    {
      number: "1",
      name: "Toons",
      schedule: { kind: "loop", collection: { folder: "/media/Toons" }, order: "shuffle" },
    },
    { number: "2", id: "two", name: "Evening", schedule: "evening", timezone: "Europe/Berlin", group: "G" },
    { number: "2.10", name: "Steps", schedule: "steps", fillers: { pre_roll: "around", fallback: "noir" } },
    { number: "3", name: "Later", schedule: { kind: "mirror", channel: "two", offset_minutes: 60 } },
    {
      number: "4",
      name: "Chance",
      fillers: { mid_roll: { at: "breaks", spacing_minutes: 8, max: 3, filler: "ads" }, tail: null },
      schedule: {
        kind: "random_slots",
        pad_to_minutes: 30,
        slots: [{ collection: "noir", weight: 3, minutes: 60 }, {
          collection: "films",
          cooldown_minutes: 600,
        }],
      },
    },
    {
      number: "5",
      name: "Blocks",
      inputs: { fallback: "ads", alternates: false },
      schedule: {
        kind: "blocks",
        blocks: {
          early: { minutes: 60, collection: "toons" },
          late: { parts: [{ collection: "noir", mode: "one" }] },
        },
        templates: { usual: [{ at: "06:00", block: "early" }, { at: "07:00", block: "late", minutes: 120 }] },
        calendar: [{ template: "usual", days: "weekend" }, { template: "usual" }],
      },
    },
    {
      number: "6",
      name: "Marathon",
      schedule: { kind: "marathon", collection: "toons", group_by: "season" },
    },
    {
      number: "7",
      name: "Paused",
      schedule: { kind: "paused_when_unwatched", collection: "films", seed: "x" },
    },
  ],
} satisfies RuleDocuments;

/** Where something stands in documents. */
export type SamplePath = readonly (string | number)[];

/** Every place in a value, the value itself not. */
export function pathsIn(value: unknown, path: SamplePath = []): SamplePath[] {
  const keys = Array.isArray(value) ? value.map((_, index) => index) : Object.keys(Object(value));
  if (typeof value !== "object") return [];
  return keys.flatMap((key) => {
    const inner = [...path, key];
    return [inner, ...pathsIn(Object(value)[key], inner)];
  });
}

/** The documents with something else in one place. */
export function patchAt(documents: RuleDocuments, path: SamplePath, value: unknown): RuleDocuments {
  const copy = structuredClone(documents);
  let parent: Record<string | number, unknown> = Object(copy);
  for (const key of path.slice(0, -1)) parent = Object(parent[key]);
  parent[path.at(-1) ?? ""] = value;
  return copy;
}
