import { Hono } from "hono";
import type { RouteParts } from "./parts.ts";
import type { RouteEnv } from "./route_env.ts";

const FRESH = { "cache-control": "no-store" };

/** Whether the program lives (`/health`), is ready to be used and if not why (`/ready`), and which one it is. */
export function healthRoutes(parts: RouteParts): Hono<RouteEnv> {
  const app = new Hono<RouteEnv>();
  app.get("/health", (context) => context.json({ status: "ok" }, 200, FRESH));
  app.get("/ready", (context) => {
    const checks = parts.readiness().map(({ name, isReady, detail }) => ({
      name,
      is_ready: isReady,
      detail,
    }));
    const isReady = checks.every((check) => check.is_ready);
    return context.json({ is_ready: isReady, checks }, isReady ? 200 : 503, FRESH);
  });
  app.get("/version", (context) => context.json({ name: "EXStreamTV", version: parts.version }));
  return app;
}
