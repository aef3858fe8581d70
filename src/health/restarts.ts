import type { Clock } from "../clock.ts";
import { Fault, messageOf } from "../fault.ts";
import { invariant, known } from "../invariant.ts";
import { LIMITS } from "../limits.ts";
import type { Logger } from "../log.ts";
import type { Metrics } from "../metrics/mod.ts";
import { type BreakerOptions, type BreakerState, CircuitBreaker } from "./circuit_breaker.ts";
import { RecentTimes } from "./recent_times.ts";

/** Why a channel is not restarted now. */
export type RefusalReason = "throttle" | "cooldown" | "breaker" | "unknown_channel" | "in_progress";

/** What became of a request. */
export type RestartVerdict =
  | { readonly kind: "restarted" }
  | { readonly kind: "refused"; readonly reason: RefusalReason };

/** What restarts are made with. */
export interface RestartsParts {
  /** Rules go by its monotonic time. */
  readonly clock: Clock;
  /** Told of every restart and, at most once a second, of every reason to refuse one. */
  readonly log: Logger;
  /** Counts. */
  readonly metrics: Metrics;
  /** The number of a channel; null if there is no such channel. */
  readonly numberOf: (channelId: string) => string | null;
  /** Tears a channel's playout down and up again. Nobody else may call it (R4). */
  readonly restart: (channelId: string) => Promise<void>;
}

/** The rules. */
export interface RestartsOptions {
  /** Restarts of all channels together in any 60 s (R1), 1 to 10. */
  readonly perMinuteMax: number;
  /** Between two restarts of one channel (R2), at least 30 s. */
  readonly cooldownMs: number;
  /** When a channel is left alone (R3); open for at least 120 s. */
  readonly breaker: BreakerOptions;
}

/** What is known of one channel's restarts. */
export interface RestartState {
  /** Its breaker. */
  readonly breaker: BreakerState;
  /** Failures in the last five minutes. */
  readonly failures5m: number;
  /** When it was restarted last, milliseconds since 1970; null for never. */
  readonly lastRestartAtMs: number | null;
  /** Restarts so far. */
  readonly restarts: number;
  /** True while a restart is under way. */
  readonly isRestarting: boolean;
  /** Requests refused so far. */
  readonly refusals: number;
  /** Why the latest of them was; null without any. */
  readonly lastRefusal: RefusalReason | null;
}

interface ChannelRecord {
  readonly breaker: CircuitBreaker;
  readonly failures: RecentTimes;
  /** On the monotonic clock. */
  restartedAtMs: number;
  lastRestartWallMs: number | null;
  restarts: number;
  isRestarting: boolean;
  refusals: number;
  lastRefusal: RefusalReason | null;
  /** When each reason for a refusal was said last. */
  readonly saidAtMs: Map<RefusalReason, number>;
}

const MINUTE_MS = 60_000;
const FIVE_MINUTES_MS = 300_000;
const SAY_EVERY_MS = 1_000;

/** The one door through which channels are restarted (R4), and the memory of what failed. */
export class Restarts implements Disposable {
  readonly #records = new Map<string, ChannelRecord>();
  readonly #recent: RecentTimes;
  readonly #publishing: Disposable;
  /** The same for what concerns all channels, or none there is. */
  readonly #saidAtMs = new Map<RefusalReason, number>();

  /**
   * No channel was restarted yet.
   *
   * @param parts What it works with.
   * @param options The rules.
   * @throws {InvariantError} If the rules are looser than R1 to R3.
   */
  constructor(private readonly parts: RestartsParts, private readonly options: RestartsOptions) {
    const { perMinuteMax, cooldownMs, breaker } = options;
    invariant(perMinuteMax <= 10, `Cannot allow more than 10 restarts a minute: ${perMinuteMax}`);
    invariant(cooldownMs >= 30_000, `Cannot restart a channel within 30 s: cooldown is ${cooldownMs} ms`);
    invariant(breaker.openMs >= 120_000, `Cannot try again within 120 s: breaker opens ${breaker.openMs} ms`);
    this.#recent = new RecentTimes(MINUTE_MS, perMinuteMax);
    this.#publishing = parts.metrics.beforeExpose(() => this.#publish());
  }

