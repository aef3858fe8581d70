/**
 * Joins the access units of one input after another into one endless, standard-clean transport stream.
 *
 * @module
 */
export type { Ratio } from "../media.ts";
export type { AccessUnit } from "../mpegts/mod.ts";
export { OUTPUT_PIDS } from "./multiplexer.ts";
export type { OutputChunk, SpliceCounters, SpliceEvent, SpliceResult } from "./output.ts";
export { silenceFrom } from "./silence.ts";
export { type SlateClip, SlateLoop } from "./slate_loop.ts";
export { type SpliceInput, Splicer, type SplicerOptions } from "./splicer.ts";
