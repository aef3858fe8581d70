import { createRoute, type OpenAPIHono, z } from "@hono/zod-openapi";
import { Fault } from "../../src/fault.ts";
import { LIMITS } from "../../src/limits.ts";
import type { RouteParts } from "../parts.ts";
import type { RouteEnv } from "../route_env.ts";
import { problem } from "./answers.ts";
import { apiRouter } from "./router.ts";

const HEADERS = {
  "content-type": "text/event-stream",
  // Nothing on the way may hold events back to compress or keep them.
  "cache-control": "no-cache, no-transform",
  "x-accel-buffering": "no",
};

const route = createRoute({
  method: "get",
  path: "/events",
  tags: ["events"],
  summary: "What happens, as server-sent events; the event's name is the `kind` in its data",
  responses: {
    200: { description: "The events.", content: { "text/event-stream": { schema: z.string() } } },
    503: problem("Too many clients listen already."),
  },
});

/** Live events for dashboards. */
export function eventRoutes(parts: RouteParts): OpenAPIHono<RouteEnv> {
  const app = apiRouter();
  let listeners = 0;
  app.openapi(route, (context) => {
    // Answered without a listener: nobody would cancel its body.
    if (context.req.method === "HEAD") return new Response(null, { headers: HEADERS });
    if (listeners >= LIMITS.eventStreamsMax) {
      throw new Fault(
        "too_many_sessions",
        `Cannot send events: ${LIMITS.eventStreamsMax} clients listen already`,
      );
    }
    listeners += 1;
    return new Response(eventStream(parts, () => listeners -= 1), { headers: HEADERS });
  });
  return app;
}

/**
 * Events as a body. A slow listener loses what does not fit its queue; one whose queue is still full at a heartbeat
 * is let go.
 */
function eventStream(
  { events, clock }: RouteParts,
  onEnd: () => void,
): ReadableStream<Uint8Array<ArrayBuffer>> {
  const encoder = new TextEncoder();
  const held = new DisposableStack();
  held.defer(onEnd);
  return new ReadableStream<Uint8Array<ArrayBuffer>>({
    start(controller) {
      const hasRoom = () => (controller.desiredSize ?? 0) > 0;
      const send = (text: string) => controller.enqueue(encoder.encode(text));
      held.use(events.subscribe((event) => {
        if (hasRoom()) send(`event: ${event.kind}\ndata: ${JSON.stringify(event)}\n\n`);
      }));
      held.use(clock.every(LIMITS.eventHeartbeatMs, () => {
        if (hasRoom()) return send(": alive\n\n");
        held.dispose();
        controller.close();
      }));
      send(": listening\n\n");
    },
    cancel: () => held.dispose(),
  }, { highWaterMark: LIMITS.eventsQueuedMax });
}
