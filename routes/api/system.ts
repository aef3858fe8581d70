import { createRoute, type OpenAPIHono, z } from "@hono/zod-openapi";
import type { Channel } from "../../src/channel.ts";
import { ailmentsOf } from "../ailments.ts";
import type { RouteParts } from "../parts.ts";
import type { RouteEnv } from "../route_env.ts";
import { isoTime, json } from "./answers.ts";
import { apiRouter } from "./router.ts";

const Named = z.object({ channel_id: z.string(), number: z.string() });

const SystemHealth = z.object({
  running: z.int().openapi({ description: "Channels that run" }),
  unhealthy_channels: z.array(Named.extend({ reason: z.string() })),
  exhausted_channels: z.array(Named.extend({ reason: z.string() })),
  parked_inputs: z.array(
    Named.extend({
      input_id: z.string(),
      parked_until: z.iso.datetime().nullable(),
      reason: z.string(),
    }),
  ),
  breakers: z.array(Named.extend({ state: z.enum(["half_open", "open"]), failures_5m: z.int() }))
    .openapi({ description: "Those that are not closed" }),
  restarts: z.object({ last_minute: z.int(), max_per_minute: z.int() }),
  memory: z.object({
    rise_bytes: z.int().openapi({ description: "In the last ten minutes" }),
    is_rising: z.boolean().openapi({ description: "More than caches explain" }),
  }),
}).openapi("SystemHealth");

const SystemView = z.object({
  version: z.string(),
  started_at: z.iso.datetime(),
  uptime_s: z.int(),
  ready: z.array(z.object({ name: z.string(), is_ready: z.boolean(), detail: z.string() })),
  device: z.object({
    is_enabled: z.boolean(),
    device_id: z.string(),
    friendly_name: z.string(),
    tuner_count: z.int(),
  }),
  tuners: z.array(z.object({
    index: z.int(),
    channel_id: z.string().nullable(),
    address: z.string().nullable().openapi({
      description: "Of the newest viewer; null when the tuner lingers",
    }),
  })),
  health: SystemHealth,
}).openapi("System");

const ProcessView = z.object({
  pid: z.int(),
  channel_id: z.string(),
  kind: z.string(),
  started_at: z.iso.datetime(),
}).openapi("Process");

const tags = ["system"];
const systemRoute = createRoute({
  method: "get",
  path: "/system",
  tags,
  summary: "The program, whether it is ready, and the device it appears as",
  responses: { 200: json("The program.", SystemView) },
});
const processesRoute = createRoute({
  method: "get",
  path: "/system/processes",
  tags,
  summary: "The child processes that run now",
  responses: { 200: json("The processes.", z.object({ items: z.array(ProcessView) })) },
});

/** The program itself. */
export function systemRoutes(parts: RouteParts): OpenAPIHono<RouteEnv> {
  const app = apiRouter();
  app.openapi(systemRoute, (context) => context.json(viewSystem(parts), 200));
  app.openapi(processesRoute, (context) => {
    const items = parts.processes().map(({ pid, channelId, kind, startedAtMs }) => {
      return { pid, channel_id: channelId, kind, started_at: isoTime(startedAtMs) };
    });
    return context.json({ items }, 200);
  });
  return app;
}

function viewSystem(parts: RouteParts): z.infer<typeof SystemView> {
  const { version, startedAtMs, clock, device, tuning, readiness } = parts;
  return {
    version,
    started_at: isoTime(startedAtMs),
    uptime_s: Math.max(0, Math.floor((clock.wallMs() - startedAtMs) / 1_000)),
    ready: readiness().map(({ name, isReady, detail }) => ({ name, is_ready: isReady, detail })),
    device: {
      is_enabled: device.isEnabled,
      device_id: device.deviceId,
      friendly_name: device.friendlyName,
      tuner_count: device.tunerCount,
    },
    tuners: tuning.tuners().map(({ index, channelId, address }) => ({
      index,
      channel_id: channelId,
      address,
    })),
    health: viewHealth(parts),
  };
}

function viewHealth({ channels, care }: RouteParts): z.infer<typeof SystemHealth> {
  const { running, unhealthy, exhausted, parked, breakers } = ailmentsOf(channels(), care);
  const { lastMinute, max } = care.restartRate();
  const { riseBytes, isRising } = care.memory();
  const named = ({ id, number }: Channel) => ({ channel_id: id, number });
  return {
    running,
    unhealthy_channels: unhealthy.map(({ channel, reason }) => ({ ...named(channel), reason })),
    exhausted_channels: exhausted.map(({ channel, reason }) => ({ ...named(channel), reason })),
    parked_inputs: parked.map(({ channel, inputId, until, reason }) => ({
      ...named(channel),
      input_id: inputId,
      parked_until: until,
      reason,
    })),
    breakers: breakers.map(({ channel, state, failures5m }) => {
      return { ...named(channel), state, failures_5m: failures5m };
    }),
    restarts: { last_minute: lastMinute, max_per_minute: max },
    memory: { rise_bytes: riseBytes, is_rising: isRising },
  };
}
