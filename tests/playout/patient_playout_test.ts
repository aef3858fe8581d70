import { deepStrictEqual, strictEqual } from "node:assert/strict";
import { createMetrics } from "../../src/metrics/mod.ts";
import { Fanout } from "../../src/fanout/mod.ts";
import { PatientPlayout } from "../../src/playout/patient_playout.ts";
import { FakeClock } from "../fakes/fake_clock.ts";
import { FakePlayout } from "../fakes/fake_playout.ts";
import { CHANNEL_OPTIONS, channelOf } from "./samples.ts";

/** A playout that can be made from `isPossible` on; `change` says that something happened. */
class World {
  readonly clock = new FakeClock();
  readonly fanout = new Fanout({
    clock: this.clock,
    metrics: createMetrics(),
    onLeave: () => {},
    onFreed: () => {},
  }, { ...CHANNEL_OPTIONS, bytesMax: () => 1e9 });
  readonly real = new FakePlayout(channelOf("1"), this.fanout, this.clock);
  isPossible = false;
  change: () => void = () => {};
  readonly stop = new AbortController();
  readonly patient = new PatientPlayout({
    make: () => this.isPossible ? this.real : null,
    changed: (signal) =>
      new Promise((resolve) => {
        this.change = resolve;
        signal.addEventListener("abort", () => resolve(), { once: true });
      }),
    reason: () => "no slate",
  });
}

Deno.test("PatientPlayout waits as long as it must, then is the real one", async () => {
  const { clock, patient, real, stop, ...world } = new World();
  const running = patient.run(stop.signal);
  await clock.settle();
  deepStrictEqual([patient.state, patient.fault, patient.lastOutputMs], ["starting", "no slate", null]);
  await patient.rest();
  world.change();
  await clock.settle();
  strictEqual(real.isRunning, false);
  stop.abort();
  await running;
});

Deno.test("PatientPlayout runs the real one as soon as it can be made", async () => {
  const world = new World();
  const running = world.patient.run(world.stop.signal);
  await world.clock.settle();
  world.isPossible = true;
  world.change();
  await world.clock.settle();
  strictEqual(world.real.isRunning, true);
  deepStrictEqual([world.patient.state, world.patient.fault], ["live", null]);
  await world.patient.rest();
  deepStrictEqual([world.real.rests, world.patient.state], [1, "dormant"]);
  world.stop.abort();
  await running;
  strictEqual(world.real.isRunning, false);
  strictEqual(world.patient.lastOutputMs, world.real.lastOutputMs);
});
