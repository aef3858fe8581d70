import { deepStrictEqual, notStrictEqual, strictEqual } from "node:assert/strict";
import type { Schedule } from "../../src/channel.ts";
import { fingerprintOf, firstState, parseState } from "../../src/schedule/build_state.ts";

const SCHEDULE: Schedule = { kind: "loop", collection: { folder: "/a" }, order: "shuffle", seed: null };
const GOOD = firstState(SCHEDULE);
const PLACE = { itemId: 1, rank: 0.5, show: null, season: null, episode: 3, locator: "/a" };

const BAD: { name: string; value: unknown }[] = [
  { name: "null", value: null },
  { name: "a list", value: [] },
  { name: "no fingerprint", value: { ...GOOD, fingerprint: undefined } },
  { name: "an unknown phase", value: { ...GOOD, phase: "later" } },
  { name: "no loop", value: { ...GOOD, loop: null } },
  { name: "a round that is no number", value: { ...GOOD, loop: { ...GOOD.loop, round: "1" } } },
  { name: "ids that are no numbers", value: { ...GOOD, loop: { ...GOOD.loop, recentIds: ["1"] } } },
  { name: "nobody held", value: { ...GOOD, loop: { ...GOOD.loop, held: {} } } },
  {
    name: "a place without a path",
    value: { ...GOOD, loop: { ...GOOD.loop, last: { ...PLACE, locator: 1 } } },
  },
];

Deno.test({
  name: "parseState()",
  permissions: "none",
  async fn(t) {
    await t.step("reads back what was written", () => {
      const state = { ...GOOD, loop: { ...GOOD.loop, recentIds: [1, 2], last: PLACE } };
      deepStrictEqual(parseState(JSON.stringify(state)), state);
    });
    for (const { name, value } of BAD) {
      await t.step(
        `knows that ${name} is no state`,
        () => strictEqual(parseState(JSON.stringify(value)), null),
      );
    }
    await t.step("knows that broken JSON is no state", () => strictEqual(parseState("{"), null));
  },
});

Deno.test({
  name: "fingerprintOf() tells apart whatever changes what airs",
  permissions: "none",
  fn() {
    const changes: Schedule[] = [
      { ...SCHEDULE, order: "chronological" },
      { ...SCHEDULE, seed: "x" },
      { ...SCHEDULE, collection: { folder: "/b" } },
      { ...SCHEDULE, collection: { show: "/a" } },
    ];
    for (const changed of [null, ...changes]) notStrictEqual(fingerprintOf(changed), fingerprintOf(SCHEDULE));
    strictEqual(fingerprintOf({ ...SCHEDULE }), fingerprintOf(SCHEDULE));
  },
});
