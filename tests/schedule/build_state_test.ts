import { deepStrictEqual, notStrictEqual, strictEqual } from "node:assert/strict";
import { fingerprintOf, firstState, parseState } from "../../src/schedule/build_state.ts";
import { type Schedule } from "../../src/schedule_rule.ts";
import { loopOf } from "./samples.ts";

const SCHEDULE = loopOf({ order: "shuffle" });
const GOOD = firstState(SCHEDULE);

Deno.test({
  name: "parseState()",
  permissions: "none",
  async fn(t) {
    await t.step("reads back what was written", () => {
      const state = { ...GOOD, phase: "airing" as const, aired: [[3, 5_000] as const] };
      deepStrictEqual(parseState(JSON.stringify(state)), state);
    });
    const others = ["null", "[]", "{}", "7", '"airing"', JSON.stringify({ ...GOOD, form: 0 }), "{"];
    for (const text of others) {
      await t.step(`knows that ${text.slice(0, 20)} is no state of this form`, () => {
        strictEqual(parseState(text), null);
      });
    }
    await t.step("takes the state of the program before this one for none", () => {
      const before = {
        fingerprint: "x",
        phase: "airing",
        loop: { round: 1, held: {}, recentIds: [], last: null },
      };
      strictEqual(parseState(JSON.stringify(before)), null);
    });
  },
});

Deno.test({
  name: "fingerprintOf() tells apart whatever changes what airs",
  permissions: "none",
  fn() {
    const changes: Schedule[] = [
      loopOf({ order: "chronological" }),
      loopOf({ order: "shuffle", seed: "x" }),
      loopOf({ order: "shuffle", timezone: "Europe/Berlin" }),
      loopOf({ order: "shuffle", collection: { folder: "/b" } }),
      loopOf({ order: "shuffle", collection: { show: "/media/Clips" } }),
      { ...SCHEDULE, kind: "paused_when_unwatched" },
      { ...SCHEDULE, filler: { ...SCHEDULE.filler, preRoll: [{ kind: "up_next", durationMs: 5_000 }] } },
    ];
    for (const changed of [null, ...changes]) notStrictEqual(fingerprintOf(changed), fingerprintOf(SCHEDULE));
    strictEqual(fingerprintOf(loopOf({ order: "shuffle" })), fingerprintOf(SCHEDULE));
  },
});
