import { createLogger, type LogFields, type Logger, type LogLevel } from "../../src/log.ts";
import { createMetrics, type Metrics } from "../../src/metrics/mod.ts";
import { type BreakerOptions, Restarts, type RestartsOptions } from "../../src/health/mod.ts";
import { FakeClock } from "../fakes/fake_clock.ts";

/** The rules as they are shipped. */
export const BREAKER: BreakerOptions = { failuresMax: 5, windowMs: 300_000, openMs: 120_000 };
/** The same for restarts. */
export const RULES: RestartsOptions = { perMinuteMax: 10, cooldownMs: 30_000, breaker: BREAKER };

/** One line of the log. */
export interface Line extends LogFields {
  /** How urgent. */
  readonly level: LogLevel;
  /** The phrase. */
  readonly msg: string;
  /** When. */
  readonly at: string;
}

/** Where health is tested: time, log and figures, and channels `c0` to `c99` with the numbers 0 to 99. */
export class Ward {
  /** Time. */
  readonly clock = new FakeClock();
  /** Figures. */
  readonly metrics: Metrics = createMetrics();
  /** Everything that was logged. */
  readonly lines: Line[] = [];
  /** The log. */
  readonly log: Logger = createLogger({
    level: "debug",
    format: "json",
    clock: this.clock,
    write: (line) => void this.lines.push(JSON.parse(line)),
  });
  /** Restarts that were really made, in their order. */
  readonly restarted: { readonly channelId: string; readonly atMs: number }[] = [];
  /** What a restart does, after it was recorded. */
  restart: () => Promise<void> = () => Promise.resolve();

  /** Channels that were taken away. */
  readonly gone = new Set<string>();
  /** The number of a channel. */
  readonly numberOf = (channelId: string): string | null =>
    this.gone.has(channelId) ? null : /^c(\d{1,2})$/.exec(channelId)?.[1] ?? null;

  /** A door. */
  restarts(rules: RestartsOptions = RULES): Restarts {
    const { clock, log, metrics, numberOf } = this;
    const restart = (channelId: string) => {
      this.restarted.push({ channelId, atMs: clock.monotonicMs() });
      return this.restart();
    };
    return new Restarts({ clock, log, metrics, numberOf, restart }, rules);
  }

  /** The lines that begin so. */
  said(beginning: string): string[] {
    return this.lines.map(({ msg }) => msg).filter((msg) => msg.startsWith(beginning));
  }
}
