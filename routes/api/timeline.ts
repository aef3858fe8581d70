import { createRoute, type OpenAPIHono, z } from "@hono/zod-openapi";
import type { RouteParts } from "../parts.ts";
import type { RouteEnv } from "../route_env.ts";
import { json, problem } from "./answers.ts";
import { channelById } from "./channels.ts";
import { ProgrammeView, viewProgramme } from "./programme_view.ts";
import { apiRouter } from "./router.ts";
import { spanOf, SpanQuery } from "./span.ts";

const route = createRoute({
  method: "get",
  path: "/channels/{id}/timeline",
  tags: ["channels"],
  summary: "What airs when: by default now and the next 24 hours, at most 14 days at once",
  request: {
    params: z.object({ id: z.string() }),
    query: SpanQuery,
  },
  responses: {
    200: json("The programmes that overlap the span, by start.", z.object({ items: z.array(ProgrammeView) })),
    400: problem("`from` or `to` is no time, or the span is empty or too long."),
    404: problem("There is no such channel."),
  },
});

/** A channel's timeline. */
export function timelineRoutes(parts: RouteParts): OpenAPIHono<RouteEnv> {
  const app = apiRouter();
  app.openapi(route, (context) => {
    const channel = channelById(parts, context.req.valid("param").id);
    const { fromMs, toMs } = spanOf(context.req.valid("query"), "the timeline", {
      fromMs: () => parts.clock.wallMs(),
    });
    const items = parts.authority.getTimeline(channel.id, fromMs, toMs)
      .map((programme) => viewProgramme(programme, channel));
    return context.json({ items }, 200);
  });
  return app;
}
