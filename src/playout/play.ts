import type { Channel } from "../channel.ts";
import type { Profile } from "../ffmpeg/mod.ts";
import { ChannelManager, type ChannelOptions } from "./channels.ts";
import { HlsSessions } from "./hls_sessions.ts";
import type { PlayoutOptions } from "./playout_parts.ts";
import { SessionManager, type TunerTable } from "./sessions.ts";
import { Studio, type StudioParts } from "./studio.ts";

/** What everything that plays is made from. */
export interface PlayParts extends Omit<StudioParts, "makeRoom"> {
  /** All channels; disabled ones cannot be tuned. */
  readonly channels: readonly Channel[];
  /** The profiles they name. */
  readonly profiles: readonly Profile[];
  /** Counts tuners. */
  readonly tuners: TunerTable;
}

/** Settings of everything that plays. */
export interface PlayOptions extends ChannelOptions, PlayoutOptions {
  /** Viewers one channel may have. */
  readonly sessionsPerChannelMax: number;
}

/** Channels that run and those who watch them. */
export interface Play extends AsyncDisposable {
  /** Runs channels. */
  readonly manager: ChannelManager;
  /** Viewers of streams. */
  readonly sessions: SessionManager;
  /** Viewers of playlists. */
  readonly hls: HlsSessions;
}

/**
 * Puts together what plays.
 *
 * @throws {Fault} `tune_failed` if not even a slate can be rendered.
 */
export async function createPlay(parts: PlayParts, options: PlayOptions): Promise<Play> {
  const { channels, clock, metrics } = parts;
  await using building = new AsyncDisposableStack();
  const makeRoom = () => manager.makeRoom();
  const studio = building.use(await Studio.open({ ...parts, makeRoom }, parts.profiles, options));
  const findChannel = (number: string) =>
    channels.find((channel) => channel.isEnabled && channel.number === number) ?? null;
  const manager: ChannelManager = building.use(
    new ChannelManager({
      ...parts,
      onLeave: (viewer, reason) => sessions.close(viewer, reason),
      onFreed: (viewer) => sessions.free(viewer),
      hasSurplus: () => parts.pool.hasSurplus,
      makePlayout: (channel, fanout) => studio.makePlayout(channel, fanout),
    }, options),
  );
  const sessions = new SessionManager(
    { ...parts, findChannel, channels: manager },
    options.sessionsPerChannelMax,
  );
  const hls = building.use(new HlsSessions({ findChannel, channels: manager, sessions, clock }));
  building.use(metrics.beforeExpose(() => {
    metrics.set("tuners_in_use", sessions.tuners().filter((tuner) => tuner.address !== null).length);
    for (const { id } of channels) {
      const { viewers, bytes } = manager.runtime(id);
      metrics.set("viewers", viewers, { channel_id: id });
      metrics.set("channel_memory_bytes", bytes, { channel_id: id });
    }
  }));
  const running = building.move();
  return { manager, sessions, hls, [Symbol.asyncDispose]: () => running.disposeAsync() };
}
