import { deepStrictEqual } from "node:assert/strict";
import { parseConfig } from "../../src/config/mod.ts";

// The YAML parser asks for two variables of its own; they are not there.
const permissions = { env: ["LOG_TOKENS", "LOG_STREAM"] };
const UNKNOWN = "which is in no folder of libraries.local.paths; ";

function parse(text: string) {
  return parseConfig({ text, name: "config.yaml", environment: {} });
}

Deno.test("parseConfig() warns of a channel whose folder is not scanned", { permissions }, () => {
  const text = "channels: [{number: 1, name: A, schedule: {kind: loop, collection: {folder: /films}}}]";
  deepStrictEqual(parse(text).warnings, [
    'config.yaml:1:77 channels[0].schedule.collection.folder: found "/films", which is in no folder of ' +
    "libraries.local.paths; nothing will air",
  ]);
});

Deno.test("parseConfig() warns of inputs whose folders are not scanned", { permissions }, () => {
  const text = "libraries: { local: { paths: [/media] } }\n" +
    "channels: [{number: 1, name: A, schedule: {kind: loop, collection: {show: B}}, inputs: {\n" +
    "  fallback: {folder: /fillers}, mirrors: [{from: /media/A, to: /a}, {from: /medai, to: /b}]}}]";
  const unknown = (at: string, key: string, folder: string) =>
    `config.yaml:3:${at} channels[0].inputs.${key}: found "${folder}", which is in no folder of libraries.local.paths; `;
  deepStrictEqual(parse(text).warnings, [
    unknown("22", "fallback.folder", "/fillers") + "nothing will air",
    unknown("76", "mirrors[1].from", "/medai") + "this mirror will not be used",
  ]);
});

Deno.test("parseConfig() warns of every folder that something is drawn from", { permissions }, () => {
  const text = `libraries: { local: { paths: [/media] } }
channels:
  - number: 1
    name: A
    fillers: { tail: { collection: { folder: /ads }, fill: true } }
    schedule: { kind: sequence, content: { folder: shows }, playout: [{ all: folder }] }
collections:
  folder: shows
  shows: { any: [{ folder: /media/Shows }, { smart: { folder: /shows } }] }
fillers:
  bumpers: { collection: { folder: /bumpers }, count: 1 }
schedules:
  evening: { kind: slots, slots: [{ at: "20:00", collection: { folder: /films/ } }] }
`;
  deepStrictEqual(parse(text).warnings, [
    `config.yaml:5:46 channels[0].fillers.tail.collection.folder: found "/ads", ${UNKNOWN}nothing will air`,
    `config.yaml:9:63 collections.shows.any[1].smart.folder: found "/shows", ${UNKNOWN}nothing will air`,
    `config.yaml:11:36 fillers.bumpers.collection.folder: found "/bumpers", ${UNKNOWN}nothing will air`,
    `config.yaml:13:72 schedules.evening.slots[0].collection.folder: found "/films/", ${UNKNOWN}nothing will air`,
  ]);
});
