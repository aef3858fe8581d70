import { deepStrictEqual, strictEqual } from "node:assert/strict";
import { ITEM_MS_MAX, NOTHING_LEFT_OUT, sift } from "../../src/schedule/airable.ts";
import { playable } from "./samples.ts";

Deno.test({
  name: "sift()",
  permissions: "none",
  async fn(t) {
    await t.step("leaves out, and counts, what cannot air", () => {
      const items = [999, 1_000, 0, -5, NaN, 1_500.5, Infinity, ITEM_MS_MAX, ITEM_MS_MAX + 1]
        .map((durationMs, id) => playable(id, durationMs));
      const { airable, leftOut } = sift(items);
      deepStrictEqual(airable.map(({ durationMs }) => durationMs), [1_000, ITEM_MS_MAX]);
      deepStrictEqual(leftOut, { tooShort: 3, tooLong: 4 });
    });
    await t.step("hands back the list itself where all can air", () => {
      const items = [playable(1, 1_000)];
      strictEqual(sift(items).airable, items);
      strictEqual(sift(items).leftOut, NOTHING_LEFT_OUT);
    });
  },
});
