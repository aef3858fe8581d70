import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import fc from "fast-check";
import { apart } from "../../src/schedule/draw.ts";
import { RANDOM_START, RandomCursor, type RandomState } from "../../src/schedule/random_cursor.ts";
import { stocked, take } from "./cursor_takes.ts";
import { playable } from "./samples.ts";

Deno.test({
  name: "RandomCursor",
  permissions: "none",
  async fn(t) {
    await t.step("draws none of the last few", () => {
      fc.assert(fc.property(fc.integer({ min: 2, max: 30 }), fc.string(), (count, seed) => {
        const ids = take(cursorOf(count, { seed }), 200);
        const away = Math.max(1, apart(count));
        for (const [at, id] of ids.entries()) {
          ok(!ids.slice(Math.max(0, at - away), at).includes(id), `${ids}`);
        }
      }));
    });
    await t.step(
      "draws the same one again and again when there is no other, and nothing from nothing",
      () => {
        deepStrictEqual(take(cursorOf(1), 3), [0, 0, 0]);
        deepStrictEqual(take(cursorOf(0), 3), []);
      },
    );
    await t.step("draws all alike", () => {
      const ids = take(cursorOf(10), 5_000);
      const counts = Array.from({ length: 10 }, (_, id) => ids.filter((one) => one === id).length);
      // 500 expected. That none comes again soon makes it more even than chance, whose four deviations are 85.
      ok(counts.every((count) => count > 415 && count < 585), `${counts}`);
    });
    await t.step("plays the parts of a story one after another", () => {
      const stock = stocked(clips(12)).map((one) => ({
        ...one,
        story: `story ${Math.floor(one.item.id / 3)}`,
      }));
      const ids = take(new RandomCursor(stock, { seed: "five", state: RANDOM_START }), 90);
      for (let at = 0; at < 90; at += 3) {
        const first = ids[at] ?? -1;
        deepStrictEqual([first % 3, ids.slice(at, at + 3)], [0, [first, first + 1, first + 2]]);
      }
    });
    await t.step("goes to an item, and on with the rest of its story", () => {
      const stock = stocked(clips(6)).map((one) => ({
        ...one,
        story: `story ${Math.floor(one.item.id / 3)}`,
      }));
      const cursor = new RandomCursor(stock, { seed: "five", state: RANDOM_START });
      ok(cursor.goTo(4));
      deepStrictEqual(take(cursor, 3), [4, 5, 0]);
      ok(!cursor.goTo(77) && !cursor.goBehind());
    });
    await t.step("draws anew when what it was at is gone", () => {
      const cursor = cursorOf(3);
      const gone = cursor.peek()?.id;
      const left = stocked(clips(3)).filter(({ item }) => item.id !== gone);
      const after = new RandomCursor(left, { seed: "five", state: cursor.state });
      ok(after.peek() !== null && after.peek()?.id !== gone);
    });
    await t.step("goes on from its state, through JSON, as if it had never stopped, looked at or not", () => {
      fc.assert(fc.property(fc.nat(12), fc.nat(60), fc.boolean(), (count, played, isLookedAt) => {
        const unbroken = cursorOf(count);
        take(unbroken, played);
        if (isLookedAt) unbroken.peek();
        const state: RandomState = JSON.parse(JSON.stringify(unbroken.state));
        deepStrictEqual(take(cursorOf(count, { state }), 50), take(unbroken, 50));
      }));
    });
    await t.step("draws from tens of thousands as fast as from a few", () => {
      strictEqual(new Set(take(cursorOf(30_000), 2_000)).size > 1_800, true);
    });
  },
});

function cursorOf(
  count: number,
  { seed = "five", state = RANDOM_START }: { seed?: string; state?: RandomState } = {},
): RandomCursor {
  return new RandomCursor(stocked(clips(count)), { seed, state });
}

function clips(count: number) {
  return Array.from({ length: count }, (_, id) => playable(id, 10_000 + id));
}
