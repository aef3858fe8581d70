import { ok, strictEqual } from "node:assert/strict";
import fc from "fast-check";
import { backoffMs, retryAfterMs } from "../../src/metadata/retry.ts";

Deno.test({
  name: "backoffMs() doubles up to a minute, by half more or less",
  permissions: "none",
  fn() {
    const WAITS = [[1, 1_000], [2, 2_000], [3, 4_000], [6, 32_000], [7, 60_000], [5_000, 60_000]] as const;
    for (const [failures, waitMs] of WAITS) {
      strictEqual(backoffMs(failures, () => 0), waitMs / 2);
      strictEqual(backoffMs(failures, () => 0.5), waitMs);
      ok(backoffMs(failures, () => 0.999) < waitMs * 1.5);
    }
  },
});

Deno.test({
  name: "retryAfterMs() reads seconds and dates",
  permissions: "none",
  async fn(t) {
    const NOW_MS = Date.UTC(2026, 0, 5, 12);
    const CASES = [
      ["7", 7_000],
      [" 7 ", 7_000],
      ["0", 0],
      ["Mon, 05 Jan 2026 12:00:30 GMT", 30_000],
      ["Mon, 05 Jan 2026 11:00:00 GMT", 0],
      ["999999999", 86_400_000],
      ["soon", null],
      ["", null],
      [null, null],
    ] as const;
    for (const [header, want] of CASES) {
      await t.step(String(header), () => strictEqual(retryAfterMs(header, NOW_MS), want));
    }
    await t.step("anything else gives nothing, or no more than a day", () => {
      fc.assert(fc.property(fc.string(), (header) => {
        const waitMs = retryAfterMs(header, NOW_MS);
        ok(waitMs === null || (waitMs >= 0 && waitMs <= 86_400_000));
      }));
    });
  },
});
