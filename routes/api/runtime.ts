import { createRoute, type OpenAPIHono, z } from "@hono/zod-openapi";
import type { RouteParts } from "../parts.ts";
import type { RouteEnv } from "../route_env.ts";
import { json, problem } from "./answers.ts";
import { channelById } from "./channels.ts";
import { apiRouter } from "./router.ts";
import { RuntimeView, viewRuntime } from "./runtime_view.ts";

const route = createRoute({
  method: "get",
  path: "/channels/{id}/runtime",
  tags: ["channels"],
  summary: "How a channel is doing: its inputs, its switches, its processes, its health",
  request: { params: z.object({ id: z.string() }) },
  responses: {
    200: json("The status; of a channel that does not run, too.", RuntimeView),
    404: problem("There is no such channel."),
  },
});

/** How a channel is doing. */
export function runtimeRoutes(parts: RouteParts): OpenAPIHono<RouteEnv> {
  const app = apiRouter();
  app.openapi(route, (context) => {
    const channel = channelById(parts, context.req.valid("param").id);
    return context.json(viewRuntime(parts, channel), 200, { "cache-control": "no-store" });
  });
  return app;
}
