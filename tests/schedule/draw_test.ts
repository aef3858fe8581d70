import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import fc from "fast-check";
import { apart, type Draw, holdBack, NOTHING_HELD, numberOf, placeInRound } from "../../src/schedule/draw.ts";

const DRAW: Draw = { seed: "five", round: 3 };

Deno.test({
  name: "apart()",
  permissions: "none",
  async fn(t) {
    for (const [count, want] of [[0, 0], [1, 0], [2, 1], [3, 1], [9, 4], [10, 5], [10_000, 5]] as const) {
      await t.step(`keeps ${want} of ${count} away`, () => strictEqual(apart(count), want));
    }
  },
});

Deno.test({
  name: "numberOf() depends on seed, round and key, and on nothing else",
  permissions: "none",
  fn() {
    const numbers = [DRAW, { ...DRAW, round: 4 }, { ...DRAW, seed: "six" }].map((draw) =>
      numberOf("a", draw)
    );
    strictEqual(new Set([...numbers, numberOf("b", DRAW)]).size, 4);
    strictEqual(numberOf("a", { round: 3, seed: "five" }), numbers[0]);
    ok(numbers.every((number) => number >= 0 && number < 1));
  },
});

Deno.test({
  name: "holdBack()",
  permissions: "none",
  async fn(t) {
    const keys = fc.uniqueArray(fc.string(), { minLength: 1, maxLength: 30 });
    await t.step("lets what aired last come behind as many others as wait", () => {
      fc.assert(fc.property(keys, fc.nat(), fc.nat(9), (all, round, count) => {
        const draw = { seed: "five", round };
        const recent = all.slice(0, Math.min(count, 5));
        const held = holdBack(new Set(all), draw, recent);
        const places = all.toSorted((one, other) =>
          placeInRound(one, draw, held) - placeInRound(other, draw, held)
        );
        const first = places.slice(0, Math.min(apart(all.length), recent.length === 0 ? 0 : Infinity));
        deepStrictEqual(first.filter((key) => held.keys.includes(key)), []);
        deepStrictEqual(held.keys, recent.length === 0 ? [] : recent.slice(-apart(all.length) || Infinity));
      }));
    });
    await t.step("moves nobody who does not wait", () => {
      fc.assert(fc.property(keys, (all) => {
        const held = holdBack(new Set(all), DRAW, all.slice(0, 2));
        for (const key of all.filter((one) => !held.keys.includes(one))) {
          strictEqual(placeInRound(key, DRAW, held), numberOf(key, DRAW));
        }
      }));
    });
    await t.step("holds nothing where nothing aired, or there is one alone", () => {
      deepStrictEqual(holdBack(new Set(["a", "b"]), DRAW, []), NOTHING_HELD);
      deepStrictEqual(holdBack(new Set(["a"]), DRAW, ["a"]), NOTHING_HELD);
    });
  },
});
