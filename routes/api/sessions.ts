import { createRoute, type OpenAPIHono, z } from "@hono/zod-openapi";
import type { RouteParts } from "../parts.ts";
import type { RouteEnv } from "../route_env.ts";
import { isoTime, json } from "./answers.ts";
import { apiRouter } from "./router.ts";

const SessionView = z.object({
  id: z.string(),
  channel_id: z.string(),
  via: z.enum(["tuner", "iptv", "hls"]),
  address: z.string(),
  agent: z.string(),
  started_at: z.iso.datetime(),
  state: z.enum(["starting", "active", "waiting"]).openapi({
    description: "Has had nothing yet; is sent what is due; has not taken its last bytes yet",
  }),
  bytes_sent: z.int(),
  dropped_bytes: z.int().openapi({ description: "Lost because the client was too slow" }),
}).openapi("Session");

const route = createRoute({
  method: "get",
  path: "/sessions",
  tags: ["sessions"],
  summary: "Who watches, oldest first",
  responses: {
    200: json("The sessions.", z.object({ items: z.array(SessionView), next_cursor: z.string().nullable() })),
  },
});

/** The viewers. */
export function sessionRoutes(parts: RouteParts): OpenAPIHono<RouteEnv> {
  const app = apiRouter();
  app.openapi(route, (context) => {
    const items = parts.tuning.sessions().map((session) => ({
      id: session.id,
      channel_id: session.channelId,
      via: session.via,
      address: session.address,
      agent: session.agent,
      started_at: isoTime(session.startedAtMs),
      state: session.state,
      bytes_sent: session.bytesSent,
      dropped_bytes: session.droppedBytes,
    }));
    return context.json({ items, next_cursor: null }, 200);
  });
  return app;
}
