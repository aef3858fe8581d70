import { deepStrictEqual, strictEqual } from "node:assert/strict";
import { ProvedSpans } from "../../src/guide/proved_spans.ts";
import { LIMITS } from "../../src/limits.ts";

Deno.test("ProvedSpans", { permissions: "none" }, async (t) => {
  await t.step("remembers what the last guide used, and what was proved since", () => {
    const proved = new ProvedSpans();
    const known = () => ["a", "b", "c"].filter((key) => proved.has(key));
    proved.add("a");
    proved.add("b");
    proved.turn();
    proved.add("c");
    deepStrictEqual(known(), ["a", "b", "c"]);
    proved.add("b");
    proved.turn();
    deepStrictEqual(known(), ["b", "c"]);
    strictEqual(proved.size, 2);
  });
  await t.step("is bounded, even if no guide is ever published", () => {
    const proved = new ProvedSpans();
    for (let key = 0; key <= LIMITS.provedSpansMax; key++) proved.add(`${key}`);
    strictEqual(proved.size, 1);
  });
});
