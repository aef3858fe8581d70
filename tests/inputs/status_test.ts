import { deepStrictEqual, strictEqual } from "node:assert/strict";
import { inputsStatus } from "../../src/inputs/mod.ts";
import { A, B, Drill, FILLER } from "./drill.ts";

const FIGURES = { bitrateKbps: 4_200, fps: 25, packetLoss: 0.1 };

Deno.test({
  name: "inputsStatus()",
  permissions: "none",
  async fn(t) {
    const drill = new Drill();
    drill.air([A, B, FILLER]);
    drill.fail({ reason: "no such file" });
    drill.key();
    const status = inputsStatus(drill.state, { active: FIGURES, isOnSlate: false });
    await t.step("names the input on air by rank and identity", () => {
      deepStrictEqual([status.active_input_priority, status.active_input_id], [1, "b"]);
      deepStrictEqual([status.override_input_priority, status.exhausted, status.on_substitute], [
        null,
        false,
        false,
      ]);
    });
    await t.step("lists the inputs in order, and the slate last", () => {
      deepStrictEqual(status.inputs.map((one) => [one.input_id, one.tier, one.status]), [
        ["a", "equivalent", "degraded"],
        ["b", "equivalent", "active"],
        ["filler", "substitute", "idle"],
        ["slate", "terminal", "idle"],
      ]);
    });
    await t.step("gives figures to the one on air only", () => {
      deepStrictEqual(status.inputs.map((one) => one.bitrate_kbps), [0, 4_200, 0, 0]);
    });
    await t.step("tells what is wrong, and what was", () => {
      const errors = [{ message: "no such file", at: "2026-01-01T00:00:02.000Z" }];
      deepStrictEqual([status.inputs[0]?.current_error, status.inputs[0]?.errors], ["no such file", errors]);
      drill.pass(1_000);
      drill.send({ kind: "switch", id: "a", sticky: "until_cleared" });
      drill.key();
      const later = inputsStatus(drill.state, { active: null, isOnSlate: true });
      deepStrictEqual([later.inputs[0]?.current_error, later.inputs[0]?.errors], [null, errors]);
      deepStrictEqual([later.override_input_priority, later.override_input_id], [0, "a"]);
      strictEqual(later.inputs.at(-1)?.status, "active");
      strictEqual(later.inputs[0]?.last_packet_at, "2026-01-01T00:00:03.000Z");
    });
    await t.step("names a choice that waits for its input, which has no rank", () => {
      const away = new Drill();
      away.air([A, B]);
      away.send({ kind: "switch", id: "b", sticky: "until_cleared" });
      away.begin([A], "two");
      const { override_input_priority, override_input_id } = inputsStatus(away.state, {
        active: null,
        isOnSlate: true,
      });
      deepStrictEqual([override_input_priority, override_input_id], [null, "b"]);
    });
    await t.step("keeps the switches as they were", () => {
      deepStrictEqual(status.switches, [{
        at: "2026-01-01T00:00:02.000Z",
        from: 0,
        to: 1,
        from_id: "a",
        to_id: "b",
        reason: "error",
        detail: "no such file",
      }]);
    });
  },
});
