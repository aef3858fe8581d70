import { Hono } from "hono";
import { Fault } from "../src/fault.ts";
import { requireApiAccess } from "./access.ts";
import { apiRoutes } from "./api/api.ts";
import { artworkRoutes } from "./artwork.ts";
import { identifyClient } from "./client.ts";
import { faultResponse } from "./fault_response.ts";
import { hdhomerunRoutes } from "./hdhomerun.ts";
import { healthRoutes } from "./health.ts";
import { iptvRoutes } from "./iptv.ts";
import { readJsonBody } from "./json_body.ts";
import { logoRoutes } from "./logo.ts";
import { metricsRoutes } from "./metrics.ts";
import type { RouteParts } from "./parts.ts";
import type { RouteEnv } from "./route_env.ts";
import { securityHeaders } from "./security_headers.ts";
import { staticRoutes } from "./static_files.ts";
import { iptvStreamRoutes, tunerStreamRoutes } from "./stream.ts";
import { pathWithoutToken, readStreamToken } from "./stream_token.ts";
import { xmltvRoutes } from "./xmltv.ts";

/** What `Deno.serve` tells of the connection a request came by. */
export interface ConnectionInfo {
  /** The other end. */
  readonly remoteAddr: {
    /** Its address. */
    readonly hostname: string;
  };
}

/** The HTTP edge: a request in, a response out. */
export interface App {
  /** Answers a request; never rejects. */
  fetch(request: Request, info: ConnectionInfo): Promise<Response>;
}

/** All that any route answers, but HEAD, which goes with GET. */
const METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE"];

/**
 * Puts all routes together.
 *
 * @param parts Everything they need.
 */
export function createApp(parts: RouteParts): App {
  const { security, server, device } = parts;
  const app = new Hono<RouteEnv>({ getPath: (request) => pathWithoutToken(request, security.streamToken) });
  app.onError((thrown) => faultResponse(thrown, parts.log));
  app.notFound((context) => {
    const { method, path } = context.req;
    const allowed = methodsAt(app, path).join(", ");
    if (allowed === "") throw new Fault("not_found", `Cannot ${method} ${path}: there is no such address`);
    const fault = new Fault("method_not_allowed", `Cannot ${method} ${path}: expected ${allowed}`);
    const response = faultResponse(fault, parts.log);
    response.headers.set("allow", allowed);
    return response;
  });

  app.use(securityHeaders);
  app.use(async (context, next) => {
    context.set("client", identifyClient(context.req.raw.headers, context.env.peerAddress, server));
    await next();
  });
  app.use(readStreamToken(security.streamToken));
  app.use(async (context, next) => {
    if (!isDecodable(context.req.path)) {
      throw new Fault("bad_request", "Cannot read the address: a % code is broken");
    }
    await next();
  });
  app.use("/api/*", requireApiAccess(parts), readJsonBody);

  if (device.isEnabled) {
    for (const prefix of ["/", "/hdhomerun"]) {
      app.route(prefix, hdhomerunRoutes(parts));
      app.route(prefix, tunerStreamRoutes(parts));
    }
  }
  const rest = [
    iptvRoutes,
    iptvStreamRoutes,
    xmltvRoutes,
    logoRoutes,
    artworkRoutes,
    healthRoutes,
    metricsRoutes,
    staticRoutes,
    apiRoutes,
  ];
  for (const routesOf of rest) app.route("/", routesOf(parts));
  return {
    async fetch(request, info) {
      // The runtime builds the address from the Host header, whatever that is (RFC 9112 §3.2 wants 400 then).
      if (!URL.canParse(request.url)) {
        return faultResponse(
          new Fault("bad_request", "Cannot read the request: its Host header is no host"),
          parts.log,
        );
      }
      return await app.fetch(request, { peerAddress: info.remoteAddr.hostname });
    },
  };
}

/** The methods somebody answers at this address. */
function methodsAt(app: Hono<RouteEnv>, path: string): string[] {
  const answered = METHODS.filter((method) => {
    const [handlers] = app.router.match(method, path);
    return handlers.some(([[, route]]) => route.method === method);
  });
  return answered.flatMap((method) => method === "GET" ? ["GET", "HEAD"] : [method]);
}

function isDecodable(path: string): boolean {
  try {
    decodeURIComponent(path);
    return true;
  } catch (thrown) {
    if (thrown instanceof URIError) return false;
    throw thrown;
  }
}
