import { Hono } from "hono";
import {
  deviceXml,
  discoverDocument,
  lineup,
  LINEUP_STATUS,
  lineupM3u,
  lineupXml,
  statusDocument,
} from "../src/hdhomerun/mod.ts";
import type { RouteParts } from "./parts.ts";
import type { RouteEnv } from "./route_env.ts";
import { requireStreamToken, tokenBase } from "./stream_token.ts";

const XML = { "content-type": "application/xml; charset=utf-8" };
/** Without a charset: players refuse the list otherwise. */
const M3U = { "content-type": "audio/x-mpegurl" };

/** The documents of the HDHomeRun; mounted at the root and under `/hdhomerun`. Addresses in them begin at the root. */
export function hdhomerunRoutes(parts: RouteParts): Hono<RouteEnv> {
  const { device, security: { streamToken } } = parts;
  const app = new Hono<RouteEnv>();
  const guard = requireStreamToken(streamToken);
  const baseOf = (clientBase: string) => tokenBase(clientBase, streamToken);
  const entries = (clientBase: string) => lineup(parts.channels(), baseOf(clientBase));

  app.get("/discover.json", guard, (context) => {
    return context.json(discoverDocument(device, baseOf(context.var.client.baseUrl)));
  });
  app.get("/lineup.json", guard, (context) => context.json(entries(context.var.client.baseUrl)));
  app.get(
    "/lineup.xml",
    guard,
    (context) => context.body(lineupXml(entries(context.var.client.baseUrl)), 200, XML),
  );
  app.get(
    "/lineup.m3u",
    guard,
    (context) => context.body(lineupM3u(entries(context.var.client.baseUrl)), 200, M3U),
  );
  app.get("/lineup_status.json", guard, (context) => context.json(LINEUP_STATUS));
  // A scan has nothing to find, but a refusal makes Plex drop the device.
  app.post("/lineup.post", guard, (context) => context.json({}));
  app.get("/status.json", guard, (context) => {
    return context.json(statusDocument(parts.tuning.tuners(), parts.channels()));
  });
  for (const path of ["/device.xml", "/capability"]) {
    app.get(
      path,
      guard,
      (context) => context.body(deviceXml(device, baseOf(context.var.client.baseUrl)), 200, XML),
    );
  }
  return app;
}
