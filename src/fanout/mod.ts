/** The door of `fanout`: one writer, many viewers. */
export { discontinuityPackets } from "./discontinuity.ts";
export { Fanout, type FanoutOptions, type FanoutParts } from "./fanout.ts";
export { GopRing, type MediaChunk, type RingBlock } from "./gop_ring.ts";
export { type HlsOptions, type HlsSegment, type HlsTimes, HlsWindow } from "./hls.ts";
export { StreamThrottler, type ThrottleMode, type ThrottleOptions, type ViewerProgress } from "./throttle.ts";
export { type LeaveReason, Viewer, type ViewerOptions } from "./viewer.ts";
