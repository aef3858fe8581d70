/** The door of `ffmpeg`: what to run, and the one pool that runs it. */
export { type Passage, passageCommand } from "./command.ts";
export { type GuardOptions } from "./guards.ts";
export { planTranscode, type TranscodePlan, withoutCopy } from "./plan.ts";
export {
  type Lease,
  type PoolOptions,
  type PoolParts,
  type ProcessKind,
  ProcessPoolManager,
  type ProcessRecord,
  type ProcessRequest,
} from "./pool.ts";
export { isShortage, leasePatiently } from "./patient_lease.ts";
export { MediaProcess } from "./process.ts";
export { framesPerSecond, type Profile, SAMPLE_RATE } from "./profile.ts";
export { type RunOptions, runProcess, type RunResult } from "./run.ts";
export { type Sink, type StreamOptions, streamProcess } from "./stream.ts";
export { type CardText, type SlateCommand, slateCommand } from "./slate.ts";
export { type Priority } from "./spawn_queue.ts";
