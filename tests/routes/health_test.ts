import { deepStrictEqual, strictEqual } from "node:assert/strict";
import { fakeRoutes, problemCode } from "../fakes/fake_route_parts.ts";

Deno.test("/health, /version and /metrics", async () => {
  const { ask } = fakeRoutes();
  deepStrictEqual(await (await ask("/health")).json(), { status: "ok" });
  deepStrictEqual(await (await ask("/version")).json(), { name: "EXStreamTV", version: "0.1.0" });
  const metrics = await ask("/metrics", {
    headers: { accept: "application/openmetrics-text;version=1.0.0" },
  });
  strictEqual(metrics.headers.get("content-type"), "text/plain; version=0.0.4; charset=utf-8");
  strictEqual(await metrics.text(), "# HELP exstreamtv_viewers Viewers.\n");
});

Deno.test("/ready says why it is not", async () => {
  const readiness = () => [
    { name: "store", isReady: true, detail: "open" },
    { name: "guide", isReady: false, detail: "none published yet" },
  ];
  const response = await fakeRoutes({ readiness }).ask("/ready");
  strictEqual(response.status, 503);
  deepStrictEqual(await response.json(), {
    is_ready: false,
    checks: [
      { name: "store", is_ready: true, detail: "open" },
      { name: "guide", is_ready: false, detail: "none published yet" },
    ],
  });
  const ready = await fakeRoutes().ask("/ready");
  strictEqual(ready.status, 200);
  strictEqual((await ready.json()).is_ready, true);
});

Deno.test("metrics.enabled: false hides /metrics", async () => {
  strictEqual(await problemCode(await fakeRoutes({ isMetricsEnabled: false }).ask("/metrics")), "not_found");
});
