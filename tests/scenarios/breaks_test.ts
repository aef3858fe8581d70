import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import fc from "fast-check";
import { known } from "../../src/invariant.ts";
import type { Programme } from "../../src/programme.ts";
import { Air, CARD } from "../fakes/air.ts";
import { FakeClock } from "../fakes/fake_clock.ts";
import { FakeInputs, type FakeItem } from "../fakes/fake_inputs.ts";
import { plainProgramme } from "../fakes/plain_programme.ts";
import { assertSeamless, FRAME_MS, ORIGIN_MS, programme, SLATE_ITEM, World } from "../playout/world.ts";

const FILM = 1;
const FILM_MS = 600_000;
/** One picture for the grid, one because what was opened in the middle ends inside a group of two. */
const NEAR_MS = 2 * FRAME_MS + 1;

/** A piece of an evening: so much of the film, a whole clip, or a card. */
type Piece = readonly [kind: "film" | "clip" | "card", lengthMs: number];

/** Pieces one after another; clips have numbers from 2 on, the film goes on where it stopped. */
function evening(pieces: readonly Piece[]): Programme[] {
  let [startMs, offsetMs, clip] = [ORIGIN_MS, 0, FILM];
  return pieces.map(([kind, lengthMs]) => {
    const span = { channelId: "c1", startMs, stopMs: startMs + lengthMs };
    startMs += lengthMs;
    if (kind === "card") return plainProgramme({ ...span, itemId: null, kind: "up_next", title: "Up next" });
    if (kind === "clip") return plainProgramme({ ...span, itemId: ++clip, filler: "mid_roll" });
    const part = { itemId: FILM, itemOffsetMs: offsetMs, itemDurationMs: FILM_MS };
    offsetMs += lengthMs;
    return plainProgramme({ ...span, ...part });
  });
}

Deno.test("A film goes on behind a break where it stopped, to the picture, and cards of seconds air in time", async () => {
  const programmes = evening([
    ...[["film", 10_000], ["clip", 5_000], ["card", 2_000], ["clip", 3_000]] as const,
    ...[["film", 20_000], ["card", 1_000], ["film", 30_000]] as const,
  ]);
  await using world = new World(programmes, { items: { 2: { lengthMs: 5_000 }, 3: { lengthMs: 3_000 } } });
  await world.clock.advance(60_000);
  const shown = world.shown();
  assertSeamless(shown);
  for (const { itemId, startMs, itemOffsetMs } of programmes.slice(1)) {
    const first = shown.pictures.find(({ atMs }) => atMs > startMs - FRAME_MS / 2);
    strictEqual(first?.itemId, itemId ?? SLATE_ITEM, `${startMs - ORIGIN_MS}`);
    if (itemId !== null) strictEqual(first.frame, itemOffsetMs / FRAME_MS);
  }
  deepStrictEqual(failures(world), []);
  const metrics = await world.metrics.expose();
  const seconds = Number(/slate_seconds_total\{channel_id="c1",reason="up_next"\} (\S+)/.exec(metrics)?.[1]);
  ok(Math.abs(seconds - 3) < 0.3, `${seconds} s of cards`);
});

Deno.test("Whatever breaks are made of: films and clips begin on time at their place, and cards fill their own time only", async () => {
  const seconds = fc.integer({ min: 1_000, max: 30_000 });
  const piece = fc.tuple(fc.constantFrom("film", "clip", "clip", "card"), seconds);
  await fc.assert(
    fc.asyncProperty(fc.array(piece, { minLength: 2, maxLength: 14 }), async (pieces) => {
      const programmes = evening([["film", 15_000], ...pieces, ["film", 60_000]]);
      const aired = await airedOf(programmes);
      for (const [index, { itemId, startMs, itemOffsetMs }] of programmes.entries()) {
        // A card after a card, and parts without a break between them, are one.
        if (startMs - ORIGIN_MS < 3_000 || itemId === programmes[index - 1]?.itemId) continue;
        const first = aired.find(({ atMs }) => Math.abs(atMs - startMs) <= NEAR_MS);
        strictEqual(first?.itemId, itemId ?? CARD, `at ${startMs - ORIGIN_MS}`);
        const offFrames = first.frame - itemOffsetMs / FRAME_MS;
        ok(
          itemId === null || Math.abs(offFrames) <= 2,
          `${offFrames} pictures off at ${startMs - ORIGIN_MS}`,
        );
      }
      for (const { atMs } of aired.filter(({ atMs }) => atMs - ORIGIN_MS > 3_000)) {
        ok(programmes.some(({ startMs }) => Math.abs(startMs - atMs) <= NEAR_MS), `at ${atMs - ORIGIN_MS}`);
      }
    }),
    { numRuns: 60 },
  );
});

