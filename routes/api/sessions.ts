import { createRoute, type OpenAPIHono, z } from "@hono/zod-openapi";
import type { RouteParts } from "../parts.ts";
import type { RouteEnv } from "../route_env.ts";
import { isoTime, json, problem } from "./answers.ts";
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

const listRoute = createRoute({
  method: "get",
  path: "/sessions",
  tags: ["sessions"],
  summary: "Who watches, oldest first",
  responses: {
    200: json("The sessions.", z.object({ items: z.array(SessionView), next_cursor: z.string().nullable() })),
  },
});

const endRoute = createRoute({
  method: "delete",
  path: "/sessions/{id}",
  tags: ["sessions"],
  summary: "Sends a viewer away: its tuner is free at once; who polls a playlist is refused for a minute",
  security: [{ adminToken: [] }],
  request: { params: z.object({ id: z.string() }) },
  responses: {
    204: { description: "Gone." },
    401: problem("The admin token is missing or wrong."),
    404: problem("There is no such session."),
  },
});

/** The viewers. */
export function sessionRoutes(parts: RouteParts): OpenAPIHono<RouteEnv> {
  const app = apiRouter();
  app.openapi(listRoute, (context) => {
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
  app.openapi(endRoute, (context) => {
    parts.tuning.kick(context.req.valid("param").id);
    return context.body(null, 204);
  });
  return app;
}
