import { deepStrictEqual, strictEqual } from "node:assert/strict";
import { parseConfig } from "../../src/config/mod.ts";
import { type Content, contentOf } from "../../src/content.ts";
import { type FillerRules, NO_FILLER, type PlayPart, type Schedule } from "../../src/schedule_rule.ts";

// The YAML parser asks for two variables of its own; they are not there.
const permissions = { env: ["LOG_TOKENS", "LOG_STREAM"] };

const FRAME = { seed: null, timezone: "UTC", filler: NO_FILLER } as const;
const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;
const ALWAYS = { weekdays: [], dates: null } as const;

/** The schedule of the first channel of a file that consists of one, and of more sections. */
function scheduleOf(schedule: string, more = ""): Schedule | null | undefined {
  const text =
    `channels:\n- number: 1\n  name: A\n  schedule: ${schedule}\n- number: 2.10\n  id: two\n  name: B\n` +
    `  schedule: {kind: loop, collection: {show: B}}\n${more}`;
  return parseConfig({ text, name: "config.yaml", environment: {} }).config.channels[0]?.schedule;
}

function showing(show: string, changes: Partial<Content> = {}): Content {
  return { ...contentOf({ show }), ...changes };
}

function part(content: Content | null, changes: Partial<PlayPart> = {}): PlayPart {
  return { content, mode: { flood: true }, title: null, filler: null, ...changes };
}

const SLOT = { days: ALWAYS, durationMs: null, overrun: "fit" } as const;
const TAIL: FillerRules = {
  ...NO_FILLER,
  tail: [{
    kind: "clips",
    members: [{ collection: { show: "Ads" }, weight: 1 }],
    amount: { fill: true },
    cooldownMs: 0,
  }],
};

const SCHEDULES: readonly { readonly text: string; readonly want: Schedule }[] = [
  {
    text:
      "{kind: loop, collection: {show: A}, order: interleave, group_by: season, keep_parts_together: true, batch: 2}",
    want: {
      kind: "loop",
      ...FRAME,
      content: showing("A", { order: "interleave", groupBy: "season", keepsParts: true, batch: 2 }),
    },
  },
  {
    text:
      "{kind: loop, collections: [{show: A}, {collection: {show: B}, weight: 3}], order: weighted, seed: s}",
    want: {
      kind: "loop",
      ...FRAME,
      seed: "s",
      content: {
        ...showing("A", { order: "weighted" }),
        members: [{ collection: { show: "A" }, weight: 1 }, { collection: { show: "B" }, weight: 3 }],
      },
    },
  },
  {
    text: "{kind: marathon, collection: {show: A}, group_by: folder}",
    want: { kind: "loop", ...FRAME, content: showing("A", { order: "marathon", groupBy: "folder" }) },
  },
  {
    text: "{kind: paused_when_unwatched, collection: {show: A}}",
    want: { kind: "paused_when_unwatched", ...FRAME, content: showing("A") },
  },
  {
    text: `{kind: slots, slots: [
      {at: "6:00", collection: {show: A}, order: shuffle, count: 2, title: Morning},
      {at: "20:00:30", days: [weekend, fri], from: 12-20, until: 01-06, minutes: 90, overrun: cut,
        fillers: {tail: {collection: {show: Ads}, fill: true}},
        parts: [{collection: {show: A}, minutes: 30.5}, {only_filler: true, fillers: {}}], },
      {at: "23:59", days: [mon, weekdays, sat, sun], only_filler: true, overrun: shift,
        fillers: {tail: {collection: {show: Ads}, fill: true}}}]}`,
    want: {
      kind: "slots",
      ...FRAME,
      slots: [
        {
          ...SLOT,
          atMs: 6 * HOUR_MS,
          parts: [part(showing("A", { order: "shuffle" }), { mode: { count: 2 }, title: "Morning" })],
        },
        {
          days: { weekdays: [5, 6, 7], dates: { from: "12-20", until: "01-06" } },
          atMs: 20 * HOUR_MS + 30_000,
          durationMs: 90 * MINUTE_MS,
          parts: [
            part(showing("A"), { mode: { durationMs: 1_830_000 }, filler: TAIL }),
            part(null, { filler: NO_FILLER }),
          ],
          overrun: "cut",
        },
        { ...SLOT, atMs: 86_340_000, overrun: "shift", parts: [part(null, { filler: TAIL })] },
      ],
    },
  },
  {
    text: `{kind: random_slots, pad_to_minutes: 30, slots: [
      {collection: {show: A}, weight: 3, cooldown_minutes: 120, minutes: 60},
      {collection: {show: B}}, {collection: {show: C}, mode: multiple, count: 4}]}`,
    want: {
      kind: "random_slots",
      ...FRAME,
      slots: [
        { part: part(showing("A"), { mode: { durationMs: HOUR_MS } }), weight: 3, cooldownMs: 2 * HOUR_MS },
        { part: part(showing("B"), { mode: { count: 1 } }), weight: 1, cooldownMs: 0 },
        { part: part(showing("C"), { mode: { count: 4 } }), weight: 1, cooldownMs: 0 },
      ],
      padToMs: 30 * MINUTE_MS,
    },
  },
  {
    text: `
    kind: blocks
    blocks:
      early: { minutes: 60, overrun: run_over, collection: {show: A} }
      late: { parts: [{collection: {show: B}, mode: one}, {collection: {show: C}, mode: flood}] }
    templates:
      xmas: [{at: "00:00", block: late}]
      usual: [{at: "06:00", block: early}, {at: "07:00", block: late, minutes: 30}]
    calendar: [{template: xmas, from: 2026-12-24, until: 2026-12-26}, {template: usual, days: weekdays}]`,
    want: {
      kind: "blocks",
      ...FRAME,
      templates: [
        {
          days: { weekdays: [], dates: { from: "2026-12-24", until: "2026-12-26" } },
          slots: [{
            ...SLOT,
            atMs: 0,
            parts: [part(showing("B"), { mode: { count: 1 } }), part(showing("C"))],
          }],
        },
        {
          days: { weekdays: [1, 2, 3, 4, 5], dates: null },
          slots: [
            {
              ...SLOT,
              atMs: 6 * HOUR_MS,
              durationMs: HOUR_MS,
              parts: [part(showing("A"))],
              overrun: "run_over",
            },
            {
              ...SLOT,
              atMs: 7 * HOUR_MS,
              durationMs: 30 * MINUTE_MS,
              parts: [part(showing("B"), { mode: { count: 1 } }), part(showing("C"))],
            },
          ],
        },
      ],
    },
  },
  {
    text: "{kind: mirror, channel: 2.10, offset_minutes: 60}",
    want: { kind: "mirror", ...FRAME, channelId: "two", offsetMs: HOUR_MS },
  },
  { text: "{kind: mirror, channel: two}", want: { kind: "mirror", ...FRAME, channelId: "two", offsetMs: 0 } },
];

