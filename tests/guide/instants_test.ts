import { strictEqual } from "node:assert/strict";
import fc from "fast-check";
import { formatInstant, INSTANT_S_END, parseInstant } from "../../src/guide/instants.ts";

const FORMATTED: [number, string][] = [
  [0, "19700101000000 +0000"],
  [Date.UTC(2026, 0, 5, 19, 30, 9) / 1_000, "20260105193009 +0000"],
  [Date.UTC(2028, 1, 29, 23, 59, 59) / 1_000, "20280229235959 +0000"],
  [INSTANT_S_END - 1, "21001231235959 +0000"],
];

const REFUSED = [
  "",
  "20260105193009",
  "20260105193009+0000",
  "20260105193009 +0100",
  "20260105193009 UTC",
  "20260105193009 +0000 ",
  "202601051930 +0000",
  "20260431000000 +0000",
  "20260229000000 +0000",
  "20261301000000 +0000",
  "20260105240000 +0000",
  "20260105195960 +0000",
];

Deno.test({
  name: "formatInstant() and parseInstant()",
  permissions: "none",
  async fn(t) {
    for (const [seconds, text] of FORMATTED) {
      await t.step(text, () => {
        strictEqual(formatInstant(seconds), text);
        strictEqual(parseInstant(text), seconds);
      });
    }
    for (const text of REFUSED) {
      await t.step(`no instant: "${text}"`, () => strictEqual(parseInstant(text), null));
    }
    await t.step("undo each other", () => {
      fc.assert(fc.property(fc.integer({ min: 0, max: INSTANT_S_END - 1 }), (seconds) => {
        strictEqual(parseInstant(formatInstant(seconds)), seconds);
      }));
    });
  },
});
