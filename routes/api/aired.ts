import { createRoute, type OpenAPIHono, z } from "@hono/zod-openapi";
import type { Aired } from "../../src/aired.ts";
import type { RouteParts } from "../parts.ts";
import type { RouteEnv } from "../route_env.ts";
import { isoTime, json, problem } from "./answers.ts";
import { channelById } from "./channels.ts";
import { apiRouter } from "./router.ts";
import { spanOf, SpanQuery } from "./span.ts";

const DAY_MS = 24 * 3_600_000;

const AiredView = z.object({
  from: z.iso.datetime().openapi({ description: "When its first picture showed" }),
  until: z.iso.datetime().openapi({ description: "Of what is on air: as far as was noted, once a minute" }),
  programme_start: z.iso.datetime().openapi({ description: "Start of its programme in the timeline" }),
  title: z.string(),
  item_id: z.int().nullable(),
  input: z.string().nullable().openapi({
    description: "`primary`, `mirror:0`, `alternate:7` or `filler`; null for a card",
  }),
  card: z.string().nullable().openapi({ description: "Why a card was shown; null for an input" }),
  late_ms: z.int().nullable().openapi({
    description: "How late the programme began, negative for early; null where none began",
  }),
}).openapi("Aired");

const route = createRoute({
  method: "get",
  path: "/channels/{id}/aired",
  tags: ["channels"],
  summary: "What really went out: by default in the last 24 hours, at most 14 days at once",
  request: { params: z.object({ id: z.string() }), query: SpanQuery },
  responses: {
    200: json(
      "Stretches of output within the span, by start. Between them nothing was made.",
      z.object({ items: z.array(AiredView) }),
    ),
    400: problem("`from` or `to` is no time, or the span is empty or too long."),
    404: problem("There is no such channel."),
  },
});

/** What a channel really sent. */
export function airedRoutes(parts: RouteParts): OpenAPIHono<RouteEnv> {
  const app = apiRouter();
  app.openapi(route, (context) => {
    const channel = channelById(parts, context.req.valid("param").id);
    const { fromMs, toMs } = spanOf(context.req.valid("query"), "what aired", {
      // What is made ahead of the clock is not on any screen yet, but it is known.
      fromMs: () => parts.clock.wallMs() - DAY_MS + AHEAD_MS,
    });
    const items = parts.aired(channel.id, fromMs, toMs).map(viewAired);
    return context.json({ items }, 200);
  });
  return app;
}

/** Output is made no farther ahead. */
const AHEAD_MS = 60_000;

function viewAired(aired: Aired): z.infer<typeof AiredView> {
  return {
    from: isoTime(aired.fromMs),
    until: isoTime(aired.untilMs),
    programme_start: isoTime(aired.programmeMs),
    title: aired.title,
    item_id: aired.itemId,
    input: aired.input,
    card: aired.card,
    late_ms: aired.lateMs,
  };
}
