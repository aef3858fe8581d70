import { strictEqual } from "node:assert/strict";
import { type Channel, NO_INPUTS, PLAIN_GUIDE } from "../../src/channel.ts";
import type { Clock } from "../../src/clock.ts";
import type { Profile } from "../../src/ffmpeg/mod.ts";
import { createLogger, type Logger } from "../../src/log.ts";
import type { ChannelOptions } from "../../src/playout/mod.ts";
import type { FakeClock } from "../fakes/fake_clock.ts";
import { DEFAULT_PROFILE } from "../fakes/profile.ts";

/** A small picture at 10 frames a second, so that a frame is 100 ms. */
export const PROFILE: Profile = {
  ...DEFAULT_PROFILE,
  width: 320,
  height: 180,
  frameRate: { num: 10, den: 1 },
  videoKbps: 500,
  audioKbps: 64,
  preset: "ultrafast",
};

/** How channels of these tests are run. */
export const CHANNEL_OPTIONS: ChannelOptions = {
  gopRingMs: 10_000,
  viewerQueueMs: 8_000,
  mode: "burst",
  burstMs: 2_000,
  stallMs: 60_000,
  segmentMs: 2_000,
  window: 6,
  lingerMs: 15_000,
  cacheBudgetBytes: 100_000_000,
};

/** Channel `c<number>`; `more` overrides what a test cares about. */
export function channelOf(number: string, more: Partial<Channel> = {}): Channel {
  return {
    id: `c${number}`,
    number,
    name: `Channel ${number}`,
    guideId: `channel-${number}-0000.exstreamtv.local`,
    group: "",
    isEnabled: true,
    lifecycle: "on_demand",
    profile: "default",
    schedule: null,
    inputs: NO_INPUTS,
    guide: PLAIN_GUIDE,
    ...more,
  };
}

/** A logger whose lines end up in `lines`, as JSON. */
export function logInto(lines: string[], clock: Clock): Logger {
  return createLogger({ level: "debug", format: "json", clock, write: (line) => lines.push(line) });
}

/** Lets time go on, up to a minute, until the work is done. */
export async function through<Result>(clock: FakeClock, work: Promise<Result>): Promise<Result> {
  let isDone = false;
  const note = () => isDone = true;
  work.then(note, note);
  for (let step = 0; step < 600 && !isDone; step++) await clock.advance(100);
  strictEqual(isDone, true, "it comes to an end");
  return await work;
}