/** What airs on a watched channel until the last programme has begun; its output is never late. */
async function airedOf(programmes: readonly Programme[]) {
  const clock = new FakeClock();
  const inputs = new FakeInputs(clock, { num: 10, den: 1 }, new Map());
  const air = new Air({
    ...{ clock, frameRate: { num: 10, den: 1 }, openInput: inputs.openInput },
    programmeAt: (_, atMs) =>
      programmes.find(({ stopMs }) => atMs < stopMs) ?? programme(null, atMs - 1, Infinity),
  });
  air.watch();
  const untilMs = known(programmes.at(-1), "last").startMs + 5_000;
  while (clock.wallMs() < untilMs) {
    await clock.advance(500);
    ok(air.fanout.leadMs > 0, `output is ${-air.fanout.leadMs} ms late at ${clock.wallMs() - ORIGIN_MS}`);
  }
  const ended = air[Symbol.asyncDispose]();
  await clock.advance(0);
  await ended;
  return air.aired;
}

Deno.test("Parts of an item without a break between them are played by one input", async () => {
  const programmes = evening([["film", 10_000], ["film", 10_000], ["film", 10_000], ["clip", 5_000]]);
  await using world = new World(programmes);
  await world.clock.advance(31_000);
  assertSeamless(world.shown());
  deepStrictEqual(world.inputs.requests.map(({ itemId }) => itemId), [FILM, 2]);
  strictEqual(await joints(world), 3, "the first card, the film, the clip");
});

Deno.test("A clip that is stretched by less than a second holds its last picture, and what follows is on time", async (t) => {
  const CASES: [name: string, lengthMs: number, earlyMsMax: number][] = [
    ["by 900 ms", 4_100, 0],
    ["by three pictures", 4_700, 0],
    ["by less than a picture", 4_950, FRAME_MS],
  ];
  for (const [name, lengthMs, earlyMsMax] of CASES) {
    await t.step(name, async () => {
      const programmes = evening([["film", 10_000], ["clip", 5_000], ["film", 60_000]])
        .map((one) => one.itemId === 2 ? { ...one, itemDurationMs: lengthMs } : one);
      await using world = new World(programmes, { items: { 2: { lengthMs } } });
      await world.clock.advance(20_000);
      const shown = world.shown();
      assertSeamless(shown);
      const again = shown.pictures.find(({ itemId, atMs }) => itemId === FILM && atMs > ORIGIN_MS + 11_000);
      const earlyMs = ORIGIN_MS + 15_000 - (again?.atMs ?? NaN);
      ok(earlyMs > -FRAME_MS / 2 && earlyMs <= earlyMsMax + FRAME_MS / 2, `${earlyMs} ms early`);
      strictEqual(again?.frame, 100);
    });
  }
});

Deno.test("An item that ends before its programme fails only if it has less than was planned with", async (t) => {
  const CASES: [name: string, plannedMs: number, item: FakeItem, want: string[]][] = [
    ["as planned", 8_000, { lengthMs: 8_000 }, []],
    ["a second less", 9_000, { lengthMs: 8_000 }, []],
    ["three seconds less", 11_000, { lengthMs: 8_000 }, ["Ended too early, at 7 s before its stop"]],
    ["cut as planned", 60_000, {}, []],
  ];
  for (const [name, itemDurationMs, item, want] of CASES) {
    await t.step(name, async () => {
      const first = { ...programme(1, ORIGIN_MS, ORIGIN_MS + 15_000), itemDurationMs };
      const next = programme(2, ORIGIN_MS + 15_000, ORIGIN_MS + 60_000);
      await using world = new World([first, next], { items: { 1: item } });
      await world.clock.advance(10_000);
      deepStrictEqual(failures(world), want);
      await world.clock.advance(8_000);
      const { pictures } = world.shown();
      const second = pictures.find(({ itemId }) => itemId === 2);
      ok(Math.abs((second?.atMs ?? NaN) - next.startMs) <= 2 * FRAME_MS);
    });
  }
});

function failures(world: World): string[] {
  return world.memory.state.health.flatMap(({ errors }) => errors.map(({ message }) => message));
}

async function joints(world: World): Promise<number> {
  return Number(/splice_joints_total (\d+)/.exec(await world.metrics.expose())?.[1]);
}
