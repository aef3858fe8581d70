import { ok, strictEqual } from "node:assert/strict";
import { SourceRate } from "../../src/hdhomerun/source_rate.ts";
import { LIMITS } from "../../src/limits.ts";
import { FakeClock } from "../fakes/fake_clock.ts";

Deno.test({
  name: "SourceRate: one sender has its share of a second, and gets it again",
  permissions: "none",
  async fn() {
    const clock = new FakeClock();
    const rate = new SourceRate(clock);
    const admitted = () => Array.from({ length: 100 }, () => rate.admits("a")).filter(Boolean).length;
    strictEqual(admitted(), LIMITS.answersPerSourcePerSecondMax);
    strictEqual(rate.admits("b"), true);
    await clock.advance(500);
    strictEqual(admitted(), LIMITS.answersPerSourcePerSecondMax / 2);
    await clock.advance(60_000);
    strictEqual(admitted(), LIMITS.answersPerSourcePerSecondMax);
  },
});

Deno.test({
  name: "SourceRate: forged senders gain nothing, and are forgotten",
  permissions: "none",
  fn() {
    const rate = new SourceRate(new FakeClock());
    const admitted = Array.from({ length: 5_000 }, (_, index) => rate.admits(`10.0.${index}`));
    strictEqual(admitted.filter(Boolean).length, LIMITS.answersPerSecondMax);
    ok(rate.sources <= LIMITS.answeredSourcesMax);
  },
});
