import { createRoute, type OpenAPIHono, z } from "@hono/zod-openapi";
import type { MediaDetails, MediaFacts } from "../../src/media.ts";
import { isPlaceholder, type MetadataView } from "../../src/metadata/mod.ts";
import type { RouteParts } from "../parts.ts";
import type { RouteEnv } from "../route_env.ts";
import { ADMIN_ONLY, json, problem, WRITE_PROBLEMS } from "./answers.ts";
import { apiRouter } from "./router.ts";

const TITLE_LENGTH_MAX = 500;
const PLOT_LENGTH_MAX = 10_000;
const Kind = z.enum(["episode", "movie", "other"]);
const line = (lengthMax: number) =>
  z.string().trim().min(1).max(lengthMax)
    .refine((text) => !/[\p{Cc}\p{Cs}]/u.test(text), "expected printable characters");
const title = line(TITLE_LENGTH_MAX).refine((text) => !isPlaceholder(text), "expected a title, not a number");
const key = z.int().min(1).max(9_999_999_999);
const imdb = z.string().regex(/^tt\d{7,10}$/, "expected tt and 7 to 10 digits");
const date = z.iso.date();

const OverrideBody = z.strictObject({
  kind: Kind.optional(),
  title: title.optional(),
  show: title.optional(),
  season: z.int().min(0).max(9_999).optional(),
  episode: z.int().min(0).max(99_999).optional(),
  year: z.int().min(1_870).max(2_100).optional(),
  plot: z.string().trim().min(1).max(PLOT_LENGTH_MAX).optional(),
  genres: z.array(line(100)).min(1).max(20).optional(),
  content_rating: line(20).optional(),
  first_aired: date.optional(),
  tvdb_id: key.optional().openapi({ description: "Of the film, or of the show an episode belongs to" }),
  tmdb_id: key.optional(),
  imdb_id: imdb.optional(),
}).refine((body) => Object.keys(body).length > 0, "expected at least one fact").openapi("MetadataOverride");

const Person = z.object({ name: z.string(), role: z.string().nullable() });
const Source = z.enum(["override", "tvdb", "tmdb", "nfo", "file_name"]);

const DetailsView = z.object({
  kind: Kind,
  title: z.string(),
  show: z.string().nullable(),
  season: z.int().nullable(),
  episode: z.int().nullable(),
  year: z.int().nullable(),
  plot: z.string().nullable(),
  genres: z.array(z.string()),
  cast: z.array(Person),
  directors: z.array(z.string()),
  first_aired: z.string().nullable(),
  content_rating: z.string().nullable(),
  rating: z.number().nullable().openapi({ description: "0 to 10" }),
  tvdb_id: z.int().nullable(),
  tmdb_id: z.int().nullable(),
  imdb_id: z.string().nullable(),
  artwork: z.array(z.enum(["poster", "thumbnail", "fanart"]))
    .openapi({ description: "Images there are, at `/artwork/{id}/{kind}`" }),
  sources: z.record(z.string(), Source).openapi({ description: "Who told each fact" }),
}).openapi("MetadataDetails");

const View = z.object({
  details: DetailsView.nullable().openapi({ description: "null before the item was looked up" }),
  override: OverrideBody.nullable(),
}).openapi("Metadata");

const tags = ["media"];
const params = z.object({ id: z.coerce.number().int().min(1) });
const gone = problem("There is no such item.");

const getRoute = createRoute({
  method: "get",
  path: "/media/{id}/metadata",
  tags,
  summary: "What is known of an item, and who told it",
  request: { params },
  responses: { 200: json("What is known.", View), 400: problem("The id is none."), 404: gone },
});

const putRoute = createRoute({
  method: "put",
  path: "/media/{id}/metadata",
  tags,
  summary: "Says what an item is, above all other sources, until it is taken back",
  security: ADMIN_ONLY,
  request: { params, body: { content: { "application/json": { schema: OverrideBody } }, required: true } },
  responses: { 200: json("What is known now.", View), ...WRITE_PROBLEMS, 404: gone },
});

const deleteRoute = createRoute({
  method: "delete",
  path: "/media/{id}/metadata",
  tags,
  summary: "Takes back what was said of an item; nothing happens if nothing was",
  security: ADMIN_ONLY,
  request: { params },
  responses: { 200: json("What is known now.", View), ...WRITE_PROBLEMS, 404: gone },
});

/** What is known of items beside their streams, and an operator's word on it. */
export function metadataRoutes({ metadata }: RouteParts): OpenAPIHono<RouteEnv> {
  const app = apiRouter();
  app.openapi(getRoute, (context) => {
    return context.json(viewOf(metadata.view(context.req.valid("param").id)), 200);
  });
  app.openapi(putRoute, async (context) => {
    const facts = factsOf(context.req.valid("json"));
    return context.json(viewOf(await metadata.setOverride(context.req.valid("param").id, facts)), 200);
  });
  app.openapi(deleteRoute, async (context) => {
    return context.json(viewOf(await metadata.setOverride(context.req.valid("param").id, null)), 200);
  });
  return app;
}

function viewOf({ details, override }: MetadataView): z.infer<typeof View> {
  return { details: details && detailsView(details), override: override && bodyOf(override) };
}

function detailsView({ title, ids, ...details }: MediaDetails): z.infer<typeof DetailsView> {
  return {
    ...title,
    plot: details.plot,
    genres: [...details.genres],
    cast: details.cast.map(({ name, role }) => ({ name, role })),
    directors: [...details.directors],
    first_aired: details.firstAired,
    content_rating: details.contentRating,
    rating: details.rating,
    tvdb_id: ids.tvdb,
    tmdb_id: ids.tmdb,
    imdb_id: ids.imdb,
    artwork: details.artwork.map(({ kind }) => kind),
    sources: Object.fromEntries(
      Object.entries(details.sources).map(([name, source]) => [snakeCase(name), source]),
    ),
  };
}

function factsOf(body: z.infer<typeof OverrideBody>): MediaFacts {
  const { content_rating, first_aired, tvdb_id, tmdb_id, imdb_id, ...plain } = body;
  const ids = {
    ...(tvdb_id !== undefined && { tvdb: tvdb_id }),
    ...(tmdb_id !== undefined && { tmdb: tmdb_id }),
    ...(imdb_id !== undefined && { imdb: imdb_id }),
  };
  const known = Object.fromEntries(Object.entries(plain).filter(([, value]) => value !== undefined));
  return {
    ...known,
    ...(content_rating !== undefined && { contentRating: content_rating }),
    ...(first_aired !== undefined && { firstAired: first_aired }),
    ...(Object.keys(ids).length > 0 && { ids }),
  };
}

/** The body that would say the same. */
function bodyOf({ contentRating, firstAired, ids, ...facts }: MediaFacts): z.infer<typeof OverrideBody> {
  const { kind, title, show, season, episode, year, plot, genres } = facts;
  return {
    ...{ kind, title, show, season, episode, year, plot },
    genres: genres && [...genres],
    content_rating: contentRating,
    first_aired: firstAired,
    tvdb_id: ids?.tvdb,
    tmdb_id: ids?.tmdb,
    imdb_id: ids?.imdb,
  };
}

function snakeCase(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
