import { Hono } from "hono";
import type { RouteParts } from "./parts.ts";
import type { RouteEnv } from "./route_env.ts";
import { channelByNumber } from "./stream.ts";

/** Each channel's logo; open even with a stream token, for it is no secret and pages show it. */
export function logoRoutes(parts: RouteParts): Hono<RouteEnv> {
  const app = new Hono<RouteEnv>();
  app.get("/logo/:file{[^/]+\\.png}", async (context) => {
    const channel = channelByNumber(parts, context.req.param("file").slice(0, -".png".length));
    return context.body(await parts.logo(channel), 200, {
      "content-type": "image/png",
      "cache-control": "public, max-age=3600",
    });
  });
  return app;
}
