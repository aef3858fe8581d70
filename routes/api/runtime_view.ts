import { z } from "@hono/zod-openapi";
import type { Channel } from "../../src/channel.ts";
import { withoutSecrets } from "../../src/ffmpeg/mod.ts";
import { emptyInputs, type InputsStatus, inputsStatus } from "../../src/inputs/mod.ts";
import { LIMITS } from "../../src/limits.ts";
import type { RouteParts } from "../parts.ts";
import { isoTime } from "./answers.ts";

const ErrorEntry = z.object({ message: z.string(), at: z.iso.datetime() });

const InputView = z.object({
  input_priority: z.int().openapi({ description: "Its rank; the lowest is the best" }),
  input_id: z.string(),
  kind: z.enum(["primary", "mirror", "alternate", "filler", "slate"]),
  tier: z.enum(["equivalent", "substitute", "terminal"]),
  status: z.enum(["idle", "opening", "active", "degraded", "parked"]),
  last_packet_at: z.iso.datetime().nullable(),
  bitrate_kbps: z.number(),
  fps: z.number(),
  packet_loss: z.number().openapi({ description: "Continuity errors, percent" }),
  parked_until: z.iso.datetime().nullable(),
  current_error: z.string().nullable(),
  errors: z.array(ErrorEntry).openapi({ description: "Newest first" }),
}).openapi("Input");

const SwitchView = z.object({
  at: z.iso.datetime(),
  from: z.int().nullable().openapi({ description: "Null: nothing was on air in this programme before" }),
  to: z.int(),
  from_id: z.string().nullable(),
  to_id: z.string(),
  reason: z.enum([
    ...["error", "timeout", "manual", "failback", "recovery", "input_added", "input_removed"] as const,
    ...["premature_end", "open_timeout", "stall", "parked", "override_cleared"] as const,
  ]),
  detail: z.string().nullable(),
}).openapi("Switch");

const TranscoderProfile = z.object({
  index: z.int(),
  pid: z.int(),
  is_encode: z.boolean().openapi({ description: "False: it copies" }),
  started_at: z.iso.datetime(),
  priority: z.enum(["viewer", "warm", "idle", "background"]),
  restart_count: z.int().openapi({ description: "Restarts of the channel so far" }),
  errors: z.array(ErrorEntry).openapi({ description: "Of all inputs of the channel, newest first" }),
}).openapi("TranscoderProfile");

const HealthView = z.object({
  is_healthy: z.boolean().openapi({ description: "As of the last look; a card does not count as output" }),
  seconds_since_output: z.int().nullable(),
  failures_5m: z.int(),
  breaker: z.enum(["closed", "half_open", "open"]),
  last_restart_at: z.iso.datetime().nullable(),
  refusals: z.int().openapi({ description: "Restarts refused so far" }),
  last_refusal: z.enum(["throttle", "cooldown", "breaker", "unknown_channel", "in_progress"]).nullable()
    .openapi({ description: "Why the latest of them was" }),
}).openapi("ChannelHealth");

/** A channel's runtime status, as the API tells of it. */
export const RuntimeView = z.object({
  status: z.enum(["stopped", "degraded", "active"]).openapi({
    description: "`degraded`: exhausted, unhealthy, or its circuit breaker is not closed",
  }),
  pipeline_active: z.boolean().openapi({ description: "False also while it waits for a free process" }),
  active_input_priority: z.int().nullable().openapi({ description: "Null: a card is on air, or nothing" }),
  active_input_id: z.string().nullable(),
  override_input_priority: z.int().nullable(),
  override_input_id: z.string().nullable(),
  exhausted: z.boolean().openapi({ description: "Nothing but the card is left" }),
  on_substitute: z.boolean().openapi({ description: "What airs is not the programme" }),
  last_output_time: z.iso.datetime().nullable(),
  inputs: z.array(InputView).openapi({ description: "Best first, the card last" }),
  switches: z.array(SwitchView).openapi({ description: "Newest first" }),
  transcoder: z.object({ profiles: z.array(TranscoderProfile) }),
  health: HealthView,
}).openapi("RuntimeStatus");

/** What a channel is doing; one that does not run is `stopped`. */
export function viewRuntime(parts: RouteParts, { id }: Channel): z.infer<typeof RuntimeView> {
  const running = parts.care.inputs(id);
  const { state, lastOutputMs } = parts.runtime(id);
  const isOnSlate = state === "slate" || state === "starting";
  const status = withCleanTexts(
    inputsStatus(running?.inputs ?? emptyInputs(), { active: running?.figures ?? null, isOnSlate }),
  );
  const health = viewHealth(parts, id);
  const isDegraded = status.exhausted || health.breaker !== "closed" || !health.is_healthy;
  return {
    status: running === null ? "stopped" : isDegraded ? "degraded" : "active",
    pipeline_active: running !== null && state !== "dormant",
    ...status,
    last_output_time: lastOutputMs === null ? null : isoTime(lastOutputMs),
    transcoder: { profiles: viewProfiles(parts, id, status) },
    health,
  };
}

/** A channel that does not run lacks nothing; what its breaker knows outlives its run. */
function viewHealth({ care }: RouteParts, channelId: string): z.infer<typeof HealthView> {
  const health = care.health().find((one) => one.channelId === channelId);
  const restarts = care.restarts(channelId);
  const lastRestartAtMs = restarts?.lastRestartAtMs ?? null;
  return {
    is_healthy: health?.isHealthy ?? true,
    seconds_since_output: health?.secondsSinceOutput ?? null,
    failures_5m: restarts?.failures5m ?? 0,
    breaker: restarts?.breaker ?? "closed",
    last_restart_at: lastRestartAtMs === null ? null : isoTime(lastRestartAtMs),
    refusals: restarts?.refusals ?? 0,
    last_refusal: restarts?.lastRefusal ?? null,
  };
}

function viewProfiles(
  { care, processes }: RouteParts,
  channelId: string,
  { inputs }: InputsStatus,
): z.infer<typeof TranscoderProfile>[] {
  const errors = inputs.flatMap((input) => input.errors)
    .toSorted((one, other) => Date.parse(other.at) - Date.parse(one.at))
    .slice(0, LIMITS.inputErrorsMax);
  return processes()
    .filter((process) => process.channelId === channelId && process.kind === "ffmpeg")
    .map(({ pid, isEncode, startedAtMs, priority }, index) => ({
      index,
      pid,
      is_encode: isEncode,
      started_at: isoTime(startedAtMs),
      priority,
      restart_count: care.restarts(channelId)?.restarts ?? 0,
      errors,
    }));
}

/** Reasons may quote addresses, and those may hold names and tokens. */
function withCleanTexts(status: InputsStatus): InputsStatus {
  const clean = (text: string | null) => text === null ? null : withoutSecrets(text);
  return {
    ...status,
    inputs: status.inputs.map((input) => ({
      ...input,
      current_error: clean(input.current_error),
      errors: input.errors.map(({ message, at }) => ({ message: withoutSecrets(message), at })),
    })),
    switches: status.switches.map((one) => ({ ...one, detail: clean(one.detail) })),
  };
}
