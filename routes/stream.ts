import { type Context, Hono } from "hono";
import type { Channel } from "../src/channel.ts";
import { Fault } from "../src/fault.ts";
import type { TuneVia } from "../src/tuning.ts";
import type { RouteParts } from "./parts.ts";
import type { RouteEnv } from "./route_env.ts";
import { requireStreamToken } from "./stream_token.ts";

const DURATION_MAX_S = 86_400;
const STREAM_HEADERS = {
  "content-type": "video/mp2t",
  "cache-control": "no-store",
  // Players ask for `bytes=0-` and take 200 for an answer.
  "accept-ranges": "none",
};

/** The streams of the HDHomeRun; mounted at the root and under `/hdhomerun`. */
export function tunerStreamRoutes(parts: RouteParts): Hono<RouteEnv> {
  const app = new Hono<RouteEnv>();
  const guard = requireStreamToken(parts.security.streamToken);
  app.get(
    "/auto/:target",
    guard,
    (context) => stream(context, parts, { target: context.req.param("target"), via: "tuner", tuner: null }),
  );
  app.get("/:tuner{tuner\\d+}/stream", guard, (context) => {
    const target = queryOf(context, "channel");
    if (target === undefined) {
      throw new Fault("bad_request", "Cannot tune: the query lacks channel=auto:v<number>");
    }
    return stream(context, parts, {
      target,
      via: "tuner",
      tuner: tunerOf(context.req.param("tuner"), parts),
    });
  });
  app.get("/:tuner{tuner\\d+}/:target", guard, (context) => {
    const { tuner, target } = context.req.param();
    return stream(context, parts, { target, via: "tuner", tuner: tunerOf(tuner, parts) });
  });
  return app;
}

/** The plain endless streams for IPTV players. */
export function iptvStreamRoutes(parts: RouteParts): Hono<RouteEnv> {
  const app = new Hono<RouteEnv>();
  app.get(
    "/iptv/channel/:file{[^/]+\\.ts}",
    requireStreamToken(parts.security.streamToken),
    (context) => {
      const number = context.req.param("file").slice(0, -".ts".length);
      return stream(context, parts, { target: `v${number}`, via: "iptv", tuner: null });
    },
  );
  return app;
}

/**
 * The channel with a number.
 *
 * @throws {Fault} `unknown_channel`.
 */
export function channelByNumber(parts: RouteParts, number: string): Channel {
  const channel = parts.channels().find((candidate) => candidate.number === number);
  if (channel) return channel;
  throw new Fault("unknown_channel", `Cannot find a channel: none has the number ${JSON.stringify(number)}`);
}

interface Wish {
  /** `v7.1`, or `auto:v7.1` as the query of `/tunerK/stream` says it. */
  readonly target: string;
  readonly via: TuneVia;
  readonly tuner: number | null;
}

async function stream(
  context: Context<RouteEnv>,
  parts: RouteParts,
  { target, via, tuner }: Wish,
): Promise<Response> {
  const { number } = channelByNumber(parts, target.replace(/^auto:/, "").replace(/^v/, ""));
  const durationMs = durationOf(queryOf(context, "duration"));
  // Answered before a viewer is made: nobody would cancel its body.
  if (context.req.method === "HEAD") return new Response(null, { headers: STREAM_HEADERS });
  const { address, agent } = context.var.client;
  const { body } = await parts.tuning.open({ number, via, tuner, address, agent, durationMs });
  return new Response(body, { headers: STREAM_HEADERS });
}

/** A value of the query, without a second query that a client appended blindly (`?duration=5?transcode=none`). */
function queryOf(context: Context<RouteEnv>, name: string): string | undefined {
  return context.req.query(name)?.replace(/\?.*$/s, "");
}

function tunerOf(name: string, { device }: RouteParts): number {
  const index = Number(name.slice("tuner".length));
  if (name === `tuner${index}` && index < device.tunerCount) return index;
  throw new Fault("unknown_tuner", `Cannot use ${name}: there are tuners 0 to ${device.tunerCount - 1}`);
}

function durationOf(text: string | undefined): number | null {
  if (text === undefined) return null;
  const seconds = /^\d{1,6}$/.test(text) ? Number(text) : 0;
  if (seconds >= 1 && seconds <= DURATION_MAX_S) return seconds * 1_000;
  throw new Fault(
    "bad_request",
    `Cannot tune: duration is ${JSON.stringify(text)}, expected whole seconds from 1 to ${DURATION_MAX_S}`,
  );
}
