import { strictEqual } from "node:assert/strict";
import { frameTicksOf, Rebase } from "../../src/splice/rebase.ts";

Deno.test({ name: "frameTicksOf() stays fractional", permissions: "none" }, () => {
  strictEqual(frameTicksOf({ num: 24000, den: 1001 }), 3753.75);
  strictEqual(frameTicksOf({ num: 25, den: 1 }), 3600);
});

Deno.test({ name: "Rebase.positionOf()", permissions: "none" }, async (t) => {
  const rebase = new Rebase({ keyPts: 1000, originTicks: 50_000.5, frameTicks: 3000 });
  const cases = [
    { name: "puts the key at the origin", pts: 1000, slot: 0, want: 50_000.5 },
    { name: "puts a picture on the grid", pts: 4000, slot: 1, want: 53_000.5 },
    { name: "snaps one that is a little late", pts: 4000 + 899, slot: 1, want: 53_000.5 },
    { name: "snaps one that is a little early", pts: 4000 - 899, slot: 1, want: 53_000.5 },
    { name: "leaves one that is far off where it is", pts: 4000 + 901, slot: 1, want: 53_901.5 },
    { name: "places what lies before the key too", pts: -2000, slot: -1, want: 47_000.5 },
  ];
  for (const { name, pts, slot, want } of cases) {
    await t.step(name, () => {
      strictEqual(rebase.positionOf(pts), want);
      strictEqual(rebase.slotOf(pts), slot);
    });
  }
});