  /**
   * Restarts a channel if the rules allow it now.
   *
   * A restart that is done says nothing about success: that is noted when its pictures come.
   *
   * @param channelId Key of the channel.
   * @param reason Why, for the log.
   * @returns Once the restart is done or refused.
   * @throws {Fault} `tune_failed` if the restart failed or took too long; noted as a failure.
   */
  async requestChannelRestart(channelId: string, reason: string): Promise<RestartVerdict> {
    // Nothing is awaited before the admission has taken its place in every count (U3).
    const record = this.#record(channelId);
    const refusal = record === null ? "unknown_channel" : this.#admit(channelId, record);
    if (refusal !== null) {
      this.parts.metrics.count("channel_restart_refused_total", { reason: refusal });
      this.#sayRefused(channelId, record, refusal);
      return { kind: "refused", reason: refusal };
    }
    this.parts.log.info(`Restart of channel ${this.#name(channelId)}`, { channel_id: channelId, reason });
    await this.#restart(channelId, known(record, "the record of an admitted channel"));
    return { kind: "restarted" };
  }

  /** A try to show pictures failed: a respawn, a restart. */
  noteFailure(channelId: string): void {
    const record = this.#record(channelId);
    record?.failures.add(this.parts.clock.monotonicMs());
    record?.breaker.noteFailure();
  }

  /** An input of the channel, no card, showed its first picture. */
  noteSuccess(channelId: string): void {
    this.#record(channelId)?.breaker.noteSuccess();
  }

  /** An input that {@link mayRespawn} let through ended for want of a process: the attempt is given back. */
  noteShortage(channelId: string): void {
    this.#record(channelId)?.breaker.noteShortage();
  }

  /**
   * Asks whether an input may be opened, and counts it as opened: whoever gets true must try, and note what came of
   * it. False means a card until later. Of a channel that is not known there is nothing against it.
   */
  mayRespawn(channelId: string): boolean {
    return this.#record(channelId)?.breaker.admit("respawn") ?? true;
  }

  /**
   * True while nothing that failed may be tried now: the channel's breaker is open, or half open with its one attempt
   * out. Asking begins nothing.
   */
  isOpen(channelId: string): boolean {
    return this.#record(channelId)?.breaker.isBarred ?? false;
  }

  /** What is known of a channel; null if there is no such channel. */
  state(channelId: string): RestartState | null {
    const record = this.#record(channelId);
    if (record === null) return null;
    return {
      breaker: record.breaker.state,
      failures5m: record.failures.count(this.parts.clock.monotonicMs()),
      lastRestartAtMs: record.lastRestartWallMs,
      restarts: record.restarts,
      isRestarting: record.isRestarting,
      refusals: record.refusals,
      lastRefusal: record.lastRefusal,
    };
  }

  /**
   * For how long the rules refuse another restart of a channel, in milliseconds; 0 if they may grant it now. What
   * happens meanwhile may make it longer.
   */
  retryAfterMs(channelId: string): number {
    const record = this.#record(channelId);
    if (record === null) return 0;
    const nowMs = this.parts.clock.monotonicMs();
    const cooldownMs = this.options.cooldownMs - (nowMs - record.restartedAtMs);
    return Math.max(0, cooldownMs, this.#recent.fullForMs(nowMs), record.breaker.retryAfterMs);
  }

  /** Restarts in the last 60 s, of all channels together. */
  get perMinute(): number {
    return this.#recent.count(this.parts.clock.monotonicMs());
  }

  /** Ends the gauges. */
  [Symbol.dispose](): void {
    this.#publishing[Symbol.dispose]();
  }

  /** Why not; or null, and then the restart counts as begun. The breaker comes last, for asking it takes its place. */
  #admit(channelId: string, record: ChannelRecord): RefusalReason | null {
    const nowMs = this.parts.clock.monotonicMs();
    const refusal = this.#refusal(record, nowMs);
    if (refusal !== null) {
      record.refusals += 1;
      record.lastRefusal = refusal;
      return refusal;
    }
    this.#recent.add(nowMs);
    record.restartedAtMs = nowMs;
    record.lastRestartWallMs = this.parts.clock.wallMs();
    record.restarts += 1;
    record.isRestarting = true;
    this.parts.metrics.count("channel_restart_total", { channel_id: channelId });
    this.#publishRate();
    return null;
  }

