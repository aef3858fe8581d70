/** The door of `ffmpeg`: what to run, and the one pool that runs it. */
export { type Passage, passageCommand } from "./command.ts";
export { BUILD_REPORT } from "./build_report.ts";
export { type EncoderName, type PictureEncoder, pictureEncoder } from "./encoder.ts";
export { EncoderChoice, type EncoderChoiceParts } from "./encoder_choice.ts";
export { findEncoder, type HardwareParts, type HardwareWish } from "./hardware.ts";
export { type FailureCode, type FailureReason, failureReason } from "./failure_reason.ts";
export { type GuardOptions } from "./guards.ts";
export { chooseSubtitle, type SubtitleCandidate, type SubtitleOffer } from "./choose_subtitle.ts";
export { FILTER_LIST, missingFilters, type OptionalFilter } from "./filter_list.ts";
export {
  chooseAudio,
  NO_EXTRAS,
  type PlanExtras,
  planTranscode,
  type TranscodePlan,
  withoutCopy,
} from "./plan.ts";
export {
  type Lease,
  type PoolOptions,
  type PoolParts,
  type ProcessKind,
  ProcessPoolManager,
  type ProcessRecord,
  type ProcessRequest,
} from "./pool.ts";
export { loudnessCommand, parseLoudness } from "./loudness.ts";
export { BreakDetection, breakDetectionCommand, type DetectedStreams } from "./break_detection.ts";
export { isShortage, leasePatiently } from "./patient_lease.ts";
export { readPipe } from "./pipe.ts";
export { MediaProcess } from "./process.ts";
export {
  framesPerSecond,
  type Profile,
  SAMPLE_RATE,
  type Watermark,
  type WatermarkPosition,
  type WatermarkSchedule,
} from "./profile.ts";
export { runForBytes, type RunOptions, runProcess, type RunResult } from "./run.ts";
export { type Sink, streamProcess } from "./stream.ts";
export {
  type CardText,
  type FontFile,
  type Lettering,
  LETTERINGS,
  type SlateCommand,
  slateCommand,
  slatePictures,
} from "./slate.ts";
export { type Priority } from "./spawn_queue.ts";
export { type Burn, isBitmap, subtitleCommand, type SubtitleText } from "./subtitles.ts";
export { watermarkCommand } from "./watermark.ts";
export { withoutSecrets } from "./without_secrets.ts";
