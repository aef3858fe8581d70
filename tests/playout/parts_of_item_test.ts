import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import { known } from "../../src/invariant.ts";
import { withNeighbours } from "../../src/playout/parts_of_item.ts";
import type { Programme } from "../../src/programme.ts";
import { ORIGIN_MS, programme } from "./world.ts";

const FILM_MS = 90_000;

/** A part of a film of 90 s, by seconds of the day and of the film. */
function part(fromS: number, toS: number, offsetS: number, more: Partial<Programme> = {}): Programme {
  return {
    ...programme(1, ORIGIN_MS + fromS * 1_000, ORIGIN_MS + toS * 1_000),
    ...{ itemOffsetMs: offsetS * 1_000, itemDurationMs: FILM_MS, ...more },
  };
}

/** Where the parts around each of them begin and end, in seconds; and how often the timeline was asked. */
function around(parts: readonly Programme[]): { spans: number[][]; asked: number } {
  let asked = 0;
  const at = (atMs: number) => {
    asked += 1;
    return parts.find(({ startMs, stopMs }) => startMs <= atMs && atMs < stopMs) ??
      programme(null, atMs - 1, atMs + 1);
  };
  const spans = parts.map((one) => withNeighbours(one, at))
    .map(({ startMs, stopMs }) => [(startMs - ORIGIN_MS) / 1_000, (stopMs - ORIGIN_MS) / 1_000]);
  return { spans, asked };
}

Deno.test({
  name: "withNeighbours()",
  permissions: "none",
  async fn(t) {
    const commercial = programme(2, ORIGIN_MS + 30_000, ORIGIN_MS + 40_000);
    const CASES: [name: string, parts: Programme[], want: number[][]][] = [
      ["joins parts without a break", [part(0, 30, 0), part(30, 60, 30), part(60, 90, 60)], [
        ...[[0, 90], [0, 90], [0, 90]],
      ]],
      ["leaves parts around a break", [part(0, 30, 0), commercial, part(40, 100, 30)], [
        ...[[0, 30], [30, 40], [40, 100]],
      ]],
      ["leaves parts between which something is left out", [part(0, 30, 0), part(30, 60, 45)], [
        ...[[0, 30], [30, 60]],
      ]],
      ["leaves an item that comes again", [part(0, 90, 0), part(90, 180, 0)], [[0, 90], [90, 180]]],
      ["leaves another item", [part(0, 30, 0), part(30, 60, 30, { itemId: 5 })], [[0, 30], [30, 60]]],
      ["joins what was cut in its last part", [part(0, 30, 0), part(30, 45, 30)], [[0, 45], [0, 45]]],
    ];
    for (const [name, parts, want] of CASES) {
      await t.step(name, () => deepStrictEqual(around(parts).spans, want));
    }
    await t.step("keeps where the first part begins in the item", () => {
      const parts = [part(0, 20, 10), part(20, 40, 30)];
      const whole = withNeighbours(known(parts[1], "part"), () => known(parts[0], "part"));
      deepStrictEqual([whole.itemOffsetMs, whole.startMs], [10_000, ORIGIN_MS]);
    });
    await t.step("asks nothing for items that air whole, and a bounded number of times for any other", () => {
      strictEqual(around([part(0, 90, 0), part(90, 180, 0)]).asked, 0);
      const slivers = Array.from(
        { length: 1_000 },
        (_, at) => part(at / 100, (at + 1) / 100, at / 100, { itemDurationMs: 1e9 }),
      );
      const middle = slivers.slice(500, 501);
      ok(around([...slivers.slice(0, 500), ...middle, ...slivers.slice(501)]).asked <= 101 * 1_000);
    });
  },
});
