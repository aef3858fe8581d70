import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import { checkRules, DEFAULT_CONFIG } from "../../src/config/mod.ts";
import { contentsOf } from "../../src/schedule_rule.ts";
import { DEMO_CLIPS, demoChannels } from "../../src/source/mod.ts";

/** What the configuration room makes of them. */
function channelsOf(folder: string) {
  const documents = { channels: demoChannels(folder), collections: {}, fillers: {}, schedules: {} };
  return checkRules(documents, DEFAULT_CONFIG).channels;
}

Deno.test({
  name: "demoChannels() are three that can be told apart, and cost nothing while nobody watches",
  permissions: "none",
  fn() {
    const channels = channelsOf("/data/demo");
    deepStrictEqual(channels.map(({ number }) => number), ["1", "2", "3"]);
    for (const key of ["id", "number", "name"] as const) {
      strictEqual(new Set(channels.map((channel) => channel[key])).size, 3);
    }
    for (const { lifecycle, isEnabled, profile } of channels) {
      deepStrictEqual([lifecycle, isEnabled, profile], ["on_demand", true, "default"]);
    }
  },
});

Deno.test({
  name: "demoChannels() air clips that are there, each channel in a way of its own",
  permissions: "none",
  fn() {
    const contents = channelsOf("/data/demo").flatMap(({ schedule }) =>
      schedule === null ? [] : contentsOf(schedule)
    );
    deepStrictEqual(contents.map(({ order }) => order), [
      "chronological",
      "shuffle",
      "chronological",
    ]);
    deepStrictEqual(contents.flatMap(({ members }) => members.map(({ collection }) => collection)), [
      { folder: "/data/demo" },
      { folder: "/data/demo" },
      { show: "Little Machines" },
    ]);
    const episodes = DEMO_CLIPS.filter(({ show }) => show === "Little Machines");
    ok(episodes.length > 1 && episodes.length < DEMO_CLIPS.length);
  },
});
