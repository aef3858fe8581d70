import { deepStrictEqual, strictEqual, throws } from "node:assert/strict";
import { InvariantError } from "../../src/invariant.ts";
import { Draft } from "../../src/schedule/draft.ts";
import { playable } from "./samples.ts";
import { at, MONDAY_MS, written } from "./written.ts";

const FILM = playable(1, 3_600_000, { title: "Film" });
const CLIP = playable(2, 60_000, { title: "Clip" });

Deno.test({
  name: "Draft",
  permissions: "none",
  async fn(t) {
    await t.step("begins each programme where the one before stops", () => {
      const draft = new Draft("five", MONDAY_MS);
      strictEqual(draft.endMs, MONDAY_MS);
      draft.item(CLIP, { filler: "pre_roll" });
      draft.item(FILM, { lengthMs: 1_800_000 });
      draft.item(FILM, { offsetMs: 1_800_000 });
      draft.card("up_next", at("01:30"), { title: "Up next" });
      strictEqual(
        written(draft.programmes),
        "00:00 pre_roll Clip, 00:01 Film, 00:31 Film+30, 01:01 -, 01:30",
      );
    });
    await t.step("lets the last programme be held, or go on", () => {
      const draft = new Draft("five", MONDAY_MS);
      draft.item(FILM, { lengthMs: 60_000 });
      draft.prolong(120_000);
      draft.hold(at("00:03:00.5"));
      strictEqual(draft.endMs, at("00:03:00.5"));
      throws(() => draft.hold(at("00:03")), InvariantError);
      throws(() => new Draft("five", 0).hold(1), InvariantError);
    });
    await t.step("cuts at an instant, and drops what would begin there or later", () => {
      const cutAt = (time: string) => {
        const draft = new Draft("five", MONDAY_MS);
        for (let count = 0; count < 3; count++) draft.item(CLIP);
        draft.cut(at(time));
        return written(draft.programmes);
      };
      deepStrictEqual(["00:02:30", "00:02", "00:00:01", "00:09"].map(cutAt), [
        "00:00 Clip, 00:01 Clip, 00:02 Clip, 00:02:30",
        "00:00 Clip, 00:01 Clip, 00:02",
        "00:00 Clip, 00:00:01",
        "00:00 Clip, 00:01 Clip, 00:02 Clip, 00:03",
      ]);
    });
    await t.step("goes back to a mark, with its remarks", () => {
      const draft = new Draft("five", MONDAY_MS);
      draft.item(CLIP);
      draft.remark("cut", "kept");
      const mark = draft.mark();
      draft.item(FILM);
      draft.remark("cut", "forgotten");
      draft.rewind(mark);
      deepStrictEqual([draft.endMs, draft.programmes.length], [at("00:01"), 1]);
      deepStrictEqual(draft.remarks, [{ atMs: at("00:01"), code: "cut", detail: "kept" }]);
    });
    await t.step("keeps 50 remarks", () => {
      const draft = new Draft("five", MONDAY_MS);
      for (let count = 0; count < 60; count++) draft.remark("cut", `${count}`);
      deepStrictEqual([draft.remarks.length, draft.remarks.at(-1)?.detail], [50, "49"]);
    });
    await t.step("refuses what has no length", () => {
      const draft = new Draft("five", MONDAY_MS);
      throws(() => draft.item(CLIP, { offsetMs: 60_000 }), InvariantError);
      throws(() => draft.card("off_air", MONDAY_MS, { title: "Off" }), InvariantError);
      throws(() => draft.item(CLIP, { lengthMs: 0.5 }), InvariantError);
    });
  },
});
