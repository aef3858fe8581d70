import { deepStrictEqual, strictEqual } from "node:assert/strict";
import { simulate } from "../../src/guide/simulation.ts";
import { NOON_S, SOUND, span } from "./pieces.ts";

Deno.test("simulate()", { permissions: "none" }, async (t) => {
  const [news = span(0, 60), film = span(60, 180)] = SOUND.spans;
  const cases = [
    { name: "nothing where guide and screen agree", spans: SOUND.spans, atS: null },
    { name: "a single second without a programme", spans: [span(0, 59), film], atS: NOON_S + 59 },
    { name: "a single second with two", spans: [span(0, 61), film], atS: NOON_S + 60 },
    { name: "a start a second early", spans: [span(-1, 60), film], atS: NOON_S - 1 },
    { name: "an end a second late", spans: [news, { ...film, stopS: NOON_S + 181 }], atS: NOON_S + 180 },
    { name: "another title", spans: [span(0, 60, { title: "Olds" }), film], atS: NOON_S },
    { name: "another channel", spans: [news, { ...film, channel: "six.x" }], atS: NOON_S + 60 },
    { name: "nothing told at all", spans: [], atS: NOON_S },
  ];
  for (const { name, spans, atS } of cases) {
    await t.step(`sees ${name}`, () => strictEqual(simulate({ ...SOUND, spans })?.atS ?? null, atS));
  }
  await t.step("sees a lie of a few minutes amid hours, by its even steps", () => {
    const long = { ...SOUND.airings[0], startMs: NOON_S * 1_000, stopMs: (NOON_S + 21_600) * 1_000 };
    const airings = [{ title: "News", subTitle: null, itemId: 1, part: null, isFiller: false, ...long }];
    const spans = [span(0, 21_600, { title: "Olds" })];
    deepStrictEqual(simulate({ ...SOUND, spans, airings })?.rule, "agreement");
  });
});
