import { deepStrictEqual, strictEqual } from "node:assert/strict";
import { holdsItem, narrowingWords } from "../../../static/rules/collection_match.js";

const ITEM = {
  path: "/media/Shows/Owls/Owls S02E03.mkv",
  title: "Night Flight",
  show: "Owls",
  season: 2,
  year: 1987,
  kind: "episode",
  "duration_ms": 1_800_000,
};
const NAMED = { owls: { show: "owls" }, other: "owls", self: "self" };

const CASES: readonly (readonly [unknown, boolean])[] = [
  [{ folder: "/media/Shows" }, true],
  [{ folder: "/media/Shows/" }, true],
  [{ folder: "/media/Show" }, false],
  [{ show: "OWLS" }, true],
  [{ show: "Owl" }, false],
  [{ search: "night  owls" }, true],
  [{ search: "night hawk" }, false],
  [{ playlist: ["/a.mkv", ITEM.path] }, true],
  [{ playlist: ["/a.mkv"] }, false],
  [{ any: [{ show: "Hawks" }, "other"] }, true],
  [{ any: [{ show: "Hawks" }] }, false],
  ["other", true],
  ["gone", false],
  ["self", false],
  [{ smart: { kind: "episode", season: 2, year_from: 1980, year_until: 1989, minutes_max: 30 } }, true],
  [{ smart: { show: "owls", minutes_min: 31 } }, false],
  [{ smart: { kind: "movie" } }, false],
  [{ smart: { year_until: 1986 } }, false],
  [{ smart: { folder: "/media", search: "flight", kind: null } }, true],
];

Deno.test({ name: "holdsItem() knows what a collection holds", permissions: "none" }, async (t) => {
  for (const [collection, want] of CASES) {
    await t.step(`${JSON.stringify(collection)}: ${want}`, () => {
      strictEqual(holdsItem(ITEM, collection, NAMED), want);
    });
  }
});

Deno.test({ name: "An item without a show or year is none of those asked for", permissions: "none" }, () => {
  const film = { ...ITEM, show: null, year: null };
  const collections = [{ show: "Owls" }, { smart: { year_from: 1900 } }, { smart: { year_until: 2000 } }];
  deepStrictEqual(collections.map((one) => holdsItem(film, one, {})), [false, false, false]);
});

Deno.test({ name: "narrowingWords() has only words that every item has", permissions: "none" }, () => {
  const collections = [{ folder: "/media/A B" }, { show: " Owls " }, { search: "noir" }, { any: [] }, "owls"];
  deepStrictEqual(collections.map(narrowingWords), ["/media/A B", "Owls", "noir", "", ""]);
});
