import { deepStrictEqual } from "node:assert/strict";
import { parseConfig } from "../../src/config/mod.ts";
import { contentOf } from "../../src/content.ts";
import { type BreakPart, type FillerRules, NO_FILLER } from "../../src/schedule_rule.ts";

// The YAML parser asks for two variables of its own; they are not there.
const permissions = { env: ["LOG_TOKENS", "LOG_STREAM"] };
const MINUTE_MS = 60_000;

function clips(changes: Partial<BreakPart & { kind: "clips" }> = {}): BreakPart {
  const members = [{ collection: { show: "Ads" }, weight: 1 }];
  return { kind: "clips", members, amount: { count: 1 }, cooldownMs: 0, ...changes };
}

const FILLERS: readonly (readonly [string, Partial<FillerRules>])[] = [
  ["{}", {}],
  ["{pre_roll: null, tail: null}", {}],
  ["{pre_roll: one}", { preRoll: [clips()] }],
  ["{pre_roll: other}", { preRoll: [clips()] }],
  ["{post_roll: {collection: ads, seconds: 90, cooldown_minutes: 30}}", {
    postRoll: [clips({ amount: { durationMs: 90_000 }, cooldownMs: 30 * MINUTE_MS })],
  }],
  ["{tail: {collections: [ads, {collection: {show: B}, weight: 5}], fill: true}}", {
    tail: [clips({
      members: [{ collection: { show: "Ads" }, weight: 1 }, { collection: { show: "B" }, weight: 5 }],
      amount: { fill: true },
    })],
  }],
  ["{tail: {sequence: [one, {up_next_s: 10}, {collection: ads, pad_to_minutes: 15}, whole]}}", {
    tail: [
      clips(),
      { kind: "up_next", durationMs: 10_000 },
      clips({ amount: { padToMs: 15 * MINUTE_MS } }),
      clips(),
      clips({ amount: { durationMs: 2 * MINUTE_MS } }),
    ],
  }],
  ["{mid_roll: {at: breaks, spacing_minutes: 8, max: 4, filler: one}}", {
    midRoll: { at: "breaks", spacingMs: 8 * MINUTE_MS, countMax: 4, break: [clips()] },
  }],
  ["{mid_roll: {every_minutes: 12.5, filler: one}}", {
    midRoll: { at: 750_000, spacingMs: 5 * MINUTE_MS, countMax: 100, break: [clips()] },
  }],
  ["{fallback: {collection: ads, order: random}}", { fallback: contentOf({ show: "Ads" }, "random") }],
  ["{fallback: ads}", { fallback: contentOf({ show: "Ads" }) }],
];

Deno.test("Filler is written by name or spelt out, by role", { permissions }, async (t) => {
  for (const [fillers, want] of FILLERS) {
    await t.step(fillers, () => {
      const text = `collections: {ads: {show: Ads}}
fillers: {other: one, one: {collection: ads, count: 1}, whole: {sequence: [one, {collection: ads, minutes: 2}]}}
channels: [{number: 1, name: A, schedule: {kind: loop, collection: ads}, fillers: ${fillers}}]`;
      const { config } = parseConfig({ text, name: "config.yaml", environment: {} });
      deepStrictEqual(config.channels[0]?.schedule?.filler, { ...NO_FILLER, ...want });
    });
  }
});
