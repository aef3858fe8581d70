import { deepStrictEqual, strictEqual } from "node:assert/strict";
import { remainsOf, unreadSchedules } from "../src/remains.ts";
import type { RuleEntry } from "../src/rule_book.ts";

const CHANNEL = {
  id: "a",
  number: "5",
  name: "A",
  profile: "hd",
  schedule: "evening",
  fillers: { tail: "ads" },
};

Deno.test("What remains of a channel with faults", async (t) => {
  const kept: readonly [paths: readonly string[], keys: readonly string[]][] = [
    [["schedule.slots[0].at"], ["id", "number", "name", "profile", "schedule"]],
    [["fillers.tail"], ["id", "number", "name", "profile", "schedule"]],
    [["profile"], ["id", "number", "name", "schedule", "fillers"]],
    [["profile", "schedule"], ["id", "number", "name", "schedule"]],
  ];
  for (const [paths, keys] of kept) {
    await t.step(`${paths}: is ${keys}`, () => {
      const remains = Object(remainsOf(CHANNEL, paths));
      deepStrictEqual(Object.keys(remains), keys);
      const isWhole = !paths.some((path) => /^(schedule|fillers)/.test(path));
      strictEqual(remains.schedule === CHANNEL.schedule, isWhole);
      strictEqual(remainsOf(remains, paths), null, "which cannot lose the same again");
    });
  }
  for (const path of ["", "id", "number", "name"]) {
    await t.step(`${path || "all of it"}: is nothing`, () => strictEqual(remainsOf(CHANNEL, [path]), null));
  }
  await t.step("is nothing where it is no channel at all", () => strictEqual(remainsOf("A", ["x"]), null));
});

Deno.test("A channel's schedule is unread only if that was lost", () => {
  const entry = (name: string, path: string): RuleEntry => {
    const remains = remainsOf(CHANNEL, [path]);
    return { kind: "channel", name, document: CHANNEL, managedBy: "api", version: 1, fault: path, remains };
  };
  const entries = [entry("a", "schedule.kind"), entry("b", "profile")];
  deepStrictEqual([...unreadSchedules(entries)], [["a", "schedule.kind"]]);
});
