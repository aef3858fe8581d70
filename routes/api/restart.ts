import { createRoute, type OpenAPIHono, z } from "@hono/zod-openapi";
import type { Channel } from "../../src/channel.ts";
import { Fault } from "../../src/fault.ts";
import type { RestartVerdict } from "../../src/health/mod.ts";
import type { RouteParts } from "../parts.ts";
import type { RouteEnv } from "../route_env.ts";
import { ADMIN_ONLY, json, problem, WRITE_PROBLEMS } from "./answers.ts";
import { channelById } from "./channels.ts";
import { apiRouter } from "./router.ts";

const REASON_LENGTH_MAX = 200;

const RestartBody = z.strictObject({
  reason: z.string().trim().min(1).max(REASON_LENGTH_MAX)
    .regex(/^\P{Cc}*$/u, "expected no control characters")
    .default("an operator asked for it")
    .openapi({ description: "For the log" }),
}).openapi("Restart");

const route = createRoute({
  method: "post",
  path: "/channels/{id}/restart",
  tags: ["channels"],
  summary: "Tears a channel's playout down and up again; viewers stay connected",
  security: ADMIN_ONLY,
  request: {
    params: z.object({ id: z.string() }),
    body: { content: { "application/json": { schema: RestartBody } }, required: false },
  },
  responses: {
    200: json("Done.", z.object({ status: z.literal("restarted") })),
    ...WRITE_PROBLEMS,
    404: problem("There is no such channel."),
    409: problem("Refused; `detail` says why, `Retry-After` when it may be granted."),
    503: problem("The restart failed."),
  },
});

/** Restarts, through the one door. */
export function restartRoutes(parts: RouteParts): OpenAPIHono<RouteEnv> {
  const app = apiRouter();
  app.openapi(route, async (context) => {
    const channel = channelById(parts, context.req.valid("param").id);
    // Without a body nothing was validated, so nothing has its default.
    const { reason } = RestartBody.parse(context.req.valid("json") ?? {});
    if (parts.care.inputs(channel.id) === null) throw refusal(channel, "it does not run (not_running)");
    const verdict = await parts.care.requestRestart(channel.id, reason);
    if (verdict.kind === "refused") throw refused(parts, channel, verdict.reason);
    return context.json({ status: "restarted" as const }, 200);
  });
  return app;
}

type Refusal = Extract<RestartVerdict, { kind: "refused" }>["reason"];

const WHY: Readonly<Record<Refusal, string>> = {
  throttle: "too many channels were restarted within 60 s",
  cooldown: "it was restarted a moment ago",
  breaker: "it failed too often, and is left alone",
  "in_progress": "it is being restarted",
  "unknown_channel": "it is no channel any more",
};

function refused({ care }: RouteParts, channel: Channel, reason: Refusal): Fault {
  return refusal(channel, `${WHY[reason]} (${reason})`, care.retryAfterMs(channel.id));
}

function refusal({ number }: Channel, why: string, retryAfterMs?: number): Fault {
  const options = retryAfterMs === undefined ? {} : { retryAfterMs };
  return new Fault("restart_refused", `Cannot restart channel ${number}: ${why}`, options);
}
