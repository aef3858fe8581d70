import fc from "fast-check";
import type { ScheduleItem } from "../../src/media.ts";
import type { Collection, Content } from "../../src/content.ts";
import type {
  Break,
  Days,
  FillerRules,
  Instruction,
  PlayPart,
  Schedule,
  Slot,
} from "../../src/schedule_rule.ts";
import { playable } from "./samples.ts";

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** Folders a random library has; the last one is always empty. */
export const FOLDERS = ["/a", "/b", "/ads", "/empty"] as const;

/** Zones with clocks that change, by an hour or half an hour, in both halves of the year, at midnight; or never. */
export const ZONES = [
  "UTC",
  "Europe/Berlin",
  "America/New_York",
  "Australia/Lord_Howe",
  "America/Santiago",
  "Asia/Kathmandu",
] as const;

/** A library by folder: shows of a few episodes, films, short clips. */
export const libraries: fc.Arbitrary<ReadonlyMap<string, readonly ScheduleItem[]>> = fc.record({
  a: fc.array(fc.integer({ min: 20_000, max: 3 * HOUR_MS }), { maxLength: 12 }),
  b: fc.array(fc.integer({ min: 5 * MINUTE_MS, max: 70 * MINUTE_MS }), { maxLength: 12 }),
  ads: fc.array(fc.integer({ min: 5_000, max: 90_000 }), { maxLength: 12 }),
}).map(({ a, b, ads }) => {
  const items = (folder: string, lengths: readonly number[], from: number) =>
    lengths.map((durationMs, at) => {
      const isEpisode = folder !== "/ads" && at % 3 !== 0;
      return playable(from + at, durationMs, {
        locator: `${folder}/${String(at).padStart(2, "0")}.mkv`,
        folder,
        title: `${folder} ${at}`,
        ...(isEpisode
          ? { kind: "episode", show: `Show ${at % 2} of ${folder}`, season: 1, episode: at }
          : {}),
        breaks: durationMs > 20 * MINUTE_MS ? [breakAt(durationMs, 3), breakAt(durationMs, 2)] : [],
      });
    });
  return new Map([
    ["/a", items("/a", a, 100)],
    ["/b", items("/b", b, 200)],
    ["/ads", items("/ads", ads, 300)],
    ["/empty", []],
  ]);
});

function breakAt(durationMs: number, part: number) {
  const atMs = Math.floor(durationMs / part);
  return { atMs, resumeMs: atMs + (part === 2 ? 30_000 : 0) };
}

/** Reads a library by folder. */
export function catalogueOf(library: ReadonlyMap<string, readonly ScheduleItem[]>) {
  return (collection: Collection): readonly ScheduleItem[] =>
    "folder" in collection ? library.get(collection.folder) ?? [] : [];
}

const collections = fc.constantFrom(...FOLDERS).map((folder): Collection => ({ folder }));

/** Contents in every order. */
export const contents: fc.Arbitrary<Content> = fc.record({
  members: fc.array(fc.record({ collection: collections, weight: fc.integer({ min: 1, max: 5 }) }), {
    minLength: 1,
    maxLength: 3,
  }),
  order: fc.constantFrom(
    ...["chronological", "shuffle", "random", "rotating", "weighted", "interleave", "marathon"] as const,
  ),
  groupBy: fc.constantFrom(...["show", "season", "folder", "collection"] as const),
  keepsParts: fc.boolean(),
  batch: fc.option(fc.integer({ min: 1, max: 4 })),
});

const clips = fc.record({
  kind: fc.constant("clips" as const),
  members: fc.constant([{ collection: { folder: "/ads" }, weight: 1 }]),
  amount: fc.oneof(
    fc.integer({ min: 1, max: 4 }).map((count) => ({ count })),
    fc.integer({ min: 10_000, max: 10 * MINUTE_MS }).map((durationMs) => ({ durationMs })),
    fc.constantFrom(5, 10, 15, 30, 60).map((minutes) => ({ padToMs: minutes * MINUTE_MS })),
    fc.constant({ fill: true as const }),
  ),
  cooldownMs: fc.constantFrom(0, HOUR_MS),
});

