import { Hono } from "hono";
import { Fault } from "../src/fault.ts";
import { isUnchanged } from "./conditional.ts";
import type { RouteParts } from "./parts.ts";
import type { RouteEnv } from "./route_env.ts";
import { requireStreamToken } from "./stream_token.ts";

/** Posters, thumbnails and fanart of items; what is in the library is as secret as the guide. */
export function artworkRoutes(parts: RouteParts): Hono<RouteEnv> {
  const app = new Hono<RouteEnv>();
  const path = "/artwork/:id{[1-9][0-9]{0,14}}/:kind{(?:poster|thumbnail|fanart)}";
  app.get(path, requireStreamToken(parts.security.streamToken), async (context) => {
    const { id, kind } = context.req.param();
    const found = ARTWORK_KINDS.find((known) => known === kind);
    const image = found === undefined ? null : await parts.metadata.artwork(Number(id), found);
    if (image === null) throw new Fault("not_found", `Cannot show the ${kind} of item ${id}: there is none`);
    const headers = new Headers({ "etag": image.etag, "cache-control": "public, max-age=86400" });
    if (isUnchanged(context.req.raw.headers, { etags: [image.etag], lastModifiedMs: null })) {
      return new Response(null, { status: 304, headers });
    }
    headers.set("content-type", image.type);
    return new Response(image.bytes, { headers });
  });
  return app;
}

const ARTWORK_KINDS = ["poster", "thumbnail", "fanart"] as const;
