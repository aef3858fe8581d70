import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import fc from "fast-check";
import type { Programme } from "../../src/programme.ts";
import { timelineChanges } from "../../src/schedule/mod.ts";
import { plainProgramme } from "../fakes/plain_programme.ts";

/** Programmes one after the other, each as `[itemId, length, offset]`; an item of null is a card. */
function timeline(
  fromMs: number,
  ...parts: readonly (readonly [itemId: number | null, lengthMs: number, offsetMs?: number])[]
): Programme[] {
  let startMs = fromMs;
  return parts.map(([itemId, lengthMs, itemOffsetMs = 0]) => {
    const programme = { channelId: "c", startMs, stopMs: startMs + lengthMs, itemId, itemOffsetMs };
    startMs += lengthMs;
    return plainProgramme(programme);
  });
}

type Told = readonly [startMs: number, stopMs: number, was: number | null, will: number | null];

const CASES: readonly {
  readonly name: string;
  readonly was: Programme[];
  readonly will: Programme[];
  readonly want: readonly Told[];
}[] = [
  { name: "nothing of two empty ones", was: [], will: [], want: [] },
  {
    name: "nothing of the same",
    was: timeline(0, [1, 50], [2, 50]),
    will: timeline(0, [1, 50], [2, 50]),
    want: [],
  },
  {
    name: "nothing where one only cuts an item in two",
    was: timeline(0, [1, 100]),
    will: timeline(0, [1, 40], [1, 60, 40]),
    want: [],
  },
  {
    name: "another item",
    was: timeline(0, [1, 50], [2, 50]),
    will: timeline(0, [1, 50], [3, 50]),
    want: [[50, 100, 2, 3]],
  },
  {
    name: "the same item at another time, piece by piece",
    was: timeline(0, [1, 50], [2, 50]),
    will: timeline(0, [9, 20], [1, 50], [2, 30]),
    want: [[0, 20, 1, 9], [20, 50, 1, 1], [50, 70, 2, 1], [70, 100, 2, 2]],
  },
  {
    name: "what was not planned before, and what is planned no more",
    was: timeline(0, [1, 50]),
    will: timeline(50, [2, 50]),
    want: [[0, 50, 1, null], [50, 100, null, 2]],
  },
  {
    name: "a card in place of an item",
    was: timeline(0, [1, 100]),
    will: timeline(0, [1, 60], [null, 40]),
    want: [[60, 100, 1, null]],
  },
];

Deno.test({
  name: "timelineChanges() tells",
  permissions: "none",
  async fn(t) {
    for (const { name, was, will, want } of CASES) {
      await t.step(name, () => {
        const changes = timelineChanges(was, will, { fromMs: 0, toMs: 100 });
        const told = changes.map((
          one,
        ) => [one.startMs, one.stopMs, one.was?.itemId ?? null, one.will?.itemId ?? null]);
        deepStrictEqual(told, want);
      });
    }
    await t.step("nothing outside what is compared", () => {
      const changes = timelineChanges(timeline(0, [1, 100]), timeline(0, [2, 100]), { fromMs: 30, toMs: 60 });
      deepStrictEqual(changes.map(({ startMs, stopMs }) => [startMs, stopMs]), [[30, 60]]);
    });
  },
});

Deno.test({
  name: "an instant lies in a change exactly if another picture airs then",
  permissions: "none",
  fn() {
    const part = fc.tuple(
      fc.option(fc.integer({ min: 1, max: 3 })),
      fc.integer({ min: 1, max: 6 }),
      fc.nat(3),
    );
    const line = fc.tuple(fc.nat(10), fc.array(part, { maxLength: 8 }))
      .map(([fromMs, parts]) => timeline(fromMs, ...parts));
    const pictureAt = (programmes: readonly Programme[], atMs: number) => {
      const one = programmes.find(({ startMs, stopMs }) => startMs <= atMs && atMs < stopMs);
      if (one === undefined) return null;
      return one.itemId === null ? one.kind : `${one.itemId} at ${atMs - one.startMs + one.itemOffsetMs}`;
    };
    fc.assert(fc.property(line, line, (was, will) => {
      const changes = timelineChanges(was, will, { fromMs: 5, toMs: 45 });
      for (let atMs = 0; atMs < 60; atMs++) {
        const covering = changes.filter(({ startMs, stopMs }) => startMs <= atMs && atMs < stopMs);
        const differs = atMs >= 5 && atMs < 45 && pictureAt(was, atMs) !== pictureAt(will, atMs);
        strictEqual(covering.length, differs ? 1 : 0);
        if (covering[0]?.was) ok(was.includes(covering[0].was));
        if (covering[0]?.will) ok(will.includes(covering[0].will));
      }
    }));
  },
});
