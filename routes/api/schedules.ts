import { createRoute, type OpenAPIHono, z } from "@hono/zod-openapi";
import { type Channel, NO_INPUTS, PLAIN_GUIDE } from "../../src/channel.ts";
import type { Programme } from "../../src/programme.ts";
import type { RouteParts } from "../parts.ts";
import type { RouteEnv } from "../route_env.ts";
import { ADMIN_ONLY, isoTime, json, WRITE_PROBLEMS } from "./answers.ts";
import { channelById } from "./channels.ts";
import { Document, DOCUMENT_PROBLEMS } from "./document_view.ts";
import { ProgrammeView, viewProgramme } from "./programme_view.ts";
import { apiRouter } from "./router.ts";

const HOURS_MAX = 168;

const RemarkView = z.object({
  at: z.iso.datetime().openapi({ description: "Where it shows" }),
  code: z.string(),
  detail: z.string(),
}).openapi("Remark");

const PreviewBody = z.object({
  channel_id: z.string().nullable().default(null).openapi({
    description: "The channel it is for; null for a new one",
  }),
  document: Document.openapi({ description: "A channel as it would be saved, or no more than its schedule" }),
  hours: z.int().min(1).max(HOURS_MAX).default(24),
});

const PreviewView = z.object({
  cut_at: z.iso.datetime().openapi({ description: "From here on it would differ from what is published" }),
  programmes: z.array(ProgrammeView),
  remarks: z.array(RemarkView),
  changes: z.array(z.object({
    start: z.iso.datetime(),
    stop: z.iso.datetime(),
    was: ProgrammeView.nullable(),
    will: ProgrammeView.nullable(),
  })).openapi({
    description: "Where something else would air than what is published; empty for a new channel",
  }),
}).openapi("Preview");

const previewRoute = createRoute({
  method: "post",
  path: "/schedules/preview",
  tags: ["schedules"],
  security: ADMIN_ONLY,
  summary: "What a channel would air, were it saved now; nothing is",
  request: { body: { content: { "application/json": { schema: PreviewBody } } } },
  responses: {
    200: json("What it would air.", PreviewView),
    ...WRITE_PROBLEMS,
    404: DOCUMENT_PROBLEMS[404],
    422: DOCUMENT_PROBLEMS[422],
  },
});

const params = z.object({ id: z.string() });

const remarksRoute = createRoute({
  method: "get",
  path: "/channels/{id}/remarks",
  tags: ["schedules"],
  summary: "What the operator should know of a channel's schedule, oldest first",
  request: { params },
  responses: {
    200: json("The remarks.", z.object({ items: z.array(RemarkView), next_cursor: z.string().nullable() })),
    404: DOCUMENT_PROBLEMS[404],
  },
});

const RebuildBody = z.object({ reason: z.string().min(1).max(200).default("operator") });

const rebuildRoute = createRoute({
  method: "post",
  path: "/channels/{id}/rebuild",
  tags: ["schedules"],
  security: ADMIN_ONLY,
  summary: "Builds what a channel airs anew from now on; the item on air stays until its end",
  request: { params, body: { content: { "application/json": { schema: RebuildBody } }, required: false } },
  responses: {
    200: json("It was rebuilt.", z.object({ status: z.literal("rebuilt") })),
    ...WRITE_PROBLEMS,
    404: DOCUMENT_PROBLEMS[404],
  },
});

/** What schedules come to. */
export function scheduleRoutes(parts: RouteParts): OpenAPIHono<RouteEnv> {
  const app = apiRouter();
  const { documents, authority, clock } = parts;

  app.openapi(previewRoute, async (context) => {
    const { channel_id: channelId, document, hours } = PreviewBody.parse(context.req.valid("json") ?? {});
    const preview = await documents.preview({ channelId, document: document ?? null, hours });
    const channel = parts.channels().find(({ id }) => id === channelId) ?? NEW_CHANNEL;
    const view = (programme: Programme | null) => programme && viewProgramme(programme, channel);
    return context.json({
      cut_at: isoTime(preview.cutMs),
      programmes: preview.programmes.map((programme) => viewProgramme(programme, channel)),
      remarks: preview.remarks.map(viewRemark),
      changes: preview.changes.map(({ startMs, stopMs, was, will }) => {
        return { start: isoTime(startMs), stop: isoTime(stopMs), was: view(was), will: view(will) };
      }),
    }, 200);
  });
  app.openapi(remarksRoute, (context) => {
    const { id } = channelById(parts, context.req.valid("param").id);
    return context.json({ items: authority.remarks(id).map(viewRemark), next_cursor: null }, 200);
  });
  app.openapi(rebuildRoute, async (context) => {
    const { id } = channelById(parts, context.req.valid("param").id);
    const { reason } = RebuildBody.parse(context.req.valid("json") ?? {});
    await authority.rebuild(id, Math.floor(clock.wallMs()), reason);
    return context.json({ status: "rebuilt" as const }, 200);
  });
  return app;
}

/** What the programmes of a channel are told with that is not there yet. */
const NEW_CHANNEL: Channel = {
  ...{ id: "preview", number: "0", name: "Preview", guideId: "preview.local", group: "" },
  ...{
    isEnabled: true,
    lifecycle: "on_demand",
    profile: "default",
    schedule: null,
    inputs: NO_INPUTS,
    guide: PLAIN_GUIDE,
  },
};

function viewRemark({ atMs, code, detail }: { atMs: number; code: string; detail: string }) {
  return { at: isoTime(atMs), code, detail };
}
