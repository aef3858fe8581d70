import { strictEqual } from "node:assert/strict";
import { createMetrics } from "../../src/metrics/mod.ts";
import { GuideDrift } from "../../src/playout/guide_drift.ts";
import { metricOf } from "../fakes/metric_of.ts";
import { plainProgramme } from "../fakes/plain_programme.ts";

Deno.test("GuideDrift", async (t) => {
  const steps: { name: string; joins: [startMs: number, headMs: number][]; seconds: number }[] = [
    { name: "says nothing of the programme a channel begins amid", joins: [[0, 5_000]], seconds: NaN },
    { name: "measures the next one", joins: [[0, 5_000], [60_000, 60_040]], seconds: 0.04 },
    { name: "knows early from late", joins: [[0, 5_000], [60_000, 59_500]], seconds: -0.5 },
    {
      name: "counts the first input of a programme only",
      joins: [[0, 5_000], [60_000, 62_000], [60_000, 90_000]],
      seconds: 2,
    },
    { name: "goes on with each", joins: [[0, 5_000], [60_000, 62_000], [90_000, 90_000]], seconds: 0 },
  ];
  for (const { name, joins, seconds } of steps) {
    await t.step(name, async () => {
      const metrics = createMetrics();
      const drift = new GuideDrift(metrics, "five");
      for (const [startMs, headMs] of joins) {
        drift.join(plainProgramme({ channelId: "five", startMs, stopMs: startMs + 60_000 }), headMs);
      }
      strictEqual(await metricOf(metrics, 'guide_drift_seconds{channel_id="five"}'), seconds);
    });
  }
});
