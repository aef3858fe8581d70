import { deepStrictEqual } from "node:assert/strict";
import fc from "fast-check";
import { chronological, type Sortable } from "../../src/schedule/order.ts";

const CASES: { name: string; want: Sortable[] }[] = [
  {
    name: "season and episode count before the path",
    want: [item("/z", "Show", 1, 2), item("/y", "Show", 1, 10), item("/x", "Show", 2, 1)],
  },
  { name: "shows by name, case aside", want: [item("/3", "alpha", 9, 9), item("/2", "Beta", 1, 1)] },
  { name: "numbers in names are numbers", want: [item("/Part 2.mkv"), item("/Part 10.mkv")] },
  { name: "numbers in show names too", want: [item("/b", "Room 9"), item("/a", "Room 104")] },
  {
    name: "more digits than a number can hold",
    want: [item("/1" + "0".repeat(30)), item("/2" + "0".repeat(30))],
  },
  { name: "leading zeros break ties only", want: [item("/01"), item("/1"), item("/02")] },
  {
    name: "specials come first, unnumbered last",
    want: [item("/c", "S", 0, 1), item("/b", "S", 1, 1), item("/a", "S")],
  },
  { name: "items of no show come after all shows", want: [item("/z", "Zebra", 1, 1), item("/a")] },
  { name: "paths that differ in case alone have one order", want: [item("/A.mkv"), item("/a.mkv")] },
  { name: "no language's rules: ä after z", want: [item("/z"), item("/ä")] },
];

Deno.test({
  name: "chronological()",
  permissions: "none",
  async fn(t) {
    for (const { name, want } of CASES) {
      await t.step(name, () => deepStrictEqual(chronological(want.toReversed()), want));
    }
    await t.step("gives one answer whatever the order before", () => {
      const names = fc.stringMatching(/^[aA01-9 .]{0,6}$/);
      const items = fc.uniqueArray(
        fc.record({
          locator: names,
          show: fc.option(names),
          season: fc.option(fc.nat(2)),
          episode: fc.option(fc.nat(2)),
        }),
        { selector: ({ locator }) => locator, maxLength: 12 },
      );
      fc.assert(fc.property(items, fc.infiniteStream(fc.nat()), (list, keys) => {
        const mixed = list.map((one) => ({ one, key: keys.next().value }))
          .sort((a, b) => a.key - b.key).map(({ one }) => one);
        deepStrictEqual(chronological(mixed), chronological(list));
      }));
    });
  },
});

function item(
  locator: string,
  show: string | null = null,
  season: number | null = null,
  episode: number | null = null,
): Sortable {
  return { locator, show, season, episode };
}
