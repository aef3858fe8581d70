import { strictEqual } from "node:assert/strict";
import { horizonMs } from "../../src/fanout/throttle.ts";

Deno.test({
  name: "horizonMs()",
  permissions: "none",
  async fn(t) {
    const at = { playheadMs: 60_000, burstMs: 6_000 };
    const CASES = [
      { name: "realtime never hurries", mode: "realtime", sinceRefusedMs: null, want: 60_000 },
      { name: "burst keeps a reserve ahead", mode: "burst", sinceRefusedMs: null, want: 66_000 },
      { name: "burst does not mind a refusal", mode: "burst", sinceRefusedMs: 0, want: 66_000 },
      {
        name: "adaptive gives the reserve to who keeps up",
        mode: "adaptive",
        sinceRefusedMs: null,
        want: 66_000,
      },
      { name: "adaptive takes it from who just refused", mode: "adaptive", sinceRefusedMs: 0, want: 60_000 },
      { name: "adaptive gives it back slowly", mode: "adaptive", sinceRefusedMs: 5_000, want: 63_000 },
      {
        name: "adaptive has given it back after ten seconds",
        mode: "adaptive",
        sinceRefusedMs: 10_000,
        want: 66_000,
      },
      { name: "disabled sends everything", mode: "disabled", sinceRefusedMs: null, want: Infinity },
    ] as const;
    for (const { name, mode, sinceRefusedMs, want } of CASES) {
      await t.step(name, () => strictEqual(horizonMs(mode, { ...at, sinceRefusedMs }), want));
    }
  },
});
