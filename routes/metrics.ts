import { Hono } from "hono";
import type { RouteParts } from "./parts.ts";
import type { RouteEnv } from "./route_env.ts";

/** The figures for Prometheus. */
export function metricsRoutes(parts: RouteParts): Hono<RouteEnv> {
  const app = new Hono<RouteEnv>();
  if (!parts.isMetricsEnabled) return app;
  app.get("/metrics", async (context) => {
    return context.body(await parts.metrics.expose(), 200, {
      "content-type": "text/plain; version=0.0.4; charset=utf-8",
      "cache-control": "no-store",
    });
  });
  return app;
}
