import type { Clock } from "../clock.ts";
import { messageOf } from "../fault.ts";
import { LIMITS } from "../limits.ts";
import type { Logger } from "../log.ts";
import type { Metrics } from "../metrics/mod.ts";
import type { BreakerState } from "./circuit_breaker.ts";
import type { Restarts } from "./restarts.ts";

/** What the monitor asks of a running channel. */
export interface ChannelFacts {
  /** Key of the channel. */
  readonly channelId: string;
  /** What people call it. */
  readonly number: string;
  /** True if it should have output: somebody watches, or it runs whether or not. */
  readonly isWanted: boolean;
  /** When its newest media of a non-terminal input was made, milliseconds since 1970; null for never (decision 8). */
  readonly lastOutputMs: number | null;
  /** When its playout began, milliseconds since 1970. */
  readonly sinceMs: number;
  /** True while it waits for a free process; its clock runs (decision 11). */
  readonly isDormant: boolean;
  /** True while the timeline itself has nothing but a card to show. */
  readonly isOffAir: boolean;
  /** True while none of its inputs can be had: whoever tries them again does so by itself, a restart would not help. */
  readonly isBeyondRestart: boolean;
}

/** What the monitor works with. */
export interface MonitorParts {
  /** Time: durations by the monotonic clock, so that setting the wall clock makes nobody ill. */
  readonly clock: Clock;
  /** Told of channels without output, and of every look. */
  readonly log: Logger;
  /** Counts. */
  readonly metrics: Metrics;
  /** The channels that run now. */
  readonly channels: () => readonly ChannelFacts[];
  /** The door, and what it knows. */
  readonly restarts: Pick<Restarts, "requestChannelRestart" | "state">;
}

/** How it looks. */
export interface MonitorOptions {
  /** From one look to the next. */
  readonly intervalMs: number;
  /** Without output for longer than this, a channel is unhealthy. */
  readonly unhealthyMs: number;
  /** Whether it then asks for a restart. */
  readonly isAutoRestart: boolean;
}

/** The health of one channel. */
export interface ChannelHealth {
  /** Key of the channel. */
  readonly channelId: string;
  /** As of the last look; a channel not looked at yet is healthy. */
  readonly isHealthy: boolean;
  /** Age of its newest output, in whole seconds; null if it never had any. */
  readonly secondsSinceOutput: number | null;
  /** Failures in the last five minutes. */
  readonly failures5m: number;
  /** Its circuit breaker. */
  readonly breaker: BreakerState;
  /** When it was restarted last, milliseconds since 1970; null for never. */
  readonly lastRestartAtMs: number | null;
  /** Restarts refused so far. */
  readonly refusals: number;
}

/** What was seen of a channel at the last look. */
interface Seen {
  readonly sinceMs: number;
  readonly lastOutputMs: number | null;
  /** When it last showed life, or needed not; monotonic. */
  readonly lifeMs: number;
  /** When its silence was reported last; null while it is healthy. */
  readonly toldAtMs: number | null;
  /** It failed more often than {@link LIMITS.failures5mMax}. */
  readonly isFailingOften: boolean;
}

/** After so many intervals without a look the machine has slept, and with it every channel. */
const SLEPT_INTERVALS = 3;

/** Looks at every running channel from time to time, and has those without output restarted, where that may help. */
export class HealthMonitor {
  #seen: ReadonlyMap<string, Seen> = new Map();
  #unhealthy = "";
  #lookedAtMs: number;

  /** Nothing was looked at yet; make it before the first channel starts. */
  constructor(private readonly parts: MonitorParts, private readonly options: MonitorOptions) {
    this.#lookedAtMs = parts.clock.monotonicMs();
  }

  /** Looks every interval until disposed. */
  watch(): Disposable {
    return this.parts.clock.every(this.options.intervalMs, () => this.look());
  }

  /** Looks once. Restarts it asks for go on by themselves: a slow one must not delay the next look. */
  look(): void {
    const nowMs = this.parts.clock.monotonicMs();
    const channels = this.parts.channels();
    const seen = new Map<string, Seen>();
    const unhealthy: string[] = [];
    for (const facts of channels) {
      const lifeMs = this.#lifeOf(facts, nowMs);
      const isHealthy = nowMs - lifeMs <= this.options.unhealthyMs;
      const toldAtMs = isHealthy ? null : this.#treat(facts, lifeMs, nowMs);
      seen.set(facts.channelId, {
        sinceMs: facts.sinceMs,
        lastOutputMs: facts.lastOutputMs,
        lifeMs,
        toldAtMs,
        isFailingOften: this.#judgeFailures(facts),
      });
      if (!isHealthy) unhealthy.push(facts.number);
    }
    this.#seen = seen;
    this.#lookedAtMs = nowMs;
    this.#report(channels.length, unhealthy);
  }

