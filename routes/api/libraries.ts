import { createRoute, type OpenAPIHono, z } from "@hono/zod-openapi";
import type { RouteParts } from "../parts.ts";
import type { RouteEnv } from "../route_env.ts";
import { json } from "./answers.ts";
import { apiRouter } from "./router.ts";

const LibrariesView = z.object({
  items: z.array(z.object({ folder: z.string(), playable: z.int(), broken: z.int(), missing: z.int() })),
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
    const items = parts.library.counts()
      .map(({ folder, playable, broken, missing }) => ({ folder, playable, broken, missing }));
    return context.json({ items, scan: parts.library.scan() }, 200);
  });
  return app;
}