/** Breaks of one to three parts. */
export const breaks: fc.Arbitrary<Break> = fc.array(
  fc.oneof(
    { weight: 3, arbitrary: clips },
    fc.record({ kind: fc.constant("up_next" as const), durationMs: fc.integer({ min: 1_000, max: 20_000 }) }),
  ),
  { minLength: 1, maxLength: 3 },
);

const midRolls = fc.record({
  at: fc.oneof(fc.constant("breaks" as const), fc.integer({ min: MINUTE_MS, max: 30 * MINUTE_MS })),
  spacingMs: fc.integer({ min: 0, max: 10 * MINUTE_MS }),
  countMax: fc.integer({ min: 0, max: 4 }),
  break: breaks,
});

/** Filler everywhere or nowhere. */
export const fillers: fc.Arbitrary<FillerRules> = fc.record({
  preRoll: fc.option(breaks, { freq: 2 }),
  midRoll: fc.option(midRolls, { freq: 2 }),
  postRoll: fc.option(breaks, { freq: 2 }),
  tail: fc.option(breaks, { freq: 2 }),
  fallback: fc.option(contents, { freq: 2 }),
});

const days: fc.Arbitrary<Days> = fc.record({
  weekdays: fc.uniqueArray(fc.constantFrom(1, 2, 3, 4, 5, 6, 7), { maxLength: 3 }) as fc.Arbitrary<
    Days["weekdays"]
  >,
  dates: fc.option(
    fc.constantFrom(
      { from: "12-20", until: "01-06" },
      { from: "03-01", until: "04-30" },
      { from: "2026-03-20", until: "2026-12-31" },
    ),
    { freq: 4 },
  ),
});

const parts: fc.Arbitrary<PlayPart> = fc.record({
  content: fc.option(contents, { freq: 6 }),
  mode: fc.oneof(
    fc.integer({ min: 1, max: 4 }).map((count) => ({ count })),
    fc.integer({ min: MINUTE_MS, max: 3 * HOUR_MS }).map((durationMs) => ({ durationMs })),
    fc.constant({ flood: true as const }),
  ),
  title: fc.option(fc.constantFrom("Film night", "Cartoons")),
  filler: fc.option(fillers),
});

/** Slots at any minute of any day. */
export const slots: fc.Arbitrary<Slot> = fc.record({
  days,
  atMs: fc.integer({ min: 0, max: 24 * 60 - 1 }).map((minute) => minute * MINUTE_MS),
  durationMs: fc.option(fc.integer({ min: 5 * MINUTE_MS, max: DAY_MS })),
  parts: fc.array(parts, { minLength: 1, maxLength: 3 }),
  overrun: fc.constantFrom(...["fit", "cut", "run_over", "shift"] as const),
});

const named = fc.constantFrom("x", "y");
const overrun = fc.constantFrom(...["fit", "cut", "run_over"] as const);
const tries = fc.nat(3);
const title = fc.option(fc.constantFrom("Film night", "Cartoons"));
const ofDay = fc.nat(DAY_MS / MINUTE_MS - 1).map((minute) => minute * MINUTE_MS);

