import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import { CHANNEL_NUMBER } from "../../src/channel.ts";
import { contentsOf } from "../../src/schedule_rule.ts";
import { DEMO_CLIPS, demoChannels } from "../../src/source/mod.ts";

Deno.test({
  name: "demoChannels() are three that can be told apart, and cost nothing while nobody watches",
  permissions: "none",
  fn() {
    const channels = demoChannels("/data/demo");
    deepStrictEqual(channels.map(({ number }) => number), ["1", "2", "3"]);
    for (const key of ["id", "number", "name"] as const) {
      strictEqual(new Set(channels.map((channel) => channel[key])).size, 3);
    }
    for (const { number, lifecycle, isEnabled, profile } of channels) {
      ok(CHANNEL_NUMBER.test(number));
      deepStrictEqual([lifecycle, isEnabled, profile], ["on_demand", true, "default"]);
    }
  },
});

Deno.test({
  name: "demoChannels() air clips that are there, each channel in a way of its own",
  permissions: "none",
  fn() {
    const contents = demoChannels("/data/demo").flatMap(({ schedule }) =>
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
