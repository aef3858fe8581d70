/**
 * The door of `health`: what is known of the machine, whether channels have output, and the one way to restart them.
 *
 * @module
 */
export {
  type AttemptKind,
  type BreakerOptions,
  type BreakerParts,
  type BreakerState,
  CircuitBreaker,
} from "./circuit_breaker.ts";
export { watchEventLoop } from "./event_loop.ts";
export { LeakWatch } from "./leak_watch.ts";
export {
  type ChannelFacts,
  type ChannelHealth,
  HealthMonitor,
  type MonitorOptions,
  type MonitorParts,
} from "./monitor.ts";
export {
  type RefusalReason,
  Restarts,
  type RestartsOptions,
  type RestartsParts,
  type RestartState,
  type RestartVerdict,
} from "./restarts.ts";
export { parseSample, readSamples } from "./samples.ts";
