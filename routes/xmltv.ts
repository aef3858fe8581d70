import { type Context, Hono } from "hono";
import { Fault } from "../src/fault.ts";
import { acceptsGzip, isUnchanged } from "./conditional.ts";
import type { RouteParts } from "./parts.ts";
import type { RouteEnv } from "./route_env.ts";
import { requireStreamToken, tokenBase } from "./stream_token.ts";

const PATHS = ["/iptv/xmltv.xml", "/xmltv.xml", "/epg.xml", "/hdhomerun/guide.xml", "/guide.xml"];

/** The guide under all its names, plain and as a `.gz` file. */
export function xmltvRoutes(parts: RouteParts): Hono<RouteEnv> {
  const app = new Hono<RouteEnv>();
  const guard = requireStreamToken(parts.security.streamToken);
  for (const path of PATHS) {
    app.get(path, guard, (context) => guide(context, parts, "document"));
    app.get(`${path}.gz`, guard, (context) => guide(context, parts, "gzip_file"));
  }
  return app;
}

async function guide(
  context: Context<RouteEnv>,
  parts: RouteParts,
  form: "document" | "gzip_file",
): Promise<Response> {
  const file = await parts.guide.xmltv(tokenBase(context.var.client.baseUrl, parts.security.streamToken));
  if (file === null) throw new Fault("guide_not_ready", "Cannot give the guide: none has been verified yet");
  const { plain, gzip, etag, lastModifiedMs } = file;
  const request = context.req.raw;
  const isEncoded = form === "document" && acceptsGzip(request.headers);
  const isCompressed = form === "gzip_file" || isEncoded;
  // A strong tag names bytes (RFC 9110 §8.8.3), and the compressed ones are others.
  const gzipEtag = etag.replace(/"$/, '-gzip"');
  const headers = new Headers({
    "etag": isCompressed ? gzipEtag : etag,
    "last-modified": new Date(lastModifiedMs).toUTCString(),
    "cache-control": "no-cache",
    "vary": "accept-encoding",
  });
  if (isUnchanged(request.headers, { etags: [etag, gzipEtag], lastModifiedMs })) {
    return new Response(null, { status: 304, headers });
  }
  headers.set("content-type", form === "gzip_file" ? "application/gzip" : "application/xml; charset=utf-8");
  if (isEncoded) headers.set("content-encoding", "gzip");
  const body = isCompressed ? gzip : plain;
  headers.set("content-length", String(body.length));
  return new Response(request.method === "HEAD" ? null : body.open(), { headers });
}
