import { createRoute, type OpenAPIHono, z } from "@hono/zod-openapi";
import type { GuideState, RouteParts } from "../parts.ts";
import type { RouteEnv } from "../route_env.ts";
import { isoTime, json } from "./answers.ts";
import { apiRouter } from "./router.ts";

const GuideView = z.object({
  version: z.int().nullable().openapi({ description: "Null until the first guide is published" }),
  published_at: z.iso.datetime().nullable(),
  verified_by: z.enum(["plain", "smt"]).nullable()
    .openapi({ description: "`plain`: checked by code; `smt`: proved by a solver" }),
  is_stale: z.boolean().openapi({ description: "A newer one could not be verified" }),
  programmes: z.int(),
  channels: z.int(),
  faults: z.array(z.string()),
}).openapi("Guide");

const route = createRoute({
  method: "get",
  path: "/guide",
  tags: ["guide"],
  summary: "State of the published guide",
  responses: { 200: json("The state.", GuideView) },
});

/** The guide's state. */
export function guideRoutes(parts: RouteParts): OpenAPIHono<RouteEnv> {
  const app = apiRouter();
  app.openapi(route, (context) => context.json(viewGuide(parts.guide.current()), 200));
  return app;
}

function viewGuide(guide: GuideState | null): z.infer<typeof GuideView> {
  return {
    version: guide?.version ?? null,
    published_at: guide && isoTime(guide.publishedAtMs),
    verified_by: guide?.verifiedBy ?? null,
    is_stale: guide?.isStale ?? false,
    programmes: guide?.programmes ?? 0,
    channels: guide?.channels ?? 0,
    faults: [...guide?.faults ?? []],
  };
}
