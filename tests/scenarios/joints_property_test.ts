import { deepStrictEqual, ok } from "node:assert/strict";
import fc from "fast-check";
import { Fault } from "../../src/fault.ts";
import { known } from "../../src/invariant.ts";
import type { Programme } from "../../src/programme.ts";
import { Air, type Aired, CARD } from "../fakes/air.ts";
import { FakeClock } from "../fakes/fake_clock.ts";
import { FakeInputs, type FakeItem } from "../fakes/fake_inputs.ts";
import { plainProgramme } from "../fakes/plain_programme.ts";

const FRAME_MS = 100;
const FRAME_RATE = { num: 10, den: 1 };
const START_MS = new FakeClock().wallMs();

/** A programme of some length; `item` null is an hour off air. */
interface Slot {
  readonly lengthMs: number;
  readonly item: FakeItem | null;
}

/** From station idents to films. */
const length = fc.oneof(
  { weight: 1, arbitrary: fc.integer({ min: 200, max: 2_000 }) },
  { weight: 3, arbitrary: fc.integer({ min: 2_000, max: 30_000 }) },
  { weight: 1, arbitrary: fc.integer({ min: 30_000, max: 300_000 }) },
);

const OPEN_MS_MAX = 1_000;
const healthy = fc.record({ openMs: fc.integer({ min: 0, max: OPEN_MS_MAX }) });
/** Shorter than it was taken for by less than a card is worth. */
const short = fc.integer({ min: 0, max: 950 }).map((missingMs) => ({ missingMs }));
const broken = fc.constantFrom<FakeItem>(
  { fault: new Fault("media_gone", "the item is no longer there") },
  { diesAfterMs: 1_500 },
  { hangsAfterMs: 1_000 },
  { lengthMs: 100 },
  { openMs: 40_000 },
);

/**
 * Programmes whose inputs keep their word, with gaps in between. Behind a gap nothing is in hand, and only the next
 * programme is warmed: one that is over before another can open would be followed by a card.
 */
const goodSlots = fc.array(
  fc.oneof(
    {
      weight: 6,
      arbitrary: fc.tuple(length, healthy).map(([lengthMs, item]): Slot => {
        return { lengthMs: Math.max(lengthMs, OPEN_MS_MAX), item };
      }),
    },
    { weight: 1, arbitrary: length.map((lengthMs): Slot => ({ lengthMs, item: null })) },
  ),
  { minLength: 2, maxLength: 12 },
);
const shortSlots = fc.array(
  fc.tuple(fc.integer({ min: 5_000, max: 60_000 }), short).map(([lengthMs, { missingMs }]): Slot => {
    return { lengthMs, item: { lengthMs: lengthMs - missingMs } };
  }),
  { minLength: 2, maxLength: 12 },
);
const anySlots = fc.array(
  fc.oneof(
    { weight: 2, arbitrary: fc.tuple(length, healthy).map(([lengthMs, item]): Slot => ({ lengthMs, item })) },
    { weight: 1, arbitrary: length.map((lengthMs): Slot => ({ lengthMs, item: null })) },
    { weight: 2, arbitrary: fc.tuple(length, broken).map(([lengthMs, item]): Slot => ({ lengthMs, item })) },
  ),
  { minLength: 2, maxLength: 10 },
);

function programmesOf(slots: readonly Slot[]): Programme[] {
  let startMs = START_MS;
  return slots.map(({ lengthMs, item }, index) => {
    const itemId = item === null ? null : index + 1;
    const stopMs = startMs + lengthMs;
    const title = `Programme ${index}`;
    const programme = plainProgramme({ channelId: "c1", startMs, stopMs, itemId, title });
    startMs = stopMs;
    return programme;
  });
}

/** Plays programmes to their end, watched from the beginning, and checks that output never stops. */
async function play(slots: readonly Slot[]): Promise<{ aired: Aired[]; programmes: Programme[] }> {
  const last: Slot = { lengthMs: 600_000, item: {} };
  const off: Slot = { lengthMs: 1e12, item: null };
  const all = programmesOf([...slots, last, off]);
  const programmes = all.slice(0, -1);
  const clock = new FakeClock();
  const items = new Map([...slots, last].map(({ item }, index) => [index + 1, item ?? {}]));
  const inputs = new FakeInputs(clock, FRAME_RATE, items);
  const air = new Air({
    ...{ clock, frameRate: FRAME_RATE, openInput: inputs.openInput },
    programmeAt: (_, atMs) => known(all.find(({ stopMs }) => atMs < stopMs), "programme"),
  });
  air.watch();
  const untilMs = known(programmes.at(-1), "last").startMs + 5_000;
  while (clock.wallMs() < untilMs) {
    await clock.advance(500);
    ok(air.fanout.leadMs > 0, `output is ${-air.fanout.leadMs} ms late at ${clock.wallMs() - START_MS}`);
  }
  const ended = air[Symbol.asyncDispose]();
  await clock.advance(0);
  await ended;
  deepStrictEqual(inputs.open.size, 0, "every input is closed");
  return { aired: air.aired, programmes };
}

