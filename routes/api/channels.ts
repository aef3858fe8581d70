import { createRoute, type OpenAPIHono, z } from "@hono/zod-openapi";
import { type Channel, compareChannelNumbers } from "../../src/channel.ts";
import { Fault } from "../../src/fault.ts";
import type { RouteParts } from "../parts.ts";
import type { RouteEnv } from "../route_env.ts";
import { tokenBase } from "../stream_token.ts";
import { json, problem } from "./answers.ts";
import { ProgrammeView, viewProgramme } from "./programme_view.ts";
import { apiRouter } from "./router.ts";

const Airing = z.object({
  now: ProgrammeView.nullable(),
  position_ms: z.int().nullable().openapi({ description: "How far into `now` the channel is" }),
  next: ProgrammeView.nullable(),
});

const ChannelView = z.object({
  id: z.string(),
  number: z.string(),
  name: z.string(),
  group: z.string(),
  guide_id: z.string(),
  logo: z.string().openapi({ description: "Relative to this server" }),
  stream: z.string().nullable().openapi({
    description:
      "Relative to this server; null when it needs the stream token and the reader is no administrator",
  }),
  lifecycle: z.enum(["continuous", "on_demand"]),
  state: z.enum(["idle", "starting", "live", "slate", "dormant"]),
  viewers: z.int(),
  fault: z.string().nullable(),
  input_kind: z.enum(["primary", "mirror", "alternate", "filler"]).nullable().openapi({
    description: "What is on air: the programme's own file or a stand-in; null for none of them",
  }),
  exhausted: z.boolean().openapi({ description: "Nothing of the programme can be played, a card covers" }),
  ...Airing.shape,
}).openapi("Channel");

const tags = ["channels"];
const params = z.object({ id: z.string() });
const notFound = problem("There is no such channel.");

const listRoute = createRoute({
  method: "get",
  path: "/channels",
  tags,
  summary: "All enabled channels, ordered by number",
  responses: {
    200: json("The channels.", z.object({ items: z.array(ChannelView), next_cursor: z.string().nullable() })),
  },
});

const oneRoute = createRoute({
  method: "get",
  path: "/channels/{id}",
  tags,
  summary: "One channel",
  request: { params },
  responses: { 200: json("The channel.", ChannelView), 404: notFound },
});

const nowPlayingRoute = createRoute({
  method: "get",
  path: "/channels/{id}/now-playing",
  tags,
  summary: "What is on",
  request: { params },
  responses: { 200: json("The programme that airs now, and the next.", Airing), 404: notFound },
});

/** Channels, and what is on. */
export function channelRoutes(parts: RouteParts): OpenAPIHono<RouteEnv> {
  const app = apiRouter();
  const { streamToken } = parts.security;
  const streamBase = (isAdmin: boolean) =>
    streamToken === null || isAdmin ? tokenBase("", streamToken) : null;

  app.openapi(listRoute, (context) => {
    const items = [...parts.channels()]
      .sort((one, other) => compareChannelNumbers(one.number, other.number))
      .map((channel) => viewChannel(parts, channel, streamBase(context.var.isAdmin)));
    return context.json({ items, next_cursor: null }, 200);
  });
  app.openapi(oneRoute, (context) => {
    const channel = channelById(parts, context.req.valid("param").id);
    return context.json(viewChannel(parts, channel, streamBase(context.var.isAdmin)), 200);
  });
  app.openapi(nowPlayingRoute, (context) => {
    return context.json(viewAiring(parts, channelById(parts, context.req.valid("param").id)), 200);
  });
  return app;
}

/**
 * The channel with a key.
 *
 * @throws {Fault} `unknown_channel`.
 */
export function channelById(parts: RouteParts, id: string): Channel {
  const channel = parts.channels().find((candidate) => candidate.id === id);
  if (channel) return channel;
  throw new Fault("unknown_channel", `Cannot find a channel: none has the id ${JSON.stringify(id)}`);
}

function viewChannel(
  parts: RouteParts,
  channel: Channel,
  streamBase: string | null,
): z.infer<typeof ChannelView> {
  const { id, number, name, group, guideId, lifecycle } = channel;
  const { state, viewers, fault } = parts.runtime(id);
  return {
    id,
    number,
    name,
    group,
    guide_id: guideId,
    logo: `/logo/${number}.png`,
    stream: streamBase === null ? null : `${streamBase}/iptv/channel/${number}.ts`,
    lifecycle,
    state,
    viewers,
    fault: fault ?? channel.scheduleFault ?? null,
    ...viewInput(parts, id),
    ...viewAiring(parts, channel),
  };
}

function viewInput({ care }: RouteParts, channelId: string) {
  const state = care.inputs(channelId)?.inputs;
  const onAir = state?.inputs.find(({ id }) => id === state.active?.id);
  return { input_kind: onAir?.kind ?? null, exhausted: state?.isExhausted ?? false };
}

function viewAiring(parts: RouteParts, channel: Channel) {
  const airing = parts.authority.nowPlaying(channel.id, parts.clock.wallMs());
  if (airing === null) return { now: null, position_ms: null, next: null };
  const { programme, positionMs, next } = airing;
  return {
    now: viewProgramme(programme, channel),
    position_ms: Math.round(positionMs),
    next: next && viewProgramme(next, channel),
  };
}
