import { deepStrictEqual, strictEqual } from "node:assert/strict";
import type { Aired } from "../../src/aired.ts";
import { LIMITS } from "../../src/limits.ts";
import { openStore } from "../../src/store/mod.ts";

const STRETCH: Aired = {
  ...{ fromMs: 1_000, untilMs: 2_000, programmeMs: 900, title: "A", itemId: 7 },
  ...{ input: "primary", card: null, lateMs: 100 },
};

Deno.test("AiredStore", async (t) => {
  const folder = await Deno.makeTempDir();
  try {
    using store = await openStore({ path: `${folder}/aired.db` });
    const { aired } = store;
    const card: Aired = {
      ...STRETCH,
      fromMs: 2_000,
      untilMs: 3_000,
      input: null,
      card: "between",
      lateMs: null,
    };
    await t.step("tells what it was told, by channel and span", () => {
      aired.record("five", card);
      aired.record("five", STRETCH);
      aired.record("six", { ...STRETCH, title: "B" });
      deepStrictEqual(aired.list("five", 0, 9_000), [STRETCH, card]);
      deepStrictEqual(aired.list("five", 2_000, 9_000), [card]);
      deepStrictEqual(aired.list("five", 0, 2_000), [STRETCH]);
      deepStrictEqual(aired.list("seven", 0, 9_000), []);
    });
    await t.step("lengthens a stretch that goes on", () => {
      aired.record("five", { ...card, untilMs: 4_000 });
      deepStrictEqual(aired.list("five", 0, 9_000), [STRETCH, { ...card, untilMs: 4_000 }]);
    });
    await t.step("forgets the oldest of too many, of that channel", () => {
      for (let at = 0; at <= LIMITS.airedPerChannelMax; at++) {
        aired.record("five", { ...STRETCH, fromMs: 10_000 + at, untilMs: 10_001 + at });
      }
      const list = aired.list("five", 0, 1e9);
      strictEqual(list.length, LIMITS.airedPerChannelMax);
      strictEqual(list[0]?.fromMs, 10_001);
      strictEqual(aired.list("six", 0, 9_000).length, 1);
    });
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
