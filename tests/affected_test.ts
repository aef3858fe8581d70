import { deepStrictEqual } from "node:assert/strict";
import { affectedChannels, outlined } from "../src/affected.ts";
import { checkRules, DEFAULT_CONFIG } from "../src/config/mod.ts";
import { entriesOf, type RuleEntry } from "../src/rule_book.ts";
import type { DocumentKey } from "../src/store/mod.ts";

const DOCUMENTS = {
  channels: [
    { id: "plain", number: "1", name: "Plain", schedule: { kind: "loop", collection: { show: "a" } } },
    { id: "named", number: "2", name: "Named", schedule: "evening" },
    {
      id: "filled",
      number: "3",
      name: "Filled",
      fillers: { tail: "ads" },
      schedule: { kind: "loop", collection: { show: "b" } },
    },
    { id: "later", number: "4", name: "Later", schedule: { kind: "mirror", channel: "01" } },
    { number: "7.10", name: "Bare", enabled: false, schedule: { kind: "mirror", channel: "filled" } },
  ],
  collections: { films: { folder: "/media" }, night: { any: ["films"] } },
  fillers: { ads: { collection: "films", count: 1 } },
  schedules: { evening: { kind: "loop", collection: "night" } },
};
const ENTRIES = entriesOf(DOCUMENTS, "config");

const CASES: readonly [name: string, edited: DocumentKey, want: readonly string[]][] = [
  ["a channel, and who mirrors it by its number", { kind: "channel", name: "plain" }, ["plain", "later"]],
  ["a channel, and who mirrors it by its id", { kind: "channel", name: "filled" }, ["filled", "7.10"]],
  ["what a channel names", { kind: "schedule", name: "evening" }, ["named"]],
  ["what that names", { kind: "collection", name: "night" }, ["named"]],
  ["what both name, over others", { kind: "collection", name: "films" }, ["named", "filled"]],
  ["what nobody names", { kind: "filler", name: "other" }, []],
];

Deno.test("affectedChannels() of an edit of", async (t) => {
  for (const [name, edited, want] of CASES) {
    await t.step(name, () => {
      deepStrictEqual([...affectedChannels(ENTRIES, ENTRIES, [edited])].toSorted(), want.toSorted());
    });
  }
  await t.step("a number that others mirror, before and after", () => {
    const moved = ENTRIES.map((entry): RuleEntry =>
      entry.name === "plain" ? { ...entry, document: { ...Object(entry.document), number: "9" } } : entry
    );
    deepStrictEqual([...affectedChannels(ENTRIES, moved, [{ kind: "channel", name: "plain" }])], [
      "plain",
      "later",
    ]);
  });
  await t.step("anything, where a channel was not there before", () => {
    const fewer = ENTRIES.filter(({ name }) => name !== "named");
    deepStrictEqual([...affectedChannels(fewer, ENTRIES, [])], ["named"]);
  });
});

Deno.test("outlined() leaves nothing out that others are checked against", () => {
  const whole =
    checkRules(outlined(ENTRIES, new Set(ENTRIES.map(({ name }) => name))), DEFAULT_CONFIG).channels;
  const thin = checkRules(outlined(ENTRIES, new Set(["later", "7.10"])), DEFAULT_CONFIG).channels;
  const told = (channels: typeof whole) =>
    channels.map(({ id, number, isEnabled }) => [id, number, isEnabled]);
  deepStrictEqual(told(thin), told(whole));
  deepStrictEqual(thin.slice(3), whole.slice(3), "those that may differ are whole");
});
