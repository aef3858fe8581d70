import type { Channel } from "../channel.ts";
import { EncoderChoice, type HardwareWish, type Profile } from "../ffmpeg/mod.ts";
import { type BackgroundParts, openBackground } from "./ahead/background.ts";
import { Drawings } from "./ahead/drawings.ts";
import type { IdleWorker } from "./ahead/idle_worker.ts";
import type { ReadyCacheOptions } from "./ahead/ready_cache.ts";
import type { SubtitleDeskParts } from "./ahead/subtitle_desk.ts";
import type { ChannelOptions, ChannelParts } from "./channel_parts.ts";
import { ChannelManager } from "./channels.ts";
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
  /** All channels as they are now; disabled ones cannot be tuned. */
  readonly channels: () => readonly Channel[];
  /** The profiles they may name. */
  readonly profiles: readonly Profile[];
  /** Which hardware may encode. */
  readonly hardware: HardwareWish;
  /** Where watermarks and the words of subtitles are kept, and subtitles beside media are found. */
  readonly drawing: Pick<SubtitleDeskParts, "files" | "folder" | "tree" | "readFile">;
  /** Counts tuners. */
  readonly tuners: TunerTable;
  /** A channel begins to run, or has ended. */
  readonly onRunning: ChannelParts["onRunning"];
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
  /** To be called when channels were edited: what runs, and what is prepared, follows. */
  update(): void;
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
  encoders.search(parts.hardware, parts.profiles.filter(({ name }) => namesOf(channels()).has(name)));
  drawings.start();
  const find = (number: string) => {
    const channel = findChannel(channels(), number);
    studio.refuseUntunable(channel);
    return channel;
  };
  const manager: ChannelManager = building.use(
    new ChannelManager({
      ...parts,
      onLeave: (viewer, reason) => sessions.close(viewer, reason),
      onFreed: (viewer) => sessions.free(viewer),
      hasSurplus: () => parts.pool.hasSurplus,
      whenReady: (channel, signal) => studio.whenReady(channel, signal),
      makePlayout: (channel, fanout, mayOpen) => studio.makePlayout(channel, fanout, mayOpen),
    }, options),
  );
  const sessions = new SessionManager(
    { ...parts, findChannel: find, channels: manager },
    options.sessionsPerChannelMax,
  );
  const hls = building.use(new HlsSessions({ ...parts, findChannel: find, channels: manager, sessions }));
  building.use(metrics.beforeExpose(gauges(parts, { studio, manager, sessions })));
  // Ended first of all, for nobody waits for it.
  building.use(idle);
  const running = building.move();
  const update = () => {
    const enabled = channels().filter(({ isEnabled }) => isEnabled);
    studio.update();
    hls.retain(new Set(enabled.map(({ id }) => id)));
    manager.update(enabled);
    idle.wake();
  };
  return { manager, sessions, hls, idle, update, [Symbol.asyncDispose]: () => running.disposeAsync() };
}

/** Sets what is only worth reading when somebody asks for it. */
function gauges(
  { channels, metrics }: Pick<PlayParts, "channels" | "metrics">,
  { studio, manager, sessions }: { studio: Studio; manager: ChannelManager; sessions: SessionManager },
): () => void {
  // A channel that is gone has no viewers, and says so.
  const seen = new Set<string>();
  return () => {
    metrics.set("inputs_parked", studio.parkedInputs);
    metrics.set("tuners_in_use", sessions.tuners().filter((tuner) => tuner.address !== null).length);
    for (const { id } of channels()) seen.add(id);
    for (const id of seen) {
      const { viewers, bytes, leadMs } = manager.runtime(id);
      metrics.set("viewers", viewers, { channel_id: id });
      metrics.set("channel_lead_seconds", leadMs / 1_000, { channel_id: id });
      metrics.set("channel_memory_bytes", bytes, { channel_id: id });
    }
  };
}

function namesOf(channels: readonly Channel[]): ReadonlySet<string> {
  return new Set(channels.map(({ profile }) => profile));
}
