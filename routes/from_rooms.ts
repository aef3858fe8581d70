import type { Channel } from "../src/channel.ts";
import type { Config } from "../src/config/mod.ts";
import type { ProcessPoolManager } from "../src/ffmpeg/mod.ts";
import { GUIDE_SENTENCES, type GuidePublisher, Logos } from "../src/guide/mod.ts";
import type { HealthMonitor, LeakWatch, Restarts } from "../src/health/mod.ts";
import type { DeviceIdentity } from "../src/hdhomerun/mod.ts";
import type { ChannelManager, HlsSessions, SessionManager } from "../src/playout/mod.ts";
import type { BroadcastScheduleAuthority } from "../src/schedule/mod.ts";
import type { LocalLibrary } from "../src/source/mod.ts";
import type { Store } from "../src/store/mod.ts";
import type { Documents } from "./document_parts.ts";
import { ailmentsOf, careChecks } from "./ailments.ts";
import { libraryCheck, libraryFolders } from "./library_folders.ts";
import type { Guide } from "./guide_parts.ts";
import type { Care, LibraryFolder, ReadinessCheck, RouteParts } from "./parts.ts";
import { staticFolder } from "./static_folder.ts";

/** The rooms the routes show to the world. */
export interface Rooms
  extends Pick<RouteParts, "version" | "clock" | "log" | "events" | "metrics" | "metadata"> {
  /** What the operator chose. */
  readonly config: Config;
  /** Who is on. */
  readonly roster: {
    /** Enabled channels, as they are now. */
    enabled(): readonly Channel[];
  };
  /** Where channels and schedules are written. */
  readonly desk: Documents;
  /** Folders of the library. */
  readonly folders: readonly string[];
  /** The device we appear as. */
  readonly identity: DeviceIdentity;
  /** Opens the API; see decision 16. */
  readonly adminToken: string;
  /** Our address in the local network now. */
  readonly lanAddress: () => string | null;
  /** Absolute path of the dashboard's files. */
  readonly staticPath: string;
  /** What airs when. */
  readonly authority: BroadcastScheduleAuthority;
  /** The published guide. */
  readonly guide: GuidePublisher;
  /** Channels that run. */
  readonly manager: ChannelManager;
  /** Those who watch them. */
  readonly sessions: SessionManager;
  /** Those who poll playlists. */
  readonly hls: HlsSessions;
  /** The only door to a restart. */
  readonly restarts: Restarts;
  /** Looks whether channels have output. */
  readonly monitor: HealthMonitor;
  /** Looks whether memory rises without end. */
  readonly leaks: LeakWatch;
  /** The scans. */
  readonly library: LocalLibrary;
  /** What is remembered. */
  readonly store: Store;
  /** The processes. */
  readonly pool: ProcessPoolManager;
}

/** Findings of a refused guide that the API names. */
const FAULTS_SHOWN_MAX = 20;

/** Fits the rooms to what the routes need. */
export function routePartsFrom(rooms: Rooms): RouteParts {
  const { config, manager, pool, store, hls } = rooms;
  const { server, security, hdhomerun } = config;
  const logos = new Logos();
  return {
    ...rooms,
    startedAtMs: rooms.clock.wallMs(),
    server: {
      ...server,
      get lanAddress() {
        return rooms.lanAddress();
      },
    },
    security: {
      adminToken: rooms.adminToken,
      streamToken: security.streamToken,
      readOnlyLan: security.isReadOnlyLanAllowed,
    },
    device: { ...rooms.identity, ...hdhomerun, deviceId: rooms.identity.deviceId },
    channels: () => rooms.roster.enabled(),
    documents: rooms.desk,
    tuning: rooms.sessions,
    runtime: (channelId) => ({
      ...manager.runtime(channelId),
      processes: pool.processes().filter((process) => process.channelId === channelId).length,
    }),
    aired: (channelId, fromMs, toMs) => store.aired.list(channelId, fromMs, toMs),
    care: careOf(rooms),
    library: {
      list: ({ cursor, ...query }) => store.media.list({ ...query, cursor: cursor ?? undefined }),
      breaks: (itemId) => store.breaks.find(itemId),
      folders: () => foldersOf(rooms),
      scan: () => rooms.library.progress,
    },
    guide: guideOf(rooms.guide),
    hls: {
      playlist: (number, base, client) => hls.playlist(number, base, client),
      segment: (channelId, name, client) => hls.segment(channelId, name, client),
    },
    logo: (channel) => logos.of(channel),
    processes: () => pool.processes(),
    isMetricsEnabled: config.metrics.isEnabled,
    readiness: () => readinessOf(rooms),
    staticFiles: staticFolder(rooms.staticPath),
  };
}

function careOf({ config, manager, monitor, restarts, leaks }: Rooms): Care {
  return {
    inputs: (channelId) => manager.inputs(channelId),
    health: () => monitor.health(),
    restarts: (channelId) => restarts.state(channelId),
    requestRestart: (channelId, reason) => restarts.requestChannelRestart(channelId, reason),
    retryAfterMs: (channelId) => restarts.retryAfterMs(channelId),
    restartRate: () => ({ lastMinute: restarts.perMinute, max: config.restart.perMinuteMax }),
    memory: () => ({ riseBytes: leaks.riseBytes, isRising: leaks.isRising }),
  };
}

function foldersOf({ store, folders }: Rooms): LibraryFolder[] {
  return libraryFolders(folders, { counts: store.media.counts(), scans: store.library.folders() });
}

function guideOf(guide: GuidePublisher): Guide {
  return {
    current() {
      const published = guide.published();
      if (published === null) return null;
      const faults = guide.findings().slice(0, FAULTS_SHOWN_MAX);
      return {
        ...published,
        faults: faults.map(({ channel, rule, detail }) => `${channel} ${rule}: ${detail}`),
      };
    },
    proof: () => ({
      properties: GUIDE_SENTENCES.map(({ rule, sentence }) => ({ name: rule, sentence })),
      verifiedBy: guide.verifiedBy,
      latest: guide.proof(),
      counterexample: guide.lastCounterexample(),
    }),
    async xmltv(baseUrl) {
      const document = await guide.xmltv(baseUrl);
      return document && { ...document, lastModifiedMs: Date.parse(document.lastModified) };
    },
  };
}

function readinessOf(rooms: Rooms): ReadinessCheck[] {
  const { authority, guide, clock, library, pool } = rooms;
  const channels = rooms.roster.enabled();
  const care = careOf(rooms);
  const nowMs = clock.wallMs();
  const without = channels.filter((channel) => authority.nowPlaying(channel.id, nowMs) === null);
  return [
    {
      name: "timelines",
      isReady: without.length === 0,
      detail: without.length === 0
        ? `all ${channels.length} channels know what is on`
        : `not built yet: ${without.map(({ number }) => number).slice(0, FAULTS_SHOWN_MAX).join(", ")}`,
    },
    {
      name: "guide",
      isReady: guide.published() !== null,
      detail: guide.published() === null ? "not published yet" : "published",
    },
    libraryCheck(library.progress, foldersOf(rooms)),
    {
      name: "processes",
      isReady: pool.limit > 0,
      detail: `${pool.processes().length} of ${pool.limit} in use`,
    },
    ...careChecks(care, ailmentsOf(channels, care)),
  ];
}
