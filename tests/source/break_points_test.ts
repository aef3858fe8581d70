import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import * as fc from "fast-check";
import { LIMITS } from "../../src/limits.ts";
import type { BreakPoint } from "../../src/media.ts";
import { BREAKABLE_MS_MIN, breakPoints, EDGE_MS } from "../../src/source/break_points.ts";

const SPACING_MS = 30_000;

/** A stop at a second, or a stretch of seconds that is left out. */
function at(second: number, resume = second): BreakPoint {
  return { atMs: second * 1_000, resumeMs: resume * 1_000 };
}

Deno.test({
  name: "breakPoints() brings places into order",
  permissions: "none",
  async fn(t) {
    const CASES: { name: string; found: BreakPoint[]; want: BreakPoint[]; seconds?: number }[] = [
      { name: "none", found: [], want: [] },
      { name: "sorts by time", found: [at(300), at(100), at(200)], want: [at(100), at(200), at(300)] },
      { name: "rounds", found: [{ atMs: 99_999.6, resumeMs: 100_000.4 }], want: [at(100)] },
      {
        name: "keeps away from both ends",
        found: [at(29.9), at(30), at(570), at(570.1)],
        want: [at(30), at(570)],
      },
      {
        name: "drops what begins too early or resumes too late",
        found: [at(10, 90), at(500, 580)],
        want: [],
      },
      {
        name: "drops what cannot be",
        found: [at(NaN), at(100, NaN), at(Infinity), at(-100), at(200, 100), at(100, Infinity)],
        want: [],
      },
      {
        name: "of stops too near the first stays",
        found: [at(100), at(129), at(130)],
        want: [at(100), at(130)],
      },
      { name: "of two at one time one", found: [at(100), at(100)], want: [at(100)] },
      { name: "cuts come before stops", found: [at(100), at(110, 120)], want: [at(110, 120)] },
      { name: "a stop within a cut goes", found: [at(100, 200), at(150)], want: [at(100, 200)] },
      {
        name: "stops keep away from both sides of a cut",
        found: [at(70), at(71), at(100, 200), at(229), at(230)],
        want: [at(70), at(100, 200), at(230)],
      },
      {
        name: "cuts that touch are one",
        found: [at(100, 160), at(162, 190), at(180, 200), at(202.1, 300)],
        want: [at(100, 200)],
      },
      {
        name: "a cut inside another changes nothing",
        found: [at(100, 200), at(120, 130)],
        want: [at(100, 200)],
      },
      { name: "of cuts too near the first stays", found: [at(100, 160), at(180, 200)], want: [at(100, 160)] },
      { name: "a short item has no room", found: [at(30)], want: [], seconds: 59.999 },
      { name: "but just a moment in the middle", found: [at(30)], want: [at(30)], seconds: 60 },
    ];
    for (const { name, found, want, seconds = 600 } of CASES) {
      await t.step(name, () => deepStrictEqual(breakPoints(found, seconds * 1_000), want));
    }
    strictEqual(BREAKABLE_MS_MIN, 60_000);
  },
});

Deno.test({
  name: "breakPoints() thins out evenly what is too many",
  permissions: "none",
  fn() {
    const hours = 12;
    const found = Array.from({ length: hours * 3_600 }, (_, second) => at(second));
    const points = breakPoints(found, hours * 3_600_000);
    ok(points.length > LIMITS.breakPointsMax / 2 && points.length <= LIMITS.breakPointsMax);
    ok((points.at(-1)?.atMs ?? 0) > 11 * 3_600_000);
  },
});

const someFound = fc.array(
  fc.tuple(fc.double({ min: -100, max: 4_000 }), fc.option(fc.double({ min: -5, max: 300 }), { nil: 0 })).map(
    ([second, length]) => at(second, second + length),
  ),
  { maxLength: 200 },
);

Deno.test({
  name: "breakPoints() keeps its promises, and changes nothing that keeps them already",
  permissions: "none",
  fn() {
    fc.assert(fc.property(someFound, fc.integer({ min: 1, max: 4_000_000 }), (found, durationMs) => {
      const points = breakPoints(found, durationMs);
      ok(points.length <= LIMITS.breakPointsMax);
      let earliestMs = EDGE_MS;
      for (const { atMs, resumeMs } of points) {
        ok(Number.isInteger(atMs) && Number.isInteger(resumeMs) && atMs <= resumeMs);
        ok(atMs >= earliestMs && resumeMs <= durationMs - EDGE_MS);
        earliestMs = resumeMs + SPACING_MS;
      }
      const starts = new Set(found.map(({ atMs }) => Math.round(atMs)));
      ok(points.every(({ atMs }) => starts.has(atMs)), "none is made up");
      deepStrictEqual(breakPoints(points, durationMs), points);
      deepStrictEqual(breakPoints(found.toReversed(), durationMs), points, "in whatever order they come");
    }));
  },
});

Deno.test({
  name: "breakPoints() takes a place wherever there is room for it",
  permissions: "none",
  fn() {
    fc.assert(fc.property(someFound, (found) => {
      const durationMs = 1_000_000;
      const points = breakPoints(found, durationMs);
      for (const one of breakPoints(found.filter(({ atMs, resumeMs }) => atMs === resumeMs), durationMs)) {
        ok(
          points.some(({ atMs, resumeMs }) =>
            one.atMs > atMs - SPACING_MS && one.atMs < resumeMs + SPACING_MS
          ),
        );
      }
    }));
  },
});
