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

Deno.test({ name: "beyondFiller() names what a form would lose", permissions: "none" }, () => {
  const beyond = [
    "other",
    { sequence: [] },
    { up_next_s: 10 },
    { collections: ["a"], count: 1 },
    { collection: { any: [] }, count: 1 },
  ];
  deepStrictEqual(beyond.map(beyondFiller), [
    ["filler"],
    ["sequence"],
    ["up_next_s"],
    ["collections"],
    ["collection"],
  ]);
});

Deno.test({ name: "A filler is written as it was filled in, right or wrong", permissions: "none" }, () => {
  const form = { collection: { source: "named" as const, value: "ads" }, cooldownMinutes: " " };
  deepStrictEqual(fillerOf({ ...form, amount: "seconds", much: "a few" }), {
    collection: "ads",
    seconds: "a few",
  });
  deepStrictEqual(fillerOf({ ...form, amount: "fill", much: "7" }), { collection: "ads", fill: true });
});