const instructions: fc.Arbitrary<Instruction> = fc.oneof(
  fc.record({
    do: fc.constant("count" as const),
    content: named,
    count: fc.integer({ min: 1, max: 4 }),
    title,
  }),
  fc.record({ do: fc.constant("all" as const), content: named, title }),
  fc.record({
    do: fc.constant("duration" as const),
    content: named,
    durationMs: fc.integer({ min: MINUTE_MS, max: 4 * HOUR_MS }),
    ...{ overrun, tries, title },
  }),
  fc.record({
    do: fc.constant("pad_to_next" as const),
    content: fc.option(named),
    everyMs: fc.constantFrom(15, 30, 60).map((minutes) => minutes * MINUTE_MS),
    ...{ overrun, tries },
  }),
  fc.record({
    do: fc.constant("pad_until" as const),
    content: fc.option(named),
    atMs: ofDay,
    isTomorrow: fc.boolean(),
    ...{ overrun, tries },
  }),
  fc.record({ do: fc.constant("wait_until" as const), atMs: ofDay, isTomorrow: fc.boolean() }),
  fc.record({
    do: fc.constant("skip" as const),
    content: named,
    count: fc.oneof(fc.nat(5), fc.constant("random" as const)),
  }),
  fc.record({
    do: fc.constant("skip_to" as const),
    content: named,
    season: fc.constant(1),
    episode: fc.nat(9),
  }),
  fc.record({ do: fc.constant("sequence" as const), sequence: fc.constantFrom("one", "two", "none") }),
  fc.record({ do: fc.constant("shuffle_sequence" as const), sequence: fc.constant("one") }),
  fc.record({ do: fc.constant("pre_roll" as const), break: fc.option(breaks) }),
  fc.record({ do: fc.constant("mid_roll" as const), midRoll: fc.option(midRolls) }),
  fc.record({ do: fc.constant("post_roll" as const), break: fc.option(breaks) }),
  fc.record({ do: fc.constant("epg_group" as const), title }),
  fc.record({ do: fc.constant("repeat" as const), times: fc.option(fc.integer({ min: 1, max: 3 })) }),
);

const common = {
  seed: fc.option(fc.string()),
  timezone: fc.constantFrom(...ZONES),
  filler: fillers,
};

/** Schedules of every kind but mirrors. */
export const schedules: fc.Arbitrary<Exclude<Schedule, { kind: "mirror" }>> = fc.oneof(
  fc.record({ kind: fc.constant("loop" as const), content: contents, ...common }),
  fc.record({ kind: fc.constant("paused_when_unwatched" as const), content: contents, ...common }),
  fc.record({
    kind: fc.constant("slots" as const),
    slots: fc.array(slots, { minLength: 1, maxLength: 6 }),
    ...common,
  }),
  fc.record({
    kind: fc.constant("random_slots" as const),
    slots: fc.array(
      fc.record({
        part: parts,
        weight: fc.integer({ min: 1, max: 5 }),
        cooldownMs: fc.constantFrom(0, 3 * HOUR_MS),
      }),
      { minLength: 1, maxLength: 4 },
    ),
    padToMs: fc.option(fc.constantFrom(15, 30, 60).map((minutes) => minutes * MINUTE_MS)),
    ...common,
  }),
  fc.record({
    kind: fc.constant("blocks" as const),
    templates: fc.array(fc.record({ days, slots: fc.array(slots, { minLength: 1, maxLength: 5 }) }), {
      minLength: 1,
      maxLength: 3,
    }),
    ...common,
  }),
  fc.record({
    kind: fc.constant("sequence" as const),
    contents: fc.record({ x: contents, y: contents }),
    sequences: fc.record({
      one: fc.array(instructions, { maxLength: 4 }),
      two: fc.array(instructions, { maxLength: 4 }),
    }),
    playout: fc.array(instructions, { minLength: 1, maxLength: 8 }),
    ...common,
  }),
);

/** Whole seconds around days on which clocks change somewhere. */
export const instants: fc.Arbitrary<number> = fc.record({
  day: fc.constantFrom(
    ...["2026-03-29", "2026-10-25", "2026-03-08", "2026-11-01", "2026-04-05", "2026-10-04", "2026-06-15"],
  ),
  secondOfDay: fc.nat(86_399),
}).map(({ day, secondOfDay }) => Date.parse(`${day}T00:00:00Z`) - DAY_MS + secondOfDay * 1_000);
