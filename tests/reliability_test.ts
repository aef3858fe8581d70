import { ok, strictEqual } from "node:assert/strict";
import fc from "fast-check";
import { countRecent, isStalled, scaleBudget, shouldPark } from "../src/reliability.ts";

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

const PLAYING = { now: 100_000, timeoutMs: 20_000, playing: true, paused: false, seeking: false };

Deno.test({
  name: "isStalled()",
  permissions: "none",
  async fn(t) {
    const CASES = [
      { name: "just under the timeout is no stall", lastProgressAt: 80_001, want: false },
      { name: "exactly the timeout is one", lastProgressAt: 80_000, want: true },
      { name: "well past it is one", lastProgressAt: 0, want: true },
      { name: "paused is exempt, however old", lastProgressAt: 0, paused: true, want: false },
      { name: "seeking is exempt", lastProgressAt: 0, seeking: true, want: false },
      { name: "what does not play is exempt", lastProgressAt: 0, playing: false, want: false },
      { name: "what never moved is exempt", lastProgressAt: null, want: false },
      { name: "progress starts the time anew", lastProgressAt: 100_000, want: false },
      { name: "a clock that went backwards proves nothing", lastProgressAt: 200_000, want: false },
    ];
    for (const { name, want, ...progress } of CASES) {
      await t.step(name, () => strictEqual(isStalled({ ...PLAYING, ...progress }), want));
    }
    await t.step("24 is monotone in time, and false right after progress", () => {
      fc.assert(fc.property(fc.nat(1_000_000), fc.nat(100_000), fc.nat(100_000), (at, wait, more) => {
        const progress = { ...PLAYING, lastProgressAt: at, timeoutMs: 20_000 };
        const early = isStalled({ ...progress, now: at + wait });
        strictEqual(early, wait >= 20_000);
        ok(!early || isStalled({ ...progress, now: at + wait + more }));
        ok(!isStalled({ ...progress, now: at + wait, paused: true }));
      }));
    });
  },
});

Deno.test({
  name: "countRecent()",
  permissions: "none",
  async fn(t) {
    const CASES = [
      { name: "counts inside the window only", stamps: [1, 500, 950, 1_000], want: 3 },
      { name: "a stamp exactly on the window's edge has aged out", stamps: [400], want: 0 },
      { name: "one just inside it has not", stamps: [401], want: 1 },
      { name: "none are none", stamps: [], want: 0 },
      { name: "the future does not count", stamps: [1_001, 5_000], want: 0 },
    ];
    for (const { name, stamps, want } of CASES) {
      await t.step(name, () => strictEqual(countRecent(stamps, 1_000, 600), want));
    }
    await t.step("25 is at most their number, whatever their order, and falls with time", () => {
      fc.assert(fc.property(fc.array(fc.nat(1_000)), fc.nat(5_000), fc.nat(5_000), (stamps, now, more) => {
        const count = countRecent(stamps, 1_000 + now, 600);
        ok(count <= stamps.length);
        strictEqual(countRecent(stamps.toReversed(), 1_000 + now, 600), count);
        ok(countRecent(stamps, 1_000 + now + more, 600) <= count);
      }));
    });
  },
});

Deno.test({
  name: "shouldPark()",
  permissions: "none",
  async fn(t) {
    const CASES = [
      {
        name: "one failure fewer than the threshold parks nothing",
        stamps: [1, 2, 3, 4],
        now: 5,
        want: false,
      },
      { name: "the threshold does", stamps: [1, 2, 3, 4, 5], now: 5, want: true },
      { name: "old failures age out", stamps: [1, 2, 3, 4, 5], now: 120_001, want: false },
      { name: "no threshold, no park", stamps: [1, 2, 3, 4, 5], now: 5, threshold: 0, want: false },
    ];
    for (const { name, stamps, now, threshold = 5, want } of CASES) {
      await t.step(name, () => strictEqual(shouldPark(stamps, now, threshold, 120_000), want));
    }
    await t.step("25 one more failure keeps it parked, and the far future does not", () => {
      fc.assert(fc.property(fc.array(fc.nat(1_000)), fc.integer({ min: 1, max: 6 }), (stamps, threshold) => {
        const isParked = shouldPark(stamps, 1_000, threshold, 600);
        ok(!isParked || shouldPark([...stamps, 900], 1_000, threshold, 600));
        ok(!shouldPark(stamps, 1e12, threshold, 600));
      }));
    });
  },
});
