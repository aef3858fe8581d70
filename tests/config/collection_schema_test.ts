import { deepStrictEqual } from "node:assert/strict";
import { parseConfig } from "../../src/config/mod.ts";
import type { Collection, SmartQuery } from "../../src/content.ts";

// The YAML parser asks for two variables of its own; they are not there.
const permissions = { env: ["LOG_TOKENS", "LOG_STREAM"] };

const ANYTHING: SmartQuery = {
  kind: null,
  show: null,
  search: null,
  folder: null,
  season: null,
  yearFrom: null,
  yearUntil: null,
  durationMsMin: null,
  durationMsMax: null,
};

const COLLECTIONS: readonly (readonly [string, Collection])[] = [
  ["{folder: /media/Shows/}", { folder: "/media/Shows" }],
  ["{show: 24}", { show: "24" }],
  ["{search: noir 1947}", { search: "noir 1947" }],
  ["{playlist: [/a.mkv, /b.mkv, /a.mkv]}", { playlist: ["/a.mkv", "/b.mkv", "/a.mkv"] }],
  ["{smart: {kind: movie, year_from: 1980, year_until: 1989, minutes_min: 60, minutes_max: 150}}", {
    smart: {
      ...ANYTHING,
      kind: "movie",
      yearFrom: 1980,
      yearUntil: 1989,
      durationMsMin: 3_600_000,
      durationMsMax: 9_000_000,
    },
  }],
  ["{smart: {show: A, search: b, folder: /media/, season: 0}}", {
    smart: { ...ANYTHING, show: "A", search: "b", folder: "/media", season: 0 },
  }],
  ["{any: [{show: A}, toons, {any: [{show: B}]}]}", {
    any: [{ show: "A" }, { show: "T" }, { folder: "/t" }, { show: "B" }],
  }],
  ["toons", { any: [{ show: "T" }, { folder: "/t" }] }],
  ["alias", { any: [{ show: "T" }, { folder: "/t" }] }],
];

Deno.test("A collection is written by name or spelt out", { permissions }, async (t) => {
  for (const [collection, want] of COLLECTIONS) {
    await t.step(collection, () => {
      const text = `collections: {alias: toons, toons: {any: [{show: T}, {folder: /t}]}}
channels: [{number: 1, name: A, schedule: {kind: loop, collection: {show: A}}, inputs: {fallback: ${collection}}}]`;
      const { config } = parseConfig({ text, name: "config.yaml", environment: {} });
      deepStrictEqual(config.channels[0]?.inputs.fallback, want);
    });
  }
});
