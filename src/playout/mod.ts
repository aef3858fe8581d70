/** The door of `playout`: channels that run, and those who watch them. */
export type {
  ChannelOptions,
  ChannelParts,
  ChannelPlayout,
  ChannelRuntime,
  RunningChannel,
  RunningFacts,
} from "./channel_parts.ts";
export { ChannelManager } from "./channels.ts";
export {
  type FailoverParts,
  type InputOperator,
  InputsMemory,
  type RespawnGate,
  type RunningInput,
  type WantedProgramme,
} from "./failover_parts.ts";
export { type FfmpegInputParts, ffmpegInputs } from "./ffmpeg_input.ts";
export { type HlsClient, type HlsParts, HlsSessions, type ServedSegment } from "./hls_sessions.ts";
export { type Input, type InputRequest, type InputState, type OpenInput } from "./input.ts";
export { type OpenedInput } from "./upcoming.ts";
export { Output, type OutputParts } from "./output.ts";
export { createPlay, type Play, type PlayOptions, type PlayParts } from "./play.ts";
export { Playout } from "./playout.ts";
export { type PlayoutOptions, type PlayoutParts, type PlayoutState } from "./playout_parts.ts";
export { type AgendaParts, type Airing, readAgenda } from "./ahead/agenda.ts";
export { type BackgroundParts } from "./ahead/background.ts";
export { asksForBreaks, BreakSurvey, type BreakSurveyParts } from "./ahead/break_survey.ts";
export {
  type IdleJob,
  type IdleWork,
  IdleWorker,
  type IdleWorkerParts,
  type Stint,
} from "./ahead/idle_worker.ts";
export { type Fallback, type LadderInput, ladderOf, type LadderParts, type Rung } from "./ladder.ts";
export { Ladders, type LadderSources, type ProgrammeKey } from "./ladders.ts";
export { LoudnessSurvey, type LoudnessSurveyParts } from "./ahead/loudness_survey.ts";
export { type PreparationParts, type ProbedItem } from "./preparation.ts";
export { ReadyCache, type ReadyCacheOptions, type ReadyCacheParts } from "./ahead/ready_cache.ts";
export { type ReadyEncoderParts } from "./ahead/ready_encoder.ts";
export { denoReadyFiles, type ReadyFiles, type ReadyReader, type ReadyWriter } from "./ahead/ready_files.ts";
export { SessionManager, type SessionParts, type TunerTable, type Visit, type Watcher } from "./sessions.ts";
export { type CardMoment, cardText, type SlateReason, type SlateWish } from "./cards.ts";
export { SlatePress, type SlatePressParts } from "./slate_press.ts";
export { type Card, SlateShelf, type SlateShelfParts } from "./slates.ts";
export { type SparedInputParts, sparedInputs } from "./spared_input.ts";
export { WarmTurns, type WarmTurnsOptions } from "./warm_turns.ts";
export { Studio, type StudioParts } from "./studio.ts";
export { Drawings, type Extras } from "./ahead/drawings.ts";
export { SubtitleDesk, type SubtitleDeskParts, type SubtitleWish } from "./ahead/subtitle_desk.ts";
export { type SubtitleTextsParts } from "./ahead/subtitle_texts.ts";
