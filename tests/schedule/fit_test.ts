import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import fc from "fast-check";
import { fillGap, type Lasting } from "../../src/schedule/fit.ts";

const CASES: { name: string; lengths: number[]; gapMs: number; want: number[] }[] = [
  { name: "nothing of nothing", lengths: [], gapMs: 30_000, want: [] },
  { name: "nothing when all is too long", lengths: [31_000, 60_000], gapMs: 30_000, want: [] },
  { name: "what fits exactly", lengths: [10_000, 30_000, 20_000], gapMs: 30_000, want: [10_000, 20_000] },
  { name: "all when there is room", lengths: [5_000, 10_000], gapMs: 60_000, want: [5_000, 10_000] },
  {
    name: "the first that leaves less than a second, not a closer one behind it",
    lengths: [29_001, 30_000],
    gapMs: 30_000,
    want: [29_001],
  },
  { name: "a closer one where a second is left", lengths: [29_000, 30_000], gapMs: 30_000, want: [30_000] },
  {
    name: "one long and many short ones",
    lengths: [90_000, ...Array.from({ length: 20 }, () => 5_000)],
    gapMs: 180_000,
    want: [90_000, ...Array.from({ length: 18 }, () => 5_000)],
  },
  {
    name: "what lies behind a hundred that are all as long",
    lengths: [...Array.from({ length: 100 }, () => 30_000), 17_003, 24_001],
    gapMs: 41_004,
    want: [17_003, 24_001],
  },
  {
    name: "four where three are too few",
    lengths: [7_000, 11_000, 13_000, 17_000, 40_000],
    gapMs: 48_000,
    want: [7_000, 11_000, 13_000, 17_000],
  },
];

Deno.test({
  name: "fillGap()",
  permissions: "none",
  async fn(t) {
    for (const { name, lengths, gapMs, want } of CASES) {
      await t.step(`takes ${name}`, () => deepStrictEqual(lengthsOf(fillGap(lasting(lengths), gapMs)), want));
    }
    const gaps = fc.integer({ min: 1, max: 600_000 });
    const any = fc.array(fc.integer({ min: 1_000, max: 120_000 }), { maxLength: 100 });
    await t.step("takes each once, in the order of preference, and never more than the gap", () => {
      fc.assert(fc.property(any, gaps, (lengths, gapMs) => {
        const things = lasting(lengths);
        const places = fillGap(things, gapMs).map((thing) => things.indexOf(thing));
        deepStrictEqual(places, [...new Set(places)].toSorted((one, other) => one - other));
        ok(totalMs(places.map((at) => lengths[at] ?? 0)) <= gapMs);
      }));
    });
    await t.step("leaves nothing over that would still fit, unless less than a second is left", () => {
      fc.assert(fc.property(any, gaps, (lengths, gapMs) => {
        const things = lasting(lengths);
        const taken = fillGap(things, gapMs);
        const restMs = gapMs - totalMs(lengthsOf(taken));
        const over = things.filter((thing) => !taken.includes(thing) && thing.durationMs <= restMs);
        ok(restMs < 1_000 || over.length === 0, `${restMs} ms are left, and ${lengthsOf(over)} ms too`);
      }));
    });
    await t.step("of ten things is as close as can be, or less than a second off", () => {
      const few = fc.array(fc.integer({ min: 1_000, max: 120_000 }), { maxLength: 10 });
      fc.assert(
        fc.property(few, gaps, (lengths, gapMs) => {
          const restMs = gapMs - totalMs(lengthsOf(fillGap(lasting(lengths), gapMs)));
          ok(restMs < 1_000 || restMs === gapMs - mostOf(lengths, gapMs));
        }),
        { numRuns: 300 },
      );
    });
    await t.step("of many things is at most 5 s off the best of all combinations in whole seconds", () => {
      const many = fc.array(fc.integer({ min: 5, max: 60 }), { minLength: 11, maxLength: 60 });
      fc.assert(
        fc.property(many, fc.integer({ min: 30, max: 600 }), (seconds, gap) => {
          const taken = fillGap(lasting(seconds.map((second) => second * 1_000)), gap * 1_000);
          const offMs = bestOfAll(seconds, gap) * 1_000 - totalMs(lengthsOf(taken));
          ok(offMs <= 5_000, `${offMs} ms off`);
        }),
        { numRuns: 300 },
      );
    });
    await t.step("among equals prefers the first", () => {
      const things = lasting(Array.from({ length: 80 }, () => 30_000));
      deepStrictEqual(fillGap(things, 100_000).map((thing) => things.indexOf(thing)), [0, 1, 2]);
      strictEqual(fillGap(things, 100_000_000).length, 80);
    });
  },
});

function lasting(lengths: readonly number[]): Lasting[] {
  return lengths.map((durationMs) => ({ durationMs }));
}

function lengthsOf(things: readonly Lasting[]): number[] {
  return things.map(({ durationMs }) => durationMs);
}

function totalMs(lengths: readonly number[]): number {
  return lengths.reduce((sum, one) => sum + one, 0);
}

/** By trying every subset. */
function mostOf(lengths: readonly number[], gapMs: number): number {
  let most = 0;
  for (let subset = 0; subset < 2 ** lengths.length; subset++) {
    const sumMs = totalMs(lengths.filter((_, at) => (subset >> at) & 1));
    if (sumMs <= gapMs) most = Math.max(most, sumMs);
  }
  return most;
}

/** By the textbook's table of reachable sums. */
function bestOfAll(lengths: readonly number[], gap: number): number {
  const reachable = new Set([0]);
  for (const length of lengths) {
    for (const sum of [...reachable]) if (sum + length <= gap) reachable.add(sum + length);
  }
  return Math.max(...reachable);
}
