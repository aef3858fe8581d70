import type { Metrics } from "../../src/metrics/mod.ts";

/**
 * The value of one series, read from what Prometheus would get.
 *
 * @param series Name without the prefix, with its labels as they are exposed: `viewers{channel_id="c1"}`.
 * @returns NaN when there is no such series yet.
 */
export async function metricOf(metrics: Metrics, series: string): Promise<number> {
  const line = (await metrics.expose()).split("\n").find((line) => line.startsWith(`exstreamtv_${series} `));
  return Number(line?.split(" ").at(-1) ?? NaN);
}
