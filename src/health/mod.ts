/** The door of `health`: what is known of the machine. */
export { watchEventLoop } from "./event_loop.ts";
export { parseSample, readSamples } from "./samples.ts";
