import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import fc from "fast-check";
import type { ScheduleItem } from "../../src/media.ts";
import type { Programme } from "../../src/programme.ts";
import { Draft } from "../../src/schedule/draft.ts";
import { type BreakPlace, Fillers } from "../../src/schedule/filler.ts";
import type { Amount, Break, BreakPart } from "../../src/schedule_rule.ts";
import { breaks, catalogueOf, instants, libraries, ZONES } from "./random_schedules.ts";
import { playable } from "./samples.ts";

const SECOND_MS = 1_000;
const MINUTE_MS = 60_000;
const NOON_MS = Date.UTC(2026, 0, 5, 12);

/** Bumpers of 5 s (1 and 2), commercials of 30 s (11 to 16). */
const LIBRARY = new Map<string, readonly ScheduleItem[]>([
  ["/bumpers", [1, 2].map((id) => clip(id, "/bumpers", 5 * SECOND_MS))],
  ["/ads", [11, 12, 13, 14, 15, 16].map((id) => clip(id, "/ads", 30 * SECOND_MS))],
]);

const BUMPER = part("/bumpers", { count: 1 });
const CARD: BreakPart = { kind: "up_next", durationMs: 10 * SECOND_MS };

/** What a break is written as: `b` a bumper, `a` a commercial, `-` a card, each with its seconds. */
const CASES: { name: string; pieces: Break; fromMs?: number; endMs?: number; want: string }[] = [
  { name: "nothing", pieces: [], want: "" },
  { name: "so many clips", pieces: [part("/ads", { count: 2 })], want: "a30 a30" },
  { name: "no more clips than there are", pieces: [part("/bumpers", { count: 9 })], want: "b5 b5" },
  { name: "nothing where there are no clips", pieces: [part("/none", { count: 2 })], want: "" },
  { name: "clips up to a length", pieces: [part("/ads", { durationMs: 100_000 })], want: "a30 a30 a30" },
  { name: "a card", pieces: [CARD], want: "-10" },
  {
    name: "bumper, commercials, bumper",
    pieces: [BUMPER, part("/ads", { durationMs: MINUTE_MS }), BUMPER],
    want: "b5 a30 a30 b5",
  },
  {
    name: "commercials that pad and give way to the bumpers around them",
    pieces: [BUMPER, part("/ads", { padToMs: MINUTE_MS }), BUMPER],
    fromMs: NOON_MS + 20 * SECOND_MS,
    want: "b5 a30 b5",
  },
  {
    name: "a card for what no clip fills",
    pieces: [part("/ads", { padToMs: MINUTE_MS }), CARD],
    fromMs: NOON_MS + 5 * SECOND_MS,
    want: "a30 -15 -10",
  },
  {
    name: "a held picture for less than a second",
    pieces: [part("/ads", { padToMs: MINUTE_MS })],
    fromMs: NOON_MS + 29_500,
    want: "a30.5",
  },
  {
    name: "a held picture for less than a second, with the bumper before it",
    pieces: [BUMPER, part("/ads", { padToMs: MINUTE_MS })],
    fromMs: NOON_MS + 54_500,
    want: "b5.5",
  },
  {
    name: "nothing where the clock shows the minute already",
    pieces: [part("/ads", { padToMs: MINUTE_MS })],
    want: "",
  },
  {
    name: "to the next minute where bumpers go beyond this one",
    pieces: [BUMPER, part("/ads", { padToMs: MINUTE_MS }), BUMPER],
    fromMs: NOON_MS + 55 * SECOND_MS,
    want: "b5 a30 -25 b5",
  },
  { name: "nothing that would outlive the end", pieces: [BUMPER], endMs: NOON_MS + 4_999, want: "" },
  {
    name: "what fits of what would outlive the end",
    pieces: [part("/ads", { count: 3 }), BUMPER],
    endMs: NOON_MS + 66 * SECOND_MS,
    want: "a30 a30 b5",
  },
  {
    name: "clips up to the end, and leaves the rest to others",
    pieces: [part("/ads", { fill: true })],
    endMs: NOON_MS + 70 * SECOND_MS,
    want: "a30 a30",
  },
  {
    name: "clips up to the end with a bumper and a card behind them",
    pieces: [part("/ads", { fill: true }), BUMPER, CARD],
    endMs: NOON_MS + 80 * SECOND_MS,
    want: "a30 a30 -5 b5 -10",
  },
  { name: "nothing that fills where there is no end", pieces: [part("/ads", { fill: true })], want: "" },
];

