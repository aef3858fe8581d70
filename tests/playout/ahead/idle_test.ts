import { strictEqual } from "node:assert/strict";
import { type Demand, type Pace, paceOf } from "../../../src/playout/ahead/idle.ts";

const NOW_MS = 1_000_000;

function running(priority: "viewer" | "warm" | "idle" | "background", ageMs = 60_000, isEncode = true) {
  return { priority, isEncode, startedAtMs: NOW_MS - ageMs };
}

Deno.test({
  name: "paceOf()",
  permissions: "none",
  async fn(t) {
    const CASES: [name: string, demand: Partial<Demand>, want: Pace][] = [
      ["goes while nothing runs", {}, "go"],
      ["goes beside its own work and other work in the background", {
        processes: [running("background", 0), running("background", 0)],
      }, "go"],
      ["goes beside channels nobody watches", {
        processes: [running("idle"), running("idle"), running("idle", 0)],
      }, "go"],
      ["goes beside viewers who leave it a core", { processes: [running("viewer")] }, "go"],
      ["waits for viewers who leave it none", { processes: [running("viewer"), running("warm")] }, "wait"],
      ["goes beside any number of copies", {
        processes: [running("viewer", 0, false), running("viewer", 0, false), running("viewer", 0, false)],
      }, "go"],
      ["waits while a viewer's encode is young", { processes: [running("viewer", 4_999)] }, "wait"],
      ["waits while a joint's encode is young", { processes: [running("warm", 0)] }, "wait"],
      ["goes when it has grown up", { processes: [running("viewer", 5_000)] }, "go"],
      ["takes a clock that was set back for no youth", { processes: [running("viewer", -60_000)] }, "go"],
      ["waits beside a viewer on a single core", { processes: [running("viewer")], cores: 1 }, "wait"],
      ["leaves when the pool is short, whoever runs", { isShort: true }, "leave"],
      ["leaves rather than waits", { isShort: true, processes: [running("viewer", 0)] }, "leave"],
    ];
    for (const [name, demand, want] of CASES) {
      await t.step(name, () => {
        strictEqual(paceOf({ processes: [], isShort: false, cores: 2, nowMs: NOW_MS, ...demand }), want);
      });
    }
  },
});
