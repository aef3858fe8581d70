import type { FailoverConfig, HealthConfig, RestartConfig } from "./config.ts";
import { section, truth, wholeNumber } from "./values.ts";
import type { z } from "zod";

/** The options of `health`. */
export const healthSchema: z.ZodType<HealthConfig> = section({
  interval_s: wholeNumber(5, 600).default(30),
  unhealthy_s: wholeNumber(30, 3_600).default(180),
  auto_restart: truth().default(true),
  stall_timeout_s: wholeNumber(5, 300).default(20),
  crash_loop: section({
    threshold: wholeNumber(2, 50).default(5),
    window_s: wholeNumber(10, 3_600).default(120),
    cooldown_s: wholeNumber(10, 3_600).default(300),
  }).prefault({}),
}).prefault({}).transform((it): HealthConfig => ({
  intervalMs: it.interval_s * 1_000,
  unhealthyMs: it.unhealthy_s * 1_000,
  isAutoRestart: it.auto_restart,
  stallTimeoutMs: it.stall_timeout_s * 1_000,
  crashLoop: {
    threshold: it.crash_loop.threshold,
    windowMs: it.crash_loop.window_s * 1_000,
    cooldownMs: it.crash_loop.cooldown_s * 1_000,
  },
}));

/** The options of `restart`; R1, R2 and R3 bound three of them. */
export const restartSchema: z.ZodType<RestartConfig> = section({
  max_per_minute: wholeNumber(1, 10).default(10),
  cooldown_s: wholeNumber(30, 3_600).default(30),
  breaker: section({
    failures: wholeNumber(2, 50).default(5),
    window_s: wholeNumber(10, 3_600).default(300),
    open_s: wholeNumber(120, 3_600).default(120),
  }).prefault({}),
}).prefault({}).transform((it): RestartConfig => ({
  perMinuteMax: it.max_per_minute,
  cooldownMs: it.cooldown_s * 1_000,
  breaker: {
    failuresMax: it.breaker.failures,
    windowMs: it.breaker.window_s * 1_000,
    openMs: it.breaker.open_s * 1_000,
  },
}));

/** The options of `failover`. */
export const failoverSchema: z.ZodType<FailoverConfig> = section({
  packet_timeout_s: wholeNumber(2, 300).default(30),
  probe_s: wholeNumber(1, 120).default(8),
  failback_s: wholeNumber(1, 3_600).default(12),
}).prefault({}).transform((it): FailoverConfig => ({
  packetTimeoutMs: it.packet_timeout_s * 1_000,
  probeMs: it.probe_s * 1_000,
  failbackMs: it.failback_s * 1_000,
}));
