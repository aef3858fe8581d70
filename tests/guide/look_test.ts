import { deepStrictEqual, strictEqual } from "node:assert/strict";
import { disagreement, lookAt } from "../../src/guide/look.ts";
import { airing, NOON_S, pieceOf, SOUND, span } from "./pieces.ts";

Deno.test("lookAt() finds what is told, and what airs as the second ends", { permissions: "none" }, () => {
  const titles = (atS: number | null) => {
    const { told, airs } = lookAt(SOUND, atS);
    return [told.map(({ title }) => title), airs?.title ?? null];
  };
  deepStrictEqual(titles(NOON_S), [["News"], "News"]);
  deepStrictEqual(titles(NOON_S + 59), [["News"], "News"]);
  deepStrictEqual(titles(NOON_S + 60), [["Film"], "Film"]);
  deepStrictEqual(titles(NOON_S + 180), [[], null]);
  deepStrictEqual(titles(null), [[], null]);
});

Deno.test("disagreement()", { permissions: "none" }, async (t) => {
  await t.step("is none where the guide hides a spot, or a part, within what it names", () => {
    const airings = [
      airing(0, 60, { part: "item 1" }),
      airing(60, 90, { title: "Spot", isFiller: true }),
      airing(90, 120, { title: "Elsewhere", part: "item 1" }),
    ];
    for (const atS of [0, 59, 60, 89, 90, 119]) {
      strictEqual(disagreement(pieceOf([span(0, 120)], airings), NOON_S + atS), null);
    }
  });
  await t.step("is there where it hides a programme, or names nothing that airs in its time", () => {
    const airings = [airing(0, 60), airing(60, 90, { title: "Film" })];
    strictEqual(disagreement(pieceOf([span(0, 90)], airings), NOON_S + 60)?.rule, "agreement");
    const spot = [airing(0, 60, { title: "Spot", isFiller: true })];
    strictEqual(disagreement(pieceOf([span(0, 60)], spot), NOON_S)?.rule, "agreement");
  });
});
