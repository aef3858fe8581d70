import type { MiddlewareHandler } from "hono";
import type { RouteEnv } from "./route_env.ts";

/** For documents no browser should run anything from. */
const NOTHING_ALLOWED = "default-src 'none'; frame-ancestors 'none'";

/** For our own pages: everything from this server, nothing inline; players need `blob:`. */
export const PAGE_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "media-src 'self' blob:",
  "connect-src 'self'",
  "worker-src 'self' blob:",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join("; ");

/** Adds the headers that keep browsers from doing more with an answer than we meant. */
export const securityHeaders: MiddlewareHandler<RouteEnv> = async (context, next) => {
  await next();
  const { headers } = context.res;
  headers.set("x-content-type-options", "nosniff");
  headers.set("x-frame-options", "DENY");
  // Addresses may carry the stream token.
  headers.set("referrer-policy", "no-referrer");
  if (!headers.has("content-security-policy")) headers.set("content-security-policy", NOTHING_ALLOWED);
};
