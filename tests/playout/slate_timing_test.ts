import { strictEqual } from "node:assert/strict";
import { isSlateDue, type SlateMoment } from "../../src/playout/slate_timing.ts";

const MOMENT: SlateMoment = {
  leadMs: 5_000,
  silentMs: 0,
  burstMs: 6_000,
  pieceMs: 200,
  isOnSlate: false,
  isAllThereIs: false,
};

const CASES: [name: string, moment: Partial<SlateMoment>, want: boolean][] = [
  ["while there is output enough", { leadMs: 6_000, silentMs: 60_000 }, false],
  ["while content may still come, though viewers live on their reserve", { silentMs: 1_499 }, false],
  ["once viewers have got nothing for a while", { silentMs: 1_500 }, true],
  ["at once when the output comes to its end", { leadMs: 299 }, true],
  ["not yet a moment before", { leadMs: 300 }, false],
  ["a little sooner when nothing else is to be expected", { leadMs: 699, isAllThereIs: true }, true],
  ["at the pace of its pieces while it is on air", { silentMs: 200, isOnSlate: true }, true],
  ["and no faster", { silentMs: 199, isOnSlate: true }, false],
  [
    "at that pace also from the beginning when it is all there is",
    { silentMs: 200, isAllThereIs: true },
    true,
  ],
];

Deno.test({
  name: "isSlateDue()",
  permissions: "none",
  async fn(t) {
    for (const [name, moment, want] of CASES) {
      await t.step(name, () => strictEqual(isSlateDue({ ...MOMENT, ...moment }), want));
    }
  },
});