  #refusal(record: ChannelRecord, nowMs: number): RefusalReason | null {
    if (record.isRestarting) return "in_progress";
    if (this.perMinute >= this.options.perMinuteMax) return "throttle";
    if (nowMs - record.restartedAtMs < this.options.cooldownMs) return "cooldown";
    return record.breaker.admit("restart") ? null : "breaker";
  }

  async #restart(channelId: string, record: ChannelRecord): Promise<void> {
    const finished = new AbortController();
    const tooLong = this.parts.clock.sleep(LIMITS.restartTimeoutMs, finished.signal).then(() => {
      if (!finished.signal.aborted) throw new Error(`not done after ${LIMITS.restartTimeoutMs / 1_000} s`);
    });
    try {
      await Promise.race([this.parts.restart(channelId), tooLong]);
    } catch (thrown) {
      this.noteFailure(channelId);
      const message = `Cannot restart channel ${this.#name(channelId)}: ${messageOf(thrown)}`;
      throw new Fault("tune_failed", message, { cause: thrown });
    } finally {
      finished.abort();
      record.isRestarting = false;
    }
  }

  /** Says it at most once a second: of each channel, but a storm, and channels there are none of, all together. */
  #sayRefused(channelId: string, record: ChannelRecord | null, reason: RefusalReason): void {
    const nowMs = this.parts.clock.monotonicMs();
    const saidAtMs = record === null || reason === "throttle" ? this.#saidAtMs : record.saidAtMs;
    if (nowMs - (saidAtMs.get(reason) ?? -Infinity) < SAY_EVERY_MS) return;
    saidAtMs.set(reason, nowMs);
    const channel = this.#name(channelId);
    const ageMs = nowMs - (record?.restartedAtMs ?? -Infinity);
    const hasAge = reason === "cooldown" || reason === "in_progress";
    const phrases: Readonly<Record<RefusalReason, string>> = {
      throttle: `Restart storm throttle: ${this.perMinute} restarts in 60s`,
      cooldown: `Restart cooldown: channel ${channel}`,
      breaker: `Restart barred by circuit breaker: channel ${channel}`,
      "in_progress": `Restart in progress: channel ${channel}`,
      "unknown_channel": `Restart refused: unknown channel ${channel}`,
    };
    this.parts.log.warn(phrases[reason], {
      channel,
      ...(hasAge ? { last_restart_s: Math.floor(ageMs / 1_000) } : {}),
    });
  }

  #name(channelId: string): string {
    return this.parts.numberOf(channelId) ?? channelId;
  }

  #record(channelId: string): ChannelRecord | null {
    if (this.parts.numberOf(channelId) === null) return null;
    const kept = this.#records.get(channelId);
    if (kept !== undefined) return kept;

    this.#forgetTheGone();
    const { clock, log, metrics } = this.parts;
    const name = () => this.#name(channelId);
    const record: ChannelRecord = {
      breaker: new CircuitBreaker({ channelId, name, clock, log, metrics }, this.options.breaker),
      failures: new RecentTimes(FIVE_MINUTES_MS, LIMITS.failuresCountedMax),
      restartedAtMs: -Infinity,
      lastRestartWallMs: null,
      restarts: 0,
      isRestarting: false,
      refusals: 0,
      lastRefusal: null,
      saidAtMs: new Map(),
    };
    this.#records.set(channelId, record);
    return record;
  }

  /** Channels that are no more; not while a rule still holds for them, should they come back. */
  #forgetTheGone(): void {
    const nowMs = this.parts.clock.monotonicMs();
    for (const [channelId, { breaker, restartedAtMs, isRestarting }] of this.#records) {
      const isBound = isRestarting || breaker.state === "open" ||
        nowMs - restartedAtMs < this.options.cooldownMs;
      if (isBound || this.parts.numberOf(channelId) !== null) continue;
      this.#records.delete(channelId);
      this.parts.metrics.set("circuit_breaker_state", 0, { channel_id: channelId });
    }
  }

  #publish(): void {
    this.#publishRate();
    for (const { breaker } of this.#records.values()) breaker.publish();
  }

  #publishRate(): void {
    this.parts.metrics.set("restart_rate_per_minute", this.perMinute);
  }
}
