import { strictEqual } from "node:assert/strict";
import { reachMs } from "../../src/schedule/reach.ts";
import { playable } from "./samples.ts";

const CASES: { name: string; lengths: number[]; want: number }[] = [
  { name: "as far as wished where there is nothing", lengths: [], want: 1_000_000 },
  { name: "as far as wished where items are long", lengths: [10_000, 30_000], want: 1_000_000 },
  { name: "no farther than half of what a timeline may hold", lengths: [4_000, 8_000], want: 600_000 },
];

Deno.test({
  name: "reachMs()",
  permissions: "none",
  async fn(t) {
    for (const { name, lengths, want } of CASES) {
      await t.step(`reaches ${name}`, () => {
        strictEqual(reachMs(lengths.map((length, id) => playable(id, length)), 1_000_000, 200), want);
      });
    }
  },
});