Deno.test("A schedule of each kind is completed", { permissions }, async (t) => {
  for (const { text, want } of SCHEDULES) {
    await t.step(text.trim().slice(0, 80), () => deepStrictEqual(scheduleOf(text), want));
  }
});

Deno.test("A channel gives its schedule the filler and the zone", { permissions }, () => {
  const text = `
scheduling: { timezone: europe/berlin }
fillers: { ads: { collection: { show: Ads }, fill: true } }
schedules: { usual: { kind: loop, collection: { show: A } } }
channels:
  - { number: 1, name: A, schedule: usual, fillers: { tail: ads } }
  - { number: 2, name: B, schedule: usual, timezone: America/New_York }
`;
  const { config } = parseConfig({ text, name: "config.yaml", environment: {}, timezone: "Asia/Tokyo" });
  strictEqual(config.scheduling.timezone, "Europe/Berlin");
  const usual = { kind: "loop", seed: null, content: showing("A") } as const;
  deepStrictEqual(config.channels.map(({ schedule }) => schedule), [
    { ...usual, timezone: "Europe/Berlin", filler: TAIL },
    { ...usual, timezone: "America/New_York", filler: NO_FILLER },
  ]);
});

Deno.test("A file that names no zone has the system's, or UTC", { permissions }, () => {
  const zoneOf = (timezone: string) =>
    parseConfig({ text: "", name: "c", environment: {}, timezone }).config.scheduling.timezone;
  deepStrictEqual(["Asia/Tokyo", "Mars/Olympus", "+01:00"].map(zoneOf), ["Asia/Tokyo", "UTC", "UTC"]);
});

Deno.test("Contents that mean the same are the same to the letter", { permissions }, () => {
  const more = "collections: {a: {show: A}, b: a}";
  const written = [
    "{kind: loop, collection: {show: A}, order: shuffle}",
    "{order: shuffle, kind: loop, batch: null, collections: [{weight: 1, collection: b}]}",
    "{kind: loop, collections: [a], order: shuffle, group_by: show, keep_parts_together: false}",
  ];
  strictEqual(new Set(written.map((text) => JSON.stringify(scheduleOf(text, more)))).size, 1);
});
