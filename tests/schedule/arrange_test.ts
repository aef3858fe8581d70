import { deepStrictEqual, strictEqual } from "node:assert/strict";
import { arrange, compareRanked, keyOf, type RoundOrder, roundOrderOf } from "../../src/schedule/arrange.ts";
import { NOTHING_HELD } from "../../src/schedule/draw.ts";
import { contentOf, type PlayOrder } from "../../src/content.ts";
import { episode, stocked } from "./cursor_takes.ts";

const STOCK = stocked([episode(2, "B"), episode(1, "B"), episode(3, "A")]);
const DRAWN = { draw: { seed: "five", round: 0 }, held: NOTHING_HELD };

Deno.test({
  name: "arrange()",
  permissions: "none",
  async fn(t) {
    await t.step("puts chronological order by place, then by show, season and episode", () => {
      deepStrictEqual(arrangedIds("chronological"), [3, 1, 2]);
      const written = STOCK.map((one, place) => ({ ...one, place }));
      deepStrictEqual(arrange(written, "chronological", DRAWN).map(({ item }) => item.id), [2, 1, 3]);
    });
    await t.step("gives each story of a shuffle a rank, each group of a marathon", () => {
      const ranksIn = (order: RoundOrder) =>
        new Set(arrange(STOCK, order, DRAWN).map(({ rank }) => rank)).size;
      deepStrictEqual([ranksIn("chronological"), ranksIn("shuffle"), ranksIn("marathon")], [1, 3, 2]);
    });
    await t.step("puts who waits behind the others", () => {
      for (const { story, item } of STOCK) {
        const held = { keys: [story], upTo: 0.999_999 };
        strictEqual(arrange(STOCK, "shuffle", { ...DRAWN, held }).at(-1)?.item.id, item.id);
      }
    });
  },
});

Deno.test({
  name: "keyOf() is what a round draws: nothing, stories, groups",
  permissions: "none",
  fn() {
    const one = { item: episode(1, "A"), story: "s", group: "g", place: 0 };
    deepStrictEqual(
      (["chronological", "shuffle", "marathon"] as const).map((order) => keyOf(one, order)),
      ["", "s", "g"],
    );
  },
});

Deno.test({
  name: "compareRanked() compares ranks, then places",
  permissions: "none",
  fn() {
    const ranks = [{ rank: 1, place: 0 }, { rank: 0, place: 2 }, { rank: 0, place: 1 }];
    deepStrictEqual(ranks.toSorted(compareRanked), ranks.toReversed());
  },
});

const ROUNDS: { order: PlayOrder; batch: number | null; want: RoundOrder | null }[] = [
  { order: "chronological", batch: null, want: "chronological" },
  { order: "shuffle", batch: 2, want: "shuffle" },
  { order: "marathon", batch: null, want: "marathon" },
  { order: "marathon", batch: 2, want: null },
  { order: "interleave", batch: null, want: null },
  { order: "rotating", batch: null, want: null },
  { order: "weighted", batch: null, want: null },
  { order: "random", batch: null, want: null },
];

Deno.test({
  name: "roundOrderOf()",
  permissions: "none",
  async fn(t) {
    for (const { order, batch, want } of ROUNDS) {
      await t.step(`${order}${batch === null ? "" : ` in batches`}: ${want ?? "no rounds"}`, () => {
        strictEqual(roundOrderOf({ ...contentOf({ folder: "" }, order), batch }), want);
      });
    }
  },
});

function arrangedIds(order: RoundOrder): number[] {
  return arrange(STOCK, order, DRAWN).map(({ item }) => item.id);
}
