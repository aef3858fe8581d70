/** The door of `playout`: channels that run, and those who watch them. */
export {
  ChannelManager,
  type ChannelOptions,
  type ChannelParts,
  type ChannelPlayout,
  type ChannelRuntime,
  type RunningChannel,
} from "./channels.ts";
export { type FfmpegInputParts, ffmpegInputs } from "./ffmpeg_input.ts";
export { type HlsClient, type HlsParts, HlsSessions } from "./hls_sessions.ts";
export { type Input, type InputRequest, type InputState, type OpenInput } from "./input.ts";
export { Output, type OutputParts } from "./output.ts";
export { createPlay, type Play, type PlayOptions, type PlayParts } from "./play.ts";
export { Playout } from "./playout.ts";
export { type PlayoutOptions, type PlayoutParts, type PlayoutState } from "./playout_parts.ts";
export { SessionManager, type SessionParts, type TunerTable, type Visit, type Watcher } from "./sessions.ts";
export { type SlateParts, type SlateReason, SlateShelf } from "./slates.ts";
export { Studio, type StudioParts } from "./studio.ts";
