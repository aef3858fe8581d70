import { deepStrictEqual, notStrictEqual, strictEqual } from "node:assert/strict";
import { fuzz } from "../../src/guide/fuzz.ts";
import { airing, pieceOf, SOUND, span } from "./pieces.ts";

Deno.test("fuzz()", { permissions: "none" }, async (t) => {
  await t.step("finds nothing where guide and screen agree", () => strictEqual(fuzz(SOUND), null));
  await t.step("finds a lie about a fifth of the time", () => {
    const spans = [span(0, 200), span(200, 300, { title: "Film" }), span(300, 500)];
    const found = fuzz(pieceOf(spans, [airing(0, 500)]));
    deepStrictEqual(found?.told.map(({ title }) => title), ["Film"]);
  });
  await t.step("looks at the same instants each time", () => {
    const piece = pieceOf([span(0, 500, { title: "Film" })], [airing(0, 500)]);
    deepStrictEqual(fuzz(piece), fuzz(piece));
    notStrictEqual(fuzz(piece), null);
  });
  await t.step(
    "has nothing to look at where nothing airs",
    () => strictEqual(fuzz(pieceOf([span(0, 5)], [])), null),
  );
});
