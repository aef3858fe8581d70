import { dirname, join } from "node:path";
import type { Base } from "./base.ts";
import type { Care } from "./care.ts";
import type { Channel } from "./channel.ts";
import { messageOf } from "./fault.ts";
import { Tuners } from "./hdhomerun/mod.ts";
import { INPUTS_DEFAULTS } from "./inputs/mod.ts";
import { LIMITS } from "./limits.ts";
import { runFfprobe } from "./media_library.ts";
import type { Offer } from "./offer.ts";
import { createPlay, denoReadyFiles, type Play, type PlayParts } from "./playout/mod.ts";
import type { Roster } from "./roster.ts";
import type { BroadcastScheduleAuthority } from "./schedule/mod.ts";
import { denoFileTree, probe, Reachability } from "./source/mod.ts";

/** Everything that plays: channels, their viewers, what is made ahead. */
export function openPlay(
  base: Base,
  { roster }: Offer,
  { authority, care: { restarts } }: { authority: BroadcastScheduleAuthority; care: Care },
): Promise<Play> {
  const { config, store, clock, paths } = base;
  const reachability = createReachability(base);
  const { streaming, streamThrottler, hls, sessionManager } = config;
  return createPlay({
    ...base,
    channels: () => roster.channels(),
    profiles: Object.entries(config.profiles)
      .map(([name, profile]) => ({ name, ...profile, encoder: "libx264" as const })),
    onRunning: (channel, isRunning, unwatchedMs) =>
      noteRunning(channel, { isRunning, unwatchedMs, base, roster, authority }),
    hardware: config.ffmpeg.hardware,
    tuners: new Tuners(config.hdhomerun.tunerCount, { lingerMs: streaming.lingerMs, clock }),
    programmeAt: (channelId, atMs) => authority.programmeAt(channelId, atMs),
    programmes: (channelId, fromMs, toMs) => authority.getTimeline(channelId, fromMs, toMs),
    loudness: store.loudness,
    breaks: store.breaks,
    aired: store.aired,
    ready: store.ready,
    readyFiles: denoReadyFiles(join(paths.data, "ready")),
    findItem: (itemId) => store.media.find(itemId),
    ladderSources: {
      findItem: (itemId) => store.media.find(itemId),
      alternatesOf: (item) => store.media.alternatesOf(item, LIMITS.alternatesMax),
      playable: (collection) =>
        store.media.playable(collection, { after: "", limit: LIMITS.fallbackItemsMax }),
    },
    gate: restarts,
    probe: (input, depth, signal) => reachability.faultOf({ ...input, probe: depth }, signal),
    requestRestart: async (channelId, reason) =>
      (await restarts.requestChannelRestart(channelId, reason)).kind === "restarted",
    drawing: drawingParts(join(paths.data, "drawings")),
    folder: join(paths.data, "slate"),
    async writeText(path, text) {
      await Deno.mkdir(dirname(path), { recursive: true });
      await Deno.writeTextFile(path, text);
    },
  }, {
    ...streaming,
    ...streamThrottler,
    ...hls,
    ...sessionManager,
    readyCache: config.readyCache,
    warmAheadMs: config.ffmpeg.warmAheadMs,
    spawnsPerSecond: config.ffmpeg.spawnsPerSecond,
    stallMs: streaming.stallMs,
    inputs: {
      ...INPUTS_DEFAULTS,
      ...config.failover,
      stallTimeoutMs: config.health.stallTimeoutMs,
      park: config.health.crashLoop,
    },
  });
}

/** Time that stands still while nobody watches goes on when a channel begins to run, and stops when it has ended. */
function noteRunning(
  { id, schedule }: Channel,
  { isRunning, unwatchedMs, base, roster, authority }: {
    isRunning: boolean;
    unwatchedMs: number;
    base: Base;
    roster: Roster;
    authority: BroadcastScheduleAuthority;
  },
): void {
  const isGone = !roster.channels().some((channel) => channel.id === id);
  if (schedule?.kind !== "paused_when_unwatched" || isGone) return;
  try {
    if (isRunning) authority.resume(id);
    else authority.pause(id, base.clock.wallMs() - unwatchedMs);
  } catch (thrown) {
    base.log.error("Timeline failed", { channel: id, reason: messageOf(thrown) });
  }
}

/** Looks whether a file or URL could be played now. */
function createReachability(base: Base): Reachability {
  return new Reachability({
    fetch: (url, init) => fetch(url, init),
    stat: denoFileTree.stat,
    probe: (locator, signal) => probe(locator, { signal, run: (args) => runFfprobe(base, args, signal) }),
    clock: base.clock,
    fullTimeoutMs: base.config.failover.probeMs,
  });
}

function drawingParts(folder: string): PlayParts["drawing"] {
  return {
    folder,
    files: denoReadyFiles(folder),
    tree: denoFileTree,
    readFile: (path) => Deno.readFile(path),
  };
}
