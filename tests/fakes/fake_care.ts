import type { Care, RunningInputs } from "../../routes/mod.ts";
import { Fault } from "../../src/fault.ts";
import type { ChannelHealth, RestartState, RestartVerdict } from "../../src/health/mod.ts";
import {
  emptyInputs,
  INPUTS_DEFAULTS,
  type InputsEffect,
  type InputSpec,
  type InputsState,
  step,
  type UnstampedEvent,
} from "../../src/inputs/mod.ts";
import type { FakeClock } from "./fake_clock.ts";

/** The inputs of one programme: its file, a mirror elsewhere, and what airs when both fail. */
export const LADDER: readonly InputSpec[] = [
  inputSpec("primary", { kind: "primary" }),
  inputSpec("mirror:0", { kind: "mirror", host: "nas.lan", rank: 1 }),
  inputSpec("filler", { kind: "filler", tier: "substitute", rank: 2 }),
];

/** An input as tests need it. */
export function inputSpec(id: string, more: Partial<InputSpec> = {}): InputSpec {
  return {
    ...{ id, rank: 0, tier: "equivalent", kind: "primary", host: null, probe: "light" },
    ...{ isSingleConnection: false, locator: `/media/${id}.mkv`, ...more },
  };
}

/** A channel whose failover machine is real, though nothing plays; a test says what happens to its inputs. */
export class FakeRunning implements RunningInputs {
  inputs: InputsState = emptyInputs();
  figures: RunningInputs["figures"] = null;
  readonly operator: RunningInputs["operator"] = {
    switchTo: (id, sticky) => void this.say({ kind: "switch", id, sticky }),
    clearOverride: () => void this.say({ kind: "clear_override" }),
    reset: (id) => void this.say({ kind: "reset", id }),
  };

  /** No programme is on. */
  constructor(private readonly clock: FakeClock) {}

  /** A programme of an hour begins, and its first input is on air. */
  air(ladder: readonly InputSpec[] = LADDER): this {
    const stopMs = this.clock.monotonicMs() + 3_600_000;
    this.say({ kind: "programme", key: "film", inputs: ladder, stopMs, warmed: null });
    this.join();
    return this;
  }

  /** What is on its way shows its first key frame. */
  join(): void {
    const { candidate } = this.inputs;
    if (candidate !== null) this.say({ kind: "key", generation: candidate.generation });
  }

  /** What is on its way fails, else what is on air. */
  fail(reason: string): void {
    const running = this.inputs.candidate ?? this.inputs.active;
    if (running === null) return;
    this.say({ kind: "failed", generation: running.generation, reason, isFatal: false, scope: "item" });
  }

  /** Its only input fails as often as it may, 11 s between two failures. */
  async park(reason: string): Promise<void> {
    const { threshold } = INPUTS_DEFAULTS.park;
    for (let failure = 1; failure <= threshold; failure++) {
      this.fail(reason);
      if (failure < threshold) await this.clock.advance(11_000);
      this.tick();
    }
  }

  /** Time is looked at, and whatever is looked into is well. */
  tick(): void {
    for (const effect of this.say({ kind: "tick", isStarving: true, isBlocked: false, isWatched: true })) {
      if (effect.kind === "probe") this.say({ kind: "probed", id: effect.id, isOk: true });
    }
  }

  /** Takes an event; throws what an operator would be told. */
  say(event: UnstampedEvent): readonly InputsEffect[] {
    const stamp = { atMs: this.clock.monotonicMs(), wallMs: this.clock.wallMs() };
    const { state, effects } = step(this.inputs, { ...event, ...stamp }, INPUTS_DEFAULTS);
    this.inputs = state;
    for (const effect of effects) if (effect.kind === "refused") throw new Fault(effect.code, effect.message);
    return effects;
  }
}

/** Knows what a test tells it; no channel runs at first. */
export class FakeCare implements Care {
  /** The channels that run. */
  readonly running = new Map<string, RunningInputs>();
  /** What differs from a healthy channel. */
  readonly ill = new Map<string, Partial<ChannelHealth>>();
  /** What differs from a channel that was never restarted. */
  readonly restarted = new Map<string, Partial<RestartState>>();
  /** Every restart that was asked for. */
  readonly asked: { readonly channelId: string; readonly reason: string }[] = [];
  /** What becomes of such a wish. */
  verdict: () => Promise<RestartVerdict> = () => Promise.resolve({ kind: "restarted" });
  /** Until the rules allow one. */
  waitMs = 0;
  /** Restarts of all channels in the last minute. */
  lastMinute = 0;
  /** Growth of memory. */
  riseBytes = 0;

  inputs(channelId: string): RunningInputs | null {
    return this.running.get(channelId) ?? null;
  }

  health(): readonly ChannelHealth[] {
    return [...this.running.keys()].map((channelId) => ({
      channelId,
      isHealthy: true,
      secondsSinceOutput: 1,
      ...{ failures5m: 0, breaker: "closed", lastRestartAtMs: null, refusals: 0 },
      ...this.ill.get(channelId),
    }));
  }

  restarts(channelId: string): RestartState | null {
    return {
      ...{ breaker: "closed", failures5m: 0, lastRestartAtMs: null, restarts: 0 },
      ...{ isRestarting: false, refusals: 0, lastRefusal: null },
      ...this.restarted.get(channelId),
    };
  }

  requestRestart(channelId: string, reason: string): Promise<RestartVerdict> {
    this.asked.push({ channelId, reason });
    return this.verdict();
  }

  retryAfterMs(): number {
    return this.waitMs;
  }

  restartRate(): { lastMinute: number; max: number } {
    return { lastMinute: this.lastMinute, max: 10 };
  }

  memory(): { riseBytes: number; isRising: boolean } {
    return { riseBytes: this.riseBytes, isRising: this.riseBytes >= 100_000_000 };
  }
}
