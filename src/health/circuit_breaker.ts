import type { Clock } from "../clock.ts";
import { LIMITS } from "../limits.ts";
import type { Logger } from "../log.ts";
import type { Metrics } from "../metrics/mod.ts";
import { RecentTimes } from "./recent_times.ts";

/** `closed`: all may begin. `open`: nothing may. `half_open`: one attempt may, to see whether it is better. */
export type BreakerState = "closed" | "half_open" | "open";

/** When a breaker opens, and for how long. */
export interface BreakerOptions {
  /** So many failures within the window open it. */
  readonly failuresMax: number;
  /** The window. */
  readonly windowMs: number;
  /** It stays open this long, then lets one attempt through. */
  readonly openMs: number;
}

/** Whose breaker it is, and where it tells of itself. */
export interface BreakerParts {
  /** Key of the channel, the label of its gauge. */
  readonly channelId: string;
  /** What people call the channel. */
  readonly name: () => string;
  /** Only its monotonic time is used: setting the machine's clock neither opens nor closes anything. */
  readonly clock: Clock;
  /** Told of every opening and closing. */
  readonly log: Logger;
  /** Has the gauge. */
  readonly metrics: Metrics;
}

/** What may be tried: a restart makes a new playout, a respawn a new input in a living one. */
export type AttemptKind = "restart" | "respawn";

const LEVEL: Readonly<Record<BreakerState, number>> = { closed: 0, "half_open": 1, open: 2 };

/**
 * Keeps a channel that fails again and again from being tried again and again (R3).
 *
 * Its state follows from what was noted and from the time, so it is right also when nobody asked for long. Every
 * method is one synchronous step (U3): of many who ask at the same moment one is admitted.
 */
export class CircuitBreaker {
  readonly #failures: RecentTimes;
  #openedAtMs: number | null = null;
  /** While it is open something succeeded, and nothing failed since. */
  #isBetter = false;
  /** The one attempt since it was half open, until its outcome is known. */
  #attempt: { readonly atMs: number; readonly hasRespawned: boolean } | null = null;

  /** Closed, without failures. */
  constructor(private readonly parts: BreakerParts, private readonly options: BreakerOptions) {
    this.#failures = new RecentTimes(options.windowMs, options.failuresMax);
    this.publish();
  }

  /** What it is now. */
  get state(): BreakerState {
    if (this.#openedAtMs === null) return "closed";
    const openForMs = this.parts.clock.monotonicMs() - this.#openedAtMs;
    if (openForMs < this.options.openMs) return "open";
    return this.#isBetter ? "closed" : "half_open";
  }

  /** Until it may let an attempt through, in milliseconds; 0 if it may now. Asking begins nothing. */
  get retryAfterMs(): number {
    const state = this.state;
    if (this.#openedAtMs === null || state === "closed") return 0;
    const untilMs = state === "open"
      ? this.#openedAtMs + this.options.openMs
      : (this.#attempt?.atMs ?? -Infinity) + LIMITS.breakerAttemptMs;
    return Math.max(0, untilMs - this.parts.clock.monotonicMs());
  }

  /** True while nothing that failed may be opened again: open, or half open with its one attempt out. */
  get isBarred(): boolean {
    const state = this.state;
    if (state !== "half_open") return state === "open";
    return this.#attempt !== null && this.#attempt.hasRespawned && this.retryAfterMs > 0;
  }

  /**
   * Asks whether an attempt may begin, and begins it: whoever gets true must try.
   *
   * The first respawn after an admitted restart belongs to that attempt, for without it the new playout could never
   * show whether it works.
   */
  admit(kind: AttemptKind): boolean {
    const state = this.#stateNow();
    if (state !== "half_open") return state === "closed";

    const nowMs = this.parts.clock.monotonicMs();
    if (this.#attempt === null || nowMs - this.#attempt.atMs >= LIMITS.breakerAttemptMs) {
      this.#attempt = { atMs: nowMs, hasRespawned: kind === "respawn" };
      this.#say("info", "HALF_OPEN", `one ${kind} is tried`);
      this.publish();
      return true;
    }
    if (kind === "restart" || this.#attempt.hasRespawned) return false;
    this.#attempt = { atMs: nowMs, hasRespawned: true };
    return true;
  }

  /** Something failed. While open this is the end of what began before: it opens nothing anew. */
  noteFailure(): void {
    const state = this.#stateNow();
    this.#isBetter = false;
    if (state === "open") return;
    const nowMs = this.parts.clock.monotonicMs();
    this.#failures.add(nowMs);
    const isOver = state === "half_open" || this.#failures.count(nowMs) >= this.options.failuresMax;
    if (!isOver) return;
    this.#openedAtMs = nowMs;
    this.#attempt = null;
    this.#say("warn", "OPEN", state === "half_open" ? "the attempt failed" : "too many failures");
    this.publish();
  }

  /**
   * Something delivered pictures, whether or not it had to ask: what comes for the first time needs no leave (the
   * next programme), but shows as well that the channel works. While open that counts when the time is over; while
   * closed, failures stay counted, or a channel that always plays for a moment would never be left in peace.
   */
  noteSuccess(): void {
    const state = this.#stateNow();
    if (state === "open") this.#isBetter = true;
    if (state === "half_open") this.#close("an attempt succeeded");
  }

  /** What was admitted had no process, so it showed nothing: another may be tried in its place. */
  noteShortage(): void {
    if (this.#attempt?.hasRespawned) this.#attempt = null;
  }

  /** Sets the gauge to what the time has made of the state. */
  publish(): void {
    const level = LEVEL[this.#stateNow()];
    this.parts.metrics.set("circuit_breaker_state", level, { channel_id: this.parts.channelId });
  }

  /** Notes also that the time closed it. */
  #stateNow(): BreakerState {
    const state = this.state;
    if (state === "closed" && this.#openedAtMs !== null) this.#close("it had succeeded meanwhile");
    return state;
  }

  #close(reason: string): void {
    this.#openedAtMs = null;
    this.#attempt = null;
    this.#isBetter = false;
    this.#failures.clear();
    this.#say("info", "CLOSED", reason);
    this.publish();
  }

  #say(level: "info" | "warn", state: string, reason: string): void {
    const channel = this.parts.name();
    this.parts.log[level](`Circuit breaker ${state} for channel ${channel}`, { channel, reason });
  }
}
