import { createRoute, type OpenAPIHono, z } from "@hono/zod-openapi";
import { Fault } from "../../src/fault.ts";
import { LIMITS } from "../../src/limits.ts";
import type { RouteParts } from "../parts.ts";
import type { RouteEnv } from "../route_env.ts";
import { isoTime, json, problem } from "./answers.ts";
import { channelById } from "./channels.ts";
import { ProgrammeView, viewProgramme } from "./programme_view.ts";
import { apiRouter } from "./router.ts";

const DAY_MS = 24 * 3_600_000;
const instant = z.iso.datetime({
  offset: true,
  error: "expected an ISO 8601 time with a zone: 2026-01-05T12:00:00Z",
});

const route = createRoute({
  method: "get",
  path: "/channels/{id}/timeline",
  tags: ["channels"],
  summary: "What airs when: by default now and the next 24 hours, at most 14 days at once",
  request: {
    params: z.object({ id: z.string() }),
    query: z.object({ from: instant.optional(), to: instant.optional() }),
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
    const { from, to } = context.req.valid("query");
    const fromMs = from === undefined ? parts.clock.wallMs() : Date.parse(from);
    const toMs = to === undefined ? fromMs + DAY_MS : Date.parse(to);
    checkSpan(fromMs, toMs);
    const items = parts.authority.getTimeline(channel.id, fromMs, toMs)
      .map((programme) => viewProgramme(programme, channel));
    return context.json({ items }, 200);
  });
  return app;
}

function checkSpan(fromMs: number, toMs: number): void {
  if (toMs <= fromMs) {
    throw new Fault(
      "bad_request",
      `Cannot list the timeline: to is ${isoTime(toMs)}, expected after ${isoTime(fromMs)}`,
    );
  }
  if (toMs - fromMs > LIMITS.timelineSpanMaxMs) {
    throw new Fault(
      "bad_request",
      `Cannot list the timeline: from ${isoTime(fromMs)} to ${isoTime(toMs)} is more than ` +
        `${LIMITS.timelineSpanMaxMs / DAY_MS} days`,
    );
  }
}