Deno.test({
  name: "Fillers.air()",
  permissions: "none",
  async fn(t) {
    for (const { name, pieces, fromMs = NOON_MS, endMs = null, want } of CASES) {
      await t.step(`writes ${name}`, () => {
        strictEqual(written(aired(pieces, { fromMs, place: { filler: "tail", endMs } })), want);
      });
    }
    await t.step("says what its clips fill, and what the guide says of them", () => {
      const mark = { title: "Film night", group: 7 };
      const place = { filler: "mid_roll", endMs: null, mark } as const;
      for (const programme of aired([BUMPER, CARD], { place })) {
        deepStrictEqual([programme.guideTitle, programme.guideGroup], ["Film night", 7]);
        strictEqual(programme.filler, programme.kind === "item" ? "mid_roll" : null);
      }
    });
    await t.step("airs no clip twice in a break, though the same part stands in it twice", () => {
      const [first, , last] = aired([BUMPER, part("/ads", { count: 1 }), BUMPER]);
      deepStrictEqual([first?.itemId, last?.itemId].toSorted(), [1, 2]);
    });
    await t.step("keeps clips apart: one airs again when all others have", () => {
      const fillers = fillersOf("UTC");
      const draft = new Draft("five", NOON_MS);
      for (let at = 0; at < 40; at++) fillers.air(draft, [part("/ads", { count: 1 })], NOWHERE);
      const ids = draft.programmes.map(({ itemId }) => itemId);
      // Of six, the last three stay away.
      for (const at of ids.keys()) {
        strictEqual(new Set(ids.slice(at, at + 4)).size, ids.slice(at, at + 4).length);
      }
    });
    await t.step("lets no clip air within its cooldown while another could", () => {
      const fillers = fillersOf("UTC");
      const draft = new Draft("five", NOON_MS);
      const ads = part("/ads", { count: 1 }, 2 * MINUTE_MS);
      for (let at = 0; at < 40; at++) fillers.air(draft, [ads], NOWHERE);
      const byId = Map.groupBy(draft.programmes, ({ itemId }) => itemId);
      for (const showings of byId.values()) {
        const starts = showings.map(({ startMs }) => startMs);
        ok(starts.every((startMs, at) => at === 0 || startMs - (starts[at - 1] ?? 0) >= 2 * MINUTE_MS));
      }
    });
    await t.step("ends what pads exactly on the mark of the clock on the wall, in every zone", () => {
      const cases = fc.record({
        timezone: fc.constantFrom(...ZONES),
        fromMs: instants.chain((instant) => fc.nat(999).map((ms) => instant + ms)),
        minutes: fc.constantFrom(5, 15, 30, 60),
      });
      fc.assert(fc.property(cases, ({ timezone, fromMs, minutes }) => {
        const pieces = [BUMPER, part("/ads", { padToMs: minutes * MINUTE_MS }), BUMPER];
        const endMs = aired(pieces, { fromMs, timezone }).at(-1)?.stopMs ?? fromMs;
        const { minute, second, millisecond } = Temporal.Instant.fromEpochMilliseconds(endMs)
          .toZonedDateTimeISO(timezone);
        deepStrictEqual([minute % minutes, second, millisecond], [0, 0, 0]);
      }));
    });
    await t.step("never outlives its end, and airs no clip twice, whatever the break", () => {
      const cases = fc.record({ pieces: breaks, library: libraries, fromMs: instants });
      fc.assert(
        fc.property(cases, fc.nat(20 * MINUTE_MS), ({ pieces, library, fromMs }, lengthMs) => {
          const endMs = fromMs + lengthMs;
          const draft = new Draft("five", fromMs);
          fillersOf("UTC", library).air(draft, pieces, { filler: "tail", endMs });
          ok(draft.endMs <= endMs, `it ends ${draft.endMs - endMs} ms late`);
          const ids = draft.programmes.flatMap(({ itemId }) => itemId ?? []);
          strictEqual(new Set(ids).size, ids.length);
        }),
        { numRuns: 300 },
      );
    });
  },
});

const NOWHERE: BreakPlace = { filler: "post_roll", endMs: null };

function aired(
  pieces: Break,
  { fromMs = NOON_MS, place = NOWHERE, timezone = "UTC" }: {
    fromMs?: number;
    place?: BreakPlace;
    timezone?: string;
  } = {},
): readonly Programme[] {
  const draft = new Draft("five", fromMs);
  fillersOf(timezone).air(draft, pieces, place);
  return draft.programmes;
}

function fillersOf(
  timezone: string,
  library = LIBRARY as ReadonlyMap<string, readonly ScheduleItem[]>,
): Fillers {
  return new Fillers({ catalogue: catalogueOf(library), seed: "seed", timezone }, []);
}

function written(programmes: readonly Programme[]): string {
  return programmes.map(({ itemId, startMs, stopMs }) => {
    const what = itemId === null ? "-" : itemId < 10 ? "b" : "a";
    return `${what}${(stopMs - startMs) / SECOND_MS}`;
  }).join(" ");
}

function part(folder: string, amount: Amount, cooldownMs = 0): BreakPart {
  return { kind: "clips", members: [{ collection: { folder }, weight: 1 }], amount, cooldownMs };
}

function clip(id: number, folder: string, durationMs: number): ScheduleItem {
  return playable(id, durationMs, { locator: `${folder}/${id}.mkv`, folder });
}
