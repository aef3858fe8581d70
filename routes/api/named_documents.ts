import { createRoute, type OpenAPIHono, z } from "@hono/zod-openapi";
import type { RouteParts } from "../parts.ts";
import type { RouteEnv } from "../route_env.ts";
import { json } from "./answers.ts";
import {
  changeOptions,
  CHANGES,
  Document,
  DOCUMENT_PROBLEMS,
  documentAnswer,
  documentsAnswer,
  HistoryView,
  NoteQuery,
  REVERT_ANSWERS,
  tagOf,
  viewDocument,
  viewHistory,
} from "./document_view.ts";
import { apiRouter } from "./router.ts";

const KINDS = ["collection", "filler", "schedule"] as const;
type Kind = (typeof KINDS)[number];

const params = z.object({ name: z.string() });
const unknown = { 404: DOCUMENT_PROBLEMS[404] };

/** Collections, fillers and schedules: what channels are made of, by name. */
export function namedDocumentRoutes(parts: RouteParts): OpenAPIHono<RouteEnv> {
  const app = apiRouter();
  for (const kind of KINDS) {
    addReads(app, kind, parts);
    addWrites(app, kind, parts);
  }
  return app;
}

function addReads(app: OpenAPIHono<RouteEnv>, kind: Kind, { documents }: RouteParts): void {
  const shared = { method: "get" as const, tags: [`${kind}s`] };
  const list = createRoute({
    ...shared,
    path: `/${kind}s`,
    summary: `All ${kind}s, those of the configuration file too`,
    responses: { 200: documentsAnswer },
  });
  const one = createRoute({
    ...shared,
    path: `/${kind}s/{name}`,
    summary: `One ${kind}`,
    request: { params },
    responses: { 200: documentAnswer, ...unknown },
  });
  const history = createRoute({
    ...shared,
    path: `/${kind}s/{name}/history`,
    summary: `What one ${kind} was before, newest first`,
    request: { params },
    responses: { 200: json("Its versions.", HistoryView), ...unknown },
  });
  app.openapi(list, (context) => {
    return context.json({ items: documents.list(kind).map(viewDocument), next_cursor: null }, 200);
  });
  app.openapi(one, (context) => {
    const found = documents.find({ kind, name: context.req.valid("param").name });
    return context.json(viewDocument(found), 200, tagOf(found));
  });
  app.openapi(history, (context) => {
    return context.json(viewHistory(documents.history({ kind, name: context.req.valid("param").name })), 200);
  });
}

function addWrites(app: OpenAPIHono<RouteEnv>, kind: Kind, { documents }: RouteParts): void {
  const shared = { ...CHANGES, tags: [`${kind}s`] };
  const put = createRoute({
    ...shared,
    method: "put",
    path: `/${kind}s/{name}`,
    summary: `Makes or changes one ${kind}; channels that use it are built anew from now on`,
    request: { params, query: NoteQuery, body: { content: { "application/json": { schema: Document } } } },
    responses: { 200: documentAnswer, ...DOCUMENT_PROBLEMS },
  });
  const remove = createRoute({
    ...shared,
    method: "delete",
    path: `/${kind}s/{name}`,
    summary: `Deletes one ${kind} that nothing uses`,
    request: { params, query: NoteQuery },
    responses: { 204: { description: "Gone." }, ...DOCUMENT_PROBLEMS },
  });
  const revert = createRoute({
    ...shared,
    method: "post",
    path: `/${kind}s/{name}/history/{version}/revert`,
    summary: `Makes one ${kind} what it was`,
    request: { params: params.extend({ version: z.coerce.number().int() }), query: NoteQuery },
    responses: REVERT_ANSWERS,
  });
  app.openapi(put, async (context) => {
    const key = { kind, name: context.req.valid("param").name };
    const options = changeOptions(context, context.req.valid("query").note);
    const saved = await documents.put(key, context.req.valid("json") ?? null, options);
    return context.json(viewDocument(saved), 200, tagOf(saved));
  });
  app.openapi(remove, async (context) => {
    const key = { kind, name: context.req.valid("param").name };
    await documents.remove(key, changeOptions(context, context.req.valid("query").note));
    return context.body(null, 204);
  });
  app.openapi(revert, async (context) => {
    const { name, version } = context.req.valid("param");
    const options = changeOptions(context, context.req.valid("query").note);
    const saved = await documents.revert({ kind, name }, version, options);
    return saved === null ? context.body(null, 204) : context.json(viewDocument(saved), 200, tagOf(saved));
  });
}
