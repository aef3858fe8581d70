import { deepStrictEqual } from "node:assert/strict";
import { beyondFiller, fillerOf, formOfFiller } from "../../../static/rules/filler_form.js";

const SIMPLE = [
  { collection: { folder: "/media/Ads" }, count: 2 },
  { collection: "ads", seconds: 90, cooldown_minutes: 30 },
  { collection: "ads", minutes: 2.5 },
  { collection: { show: "Ads" }, pad_to_minutes: 15 },
  { collection: { search: "station id" }, fill: true },
];

Deno.test(
  { name: "A filler the form shows and nobody changes is saved as it was", permissions: "none" },
  () => {
    for (const filler of SIMPLE) {
      deepStrictEqual(beyondFiller(filler), []);
      deepStrictEqual(fillerOf(formOfFiller(filler)), filler);
    }
  },
);

Deno.test({ name: "beyondFiller() names what a form would lose", permissions: "none" }, async (t) => {
  const ads = { collection: "ads" };
  const cases: readonly (readonly [unknown, string[]])[] = [
    ["other", ["the filler"]],
    [null, ["the filler"]],
    [{ sequence: [] }, ["sequence", "collection", "its amount"]],
    [{ ...ads, count: 1, colour: "red" }, ["colour"]],
    [{ collections: ["a"], count: 1 }, ["collections", "collection"]],
    [{ collection: { any: [] }, count: 1 }, ["collection"]],
    [{ ...ads }, ["its amount"]],
    [{ ...ads, count: 1, seconds: 5 }, ["its amount"]],
    [{ ...ads, fill: false }, ["its amount"]],
    [{ ...ads, count: "two" }, ["its amount"]],
    [{ ...ads, count: 1, cooldown_minutes: "soon" }, ["cooldown_minutes"]],
  ];
  for (const [filler, want] of cases) {
    await t.step(JSON.stringify(filler), () => deepStrictEqual(beyondFiller(filler), want));
  }
});

Deno.test({ name: "A filler is written as it was filled in, right or wrong", permissions: "none" }, () => {
  const form = { collection: { source: "named" as const, value: "ads" }, cooldownMinutes: " " };
  deepStrictEqual(fillerOf({ ...form, amount: "seconds", much: "a few" }), {
    collection: "ads",
    seconds: "a few",
  });
  deepStrictEqual(fillerOf({ ...form, amount: "fill", much: "7" }), { collection: "ads", fill: true });
});
