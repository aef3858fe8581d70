import { deepStrictEqual, strictEqual } from "node:assert/strict";
import { SlateWishes } from "../../src/playout/wishes.ts";
import type { Programme } from "../../src/programme.ts";
import { FakeClock } from "../fakes/fake_clock.ts";
import { inARow, ORIGIN_MS, programme } from "./world.ts";

const HOUR_MS = 3_600_000;
const HALF_MS = HOUR_MS / 2;

/** Half hours that show a card, one after the other. */
function cards(count: number, kind: Programme["kind"] = "off_air"): Programme[] {
  return Array.from({ length: count }, (_, index) => {
    const startMs = ORIGIN_MS + index * HALF_MS;
    return { ...programme(null, startMs, startMs + HALF_MS), kind };
  });
}

/** An item that begins `atMs` after the origin. */
function itemAt(atMs: number, more: Partial<Programme> = {}): Programme {
  return { ...programme(7, ORIGIN_MS + atMs, ORIGIN_MS + atMs + HOUR_MS), title: "Bars", ...more };
}

class World {
  readonly clock = new FakeClock();
  asked = 0;
  readonly wishes: SlateWishes;

  constructor(public programmes: readonly Programme[]) {
    this.wishes = new SlateWishes({
      channel: { id: "c1" },
      clock: this.clock,
      programmeAt: (_, atMs) => {
        this.asked += 1;
        const found = this.programmes.find(({ startMs, stopMs }) => startMs <= atMs && atMs < stopMs);
        return found ?? programme(null, atMs, atMs + HALF_MS);
      },
    });
  }

  of(
    programme: Programme | undefined,
    reason: Parameters<SlateWishes["of"]>[1],
  ): [number | null, string | null] {
    if (programme === undefined) throw new Error("a programme is missing");
    const { untilMs, nextTitle } = this.wishes.of(programme, reason);
    return [untilMs === null ? null : untilMs - ORIGIN_MS, nextTitle];
  }
}

Deno.test("SlateWishes looks past the half hours of a long break for its end, and no further than two days", () => {
  const CASES: [halves: number, want: [number | null, string | null]][] = [
    [1, [HALF_MS, "Bars"]],
    [32, [16 * HOUR_MS, "Bars"]],
    [96, [48 * HOUR_MS, "Bars"]],
    [98, [null, null]],
    [1_000, [null, null]],
  ];
  for (const [halves, want] of CASES) {
    const tiles = cards(halves);
    const world = new World([...tiles, itemAt(halves * HALF_MS)]);
    deepStrictEqual(world.of(tiles[0], "off_air"), want, `${halves} half hours`);
    strictEqual(world.asked <= 101, true);
  }
});

Deno.test("SlateWishes names what follows an item, as the guide does", () => {
  const [first, second] = inARow(ORIGIN_MS, [HOUR_MS, HOUR_MS]);
  const named = { ...programme(2, ORIGIN_MS + HOUR_MS, ORIGIN_MS + 2 * HOUR_MS), title: "Pilot" };
  for (const reason of ["between", "unavailable"] as const) {
    deepStrictEqual(new World([first, second].flatMap((one) => one ?? [])).of(first, reason), [
      HOUR_MS,
      "Item 2",
    ]);
    const episode = { ...named, show: "The Show" };
    deepStrictEqual(new World([first ?? named, episode]).of(first, reason), [HOUR_MS, "The Show"]);
  }
});

Deno.test("SlateWishes promises nothing when a card follows an item, or another kind of card a card", () => {
  const item = itemAt(-HOUR_MS);
  const world = new World([item, ...cards(2), itemAt(HOUR_MS)]);
  deepStrictEqual(world.of(item, "between"), [null, null]);
  const mixed = [...cards(1), ...cards(2, "getting_ready").slice(1), itemAt(HOUR_MS)];
  deepStrictEqual(new World(mixed).of(mixed[0], "off_air"), [null, null]);
});

Deno.test("SlateWishes names what a break leads to, as the guide does, and no commercial", async (t) => {
  const card = (atMs: number, toMs: number, kind: Programme["kind"] = "up_next") => ({
    ...programme(null, ORIGIN_MS + atMs, ORIGIN_MS + toMs),
    ...{ kind, title: "Up next" },
  });
  const clip = (atMs: number, toMs: number): Programme => ({
    ...programme(3, ORIGIN_MS + atMs, ORIGIN_MS + toMs),
    filler: "pre_roll",
  });
  const bars = itemAt(40_000);
  const CASES: [name: string, programmes: Programme[], want: [number | null, string | null]][] = [
    ["at once", [card(0, 40_000), bars], [40_000, "Bars"]],
    ["behind a bumper", [card(0, 5_000), clip(5_000, 40_000), bars], [40_000, "Bars"]],
    ["behind bumper, card, bumper", [
      ...[card(0, 5_000), clip(5_000, 9_000), card(9_000, 20_000), clip(20_000, 40_000), bars],
    ], [40_000, "Bars"]],
    [
      "under the title of its slot",
      [card(0, 40_000), { ...bars, show: "A show", guideTitle: "Film night" }],
      [
        ...[40_000, "Film night"] as const,
      ],
    ],
    ["nothing but off air", [card(0, 5_000), clip(5_000, 40_000), card(40_000, HALF_MS, "off_air")], [
      null,
      null,
    ]],
    ["nothing but clips, in a hundred steps", [
      card(0, 1_000),
      ...Array.from({ length: 200 }, (_, at) => clip(1_000 + at, 1_001 + at)),
    ], [null, null]],
  ];
  for (const [name, programmes, want] of CASES) {
    await t.step(name, () => {
      const world = new World(programmes);
      deepStrictEqual(world.of(programmes[0], "up_next"), want);
      strictEqual(world.asked <= 101, true);
    });
  }
  await t.step("behind an item with a break after it", () => {
    const item = itemAt(-HOUR_MS);
    deepStrictEqual(new World([item, clip(0, 40_000), bars]).of(item, "between"), [40_000, "Bars"]);
  });
});

Deno.test("SlateWishes says of a paused channel what goes on, and asks the timeline nothing", () => {
  const paused = {
    ...programme(null, ORIGIN_MS, ORIGIN_MS + HALF_MS),
    kind: "paused",
    title: "Bars",
  } as const;
  const world = new World([paused, itemAt(HALF_MS, { title: "Other" })]);
  deepStrictEqual(world.of(paused, "paused"), [null, "Bars"]);
  strictEqual(world.asked, 0);
});

Deno.test("SlateWishes asks the timeline nothing for cards that say nothing of it", () => {
  const world = new World([...cards(1), itemAt(HALF_MS)]);
  deepStrictEqual(world.of(world.programmes[0], "tuning"), [null, null]);
  deepStrictEqual(world.of(world.programmes[0], "getting_ready"), [null, null]);
  strictEqual(world.asked, 0);
});

Deno.test("SlateWishes remembers what it found, and notices within half a minute that the timeline changed", async () => {
  const tiles = cards(4);
  const world = new World([...tiles, itemAt(4 * HALF_MS)]);
  deepStrictEqual(world.of(tiles[0], "off_air"), [2 * HOUR_MS, "Bars"]);
  const { asked } = world;
  for (let again = 0; again < 100; again++) world.of(tiles[0], "off_air");
  strictEqual(world.asked, asked);
  world.programmes = [...tiles.slice(0, 2), itemAt(HOUR_MS, { title: "Sooner" })];
  await world.clock.advance(30_000);
  deepStrictEqual(world.of(tiles[0], "off_air"), [HOUR_MS, "Sooner"]);
});
