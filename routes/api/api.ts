import type { OpenAPIHono } from "@hono/zod-openapi";
import type { RouteParts } from "../parts.ts";
import type { RouteEnv } from "../route_env.ts";
import { PAGE_POLICY } from "../security_headers.ts";
import { airedRoutes } from "./aired.ts";
import { channelDocumentRoutes } from "./channel_documents.ts";
import { channelRoutes } from "./channels.ts";
import { eventRoutes } from "./events.ts";
import { guideRoutes } from "./guide.ts";
import { inputRoutes } from "./inputs.ts";
import { libraryRoutes } from "./libraries.ts";
import { mediaRoutes } from "./media.ts";
import { metadataRoutes } from "./metadata.ts";
import { namedDocumentRoutes } from "./named_documents.ts";
import { REFERENCE_STYLE, referencePage } from "./reference.ts";
import { restartRoutes } from "./restart.ts";
import { apiRouter } from "./router.ts";
import { runtimeRoutes } from "./runtime.ts";
import { scheduleRoutes } from "./schedules.ts";
import { sessionRoutes } from "./sessions.ts";
import { systemRoutes } from "./system.ts";
import { timelineRoutes } from "./timeline.ts";
import { transferRoutes } from "./transfer.ts";

const NOUNS = [
  channelRoutes,
  channelDocumentRoutes,
  // Before what has names: "preview" is none.
  scheduleRoutes,
  namedDocumentRoutes,
  transferRoutes,
  timelineRoutes,
  airedRoutes,
  runtimeRoutes,
  inputRoutes,
  restartRoutes,
  mediaRoutes,
  metadataRoutes,
  libraryRoutes,
  sessionRoutes,
  guideRoutes,
  systemRoutes,
  eventRoutes,
];

/** Everything below `/api`: the nouns of version 1, their OpenAPI document and a page that shows it. */
export function apiRoutes(parts: RouteParts): OpenAPIHono<RouteEnv> {
  const app = apiRouter();
  for (const routesOf of NOUNS) app.route("/api/v1", routesOf(parts));

  const document = () => {
    return app.getOpenAPI31Document({
      openapi: "3.1.0",
      info: { title: "EXStreamTV", version: parts.version },
      security: [{}, { adminToken: [] }],
    });
  };
  app.openAPIRegistry.registerComponent("securitySchemes", "adminToken", { type: "http", scheme: "bearer" });
  app.get("/api/openapi.json", (context) => context.json(document()));
  app.get("/api/docs", (context) => {
    return context.html(referencePage(document()), 200, { "content-security-policy": PAGE_POLICY });
  });
  app.get("/api/docs/style.css", (context) => {
    return context.body(REFERENCE_STYLE, 200, { "content-type": "text/css; charset=utf-8" });
  });
  return app;
}
