import { deepStrictEqual, strictEqual } from "node:assert/strict";
import fc from "fast-check";
import { diffDocuments, isSame, valueText } from "../../../static/rules/document_diff.js";

Deno.test(
  { name: "diffDocuments() tells each option that differs, by its path", permissions: "none" },
  () => {
    const was = {
      name: "A",
      schedule: { kind: "slots", slots: [{ at: "20:00" }, { at: "21:00" }] },
      group: "G",
    };
    const will = {
      name: "B",
      schedule: { kind: "slots", slots: [{ at: "20:00" }, { at: "22:00" }] },
      seed: null,
    };
    deepStrictEqual(diffDocuments(was, will), [
      { path: "name", was: "A", will: "B" },
      { path: "schedule.slots[1].at", was: "21:00", will: "22:00" },
      { path: "group", was: "G", will: undefined },
      { path: "seed", was: undefined, will: null },
    ]);
    deepStrictEqual(diffDocuments({ any: ["a"] }, { any: ["a", "b"] }), [
      { path: "any", was: ["a"], will: ["a", "b"] },
    ]);
  },
);

Deno.test(
  { name: "Two documents differ nowhere exactly when they are the same", permissions: "none" },
  () => {
    const value = fc.jsonValue({ maxDepth: 3 });
    fc.assert(fc.property(value, value, (one, other) => {
      strictEqual(diffDocuments(one, other).length === 0, isSame(one, other));
      deepStrictEqual(diffDocuments(one, structuredClone(one)), []);
    }));
  },
);

Deno.test({ name: "valueText() shows text as it is, and all else as JSON", permissions: "none" }, () => {
  deepStrictEqual([undefined, "a b", null, ["a"], 5].map(valueText), [
    "nothing",
    "a b",
    "null",
    '["a"]',
    "5",
  ]);
});