  /** The health of every running channel. */
  health(): ChannelHealth[] {
    const nowMs = this.parts.clock.wallMs();
    return this.parts.channels().map(({ channelId, lastOutputMs }) => {
      const state = this.parts.restarts.state(channelId);
      return {
        channelId,
        isHealthy: (this.#seen.get(channelId)?.toldAtMs ?? null) === null,
        secondsSinceOutput: lastOutputMs === null
          ? null
          : Math.max(0, Math.floor((nowMs - lastOutputMs) / 1_000)),
        failures5m: state?.failures5m ?? 0,
        breaker: state?.breaker ?? "closed",
        lastRestartAtMs: state?.lastRestartAtMs ?? null,
        refusals: state?.refusals ?? 0,
      };
    });
  }

  /** When a channel last showed life: output, or a new playout, or no need of either. */
  #lifeOf(facts: ChannelFacts, nowMs: number): number {
    const hasSlept = nowMs - this.#lookedAtMs > SLEPT_INTERVALS * this.options.intervalMs;
    if (hasSlept || !facts.isWanted || facts.isDormant || facts.isOffAir) return nowMs;

    const before = this.#seen.get(facts.channelId);
    const isSame = before?.lastOutputMs === facts.lastOutputMs && before.sinceMs === facts.sinceMs;
    if (before !== undefined && isSame) return before.lifeMs;
    // It came between the last look and this one, whatever a wall clock that was set meanwhile makes of it.
    const signMs = Math.max(facts.sinceMs, facts.lastOutputMs ?? 0);
    const ageMs = Math.max(0, this.parts.clock.wallMs() - signMs);
    return Math.max(this.#lookedAtMs, nowMs - ageMs);
  }

  /** Reports a silence once, and again while it lasts; asks at every look for a restart, if that may help. */
  #treat(facts: ChannelFacts, lifeMs: number, nowMs: number): number {
    const { channelId, number } = facts;
    const silence = `no output for ${Math.floor((nowMs - lifeMs) / 1_000)}s`;
    if (this.options.isAutoRestart && !facts.isBeyondRestart) void this.#askRestart(facts, silence);

    const toldAtMs = this.#seen.get(channelId)?.toldAtMs ?? null;
    if (toldAtMs !== null && nowMs - toldAtMs < this.options.unhealthyMs) return toldAtMs;
    this.parts.log.warn(`Channel ${number} ${silence}`, { channel: number, channel_id: channelId });
    this.parts.metrics.count("health_timeouts_total");
    return nowMs;
  }

  /** Whether it fails too often; warns when that begins. */
  #judgeFailures({ channelId, number }: ChannelFacts): boolean {
    const failures5m = this.parts.restarts.state(channelId)?.failures5m ?? 0;
    const isFailingOften = failures5m > LIMITS.failures5mMax;
    if (isFailingOften && this.#seen.get(channelId)?.isFailingOften !== true) {
      this.parts.log.warn(`Health check: channel ${number} failed ${failures5m} times in 5 minutes`, {
        channel: number,
        channel_id: channelId,
      });
    }
    return isFailingOften;
  }

  async #askRestart({ channelId, number }: ChannelFacts, reason: string): Promise<void> {
    try {
      await this.parts.restarts.requestChannelRestart(channelId, reason);
    } catch (thrown) {
      this.parts.log.error(`Health check: channel ${number} could not be restarted`, {
        channel: number,
        reason: messageOf(thrown),
      });
    }
  }

  #report(channels: number, unhealthy: readonly string[]): void {
    const numbers = unhealthy.join(", ");
    const level = numbers === this.#unhealthy ? "debug" : "info";
    this.#unhealthy = numbers;
    const sum = `Health check: ${channels} channels, ${unhealthy.length} unhealthy`;
    this.parts.log[level](sum, numbers === "" ? {} : { unhealthy: numbers });
  }
}
