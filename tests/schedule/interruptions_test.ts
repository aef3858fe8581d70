import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import fc from "fast-check";
import type { BreakPoint } from "../../src/media.ts";
import { partsOf } from "../../src/schedule/interruptions.ts";
import type { MidRoll } from "../../src/schedule_rule.ts";
import { playable } from "./samples.ts";

const MINUTE_MS = 60_000;

/** Minutes: where the item is interrupted, and how; a point of two numbers skips what lies between. */
const CASES: {
  name: string;
  minutes?: number;
  points?: (number | [number, number])[];
  wish: Partial<MidRoll>;
  want: string;
}[] = [
  { name: "nowhere without a point", wish: {}, want: "0-60" },
  { name: "at every point", points: [20, 40], wish: {}, want: "0-20 20-40 40-60" },
  { name: "every so often, but not at the end", wish: { at: 20 * MINUTE_MS }, want: "0-20 20-40 40-60" },
  { name: "nowhere if items are shorter than that", wish: { at: 60 * MINUTE_MS }, want: "0-60" },
  { name: "behind recorded commercials", points: [[20, 25], 40], wish: {}, want: "0-20 25-40 40-60" },
  {
    name: "no nearer to both ends than the spacing",
    points: [9, 10, 50, 51],
    wish: { spacingMs: 10 * MINUTE_MS },
    want: "0-10 10-50 50-60",
  },
  {
    name: "no nearer to each other",
    points: [20, 29, 30],
    wish: { spacingMs: 10 * MINUTE_MS },
    want: "0-20 20-30 30-60",
  },
  {
    name: "the spacing from behind a commercial on",
    points: [[20, 25], 34, 35],
    wish: { spacingMs: 10 * MINUTE_MS },
    want: "0-20 25-35 35-60",
  },
  { name: "nowhere if it is to be no more than 0 times", points: [20], wish: { countMax: 0 }, want: "0-60" },
  { name: "once, in the middle", points: [10, 20, 30, 40, 50], wish: { countMax: 1 }, want: "0-30 30-60" },
  { name: "twice, spread", points: [10, 20, 30, 40, 50], wish: { countMax: 2 }, want: "0-20 20-40 40-60" },
  {
    name: "not at points that lie behind its end, or go back",
    points: [[30, 20], 61, [50, 61]],
    wish: {},
    want: "0-60",
  },
];

Deno.test({
  name: "partsOf()",
  permissions: "none",
  async fn(t) {
    for (const { name, points = [], wish, want } of CASES) {
      await t.step(`interrupts ${name}`, () => {
        const parts = partsOf(itemOf(60 * MINUTE_MS, points.map(pointOf)), midRoll(wish));
        strictEqual(
          parts.map(({ fromMs, untilMs }) => `${fromMs / MINUTE_MS}-${untilMs / MINUTE_MS}`).join(" "),
          want,
        );
      });
    }
    await t.step("interrupts nowhere without a rule", () => {
      deepStrictEqual(partsOf(itemOf(9_000, [pointOf(0.1)]), null), [{ fromMs: 0, untilMs: 9_000 }]);
    });
    const cases = fc.record({
      durationMs: fc.integer({ min: 1_000, max: 180 * MINUTE_MS }),
      points: fc.array(fc.tuple(fc.nat(180 * MINUTE_MS), fc.nat(5 * MINUTE_MS)), { maxLength: 12 }),
      at: fc.oneof(fc.constant("breaks" as const), fc.integer({ min: MINUTE_MS, max: 60 * MINUTE_MS })),
      spacingMs: fc.nat(20 * MINUTE_MS),
      countMax: fc.nat(6),
    }).map(({ durationMs, points, ...wish }) => ({
      points: points.toSorted(([one], [other]) => one - other).map(([atMs, skipMs]) => ({
        atMs,
        resumeMs: atMs + skipMs,
      })),
      durationMs,
      wish,
    }));
    await t.step("keeps the spacing to both ends and between, and the count", () => {
      fc.assert(fc.property(cases, ({ durationMs, points, wish }) => {
        const parts = partsOf(itemOf(durationMs, points), midRoll(wish));
        ok(parts.length <= wish.countMax + 1);
        if (parts.length === 1) return;
        for (const { fromMs, untilMs } of parts) ok(untilMs - fromMs >= Math.max(1, wish.spacingMs));
      }));
    });
    await t.step("covers the item but for recorded commercials", () => {
      fc.assert(fc.property(cases, ({ durationMs, points, wish }) => {
        const parts = partsOf(itemOf(durationMs, points), midRoll(wish));
        deepStrictEqual([parts[0]?.fromMs, parts.at(-1)?.untilMs], [0, durationMs]);
        for (const [at, { fromMs }] of parts.entries()) {
          const beforeMs = parts[at - 1]?.untilMs ?? 0;
          const isCommercial = points.some(({ atMs, resumeMs }) => atMs === beforeMs && resumeMs === fromMs);
          ok(fromMs === beforeMs || isCommercial, `${beforeMs} to ${fromMs} is missing`);
        }
      }));
    });
  },
});

function itemOf(durationMs: number, breaks: readonly BreakPoint[]) {
  return playable(1, durationMs, { breaks });
}

function pointOf(point: number | [number, number]): BreakPoint {
  const [from, to] = typeof point === "number" ? [point, point] : point;
  return { atMs: from * MINUTE_MS, resumeMs: to * MINUTE_MS };
}

function midRoll(wish: Partial<MidRoll>): MidRoll {
  return { at: "breaks", spacingMs: 0, countMax: 9, break: [], ...wish };
}
