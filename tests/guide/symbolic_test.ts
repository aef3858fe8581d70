import { deepStrictEqual, strictEqual } from "node:assert/strict";
import { symbolic } from "../../src/guide/symbolic.ts";
import { NOON_S, SOUND, span } from "./pieces.ts";

Deno.test("symbolic()", { permissions: "none" }, async (t) => {
  const [news = span(0, 60), film = span(60, 180)] = SOUND.spans;
  await t.step("finds nothing where guide and playout agree", () => strictEqual(symbolic(SOUND), null));
  await t.step("names the rule, the instant, what the guide says and what airs", () => {
    const found = symbolic({ ...SOUND, spans: [span(0, 55), film] });
    deepStrictEqual([found?.rule, found?.atS, found?.told, found?.airs?.title], [
      "covered_once",
      NOON_S + 55,
      [],
      "News",
    ]);
  });
  await t.step("names an instant that a viewer would notice, on whichever side of an edge it lies", () => {
    for (const changeS of [59, 61]) {
      const spans = [span(0, changeS), { ...film, startS: NOON_S + changeS }];
      const found = symbolic({ ...SOUND, spans });
      strictEqual(found?.atS, NOON_S + Math.min(changeS, 60));
      deepStrictEqual(found?.told.map(({ title }) => title), [changeS < 60 ? "Film" : "News"]);
      strictEqual(found?.airs?.title, changeS < 60 ? "News" : "Film");
    }
  });
  await t.step("finds what no instant shows", () => {
    strictEqual(symbolic({ ...SOUND, spans: [{ ...news, title: " " }, film] })?.rule, "name");
    strictEqual(symbolic({ ...SOUND, entersMs: 5 })?.rule, "airing");
  });
});
