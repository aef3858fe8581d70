import { on, refuses } from "./refusals.ts";

// The YAML parser asks for two variables of its own; they are not there.
const permissions = { env: ["LOG_TOKENS", "LOG_STREAM"] };

/** Files that must be refused, each with the complete message. */
const BAD_FILES: Readonly<Record<string, string>> = {
  [on("{kind: slots}")]:
    "config.yaml:1:43 channels[0].schedule.slots: found nothing, expected a list of slots",
  [on("{kind: slots, slots: []}")]:
    "config.yaml:1:64 channels[0].schedule.slots: found a list, expected at least one slot",
  [on("{kind: slots, slots: [{at: 20, collection: {show: B}}]}")]:
    'config.yaml:1:70 channels[0].schedule.slots[0].at: found 20, expected a time of day such as "20:00" or "20:00:30"',
  [on('{kind: slots, slots: [{at: "24:00", collection: {show: B}}]}')]:
    'config.yaml:1:70 channels[0].schedule.slots[0].at: found "24:00", expected a time of day such as "20:00" or "20:00:30"',
  [on("{kind: slots, slots: [{collection: {show: B}}]}")]:
    'config.yaml:1:65 channels[0].schedule.slots[0].at: found nothing, expected a time of day such as "20:00" or "20:00:30"',
  [on('{kind: slots, slots: [{at: "20:00"}]}')]:
    "config.yaml:1:65 channels[0].schedule.slots[0]: found a map, expected exactly one of collection, collections, only_filler, parts",
  [on('{kind: slots, slots: [{at: "20:00", collection: {show: B}, days: monday}]}')]:
    'config.yaml:1:108 channels[0].schedule.slots[0].days: found "monday", expected mon, tue, wed, thu, fri, sat, sun, weekdays, weekend, or a list of them',
  [on('{kind: slots, slots: [{at: "20:00", collection: {show: B}, days: [mon, tues]}]}')]:
    'config.yaml:1:114 channels[0].schedule.slots[0].days[1]: found "tues", expected mon, tue, wed, thu, fri, sat, sun, weekdays, weekend, or a list of them',
  [on('{kind: slots, slots: [{at: "20:00", collection: {show: B}, from: 12-24}]}')]:
    "config.yaml:1:65 channels[0].schedule.slots[0].until: found nothing, expected the last day, as from names the first",
  [on('{kind: slots, slots: [{at: "20:00", collection: {show: B}, until: 12-24}]}')]:
    "config.yaml:1:65 channels[0].schedule.slots[0].from: found nothing, expected the first day, as until names the last",
  [on('{kind: slots, slots: [{at: "20:00", collection: {show: B}, from: 12-24, until: 2026-12-26}]}')]:
    'config.yaml:1:122 channels[0].schedule.slots[0].until: found "2026-12-26", expected a day with a year if from has one, without if it has none',
  [on('{kind: slots, slots: [{at: "20:00", collection: {show: B}, from: 2026-12-26, until: 2026-12-24}]}')]:
    'config.yaml:1:127 channels[0].schedule.slots[0].until: found "2026-12-24", expected a day that is not before 2026-12-26',
  [on('{kind: slots, slots: [{at: "20:00", collection: {show: B}, from: 02-30, until: 03-01}]}')]:
    'config.yaml:1:108 channels[0].schedule.slots[0].from: found "02-30", expected a day such as 12-24 or 2026-12-24',
  [on('{kind: slots, slots: [{at: "20:00", collection: {show: B}, from: 2026-02-29, until: 2026-03-01}]}')]:
    'config.yaml:1:108 channels[0].schedule.slots[0].from: found "2026-02-29", expected a day such as 12-24 or 2026-12-24',
  [on('{kind: slots, slots: [{at: "20:00", collection: {show: B}, minutes: 0}]}')]:
    "config.yaml:1:111 channels[0].schedule.slots[0].minutes: found 0, expected minutes from 1/60 to 10080",
  [on('{kind: slots, slots: [{at: "20:00", collection: {show: B}, overrun: extend}]}')]:
    'config.yaml:1:111 channels[0].schedule.slots[0].overrun: found "extend", expected fit, cut, run_over or shift',
  [on('{kind: slots, slots: [{at: "20:00", collection: {show: B}, only_filler: true}]}')]:
    "config.yaml:1:65 channels[0].schedule.slots[0]: found a map, expected exactly one of collection, collections, only_filler, parts",
  [on('{kind: slots, slots: [{at: "20:00", count: 2, title: X, parts: [{collection: {show: B}}]}]}')]:
    'config.yaml:1:86 channels[0].schedule.slots[0].count: found 2, expected each part to say it for itself\nconfig.yaml:1:96 channels[0].schedule.slots[0].title: found "X", expected each part to say it for itself',
  [on('{kind: slots, slots: [{at: "20:00", parts: [{}]}]}')]:
    "config.yaml:1:87 channels[0].schedule.slots[0].parts[0]: found a map, expected exactly one of collection, collections, only_filler",
  [on('{kind: slots, slots: [{at: "20:00", parts: [{collection: {show: B}, count: 1, minutes: 5}]}]}')]:
    "config.yaml:1:130 channels[0].schedule.slots[0].parts[0].minutes: found 5, expected count or minutes, not both",
  [on('{kind: slots, slots: [{at: "20:00", parts: [{collection: {show: B}, mode: multiple}]}]}')]:
    "config.yaml:1:87 channels[0].schedule.slots[0].parts[0].count: found nothing, expected how many, as mode is multiple",
  [on('{kind: slots, slots: [{at: "20:00", parts: [{collection: {show: B}, mode: one, minutes: 5}]}]}')]:
    'config.yaml:1:117 channels[0].schedule.slots[0].parts[0].mode: found "one", expected duration, as minutes is given',
  [on('{kind: slots, slots: [{at: "20:00", parts: [{collection: {show: B}, mode: flood, count: 5}]}]}')]:
    'config.yaml:1:117 channels[0].schedule.slots[0].parts[0].mode: found "flood", expected multiple, as count is given',
  [on("{kind: random_slots, slots: [{collection: {show: B}, mode: flood}]}")]:
    'config.yaml:1:102 channels[0].schedule.slots[0].mode: found "flood", expected one, multiple or duration',
  [on("{kind: random_slots, slots: [{collection: {show: B}, weight: 1001}]}")]:
    "config.yaml:1:104 channels[0].schedule.slots[0].weight: found 1001, expected a whole number from 1 to 1000",
  [on("{kind: random_slots, pad_to_minutes: 0, slots: [{collection: {show: B}}]}")]:
    "config.yaml:1:80 channels[0].schedule.pad_to_minutes: found 0, expected minutes from 1/60 to 1440",
  [
    on(
      '{kind: blocks, blocks: {a: {collection: {show: B}}}, templates: {t: [{at: "06:00", block: b}]}, calendar: [{template: u}]}',
    )
  ]: 'config.yaml:1:133 channels[0].schedule.templates.t[0].block: found "b", expected a key of blocks: a; did you mean "a"?\nconfig.yaml:1:161 channels[0].schedule.calendar[0].template: found "u", expected a key of templates: t; did you mean "t"?',
  [on("{kind: blocks, blocks: {a: {}}, templates: {}, calendar: []}")]:
    "config.yaml:1:70 channels[0].schedule.blocks.a: found a map, expected exactly one of collection, collections, only_filler, parts\nconfig.yaml:1:100 channels[0].schedule.calendar: found a list, expected at least one template",
  [on("{kind: mirror, channel: 6}")]:
    'config.yaml:1:67 channels[0].schedule.channel: found "6", expected the number or id of a channel: 5',
  [on("{kind: mirror, channel: 5}")]:
    'config.yaml:1:67 channels[0].schedule.channel: found "5", expected a channel that does not mirror this one',
  [on("{kind: mirror, channel: 5, offset_minutes: -5}")]:
    'config.yaml:1:67 channels[0].schedule.channel: found "5", expected a channel that does not mirror this one\nconfig.yaml:1:86 channels[0].schedule.offset_minutes: found -5, expected a number from 0 to 10080',
  "channels: [{number: 5, name: A, schedule: {kind: mirror, channel: 6}}, {number: 6, name: B, schedule: m}]\nschedules: {m: n, n: {kind: mirror, channel: 5}}":
    'config.yaml:1:67 channels[0].schedule.channel: found "6", expected a channel that does not mirror this one\nconfig.yaml:1:103 channels[1].schedule: found "m", expected a channel that does not mirror this one',
  [steps("playout: []")]:
    "config.yaml:1:108 channels[0].schedule.playout: found a list, expected at least one step",
  [steps("playout: [{all: y}]")]:
    'config.yaml:1:115 channels[0].schedule.playout[0].all: found "y", expected a key of content: x; did you mean "x"?',
  [steps("playout: [{all: x, constructor: y}]")]:
    "config.yaml:1:118 channels[0].schedule.playout[0].constructor: found an unknown key, expected one of all, title",
  [steps("playout: [{count: 1}]")]:
    "config.yaml:1:109 channels[0].schedule.playout[0].content: found nothing, expected a key of content",
  [steps("playout: [{play: x}]")]:
    "config.yaml:1:109 channels[0].schedule.playout[0]: found a map, expected a map with one of count, all, duration_minutes, pad_to_next_minutes, pad_until, wait_until, skip, skip_to, shuffle_sequence, sequence, repeat, pre_roll, mid_roll, post_roll, epg_group",
  [steps("playout: [all]")]:
    'config.yaml:1:109 channels[0].schedule.playout[0]: found "all", expected a map with one of count, all, duration_minutes, pad_to_next_minutes, pad_until, wait_until, skip, skip_to, shuffle_sequence, sequence, repeat, pre_roll, mid_roll, post_roll, epg_group',
  [steps("playout: [{count: 2, content: x, tries: 1}]")]:
    "config.yaml:1:132 channels[0].schedule.playout[0].tries: found an unknown key, expected one of count, content, title",
  [steps("playout: [{sequence: s}]")]:
    'config.yaml:1:120 channels[0].schedule.playout[0].sequence: found "s", expected a key of sequences, which has none yet',
  [steps("sequences: {s: [{sequence: t}], t: [{sequence: s}]}, playout: [{all: x}]")]:
    "config.yaml:1:114 channels[0].schedule.sequences.s: found a list, expected steps that do not come round to where they began\nconfig.yaml:1:134 channels[0].schedule.sequences.t: found a list, expected steps that do not come round to where they began",
  [steps("playout: [{pre_roll: null}]")]:
    "config.yaml:1:108 channels[0].schedule.playout: found a list, expected at least one step that takes time",
  [steps("playout: [{repeat: false}]")]:
    "config.yaml:1:118 channels[0].schedule.playout[0].repeat: found false, expected true or a whole number from 1 to 500",
  [steps("playout: [{padUntil: 18, content: x}]")]:
    'config.yaml:1:120 channels[0].schedule.playout[0].padUntil: found 18, expected a time of day such as "20:00" or "20:00:30"',
  [steps("playout: [{skip: -1, content: x}]")]:
    "config.yaml:1:116 channels[0].schedule.playout[0].skip: found -1, expected random or a whole number from 1 to 100000",
  [steps("playout: [{skip_to: {season: 1}, content: x}]")]:
    "config.yaml:1:119 channels[0].schedule.playout[0].skip_to.episode: found nothing, expected a whole number from 0 to 100000",
  [steps("playout: [{pre_roll: ads}, {all: x}]")]:
    'config.yaml:1:120 channels[0].schedule.playout[0].pre_roll: found "ads", expected a key of fillers, which has none yet; or a map with collection, collections, sequence or up_next_s',
  [steps("playout: [{duration_minutes: 5, content: x, overrun: shift}]")]:
    'config.yaml:1:152 channels[0].schedule.playout[0].overrun: found "shift", expected fit, cut or run_over',
  [on("{kind: sequence, content: [x], playout: [{all: x}]}")]:
    "config.yaml:1:69 channels[0].schedule.content: found a list, expected a map of contents by name",
};

Deno.test(
  "parseConfig() refuses bad slots, blocks, mirrors and sequences with every fault",
  { permissions },
  async (t) => {
    for (const [text, message] of Object.entries(BAD_FILES)) {
      await t.step(
        JSON.stringify(text.slice(0, 150)),
        () => refuses({ text, environment: {} }, message),
      );
    }
  },
);

/** A file with one channel that has a sequence of a content x. */
function steps(playout: string): string {
  return on(`{kind: sequence, content: {x: {collection: {show: X}}}, ${playout}}`);
}
