import { deepStrictEqual, strictEqual } from "node:assert/strict";
import { isPlaceholder, resolveTitle } from "../../src/metadata/mod.ts";

const FALLBACKS = { channelName: "Bars", startMs: Date.UTC(2026, 0, 5, 12, 0, 59, 999) };

Deno.test({
  name: "isPlaceholder() knows made-up titles",
  permissions: "none",
  fn() {
    const cases: [string, boolean][] = [
      ["Item 12345", true],
      ["item 1", true],
      ["ITEM12", true],
      [" Item 7 ", true],
      ["", true],
      ["  ", true],
      ["Item", false],
      ["Item 12345 Revealed", false],
      ["The Item 12", false],
      ["Item twelve", false],
      ["12345", false],
    ];
    for (const [title, want] of cases) strictEqual(isPlaceholder(title), want, JSON.stringify(title));
  },
});

Deno.test({
  name: "resolveTitle() falls back to the show, then to channel and time",
  permissions: "none",
  fn() {
    const cases: [string, string | null, string, boolean][] = [
      ["Pilot", "The Show", "Pilot", false],
      ["Item 12345", "The Show", "The Show", true],
      ["Item 12345", null, "Bars — 2026-01-05 12:00 UTC", true],
      ["Item 12345", "Item 9", "Bars — 2026-01-05 12:00 UTC", true],
      [" ", " ", "Bars — 2026-01-05 12:00 UTC", true],
    ];
    for (const [title, show, want, isPlaceholder] of cases) {
      deepStrictEqual(resolveTitle({ title, show }, FALLBACKS), { title: want, isPlaceholder });
    }
  },
});
