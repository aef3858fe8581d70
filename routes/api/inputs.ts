import { createRoute, type OpenAPIHono, z } from "@hono/zod-openapi";
import type { Channel } from "../../src/channel.ts";
import { Fault } from "../../src/fault.ts";
import type { RouteParts, RunningInputs } from "../parts.ts";
import type { RouteEnv } from "../route_env.ts";
import { ADMIN_ONLY, json, problem, WRITE_PROBLEMS } from "./answers.ts";
import { channelById } from "./channels.ts";
import { apiRouter } from "./router.ts";

const INPUT_ID_LENGTH_MAX = 200;

const Sticky = z.enum(["until_failure", "until_boundary", "until_cleared"]).openapi({
  description: "How long the choice holds: until its input fails, the programme ends, or it is cleared",
});

const SwitchBody = z.strictObject({
  input_id: z.string().min(1).max(INPUT_ID_LENGTH_MAX).optional(),
  priority: z.int().min(0).optional().openapi({ description: "In place of `input_id`" }),
  sticky: Sticky.default("until_failure"),
}).refine(
  (body) => (body.input_id === undefined) !== (body.priority === undefined),
  // Told beside the faults of the fields, not after they are mended.
  { error: "expected either input_id or priority", when: ({ value }) => isObject(value) },
).openapi("SwitchInput");

const tags = ["channels"];
const params = z.object({ id: z.string() });
const gone = problem("There is no such channel, or no such input.");

const switchRoute = createRoute({
  method: "post",
  path: "/channels/{id}/inputs/switch",
  tags,
  summary: "Puts an input on air, as soon as it has a picture",
  security: ADMIN_ONLY,
  request: { params, body: { content: { "application/json": { schema: SwitchBody } }, required: true } },
  responses: {
    200: json(
      "The input is chosen.",
      z.object({ status: z.literal("switched"), input_id: z.string(), sticky: Sticky }),
    ),
    ...WRITE_PROBLEMS,
    404: gone,
    409: problem("The input cannot be played now, or no programme is on."),
  },
});

const clearRoute = createRoute({
  method: "delete",
  path: "/channels/{id}/inputs/override",
  tags,
  summary: "Lets the channel choose its input again; nothing happens if it does already",
  security: ADMIN_ONLY,
  request: { params },
  responses: {
    200: json("The choice is cleared.", z.object({ status: z.literal("cleared") })),
    ...WRITE_PROBLEMS,
    404: problem("There is no such channel."),
  },
});

const resetRoute = createRoute({
  method: "post",
  path: "/channels/{id}/inputs/{input_id}/reset",
  tags,
  summary: "Forgives an input, and its host, their failures: it may be opened again at once",
  security: ADMIN_ONLY,
  request: { params: params.extend({ input_id: z.string() }) },
  responses: {
    200: json("Forgiven.", z.object({ status: z.literal("reset"), input_id: z.string() })),
    ...WRITE_PROBLEMS,
    404: gone,
    409: problem("The channel does not run, or has no picture yet."),
  },
});

/** What operators may do to a channel's inputs. */
export function inputRoutes(parts: RouteParts): OpenAPIHono<RouteEnv> {
  const app = apiRouter();
  app.openapi(switchRoute, (context) => {
    const channel = channelById(parts, context.req.valid("param").id);
    const { input_id, priority, sticky } = context.req.valid("json");
    const running = runningInputs(parts, channel);
    const id = input_id ?? inputAt(running, channel, priority);
    running.operator.switchTo(id, sticky);
    return context.json({ status: "switched" as const, input_id: id, sticky }, 200);
  });
  app.openapi(clearRoute, (context) => {
    const channel = channelById(parts, context.req.valid("param").id);
    // A choice ends with the run of its channel, and none is made before there is a picture.
    const running = parts.care.inputs(channel.id);
    if (running !== null && running.inputs.override !== null) running.operator.clearOverride();
    return context.json({ status: "cleared" as const }, 200);
  });
  app.openapi(resetRoute, (context) => {
    const { id, input_id } = context.req.valid("param");
    runningInputs(parts, channelById(parts, id)).operator.reset(input_id);
    return context.json({ status: "reset" as const, input_id }, 200);
  });
  return app;
}

function runningInputs({ care }: RouteParts, { id, number }: Channel): RunningInputs {
  const running = care.inputs(id);
  if (running !== null) return running;
  throw new Fault("no_programme", `Cannot choose an input: channel ${number} does not run`);
}

/** The card has a priority as well, but nobody can choose it. */
function inputAt({ inputs }: RunningInputs, { number }: Channel, priority: number | undefined): string {
  const spec = inputs.inputs.find(({ rank }) => rank === priority);
  if (spec !== undefined) return spec.id;
  throw inputs.isWanted
    ? new Fault("unknown_input", `Cannot switch channel ${number}: no input has the priority ${priority}`)
    : new Fault("no_programme", `Cannot switch channel ${number}: no programme is on`);
}

function isObject(value: unknown): boolean {
  return typeof value === "object" && value !== null;
}
