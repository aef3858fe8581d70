import { ok, strictEqual } from "node:assert/strict";
import fc from "fast-check";
import { scaleBudget } from "../src/reliability.ts";

Deno.test({
  name: "scaleBudget()",
  permissions: "none",
  async fn(t) {
    const CASES = [
      { name: "36 of 512 under 3072 get 85", base: 512, count: 36, budget: 3_072, floor: 16, want: 85 },
      { name: "16 of 512 under 1024 get 64", base: 512, count: 16, budget: 1_024, floor: 16, want: 64 },
      { name: "few get what they like", base: 512, count: 2, budget: 3_072, floor: 16, want: 512 },
      { name: "none is safe", base: 512, count: 0, budget: 3_072, floor: 16, want: 512 },
      { name: "very many get the floor", base: 512, count: 10_000, budget: 3_072, floor: 16, want: 16 },
    ];
    for (const { name, base, count, budget, floor, want } of CASES) {
      await t.step(name, () => strictEqual(scaleBudget(base, count, budget, floor), want));
    }
    await t.step("stays within its bounds, and falls as more share", () => {
      const amount = fc.integer({ min: 16, max: 100_000 });
      fc.assert(fc.property(amount, fc.nat(1_000), amount, (base, count, budget) => {
        const share = scaleBudget(base, count, budget, 16);
        ok(share > 0 && share <= base);
        ok(share * count <= Math.max(budget, count * 16) || count === 0);
        ok(scaleBudget(base, count + 1, budget, 16) <= share);
      }));
    });
  },
});
