import { type Context, Hono } from "hono";
import { Fault } from "../src/fault.ts";
import { isUnchanged } from "./conditional.ts";
import type { RouteParts } from "./parts.ts";
import type { RouteEnv } from "./route_env.ts";
import { PAGE_POLICY } from "./security_headers.ts";

const STATIC = "/static/";
/** Names of letters, digits, `_`, `-` and inner dots: nothing that climbs, hides or ends a string early. */
const CLEAN_PATH = /^[\w-]+(\.[\w-]+)*(\/[\w-]+(\.[\w-]+)*)*$/;
const CONTENT_TYPES: Readonly<Record<string, string>> = {
  css: "text/css; charset=utf-8",
  html: "text/html; charset=utf-8",
  ico: "image/x-icon",
  js: "text/javascript; charset=utf-8",
  json: "application/json",
  png: "image/png",
  svg: "image/svg+xml",
  txt: "text/plain; charset=utf-8",
  webmanifest: "application/manifest+json",
  webp: "image/webp",
  woff2: "font/woff2",
};

/** The dashboard. */
export function staticRoutes(parts: RouteParts): Hono<RouteEnv> {
  const app = new Hono<RouteEnv>();
  app.get("/", (context) => file(context, parts, "index.html"));
  // Browsers ask for it on pages that name no icon.
  app.get("/favicon.ico", (context) => file(context, parts, "icon.svg"));
  app.get(`${STATIC}*`, (context) => file(context, parts, context.req.path.slice(STATIC.length)));
  return app;
}

async function file(context: Context<RouteEnv>, parts: RouteParts, path: string): Promise<Response> {
  const found = CLEAN_PATH.test(path) ? await parts.staticFiles.read(path) : null;
  if (found === null) {
    throw new Fault("not_found", `Cannot find the file ${JSON.stringify(path)}: there is none`);
  }
  const headers = new Headers({
    "etag": found.etag,
    "cache-control": "no-cache",
    "content-security-policy": PAGE_POLICY,
  });
  if (isUnchanged(context.req.raw.headers, { etags: [found.etag], lastModifiedMs: null })) {
    return new Response(null, { status: 304, headers });
  }
  const extension = path.slice(path.lastIndexOf(".") + 1).toLowerCase();
  headers.set("content-type", CONTENT_TYPES[extension] ?? "application/octet-stream");
  return new Response(found.bytes, { headers });
}
