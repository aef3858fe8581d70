import type { Channel } from "../channel.ts";
import type { Clock } from "../clock.ts";
import type { Fanout, FanoutOptions, HlsOptions, HlsWindow, LeaveReason, Viewer } from "../fanout/mod.ts";
import type { Logger } from "../log.ts";
import type { Metrics } from "../metrics/mod.ts";
import type { Playout } from "./playout.ts";
import type { PlayoutState } from "./playout_parts.ts";

/** What a channel is doing, for pages and records. */
export interface ChannelRuntime {
  /** `idle`: it does not run. */
  readonly state: "idle" | PlayoutState;
  /** Viewers, of playlists too. */
  readonly viewers: number;
  /** Output made ahead of the clock. */
  readonly leadMs: number;
  /** Memory of its media, of its playlist too. */
  readonly bytes: number;
  /** When its newest media that is no card was made, milliseconds since 1970; null for never. */
  readonly lastOutputMs: number | null;
  /** What went wrong last; null while all is well. */
  readonly fault: string | null;
}

/** A channel that runs. */
export interface RunningChannel {
  /** The channel. */
  readonly channel: Channel;
  /** Its output. */
  readonly fanout: Fanout;
  /** Its playlist as of now; opened with the first poll. */
  hls(): HlsWindow;
  /** Those who poll it; see `HlsSessions`. */
  readonly hlsViewers: Set<unknown>;
}

/** What a channel is run by. */
export type ChannelPlayout = Pick<
  Playout,
  "state" | "fault" | "hasInputs" | "lastOutputMs" | "inputs" | "figures" | "operator" | "rest" | "run"
>;

/** What channels are run with. */
export interface ChannelParts {
  /** Time. */
  readonly clock: Clock;
  /** Says what started and stopped. */
  readonly log: Logger;
  /** Counts. */
  readonly metrics: Metrics;
  /** True when channels nobody watches keep more cores busy than there are (decision 11). */
  readonly hasSurplus: () => boolean;
  /**
   * Makes the playout of a channel, writing to a fan-out.
   *
   * @param mayOpen False for one that only shows a card: the playout before it broke a rule of ours.
   */
  readonly makePlayout: (channel: Channel, fanout: Fanout, mayOpen: boolean) => ChannelPlayout;
  /**
   * A channel begins to run, before its playout is made, or has ended: whether anybody watches it has changed.
   *
   * `unwatchedMs`: how long nobody had watched it by then, in milliseconds.
   */
  readonly onRunning: (channel: Channel, isRunning: boolean, unwatchedMs: number) => void;
  /** Resolves when a channel's profile has a picture to begin with, or `signal` aborts. */
  readonly whenReady: (channel: Channel, signal: AbortSignal) => Promise<void>;
  /** The only door to `ChannelManager.renewPlayout` (R4). @returns True once the channel was restarted. */
  readonly requestRestart: (channelId: string, reason: string) => Promise<boolean>;
  /** Told when a viewer is gone. */
  readonly onLeave: (viewer: Viewer, reason: LeaveReason) => void;
  /** Told when the socket of a viewer that was gone as stalled is free. */
  readonly onFreed: (viewer: Viewer) => void;
}

/** Settings of channels. */
export interface ChannelOptions
  extends Omit<FanoutOptions, "bytesMax">, Pick<HlsOptions, "segmentMs" | "window"> {
  /** Memory of all channels' media together. */
  readonly cacheBudgetBytes: number;
  /** An on-demand channel keeps running so long after its last viewer. */
  readonly lingerMs: number;
}

/** What is to be known of a running channel's health. */
export interface RunningFacts {
  /** The channel. */
  readonly channel: Channel;
  /** When its playout began, milliseconds since 1970. */
  readonly sinceMs: number;
  /** Somebody watches. */
  readonly isWatched: boolean;
  /** It waits for a process. */
  readonly isDormant: boolean;
  /** When its newest media that is no card was made, milliseconds since 1970; null for never. */
  readonly lastOutputMs: number | null;
}
