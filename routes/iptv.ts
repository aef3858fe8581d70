import { Hono } from "hono";
import { cors } from "hono/cors";
import { Fault } from "../src/fault.ts";
import { acceptsGzip } from "./conditional.ts";
import { channelsM3u, type M3uMode } from "./m3u.ts";
import type { RouteParts } from "./parts.ts";
import type { RouteEnv } from "./route_env.ts";
import { channelByNumber } from "./stream.ts";
import { requireStreamToken, tokenBase } from "./stream_token.ts";

/** A playlist of yesterday is of no use to anybody. */
const PLAYLIST_HEADERS = {
  "content-type": "application/vnd.apple.mpegurl",
  "cache-control": "no-store",
  "vary": "accept-encoding",
};

/** A segment's name is never given to another, so whoever has it need not ask again. */
const SEGMENT_HEADERS = { "content-type": "video/mp2t", "cache-control": "public, max-age=3600, immutable" };

/**
 * Players in web pages of any origin, and Chromecasts, which are such pages, may read streams. That tells a page no more
 * than what is on; the list of channels, the guide and the API stay closed to it.
 */
const OPEN_TO_PAGES = cors({
  origin: "*",
  allowMethods: ["GET", "HEAD"],
  allowHeaders: ["Accept-Encoding", "Content-Type", "Range"],
  maxAge: 86_400,
});

/** The playlist of all channels, and live HLS of each. */
export function iptvRoutes(parts: RouteParts): Hono<RouteEnv> {
  const app = new Hono<RouteEnv>();
  const { streamToken } = parts.security;
  const guard = requireStreamToken(streamToken);
  app.use("/iptv/channel/*", OPEN_TO_PAGES);

  for (const path of ["/iptv/channels.m3u", "/iptv.m3u"]) {
    app.get(path, guard, (context) => {
      const mode = modeOf(context.req.query("mode"));
      const list = channelsM3u(parts.channels(), tokenBase(context.var.client.baseUrl, streamToken), mode);
      // Exactly this type: with a charset behind it mpv refuses the list.
      return context.body(list, 200, { "content-type": "audio/x-mpegurl" });
    });
  }

  app.get("/iptv/channel/:file{[^/]+\\.m3u8}", guard, async (context) => {
    const { number } = channelByNumber(parts, context.req.param("file").slice(0, -".m3u8".length));
    if (context.req.method === "HEAD") return context.body(null, 200, PLAYLIST_HEADERS);
    const { address, agent } = context.var.client;
    // Relative to the playlist, so that a token or a proxy's prefix stays in front.
    const playlist = await parts.hls.playlist(number, `${number}/`, { address, agent });
    if (!acceptsGzip(context.req.raw.headers)) return context.body(playlist, 200, PLAYLIST_HEADERS);
    return context.body(await gzip(playlist), 200, { ...PLAYLIST_HEADERS, "content-encoding": "gzip" });
  });

  app.get("/iptv/channel/:number/:file{\\d+-[0-9a-z]+\\.ts}", guard, (context) => {
    const { number, file } = context.req.param();
    const channel = channelByNumber(parts, number);
    const { address, agent } = context.var.client;
    const segment = parts.hls.segment(channel.id, file, { address, agent });
    if (segment === null) {
      throw new Fault("not_found", `Cannot find segment ${file} of channel ${number}: it is gone`);
    }
    const headers = { ...SEGMENT_HEADERS, "content-length": `${segment.length}` };
    // Opened for those who read it only: what is sent is counted.
    return new Response(context.req.method === "HEAD" ? null : segment.open(), { headers });
  });
  return app;
}

function modeOf(text: string | undefined): M3uMode {
  if (text === undefined || text === "ts") return "ts";
  if (text === "hls") return "hls";
  throw new Fault(
    "bad_request",
    `Cannot list the channels: mode is ${JSON.stringify(text)}, expected ts or hls`,
  );
}

async function gzip(text: string): Promise<Uint8Array<ArrayBuffer>> {
  const packed = new Blob([text]).stream().pipeThrough(new CompressionStream("gzip"));
  return await new Response(packed).bytes();
}
