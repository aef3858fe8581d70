import { createRoute, type OpenAPIHono, z } from "@hono/zod-openapi";
import { Fault } from "../../src/fault.ts";
import { LIMITS } from "../../src/limits.ts";
import type { MediaItem, Ratio } from "../../src/media.ts";
import type { RouteParts } from "../parts.ts";
import type { RouteEnv } from "../route_env.ts";
import { json, problem } from "./answers.ts";
import { apiRouter } from "./router.ts";

const PAGE = 100;
const SEARCH_LENGTH_MAX = 200;
/** A cursor is a path, and Linux has paths of 4,096 bytes. */
const CURSOR_LENGTH_MAX = 8_192;
const State = z.enum(["playable", "broken", "missing"]);

const MediaView = z.object({
  id: z.int(),
  path: z.string(),
  folder: z.string(),
  kind: z.enum(["episode", "movie", "other"]),
  title: z.string(),
  show: z.string().nullable(),
  season: z.int().nullable(),
  episode: z.int().nullable(),
  year: z.int().nullable(),
  state: State,
  fault: z.string().nullable().openapi({ description: "Why it cannot air" }),
  size_bytes: z.int(),
  duration_ms: z.int().nullable(),
  container: z.string().nullable(),
  video: z.object({
    codec: z.string(),
    width: z.int(),
    height: z.int(),
    frame_rate: z.number(),
    is_interlaced: z.boolean(),
    is_hdr: z.boolean(),
  }).nullable(),
  audio: z.array(z.object({
    codec: z.string(),
    channels: z.int(),
    sample_rate: z.int(),
    language: z.string().nullable(),
  })),
  subtitles: z.array(z.object({ codec: z.string(), language: z.string().nullable() })),
}).openapi("Media");

const route = createRoute({
  method: "get",
  path: "/media",
  tags: ["media"],
  summary: "What the library holds, page by page",
  request: {
    query: z.object({
      state: State.optional(),
      search: z.string().max(SEARCH_LENGTH_MAX).optional()
        .openapi({ description: "Words that title, show or path must all contain" }),
      limit: z.coerce.number().int().min(1).max(LIMITS.mediaPageMax).default(PAGE),
      cursor: z.string().max(CURSOR_LENGTH_MAX).optional()
        .openapi({ description: "`next_cursor` of the page before" }),
    }),
  },
  responses: {
    200: json("The items.", z.object({ items: z.array(MediaView), next_cursor: z.string().nullable() })),
    400: problem("A value of the query cannot be used."),
  },
});

const BreaksView = z.object({
  origin: z.enum(["edl", "chapters", "detected", "none"]).nullable()
    .openapi({ description: "What told of them; null while nobody looked" }),
  points: z.array(z.object({
    at_ms: z.int().openapi({ description: "Where the item stops" }),
    resume_ms: z.int().openapi({ description: "Where it goes on: there, or behind a recorded commercial" }),
  })),
}).openapi("Breaks");

const breaksRoute = createRoute({
  method: "get",
  path: "/media/{id}/breaks",
  tags: ["media"],
  summary: "Where an item may be interrupted",
  request: { params: z.object({ id: z.coerce.number().int().min(1) }) },
  responses: {
    200: json("The places, by time.", BreaksView),
    400: problem("The id is no number."),
    404: problem("There is no such item."),
  },
});

/** The library's items. */
export function mediaRoutes(parts: RouteParts): OpenAPIHono<RouteEnv> {
  const app = apiRouter();
  app.openapi(route, (context) => {
    const { state, search, limit, cursor } = context.req.valid("query");
    const { items, nextCursor } = parts.library.list({
      limit,
      cursor: cursor ?? null,
      ...(state !== undefined && { state }),
      ...(search !== undefined && search.trim() !== "" && { search }),
    });
    return context.json({ items: items.map(viewMedia), next_cursor: nextCursor }, 200);
  });
  app.openapi(breaksRoute, (context) => {
    const { id } = context.req.valid("param");
    const breaks = parts.library.breaks(id);
    if (breaks === null) throw new Fault("not_found", `Cannot find an item: none has the id ${id}`);
    const points = breaks.points.map(({ atMs, resumeMs }) => ({ at_ms: atMs, resume_ms: resumeMs }));
    return context.json({ origin: breaks.origin, points }, 200);
  });
  return app;
}

function viewMedia(item: MediaItem): z.infer<typeof MediaView> {
  const { id, locator, folder, kind, title, show, season, episode, year, state, fault, sizeBytes, info } =
    item;
  return {
    id,
    path: locator,
    folder,
    kind,
    title,
    show,
    season,
    episode,
    year,
    state,
    fault,
    size_bytes: sizeBytes,
    duration_ms: info?.durationMs ?? null,
    container: info?.container ?? null,
    video: info?.video
      ? {
        codec: info.video.codec,
        width: info.video.width,
        height: info.video.height,
        frame_rate: rounded(info.video.frameRate),
        is_interlaced: info.video.isInterlaced,
        is_hdr: info.video.isHdr,
      }
      : null,
    audio: (info?.audio ?? []).map(({ codec, channels, sampleRate, language }) => {
      return { codec, channels, sample_rate: sampleRate, language };
    }),
    subtitles: (info?.subtitles ?? []).map(({ codec, language }) => ({ codec, language })),
  };
}

/** 30000/1001 as 29.97. */
function rounded({ num, den }: Ratio): number {
  return Math.round(num / den * 1_000) / 1_000;
}
