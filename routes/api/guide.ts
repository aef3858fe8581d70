import { createRoute, type OpenAPIHono, z } from "@hono/zod-openapi";
import type { GuideProof, GuideState } from "../guide_parts.ts";
import type { RouteParts } from "../parts.ts";
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
  proof: z.object({
    verified_by: z.enum(["plain", "smt"]).openapi({
      description: "What has the last word on guides made here",
    }),
    result: z.enum(["verified", "failed", "timeout"]).nullable()
      .openapi({ description: "Of the latest proof; null before the first" }),
    stage: z.string().nullable().openapi({ description: "The stage that refused the guide" }),
    reason: z.string().nullable(),
    ended_at: z.iso.datetime().nullable(),
    duration_s: z.number().nullable().openapi({ description: "Writing and reading back included" }),
    questions: z.int().openapi({ description: "Questions the solver answered" }),
    pieces: z.int().openapi({ description: "Pieces of the guide that were proved" }),
    pieces_known: z.int().openapi({ description: "Pieces that had been proved before" }),
    properties: z.array(z.object({ name: z.string(), sentence: z.string() })),
    counterexample: z.string().nullable()
      .openapi({ description: "The last instant at which a refused guide was wrong" }),
  }),
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
  app.openapi(route, (context) => context.json(viewGuide(parts.guide.current(), parts.guide.proof()), 200));
  return app;
}

function viewGuide(guide: GuideState | null, proof: GuideProof): z.infer<typeof GuideView> {
  return {
    version: guide?.version ?? null,
    published_at: guide && isoTime(guide.publishedAtMs),
    verified_by: guide?.verifiedBy ?? null,
    is_stale: guide?.isStale ?? false,
    programmes: guide?.programmes ?? 0,
    channels: guide?.channels ?? 0,
    faults: [...guide?.faults ?? []],
    proof: viewProof(proof),
  };
}

function viewProof(
  { latest, verifiedBy, properties, counterexample }: GuideProof,
): z.infer<typeof GuideView>["proof"] {
  return {
    verified_by: verifiedBy,
    result: latest?.result ?? null,
    stage: latest?.stage ?? null,
    reason: latest?.reason ?? null,
    ended_at: latest && isoTime(latest.endedAtMs),
    duration_s: latest && latest.durationMs / 1_000,
    questions: latest?.questions ?? 0,
    pieces: latest?.fresh ?? 0,
    pieces_known: latest?.known ?? 0,
    properties: properties.map((property) => ({ ...property })),
    counterexample,
  };
}
