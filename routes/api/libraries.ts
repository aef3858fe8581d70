import { createRoute, type OpenAPIHono, z } from "@hono/zod-openapi";
import type { RouteParts } from "../parts.ts";
import type { RouteEnv } from "../route_env.ts";
import { isoTime, json } from "./answers.ts";
import { apiRouter } from "./router.ts";

const LibrariesView = z.object({
  items: z.array(z.object({
    folder: z.string(),
    playable: z.int(),
    broken: z.int(),
    missing: z.int(),
    scanned_at: z.iso.datetime().nullable().openapi({ description: "Null until the first scan" }),
    fault: z.string().nullable().openapi({ description: "Why the folder is unavailable" }),
    problems: z.array(z.object({ path: z.string(), reason: z.string() }))
      .openapi({ description: "Places below it that could not be read" }),
  })),
  scan: z.object({ state: z.enum(["idle", "scanning"]), done: z.int(), total: z.int() }),
}).openapi("Libraries");

const route = createRoute({
  method: "get",
  path: "/libraries",
  tags: ["libraries"],
  summary: "What the configured folders hold, and how far the current scan is",
  responses: { 200: json("The folders.", LibrariesView) },
});

/** The library's folders. */
export function libraryRoutes(parts: RouteParts): OpenAPIHono<RouteEnv> {
  const app = apiRouter();
  app.openapi(route, (context) => {
    const items = parts.library.folders().map(({ scannedAtMs, problems, ...folder }) => ({
      ...folder,
      scanned_at: scannedAtMs === null ? null : isoTime(scannedAtMs),
      problems: problems.map(({ path, reason }) => ({ path, reason })),
    }));
    return context.json({ items, scan: parts.library.scan() }, 200);
  });
  return app;
}
