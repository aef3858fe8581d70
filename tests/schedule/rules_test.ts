import { deepStrictEqual, strictEqual } from "node:assert/strict";
import { ruleOf } from "../../src/schedule/rules.ts";
import type { BuiltSchedule } from "../../src/schedule/build.ts";
import { deskOf, PLAIN, shelf, shelves, slotAt, written } from "./written.ts";

const SCHEDULES: BuiltSchedule[] = [
  { ...PLAIN, kind: "loop", content: shelf("a") },
  { ...PLAIN, kind: "paused_when_unwatched", content: shelf("a") },
  { ...PLAIN, kind: "slots", slots: [slotAt("00:00", "a")] },
  {
    ...PLAIN,
    kind: "blocks",
    templates: [{ days: { weekdays: [], dates: null }, slots: [slotAt("00:00", "a")] }],
  },
  {
    ...PLAIN,
    kind: "random_slots",
    slots: [{
      part: { content: shelf("a"), mode: { count: 9 }, title: null, filler: null },
      weight: 1,
      cooldownMs: 0,
    }],
    padToMs: null,
  },
  {
    ...PLAIN,
    kind: "sequence",
    contents: { a: shelf("a") },
    sequences: {},
    playout: [{ do: "count", content: "a", count: 9, title: null }],
  },
];

Deno.test({
  name: "ruleOf()",
  permissions: "none",
  async fn(t) {
    for (const schedule of SCHEDULES) {
      await t.step(
        `goes on from what ${schedule.kind} left, through JSON, and begins anew after another kind`,
        () => {
          const desk = deskOf(shelves({ a: [20, 30, 15] }));
          let memory = ruleOf(schedule)(desk, { kind: "mirror", left: { not: "mine" } });
          while (desk.draft.programmes.length < 3) {
            memory = ruleOf(schedule)(desk, JSON.parse(JSON.stringify(memory)));
          }
          strictEqual(written(desk.draft.programmes), "00:00 a1, 00:20 a2, 00:50 a3, 01:05");
          deepStrictEqual(memory.kind, schedule.kind);
        },
      );
    }
  },
});
