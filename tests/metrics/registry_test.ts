import { match, ok, strictEqual, throws } from "node:assert/strict";
import { createMetrics, METRICS, type MetricSpec } from "../../src/metrics/mod.ts";

/** The value of one series as the exposition shows it, or undefined when it is absent. */
function valueOf(exposition: string, series: string): string | undefined {
  return exposition.split("\n").find((line) => line.startsWith(`${series} `))?.slice(series.length + 1);
}

Deno.test("METRICS keep the rules promtool and the contract state", async (t) => {
  for (const [name, spec] of Object.entries<MetricSpec>(METRICS)) {
    await t.step(name, () => {
      match(name, /^[a-z][a-z_]*$/);
      match(spec.help, /^[A-Z].*\.$/);
      strictEqual(name.endsWith("_total"), spec.type === "counter");
      if (["bytes", "seconds"].includes(spec.unit)) {
        ok(name.includes(`_${spec.unit}`), "the name lacks the unit");
      }
      strictEqual(spec.buckets !== undefined, spec.type === "histogram");
      const bounds = [...spec.buckets ?? []];
      strictEqual(bounds.join(), bounds.toSorted((one, other) => one - other).join());
      for (const label of spec.labels) match(label, /^[a-z][a-z_]*$/);
    });
  }
});

Deno.test("createMetrics() exposes every metric with prefix, help and type", async () => {
  const exposition = await createMetrics().expose();
  for (const [name, spec] of Object.entries<MetricSpec>(METRICS)) {
    ok(exposition.includes(`# HELP exstreamtv_${name} ${spec.help}\n`), name);
    ok(exposition.includes(`# TYPE exstreamtv_${name} ${spec.type}\n`), name);
    if (spec.labels.length === 0 && spec.type !== "histogram") {
      strictEqual(valueOf(exposition, `exstreamtv_${name}`), "0");
    }
  }
  ok(exposition.endsWith("\n"));
});

Deno.test("createMetrics() counts, sets and observes", async () => {
  const metrics = createMetrics();
  metrics.count("ffmpeg_spawn_timeout_total");
  metrics.count("fanout_bytes_total", {}, 1_316);
  metrics.count("fanout_bytes_total", {}, 188);
  metrics.count("ffmpeg_spawn_rejected_total", { reason: "memory" });
  metrics.count("slate_seconds_total", { channel_id: "7.1", reason: "tuning" }, 0.5);
  metrics.set("tuners_in_use", 3);
  metrics.set("tuners_in_use", 2);
  metrics.set("viewers", 4, { channel_id: 'a "quoted"\nname' });
  metrics.observe("first_byte_seconds", 0.03);
  const exposition = await metrics.expose();
  const want = {
    "exstreamtv_ffmpeg_spawn_timeout_total": "1",
    "exstreamtv_fanout_bytes_total": "1504",
    'exstreamtv_ffmpeg_spawn_rejected_total{reason="memory"}': "1",
    'exstreamtv_slate_seconds_total{channel_id="7.1",reason="tuning"}': "0.5",
    "exstreamtv_tuners_in_use": "2",
    'exstreamtv_viewers{channel_id="a \\"quoted\\"\\nname"}': "4",
    'exstreamtv_first_byte_seconds_bucket{le="0.025"}': "0",
    'exstreamtv_first_byte_seconds_bucket{le="0.05"}': "1",
    'exstreamtv_first_byte_seconds_bucket{le="+Inf"}': "1",
    "exstreamtv_first_byte_seconds_sum": "0.03",
  };
  for (const [series, value] of Object.entries(want)) strictEqual(valueOf(exposition, series), value, series);
});

Deno.test("createMetrics() makes sets that know nothing of each other", async () => {
  const [one, other] = [createMetrics(), createMetrics()];
  one.count("playout_rebuild_total");
  strictEqual(valueOf(await other.expose(), "exstreamtv_playout_rebuild_total"), "0");
});

Deno.test("beforeExpose() refreshes gauges until it is disposed", async () => {
  const metrics = createMetrics();
  let bytes = 100;
  const refreshing = metrics.beforeExpose(() => metrics.set("system_rss_bytes", bytes));
  strictEqual(valueOf(await metrics.expose(), "exstreamtv_system_rss_bytes"), "100");
  refreshing[Symbol.dispose]();
  bytes = 200;
  strictEqual(valueOf(await metrics.expose(), "exstreamtv_system_rss_bytes"), "100");
});

Deno.test("createMetrics() refuses at compile time what the table does not name", () => {
  const metrics = createMetrics();
  // @ts-expect-error: no such metric.
  throws(() => metrics.count("ffmpeg_spawn_timeouts_total"));
  // @ts-expect-error: a gauge does not count.
  throws(() => metrics.count("tuners_in_use"));
  // @ts-expect-error: no such label.
  throws(() => metrics.set("viewers", 1, { channel: "7.1" }));
  // @ts-expect-error: the label is missing. It compiles nowhere, so what happens here is of no interest.
  const withoutLabel = () => metrics.count("ffmpeg_spawn_rejected_total");
  ok(withoutLabel);
});
