import { deepStrictEqual, strictEqual } from "node:assert/strict";
import { card, cards } from "../../src/schedule/cards.ts";
import { at, written } from "./written.ts";

const OFF_AIR = { channelId: "five", kind: "off_air", title: "Off air" } as const;

Deno.test({
  name: "cards()",
  permissions: "none",
  async fn(t) {
    for (
      const { from, until, want } of [
        { from: "12:10", until: "13:00", want: "12:10 off, 12:30 off, 13:00" },
        { from: "12:10", until: "12:40", want: "12:10 off, 12:30 off, 13:00" },
        { from: "12:30", until: "12:30:01", want: "12:30 off, 13:00" },
        { from: "12:30", until: "12:30", want: "" },
      ]
    ) {
      await t.step(`from ${from} to ${until} end on the half hour`, () => {
        strictEqual(written(cards(at(from), at(until), OFF_AIR)), want);
      });
    }
  },
});

Deno.test({
  name: "card() says what it is asked to, and is no item",
  permissions: "none",
  fn() {
    const { kind, title, itemId, itemDurationMs, filler } = card(0, 1_000, OFF_AIR);
    deepStrictEqual([kind, title, itemId, itemDurationMs, filler], ["off_air", "Off air", null, null, null]);
  },
});
