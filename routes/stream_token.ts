import type { MiddlewareHandler } from "hono";
import { Fault } from "../src/fault.ts";
import { equalSecrets } from "./access.ts";
import type { RouteEnv } from "./route_env.ts";

const TOKEN_PREFIX = /^\/t\/([^/]*)(?=\/)/;

/** The path a request means, without the token it may carry in front. */
export function pathWithoutToken(request: Request, streamToken: string | null): string {
  const { pathname } = new URL(request.url);
  return streamToken === null ? pathname : pathname.replace(TOKEN_PREFIX, "");
}

/**
 * Refuses a wrong token on any route, and notes whether the right one was there.
 *
 * @throws {Fault} `forbidden`.
 */
export function readStreamToken(streamToken: string | null): MiddlewareHandler<RouteEnv> {
  return async (context, next) => {
    const given = TOKEN_PREFIX.exec(new URL(context.req.url).pathname)?.[1];
    const hasToken = streamToken !== null && given !== undefined;
    if (hasToken && !equalSecrets(given, streamToken)) {
      throw new Fault("forbidden", "Cannot serve this address: its token is wrong");
    }
    context.set("hasStreamToken", hasToken);
    await next();
  };
}

/**
 * Guards a route that must not work without the stream token, when there is one.
 *
 * @throws {Fault} `forbidden`.
 */
export function requireStreamToken(streamToken: string | null): MiddlewareHandler<RouteEnv> {
  return async (context, next) => {
    if (streamToken !== null && !context.var.hasStreamToken) {
      throw new Fault(
        "forbidden",
        `Cannot serve ${context.req.path}: its address must begin with /t/ and the token`,
      );
    }
    await next();
  };
}

/** What handed-out addresses begin with: the base URL, and the stream token if there is one. */
export function tokenBase(baseUrl: string, streamToken: string | null): string {
  return streamToken === null ? baseUrl : `${baseUrl}/t/${streamToken}`;
}
