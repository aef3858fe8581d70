import type { AiredShelf } from "../aired.ts";
import type { Channel } from "../channel.ts";
import type { Clock } from "../clock.ts";
import type { EventBus } from "../events.ts";
import type { InputsOptions } from "../inputs/mod.ts";
import type { Logger } from "../log.ts";
import type { Metrics } from "../metrics/mod.ts";
import type { Programme } from "../programme.ts";
import type { FailoverParts } from "./failover_parts.ts";
import type { OpenInput } from "./input.ts";
import type { Ladders } from "./ladders.ts";
import type { Output } from "./output.ts";
import type { WarmTurns } from "./warm_turns.ts";

/** What a channel is doing. `dormant`: its clock runs, but there is no free process for it and nobody watches. */
export type PlayoutState = "starting" | "live" | "slate" | "dormant";

/** Settings of a playout. */
export interface PlayoutOptions {
  /** How far ahead of the clock output is made. */
  readonly readAheadMs: number;
  /** How long before a joint the next input is opened, at least. */
  readonly warmAheadMs: number;
  /** Starts of ffmpeg per second (S3): joints of many channels take turns. */
  readonly spawnsPerSecond: number;
  /** Reserve of the viewers: output that ends within it leaves them waiting. */
  readonly burstMs: number;
  /** When inputs fail, and when they are tried again. */
  readonly inputs: InputsOptions;
}

/** What a playout is made of. */
export interface PlayoutParts extends Pick<FailoverParts, "memory" | "gate" | "probe"> {
  /** The channel. */
  readonly channel: Channel;
  /** The single truth: what airs when. */
  readonly programmeAt: (channelId: string, atMs: number) => Programme;
  /** Asks a channel nobody watches for its processes. @returns True once it has given them up; false if none can. */
  readonly makeRoom: () => Promise<boolean>;
  /** When each channel opens the input of its next joint. */
  readonly turns: WarmTurns;
  /** False for a playout that only shows cards; its ladders have no rung. */
  readonly mayOpen: boolean;
  /** The ways to play each programme. */
  readonly ladders: Pick<Ladders, "of" | "turnFiller">;
  /** Opens them. */
  readonly openInput: OpenInput;
  /** The channel's end of the splice. */
  readonly output: Output;
  /** Keeps what really airs. */
  readonly aired: AiredShelf;
  /** Time. */
  readonly clock: Clock;
  /** Says what happened. */
  readonly log: Logger;
  /** Counts. */
  readonly metrics: Metrics;
  /** Tells of joints and states. */
  readonly events: EventBus;
}
