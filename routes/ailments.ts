import type { Channel } from "../src/channel.ts";
import { withoutSecrets } from "../src/ffmpeg/mod.ts";
import type { BreakerState } from "../src/health/mod.ts";
import { inputsStatus } from "../src/inputs/mod.ts";
import type { Care, ReadinessCheck } from "./parts.ts";

/** What is wrong with the channels that run. */
export interface Ailments {
  /** Channels that run. */
  readonly running: number;
  /** Channels that should have output and have none. */
  readonly unhealthy: readonly { readonly channel: Channel; readonly reason: string }[];
  /** Channels of which nothing can be played but the card. */
  readonly exhausted: readonly { readonly channel: Channel; readonly reason: string }[];
  /** Inputs that are left alone for a while. */
  readonly parked: readonly ParkedInput[];
  /** Circuit breakers that are not closed. */
  readonly breakers: readonly {
    readonly channel: Channel;
    readonly state: Exclude<BreakerState, "closed">;
    readonly failures5m: number;
  }[];
}

/** An input that is left alone for a while. */
export interface ParkedInput {
  /** Whose. */
  readonly channel: Channel;
  /** Which. */
  readonly inputId: string;
  /** Until when, ISO 8601; null if that is over any moment. */
  readonly until: string | null;
  /** What went wrong with it last. */
  readonly reason: string;
}

/** Ailments of one kind that a readiness check names. */
const NAMED_MAX = 20;

/** Looks what is wrong with the channels that run. */
export function ailmentsOf(channels: readonly Channel[], care: Care): Ailments {
  const byId = new Map(channels.map((channel) => [channel.id, channel]));
  const running = care.health().flatMap((health) => {
    const channel = byId.get(health.channelId);
    return channel === undefined ? [] : [{ ...health, channel }];
  });
  const ladders = running.flatMap(({ channel }) => {
    const known = care.inputs(channel.id);
    // Figures do not matter here.
    const facts = { active: null, isOnSlate: false };
    return known === null ? [] : [{ channel, ...inputsStatus(known.inputs, facts) }];
  });
  return {
    running: running.length,
    unhealthy: running.filter(({ isHealthy }) => !isHealthy)
      .map(({ channel, secondsSinceOutput }) => ({ channel, reason: silence(secondsSinceOutput) })),
    exhausted: ladders.filter(({ exhausted }) => exhausted)
      .map(({ channel, inputs }) => ({ channel, reason: sentence(inputs[0]?.current_error ?? null) })),
    parked: ladders.flatMap(({ channel, inputs }) =>
      inputs.filter(({ status }) => status === "parked").map((input) => ({
        channel,
        inputId: input.input_id,
        until: input.parked_until,
        reason: sentence(input.current_error),
      }))
    ),
    breakers: running.flatMap(({ channel, breaker, failures5m }) =>
      breaker === "closed" ? [] : [{ channel, state: breaker, failures5m }]
    ),
  };
}

/**
 * What is told of the channels' readiness. Clients are welcome unless all channels are ill: one that shows a card
 * keeps nobody from the others. What only threatens is told, and makes nothing unready.
 */
export function careChecks(care: Care, ailments: Ailments): ReadinessCheck[] {
  const { running, unhealthy } = ailments;
  const { lastMinute, max } = care.restartRate();
  const { riseBytes, isRising } = care.memory();
  const rise = `grew by ${Math.round(riseBytes / 1_000_000)} MB in ten minutes`;
  return [
    {
      name: "channels",
      isReady: running === 0 || unhealthy.length < running,
      detail: [`${running} run`, ...troubles(ailments)].join("; "),
    },
    { name: "restarts", isReady: true, detail: `${lastMinute} of ${max} in the last 60 s` },
    { name: "memory", isReady: true, detail: isRising ? `${rise}, more than caches explain` : rise },
  ];
}

function troubles({ unhealthy, exhausted, parked, breakers }: Ailments): string[] {
  const kinds = {
    unhealthy: unhealthy.map(({ channel, reason }) => `${channel.number} (${reason})`),
    unavailable: exhausted.map(({ channel }) => channel.number),
    parked: parked.map(({ channel, inputId, until }) => `${channel.number} ${inputId}${untilText(until)}`),
    "circuit breaker": breakers.map(({ channel, state }) => `${channel.number} ${state}`),
  };
  return Object.entries(kinds).filter(([, named]) => named.length > 0).map(([kind, named]) => {
    const more = named.length > NAMED_MAX ? ` and ${named.length - NAMED_MAX} more` : "";
    return `${kind}: ${named.slice(0, NAMED_MAX).join(", ")}${more}`;
  });
}

function silence(seconds: number | null): string {
  return seconds === null ? "no output yet" : `no output for ${seconds} s`;
}

function untilText(until: string | null): string {
  return until === null ? "" : ` until ${until}`;
}

function sentence(error: string | null): string {
  return error === null ? "no reason recorded" : withoutSecrets(error);
}
