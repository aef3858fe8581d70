/** The door of `fanout`: one writer, many viewers. */
export { Fanout, type FanoutOptions, type FanoutParts } from "./fanout.ts";
export { GopRing, type MediaChunk } from "./gop_ring.ts";
export { type HlsOptions, HlsWindow } from "./hls.ts";
export { type ThrottleMode } from "./throttle.ts";
export { type LeaveReason, Viewer, type ViewerEvents } from "./viewer.ts";
