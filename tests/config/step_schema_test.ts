import { deepStrictEqual } from "node:assert/strict";
import { parseConfig } from "../../src/config/mod.ts";
import { contentOf } from "../../src/content.ts";
import { type Break, type Instruction, NO_FILLER } from "../../src/schedule_rule.ts";

// The YAML parser asks for two variables of its own; they are not there.
const permissions = { env: ["LOG_TOKENS", "LOG_STREAM"] };

const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;
const ADS: Break = [{
  kind: "clips",
  members: [{ collection: { show: "Ads" }, weight: 1 }],
  amount: { count: 2 },
  cooldownMs: 0,
}];
const FIT = { overrun: "fit", tries: 0 } as const;

const STEPS: readonly (readonly [string, Instruction])[] = [
  ["{count: 2, content: x}", { do: "count", content: "x", count: 2, title: null }],
  ["{count: 1, content: x, title: 1917}", { do: "count", content: "x", count: 1, title: "1917" }],
  ["{all: x}", { do: "all", content: "x", title: null }],
  ["{duration_minutes: 60, content: x, overrun: cut, tries: 3}", {
    ...{ do: "duration", content: "x", durationMs: HOUR_MS, overrun: "cut", tries: 3, title: null },
  }],
  ["{pad_to_next_minutes: 30, content: x}", {
    ...{ do: "pad_to_next", content: "x", everyMs: 30 * MINUTE_MS, ...FIT },
  }],
  ["{padToNext: 15}", { do: "pad_to_next", content: null, everyMs: 15 * MINUTE_MS, ...FIT }],
  ['{pad_until: "18:00", content: x, tomorrow: true}', {
    ...{ do: "pad_until", content: "x", atMs: 18 * HOUR_MS, isTomorrow: true, ...FIT },
  }],
  ['{padUntil: "18:00:01", content: x, discard_attempts: 5}', {
    ...{
      do: "pad_until",
      content: "x",
      atMs: 18 * HOUR_MS + 1_000,
      isTomorrow: false,
      overrun: "fit",
      tries: 5,
    },
  }],
  ['{wait_until: "06:00", tomorrow: true}', { do: "wait_until", atMs: 6 * HOUR_MS, isTomorrow: true }],
  ['{waitUntil: "06:00"}', { do: "wait_until", atMs: 6 * HOUR_MS, isTomorrow: false }],
  ["{skip: 3, content: x}", { do: "skip", content: "x", count: 3 }],
  ["{skipItems: random, content: x}", { do: "skip", content: "x", count: "random" }],
  ["{skip_to: {season: 2, episode: 3}, content: x}", { do: "skip_to", content: "x", season: 2, episode: 3 }],
  ["{sequence: s}", { do: "sequence", sequence: "s" }],
  ["{shuffleSequence: s}", { do: "shuffle_sequence", sequence: "s" }],
  ["{shuffle_sequence: s}", { do: "shuffle_sequence", sequence: "s" }],
  ["{pre_roll: ads}", { do: "pre_roll", break: ADS }],
  ["{pre_roll: null}", { do: "pre_roll", break: null }],
  ["{mid_roll: {every_minutes: 10, filler: ads, max: 2}}", {
    do: "mid_roll",
    midRoll: { at: 10 * MINUTE_MS, spacingMs: 5 * MINUTE_MS, countMax: 2, break: ADS },
  }],
  ["{mid_roll: null}", { do: "mid_roll", midRoll: null }],
  ["{post_roll: {collection: {show: Ads}, count: 2}}", { do: "post_roll", break: ADS }],
  ["{epg_group: Evening}", { do: "epg_group", title: "Evening" }],
  ["{epg_group: null}", { do: "epg_group", title: null }],
  ["{repeat: true}", { do: "repeat", times: null }],
  ["{repeat: 3}", { do: "repeat", times: 3 }],
];

Deno.test("A step of a sequence says what is done", { permissions }, async (t) => {
  for (const [step, want] of STEPS) {
    await t.step(step, () => {
      const text = `fillers: {ads: {collection: {show: Ads}, count: 2}}
channels: [{number: 1, name: A, schedule: {kind: sequence, content: {x: {collection: {show: X}}, y: toons},
  sequences: {s: [{all: x}]}, playout: [${step}, {all: y}]}}]
collections: {toons: {folder: /toons}}`;
      const { config } = parseConfig({ text, name: "config.yaml", environment: {} });
      deepStrictEqual(config.channels[0]?.schedule, {
        kind: "sequence",
        seed: null,
        timezone: "UTC",
        filler: NO_FILLER,
        contents: { x: contentOf({ show: "X" }), y: contentOf({ folder: "/toons" }) },
        sequences: { s: [{ do: "all", content: "x", title: null }] },
        playout: [want, { do: "all", content: "y", title: null }],
      });
    });
  }
});
