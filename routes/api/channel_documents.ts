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

const tags = ["channels"];
const params = z.object({ id: z.string() });
const body = { content: { "application/json": { schema: Document } } };
const unknown = { 404: DOCUMENT_PROBLEMS[404] };

const readRoute = createRoute({
  method: "get",
  path: "/channels/{id}/document",
  tags,
  summary: "A channel as it is written",
  request: { params },
  responses: { 200: documentAnswer, ...unknown },
});

const listRoute = createRoute({
  method: "get",
  path: "/channel-documents",
  tags,
  summary: "All channels as they are written, also those that are switched off or set aside",
  responses: { 200: documentsAnswer },
});

const createChannelRoute = createRoute({
  ...CHANGES,
  method: "post",
  path: "/channels",
  tags,
  summary: "Makes a channel, which is on air at once; without an `id` it is given one",
  request: { query: NoteQuery, body },
  responses: { 201: documentAnswer, ...DOCUMENT_PROBLEMS },
});

const putRoute = createRoute({
  ...CHANGES,
  method: "put",
  path: "/channels/{id}",
  tags,
  summary: "Changes a channel; its viewers stay, and so does what is on air",
  request: { params, query: NoteQuery, body },
  responses: { 200: documentAnswer, ...DOCUMENT_PROBLEMS },
});

const deleteRoute = createRoute({
  ...CHANGES,
  method: "delete",
  path: "/channels/{id}",
  tags,
  summary: "Deletes a channel; its viewers' streams end",
  request: { params, query: NoteQuery },
  responses: { 204: { description: "Gone." }, ...DOCUMENT_PROBLEMS },
});

const historyRoute = createRoute({
  method: "get",
  path: "/channels/{id}/history",
  tags,
  summary: "What a channel was before, newest first, also one that was deleted",
  request: { params },
  responses: { 200: json("Its versions.", HistoryView), ...unknown },
});

const revertRoute = createRoute({
  ...CHANGES,
  method: "post",
  path: "/channels/{id}/history/{version}/revert",
  tags,
  summary: "Makes a channel what it was",
  request: { params: params.extend({ version: z.coerce.number().int() }), query: NoteQuery },
  responses: REVERT_ANSWERS,
});

/** Channels as they are written. */
export function channelDocumentRoutes({ documents }: RouteParts): OpenAPIHono<RouteEnv> {
  const app = apiRouter();
  const keyOf = (id: string) => ({ kind: "channel", name: id }) as const;

  app.openapi(readRoute, (context) => {
    const found = documents.find(keyOf(context.req.valid("param").id));
    return context.json(viewDocument(found), 200, tagOf(found));
  });
  app.openapi(listRoute, (context) => {
    return context.json({ items: documents.list("channel").map(viewDocument), next_cursor: null }, 200);
  });
  app.openapi(createChannelRoute, async (context) => {
    const saved = await documents.create(context.req.valid("json") ?? null, context.req.valid("query").note);
    const location = `/api/v1/channels/${encodeURIComponent(saved.name)}`;
    return context.json(viewDocument(saved), 201, { ...tagOf(saved), location });
  });
  app.openapi(putRoute, async (context) => {
    const options = changeOptions(context, context.req.valid("query").note);
    const key = keyOf(context.req.valid("param").id);
    const saved = await documents.put(key, context.req.valid("json") ?? null, options);
    return context.json(viewDocument(saved), 200, tagOf(saved));
  });
  app.openapi(deleteRoute, async (context) => {
    const options = changeOptions(context, context.req.valid("query").note);
    await documents.remove(keyOf(context.req.valid("param").id), options);
    return context.body(null, 204);
  });
  app.openapi(historyRoute, (context) => {
    return context.json(viewHistory(documents.history(keyOf(context.req.valid("param").id))), 200);
  });
  app.openapi(revertRoute, async (context) => {
    const { id, version } = context.req.valid("param");
    const options = changeOptions(context, context.req.valid("query").note);
    const saved = await documents.revert(keyOf(id), version, options);
    return saved === null ? context.body(null, 204) : context.json(viewDocument(saved), 200, tagOf(saved));
  });
  return app;
}
