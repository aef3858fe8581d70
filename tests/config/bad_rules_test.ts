import { on, refuses } from "./refusals.ts";

// The YAML parser asks for two variables of its own; they are not there.
const permissions = { env: ["LOG_TOKENS", "LOG_STREAM"] };

/** Files that must be refused, each with the complete message. */
const BAD_FILES: Readonly<Record<string, string>> = {
  [on("{kind: slot, collection: {show: B}}")]:
    'config.yaml:1:50 channels[0].schedule.kind: found "slot", expected loop, marathon, paused_when_unwatched, slots, random_slots, blocks, sequence or mirror; did you mean "slots"?',
  [on("{collection: {show: B}}")]:
    "config.yaml:1:43 channels[0].schedule.kind: found nothing, expected loop, marathon, paused_when_unwatched, slots, random_slots, blocks, sequence or mirror",
  [on("{kind: 5}")]:
    "config.yaml:1:50 channels[0].schedule.kind: found 5, expected loop, marathon, paused_when_unwatched, slots, random_slots, blocks, sequence or mirror",
  [on("loop")]:
    'config.yaml:1:43 channels[0].schedule: found "loop", expected a key of schedules, which has none yet; or a map with kind',
  [on("[loop]")]:
    "config.yaml:1:43 channels[0].schedule: found a list, expected a map with kind, or a key of schedules",
  [on("evning", "\nschedules: {evening: {kind: loop, collection: {show: B}}}")]:
    'config.yaml:1:43 channels[0].schedule: found "evning", expected a key of schedules: evening; or a map with kind; did you mean "evening"?',
  [on("{kind: loop}")]:
    "config.yaml:1:43 channels[0].schedule: found a map, expected exactly one of collection, collections",
  [on("{kind: loop, collection: {show: B}, collections: [{show: C}]}")]:
    "config.yaml:1:43 channels[0].schedule: found a map, expected exactly one of collection, collections",
  [on("{kind: loop, collection: {show: B}, order: randon}")]:
    'config.yaml:1:86 channels[0].schedule.order: found "randon", expected chronological, shuffle, random, rotating, weighted, interleave or marathon',
  [on("{kind: loop, collection: {show: B}, shuffle: true}")]:
    "config.yaml:1:79 channels[0].schedule.shuffle: found an unknown key, expected one of kind, collection, collections, order, group_by, keep_parts_together, batch, seed",
  [on("{kind: loop, collections: []}")]:
    "config.yaml:1:69 channels[0].schedule.collections: found a list, expected at least one collection",
  [on("{kind: loop, collections: [{collection: {show: B}, weight: 0}]}")]:
    "config.yaml:1:102 channels[0].schedule.collections[0].weight: found 0, expected a whole number from 1 to 1000",
  [on("{kind: marathon, collection: {show: B}, order: shuffle}")]:
    "config.yaml:1:83 channels[0].schedule.order: found an unknown key, expected one of kind, collection, collections, group_by, keep_parts_together, batch, seed",
  [on("{kind: loop, collection: {show: B}, batch: 0}")]:
    "config.yaml:1:86 channels[0].schedule.batch: found 0, expected a whole number from 1 to 1000",
  "schedules: {a: b, b: {kind: loop}, c: d, d: c}":
    'config.yaml:1:22 schedules.b: found a map, expected exactly one of collection, collections\nconfig.yaml:1:45 schedules.d: found "c", expected another one of schedules, not what it stands in itself',
  "schedules: [a]": "config.yaml:1:12 schedules: found a list, expected a map of schedules by name",
  "schedules: {'1': {kind: loop, collection: {show: B}}}":
    'config.yaml:1:13 schedules.1: found "1", expected a name of 1 to 64 letters, digits, _ and -, not of digits alone',
  "scheduling: {timezone: Europe/Berln}":
    'config.yaml:1:24 scheduling.timezone: found "Europe/Berln", expected an IANA time zone such as Europe/Berlin or UTC; did you mean "Europe/Berlin"?',
  "scheduling: {timezone: +01:00}":
    'config.yaml:1:24 scheduling.timezone: found "+01:00", expected an IANA time zone such as Europe/Berlin or UTC',
  "channels: [{number: 5, name: A, timezone: 2, schedule: {kind: loop, collection: {show: B}}}]":
    "config.yaml:1:43 channels[0].timezone: found 2, expected an IANA time zone such as Europe/Berlin or UTC",
  [on("{kind: loop, collection: {}}")]:
    "config.yaml:1:68 channels[0].schedule.collection: found a map, expected exactly one of folder, show, search, playlist, smart, any",
  [on("{kind: loop, collection: {show: B, search: C}}")]:
    "config.yaml:1:68 channels[0].schedule.collection: found a map, expected exactly one of folder, show, search, playlist, smart, any",
  [on("{kind: loop, collection: {folders: /media}}")]:
    'config.yaml:1:68 channels[0].schedule.collection: found a map, expected exactly one of folder, show, search, playlist, smart, any\nconfig.yaml:1:69 channels[0].schedule.collection.folders: found an unknown key, expected one of folder, show, search, playlist, smart, any; did you mean "folder"?',
  [on("{kind: loop, collection: 5}")]:
    "config.yaml:1:68 channels[0].schedule.collection: found 5, expected a map with folder, show, search, playlist, smart, any, or a key of collections",
  [on("{kind: loop, collection: nior}", "\ncollections: {noir: {search: noir}}")]:
    'config.yaml:1:68 channels[0].schedule.collection: found "nior", expected a key of collections: noir; or a map with folder, show, search, playlist, smart or any; did you mean "noir"?',
  [on("{kind: loop, collection: noir}")]:
    'config.yaml:1:68 channels[0].schedule.collection: found "noir", expected a key of collections, which has none yet; or a map with folder, show, search, playlist, smart or any',
  [on("{kind: loop, collection: a}", "\ncollections: {a: {any: [b]}, b: a}")]:
    'config.yaml:2:33 collections.b: found "a", expected another one of collections, not what it stands in itself',
  [on("{kind: loop, collection: a}", "\ncollections: {a: {shwo: X}}")]:
    'config.yaml:2:18 collections.a: found a map, expected exactly one of folder, show, search, playlist, smart, any\nconfig.yaml:2:19 collections.a.shwo: found an unknown key, expected one of folder, show, search, playlist, smart, any; did you mean "show"?',
  [on("{kind: loop, collection: {playlist: []}}")]:
    "config.yaml:1:79 channels[0].schedule.collection.playlist: found a list, expected at least one file",
  [on("{kind: loop, collection: {playlist: /a.mkv}}")]:
    'config.yaml:1:79 channels[0].schedule.collection.playlist: found "/a.mkv", expected a list of files',
  [on("{kind: loop, collection: {smart: {}}}")]:
    "config.yaml:1:76 channels[0].schedule.collection.smart: found a map, expected at least one thing that an item must be",
  [on("{kind: loop, collection: {smart: {kind: film}}}")]:
    'config.yaml:1:83 channels[0].schedule.collection.smart.kind: found "film", expected episode, movie or other',
  [on("{kind: loop, collection: {smart: {year_from: 1990, year_until: 1980}}}")]:
    "config.yaml:1:106 channels[0].schedule.collection.smart.year_until: found 1980, expected a year that is not before 1990",
  [on("{kind: loop, collection: {smart: {minutes_min: 60, minutes_max: 30}}}")]:
    "config.yaml:1:107 channels[0].schedule.collection.smart.minutes_max: found 30, expected at least minutes_min",
  [on("{kind: loop, collection: {any: []}}")]:
    "config.yaml:1:74 channels[0].schedule.collection.any: found a list, expected at least one collection",
  [on("{kind: loop, collection: {any: [{show: A}, {show: ''}]}}")]:
    'config.yaml:1:93 channels[0].schedule.collection.any[1].show: found "", expected text of 1 to 200 printable characters',
  [
    on(
      "{kind: loop, collection: {any: [{any: [{any: [{any: [{any: [{any: [{any: [{any: [{any: [{show: A}]}]}]}]}]}]}]}]}]}}",
    )
  ]: "config.yaml:1:131 channels[0].schedule.collection.any[0].any[0].any[0].any[0].any[0].any[0].any[0].any[0].any[0]: found a map, expected at most 8 collections inside one another",
  "collections: 5": "config.yaml:1:14 collections: found 5, expected a map of collections by name",
  "collections: {'a b': {show: A}}":
    'config.yaml:1:15 collections.a b: found "a b", expected a name of 1 to 64 letters, digits, _ and -, not of digits alone',
  [filled("{pre_rol: ads}")]:
    'config.yaml:1:90 channels[0].fillers.pre_rol: found an unknown key, expected one of pre_roll, mid_roll, post_roll, tail, fallback; did you mean "pre_roll"?',
  [filled("ads")]:
    'config.yaml:1:89 channels[0].fillers: found "ads", expected a map with pre_roll, mid_roll, post_roll, tail, fallback',
  [filled("{pre_roll: ad}", "\nfillers: {ads: {collection: {show: A}, count: 1}}")]:
    'config.yaml:1:100 channels[0].fillers.pre_roll: found "ad", expected a key of fillers: ads; or a map with collection, collections, sequence or up_next_s; did you mean "ads"?',
  [filled("{tail: {collection: {show: A}}}")]:
    "config.yaml:1:96 channels[0].fillers.tail: found a map, expected exactly one of count, seconds, minutes, pad_to_minutes, fill",
  [filled("{tail: {count: 1}}")]:
    "config.yaml:1:96 channels[0].fillers.tail: found a map, expected exactly one of collection, collections",
  [filled("{tail: {collection: {show: A}, count: 1, fill: true}}")]:
    "config.yaml:1:96 channels[0].fillers.tail: found a map, expected exactly one of count, seconds, minutes, pad_to_minutes, fill",
  [filled("{tail: {collection: {show: A}, count: 0}}")]:
    "config.yaml:1:127 channels[0].fillers.tail.count: found 0, expected a whole number from 1 to 1000",
  [filled("{tail: {collection: {show: A}, fill: false}}")]:
    "config.yaml:1:96 channels[0].fillers.tail: found a map, expected exactly one of count, seconds, minutes, pad_to_minutes, fill",
  [filled("{tail: {sequence: []}}")]:
    "config.yaml:1:107 channels[0].fillers.tail.sequence: found a list, expected at least one part",
  [filled("{tail: {sequence: [{up_next_s: 0}]}}")]:
    "config.yaml:1:120 channels[0].fillers.tail.sequence[0].up_next_s: found 0, expected a number from 1 to 600",
  [filled("{tail: {sequence: [{sequence: [ads]}]}}")]:
    "config.yaml:1:108 channels[0].fillers.tail.sequence[0]: found a map, expected exactly one of collection, collections\nconfig.yaml:1:109 channels[0].fillers.tail.sequence[0].sequence: found an unknown key, expected one of collection, collections, count, seconds, minutes, pad_to_minutes, fill, cooldown_minutes",
  [filled("{mid_roll: {filler: {collection: {show: A}, count: 1}}}")]:
    "config.yaml:1:100 channels[0].fillers.mid_roll: found a map, expected exactly one of at, every_minutes",
  [filled("{mid_roll: {at: chapters, filler: {collection: {show: A}, count: 1}}}")]:
    'config.yaml:1:105 channels[0].fillers.mid_roll.at: found "chapters", expected breaks',
  [filled("{mid_roll: {at: breaks, every_minutes: 5, filler: {collection: {show: A}, count: 1}}}")]:
    "config.yaml:1:100 channels[0].fillers.mid_roll: found a map, expected exactly one of at, every_minutes",
  [filled("{mid_roll: ads}")]:
    'config.yaml:1:100 channels[0].fillers.mid_roll: found "ads", expected a map with at, every_minutes, spacing_minutes, max, filler',
  [filled("{fallback: {order: shuffle}}")]:
    "config.yaml:1:100 channels[0].fillers.fallback: found a map, expected exactly one of collection, collections",
  "fillers: {a: b, b: {sequence: [a]}}":
    'config.yaml:1:32 fillers.b.sequence[0]: found "a", expected another one of fillers, not what it stands in itself',
};

Deno.test(
  "parseConfig() refuses bad schedules, collections and fillers with every fault",
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

/** A file with one channel that has fillers. */
function filled(fillers: string, more = ""): string {
  return on(`{kind: loop, collection: {show: B}}, fillers: ${fillers}`, more);
}