/** When a programme's first picture was shown, from its start; null when it never was. */
function offOf(programme: Programme, aired: readonly Aired[]): number | null {
  const first = aired.find(({ itemId }) => itemId === programme.itemId);
  return first === undefined ? null : first.atMs - programme.startMs;
}

Deno.test("Whatever the lengths: programmes begin to the picture on time, and cards fill gaps only", async () => {
  await fc.assert(
    fc.asyncProperty(goodSlots, async (slots) => {
      const { aired, programmes } = await play(slots);
      for (const programme of programmes) {
        if (programme.itemId === null) continue;
        const offMs = offOf(programme, aired);
        const isCold = programme.startMs - START_MS < 3_000;
        // A programme that is over before anything could be opened has no picture at all.
        if (offMs === null) ok(isCold, `${programme.title} never aired`);
        // One picture for the grid, one because an input that was opened in the middle ends inside a group of two.
        else ok(Math.abs(offMs) <= 2 * FRAME_MS + 1 || isCold, `${programme.title} began ${offMs} ms off`);
      }
      aired.forEach(({ itemId, atMs }, index) => {
        if (itemId !== CARD || atMs - START_MS < 3_000) return;
        // To two pictures, as above.
        const isOffAir = programmes.some(({ kind, startMs, stopMs }) =>
          kind === "off_air" && startMs - 2 * FRAME_MS <= atMs && atMs < stopMs
        );
        ok(isOffAir, `a card at ${atMs - START_MS}, entry ${index}`);
      });
    }),
    { numRuns: 60 },
  );
});

Deno.test("Programmes that are warmed in peace begin within one picture of the guide's time", async () => {
  const lengths = fc.array(fc.integer({ min: 16_000, max: 90_000 }), { minLength: 3, maxLength: 10 });
  await fc.assert(
    fc.asyncProperty(lengths, async (lengths) => {
      const { aired, programmes } = await play(lengths.map((lengthMs): Slot => ({ lengthMs, item: {} })));
      for (const programme of programmes.slice(3)) {
        const offMs = known(offOf(programme, aired), programme.title);
        ok(Math.abs(offMs) <= FRAME_MS + 1, `${programme.title} began ${offMs} ms off`);
      }
    }),
    { numRuns: 60 },
  );
});

Deno.test("Items that are a little short never add up, and no card flashes between them", async () => {
  await fc.assert(
    fc.asyncProperty(shortSlots, async (slots) => {
      const { aired, programmes } = await play(slots);
      for (const programme of programmes.slice(1)) {
        const offMs = known(offOf(programme, aired), programme.title);
        ok(offMs <= FRAME_MS && offMs >= -1_000 - FRAME_MS, `${programme.title} began ${offMs} ms off`);
      }
      const cards = aired.filter(({ itemId, atMs }) => itemId === CARD && atMs - START_MS > 3_000);
      for (const card of cards) {
        const next = aired.find(({ atMs }) => atMs > card.atMs);
        const shownMs = (next?.atMs ?? Infinity) - card.atMs;
        ok(shownMs > 500, `a card flashed for ${shownMs} ms`);
      }
    }),
    { numRuns: 60 },
  );
});

Deno.test("Whatever inputs do, only what the guide has is on air, to the second, and it goes on by itself", async () => {
  await fc.assert(
    fc.asyncProperty(anySlots, async (slots) => {
      const { aired, programmes } = await play(slots);
      for (const { itemId, atMs } of aired) {
        if (itemId === CARD) continue;
        const programme = known(
          programmes.find((candidate) => candidate.itemId === itemId),
          `item ${itemId}`,
        );
        ok(
          atMs >= programme.startMs - 1_000,
          `${programme.title} began ${programme.startMs - atMs} ms early`,
        );
        ok(
          atMs < programme.stopMs + 1_000,
          `${programme.title} began ${atMs - programme.stopMs} ms behind its end`,
        );
      }
      const last = known(programmes.at(-1), "last");
      const offMs = known(offOf(last, aired), "the last one aired");
      ok(Math.abs(offMs) <= 1_000, `the last one began ${offMs} ms off`);
    }),
    { numRuns: 60 },
  );
});
