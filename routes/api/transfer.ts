import { createRoute, type OpenAPIHono, z } from "@hono/zod-openapi";
import type { RouteParts } from "../parts.ts";
import type { RouteEnv } from "../route_env.ts";
import { json, problem, WRITE_PROBLEMS } from "./answers.ts";
import { CHANGES, DOCUMENT_PROBLEMS, NoteQuery } from "./document_view.ts";
import { apiRouter } from "./router.ts";

const YAML = "application/yaml";
const tags = ["transfer"];
const FILE_HEADERS = {
  "content-type": `${YAML}; charset=utf-8`,
  "content-disposition": 'attachment; filename="exstreamtv.yaml"',
};

const THE_FILE = { description: "The file.", content: { [YAML]: { schema: z.string() } } };

const exportRoute = createRoute({
  method: "get",
  path: "/export",
  tags,
  summary: "Channels, collections, fillers and schedules as a file that a configuration can include",
  request: {
    query: z.object({
      scope: z.enum(["api", "all"]).default("api").openapi({
        description: "What was made through the API, or what the configuration file says too",
      }),
    }),
  },
  responses: { 200: THE_FILE },
});

const exportIntoRoute = createRoute({
  ...CHANGES,
  method: "post",
  path: "/export",
  tags,
  summary: "A configuration file with all that was made through the API; its comments and all else stay",
  description: "Nothing is changed here. What the file says is told to nobody else, nor kept.",
  request: { body: { content: { [YAML]: { schema: z.string() } } } },
  responses: {
    200: THE_FILE,
    ...WRITE_PROBLEMS,
    422: problem(
      "It is no file that can be edited, or has some of it already; `faults` names all of those.",
    ),
  },
});

const importRoute = createRoute({
  ...CHANGES,
  method: "post",
  path: "/import",
  tags,
  summary: "Takes the documents of such a file, all or none; what is not in it stays as it is",
  request: {
    query: NoteQuery.extend({
      dry_run: z.enum(["true", "false"]).default("false").openapi({
        description: "Only tells what would change",
      }),
    }),
    body: { content: { [YAML]: { schema: z.string() } } },
  },
  responses: {
    200: json(
      "What changed, or would.",
      z.object({
        dry_run: z.boolean(),
        items: z.array(z.object({
          kind: z.enum(["channel", "collection", "filler", "schedule"]),
          name: z.string(),
          change: z.enum(["created", "edited", "deleted", "unchanged"]),
        })),
        next_cursor: z.string().nullable(),
      }),
    ),
    ...DOCUMENT_PROBLEMS,
  },
});

/** Documents as files. */
export function transferRoutes({ documents }: RouteParts): OpenAPIHono<RouteEnv> {
  const app = apiRouter();
  app.openapi(exportRoute, (context) => {
    return context.body(documents.exportText(context.req.valid("query").scope), 200, FILE_HEADERS);
  });
  app.openapi(exportIntoRoute, async (context) => {
    return context.body(documents.exportInto(await context.req.text()), 200, FILE_HEADERS);
  });
  app.openapi(importRoute, async (context) => {
    const { dry_run: dryRun, note } = context.req.valid("query");
    const isRehearsal = dryRun === "true";
    const changed = await documents.importText(await context.req.text(), { isRehearsal, note });
    const items = changed.map(({ kind, name, change }) => ({ kind, name, change }));
    return context.json({ dry_run: isRehearsal, items, next_cursor: null }, 200);
  });
  return app;
}
