import { deepStrictEqual, strictEqual } from "node:assert/strict";
import { FILLER_MS_MAX, isSliver, mayHide, pairUp } from "../../src/guide/piece.ts";
import { airing, pieceOf, span } from "./pieces.ts";

Deno.test("pairUp()", { permissions: "none" }, async (t) => {
  const told = (spans: Parameters<typeof pieceOf>[0], airings: Parameters<typeof pieceOf>[1]) =>
    pairUp(pieceOf(spans, airings)).map((
      pair,
    ) => [pair.airings.map(({ title }) => title), pair.lead?.title ?? null]);
  await t.step("puts what airs beside the entry it begins in", () => {
    deepStrictEqual(told([span(0, 60), span(60, 90)], [airing(0, 60.4), airing(60.4, 90)]), [
      [["News"], "News"],
      [["News"], "News"],
    ]);
  });
  await t.step("takes for the lead what the entry names, wherever it stands", () => {
    const airings = [
      airing(0, 9, { title: "Spot", isFiller: true }),
      airing(9, 60),
      airing(60, 70, { title: "Film" }),
    ];
    deepStrictEqual(told([span(0, 70)], airings), [[["Spot", "News", "Film"], "News"]]);
  });
  await t.step("else what is no filler, else the first", () => {
    const spot = airing(0, 9, { title: "Spot", isFiller: true });
    deepStrictEqual(told([span(0, 70)], [spot, airing(9, 70, { title: "Film" })]), [[
      ["Spot", "Film"],
      "Film",
    ]]);
    deepStrictEqual(told([span(0, 70)], [spot]), [[["Spot"], "Spot"]]);
  });
  await t.step("leaves an entry alone in whose time nothing begins", () => {
    deepStrictEqual(told([span(0, 30), span(30, 60)], [airing(0, 60)]), [[["News"], "News"], [[], null]]);
  });
});

Deno.test(
  "pairUp() names an entry by a programme, not by a clip of its show",
  { permissions: "none" },
  () => {
    const one = airing(0, 60, { title: "A show", subTitle: "One", itemId: 1 });
    const two = airing(60, 120, { title: "A show", subTitle: "Two", itemId: 2 });
    const trailer = airing(120, 130, { title: "A show", itemId: 3, isFiller: true });
    const [pair] = pairUp({ spans: [span(0, 130, { title: "A show" })], airings: [one, two, trailer] });
    deepStrictEqual([pair?.lead, pair?.subTitle], [one, null]);
  },
);

Deno.test("mayHide() knows what a guide need not name", { permissions: "none" }, () => {
  const lead = airing(0, 60, { part: "item 1" });
  const cases = [
    { name: "itself", airs: lead, may: true },
    { name: "short filler", airs: airing(60, 90, { isFiller: true }), may: true },
    { name: "long filler", airs: airing(60, 60 + FILLER_MS_MAX / 1_000, { isFiller: true }), may: false },
    { name: "a part of the same", airs: airing(60, 9_999, { part: "item 1" }), may: true },
    { name: "a part of another", airs: airing(60, 61, { part: "item 2" }), may: false },
    { name: "another programme", airs: airing(60, 90), may: false },
    { name: "what is too short to be seen", airs: airing(60.1, 60.9), may: true },
  ];
  for (const { name, airs, may } of cases) strictEqual(mayHide(airs, lead), may, name);
  strictEqual(mayHide(airing(60, 90), airing(0, 60)), false, "two of no part are not parts of the same");
});

Deno.test("isSliver() is true of what is on at the beginning of no second", { permissions: "none" }, () => {
  deepStrictEqual(
    [[0.1, 0.9], [0.9, 1], [0, 1], [0.5, 1.2]].map(([from = 0, to = 0]) => isSliver(airing(from, to))),
    [
      true,
      false,
      false,
      false,
    ],
  );
});
