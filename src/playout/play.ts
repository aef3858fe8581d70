import type { Channel } from "../channel.ts";
import { EncoderChoice, type HardwareWish, type Profile } from "../ffmpeg/mod.ts";
import { type BackgroundParts, openBackground } from "./ahead/background.ts";
import { Drawings } from "./ahead/drawings.ts";
import type { IdleWorker } from "./ahead/idle_worker.ts";
import type { ReadyCacheOptions } from "./ahead/ready_cache.ts";
import type { SubtitleDeskParts } from "./ahead/subtitle_desk.ts";
import { ChannelManager, type ChannelOptions, type ChannelParts } from "./channels.ts";
import { findChannel } from "./find_channel.ts";
import { HlsSessions } from "./hls_sessions.ts";
import type { PlayoutOptions } from "./playout_parts.ts";
import { SessionManager, type TunerTable } from "./sessions.ts";
import { Studio, type StudioParts } from "./studio.ts";

/** What everything that plays is made from. */
export interface PlayParts
  extends
    Omit<StudioParts, "makeRoom" | "zone" | "encoders" | "extrasFor" | "cache" | "loudness">,
    Omit<BackgroundParts, "encoders" | "extrasFor"> {
  /** All channels; disabled ones cannot be tuned. */
  readonly channels: readonly Channel[];
  /** The profiles they name. */
  readonly profiles: readonly Profile[];
  /** Which hardware may encode. */
  readonly hardware: HardwareWish;
  /** Where watermarks and the words of subtitles are kept, and subtitles beside media are found. */
  readonly drawing: Pick<SubtitleDeskParts, "files" | "folder" | "tree" | "readFile">;
  /** Counts tuners. */
  readonly tuners: TunerTable;
  /** The only door to a restart (R4). @returns True once the channel was restarted. */
  readonly requestRestart: ChannelParts["requestRestart"];
}

/** Settings of everything that plays. */
export interface PlayOptions extends ChannelOptions, PlayoutOptions {
  /** Viewers one channel may have. */
  readonly sessionsPerChannelMax: number;
  /** Programmes encoded ahead. */
  readonly readyCache: ReadyCacheOptions;
}

/** Channels that run and those who watch them. */
export interface Play extends AsyncDisposable {
  /** Runs channels. */
  readonly manager: ChannelManager;
  /** Viewers of streams. */
  readonly sessions: SessionManager;
  /** Viewers of playlists. */
  readonly hls: HlsSessions;
  /** Prepares what airs soon, once started. */
  readonly idle: IdleWorker;
}

/** Puts together what plays. */
export async function createPlay(parts: PlayParts, options: PlayOptions): Promise<Play> {
  const { channels, metrics } = parts;
  await using building = new AsyncDisposableStack();
  const zone = Temporal.Now.timeZoneId();
  const encoders = building.use(new EncoderChoice(parts));
  const drawings = building.use(new Drawings({ ...parts, ...parts.drawing }));
  const extrasFor: StudioParts["extrasFor"] = (item, profile) => drawings.extrasFor(item, profile);
  const extrasAhead: StudioParts["extrasFor"] = (item, profile) => drawings.extrasAhead(item, profile);
  const wantsSubtitles = parts.profiles.some(({ subtitles }) => subtitles !== "none");
  const { cache, worker: idle } = building.use(
    await openBackground(
      { ...parts, encoders, extrasFor: extrasAhead },
      options.readyCache,
      wantsSubtitles ? [drawings.subtitles] : [],
    ),
  );
  // What nobody waits for goes first.
  const makeRoom = async () => await idle.yieldNow() || await manager.makeRoom();
  const studio = building.use(
    await Studio.open({ ...parts, cache, encoders, makeRoom, zone, extrasFor }, parts.profiles, options),
  );
  // Only now: the first cards are not to wait for it.
  encoders.search(parts.hardware, parts.profiles);
  drawings.start();
  const find = (number: string) => {
    const channel = findChannel(channels, number);
    studio.refuseUntunable(channel);
    return channel;
  };
  const manager: ChannelManager = building.use(
    new ChannelManager({
      ...parts,
      onLeave: (viewer, reason) => sessions.close(viewer, reason),
      onFreed: (viewer) => sessions.free(viewer),
      hasSurplus: () => parts.pool.hasSurplus,
      makePlayout: (channel, fanout, mayOpen) => studio.makePlayout(channel, fanout, mayOpen),
    }, options),
  );
  const sessions = new SessionManager(
    { ...parts, findChannel: find, channels: manager },
    options.sessionsPerChannelMax,
  );
  const hls = building.use(new HlsSessions({ ...parts, findChannel: find, channels: manager, sessions }));
  building.use(metrics.beforeExpose(() => {
    metrics.set("inputs_parked", studio.parkedInputs);
    metrics.set("tuners_in_use", sessions.tuners().filter((tuner) => tuner.address !== null).length);
    for (const { id } of channels) {
      const { viewers, bytes, leadMs } = manager.runtime(id);
      metrics.set("viewers", viewers, { channel_id: id });
      metrics.set("channel_lead_seconds", leadMs / 1_000, { channel_id: id });
      metrics.set("channel_memory_bytes", bytes, { channel_id: id });
    }
  }));
  // Ended first of all, for nobody waits for it.
  building.use(idle);
  const running = building.move();
  return { manager, sessions, hls, idle, [Symbol.asyncDispose]: () => running.disposeAsync() };
}
