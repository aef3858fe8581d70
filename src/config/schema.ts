import { LIMITS } from "../limits.ts";
import { settleChannel } from "./channel_schema.ts";
import type * as Parts from "./config.ts";
import { isFolderPath, isHttpOrigin, isUsableDatabasePath } from "./forms.ts";
import { guideSchema } from "./guide_schema.ts";
import { failoverSchema, healthSchema, restartSchema } from "./health_schema.ts";
import { metadataSchema } from "./metadata_schema.ts";
import { INCLUDE_EXPECTED, isIncludePath } from "./include_path.ts";
import { timeZone } from "./moments.ts";
import { profilesSchema } from "./profile_schema.ts";
import { rulesShape } from "./rules_shape.ts";
import {
  listOf,
  number,
  oneOf,
  printable,
  section,
  textLike,
  textThat,
  truth,
  wholeNumber,
} from "./values.ts";
import { z } from "zod";

/** Used when `hdhomerun.device_id` is neither `auto` nor 8 hex digits. */
export const DEVICE_ID_FALLBACK = "E5E17001";

/** Form of an HDHomeRun device id. */
export const DEVICE_ID = /^[0-9A-Fa-f]{8}$/;

const HOUR_MS = 3_600_000;
const PROCESSES = "auto or a whole number from 1 to 1000";
const program = textThat(
  (text) => text.startsWith("/") || /^[^\p{Cc}/\\]{1,100}$/u.test(text),
  "a program's name or absolute path",
);

const server = section({
  host: z.union(
    [z.ipv4(), z.ipv6(), z.literal("localhost")],
    "an address of this machine such as 0.0.0.0, :: or localhost",
  ).default("0.0.0.0"),
  port: wholeNumber(1, 65_535).default(8_411),
  public_url: textThat(isHttpOrigin, "a URL such as http://tv.example.org:8411 without a path, or null")
    .nullable().default(null),
  trusted_proxies: listOf(
    z.union(
      [z.ipv4(), z.ipv6(), z.cidrv4(), z.cidrv6()],
      "an address or a block of addresses such as 10.0.0.0/8",
    ),
    "addresses",
    100,
  ).default([]),
  log_level: oneOf("debug", "info", "warn", "error").default("info"),
}).prefault({}).transform((it): Parts.ServerConfig => ({
  host: it.host,
  port: it.port,
  publicUrl: it.public_url === null ? null : new URL(it.public_url).origin,
  trustedProxies: it.trusted_proxies,
  logLevel: it.log_level,
}));

const database = section({
  path: textThat(isUsableDatabasePath, "a file in a folder of its own, such as data/exstreamtv.db")
    .default("data/exstreamtv.db"),
  backup: section({
    interval_hours: wholeNumber(0, 8_760).default(24),
    keep: wholeNumber(1, 365).default(7),
  }).prefault({}),
}).prefault({}).transform((it): Parts.DatabaseConfig => ({
  path: it.path,
  backup: { intervalMs: it.backup.interval_hours * HOUR_MS, keep: it.backup.keep },
}));

const ffmpeg = section({
  path: program.default("ffmpeg"),
  ffprobe_path: program.default("ffprobe"),
  hardware: oneOf("auto", "none", "nvenc", "qsv", "vaapi", "videotoolbox", "v4l2m2m").default("auto"),
  max_processes: z.union([z.literal("auto"), wholeNumber(1, 1_000, PROCESSES)], PROCESSES).default("auto"),
  spawns_per_second: wholeNumber(1, 100).default(5),
  long_run_hours: wholeNumber(1, 8_760).default(24),
  memory_guard: number(0.1, 1).default(0.85),
  fd_guard_reserve: wholeNumber(0, 100_000).default(100),
  warm_ahead_ms: wholeNumber(0, 60_000).default(4_000),
}).prefault({}).transform((it): Parts.FfmpegConfig => ({
  path: it.path,
  ffprobePath: it.ffprobe_path,
  hardware: it.hardware,
  processesMax: it.max_processes,
  spawnsPerSecond: it.spawns_per_second,
  longRunMs: it.long_run_hours * HOUR_MS,
  memoryGuard: it.memory_guard,
  fdGuardReserve: it.fd_guard_reserve,
  warmAheadMs: it.warm_ahead_ms,
}));

const streaming = section({
  lifecycle: oneOf("continuous", "on_demand").default("continuous"),
  read_ahead_ms: wholeNumber(1_000, 60_000).default(10_000),
  gop_ring_ms: wholeNumber(1_000, 60_000).default(10_000),
  viewer_queue_ms: wholeNumber(1_000, 60_000).default(8_000),
  cache_budget_mb: wholeNumber(64, 1_000_000).default(3_072),
  linger_s: wholeNumber(10, 3_600).default(15),
  stall_s: wholeNumber(5, 3_600).default(60),
}).prefault({}).transform((it): Parts.StreamingConfig => ({
  lifecycle: it.lifecycle,
  readAheadMs: it.read_ahead_ms,
  gopRingMs: it.gop_ring_ms,
  viewerQueueMs: it.viewer_queue_ms,
  cacheBudgetBytes: it.cache_budget_mb * 1_048_576,
  lingerMs: it.linger_s * 1_000,
  stallMs: it.stall_s * 1_000,
}));

const streamThrottler = section({
  mode: oneOf("realtime", "burst", "adaptive", "disabled").default("burst"),
  burst_ms: wholeNumber(0, 60_000).default(6_000),
}).prefault({}).transform((it): Parts.StreamThrottlerConfig => ({ mode: it.mode, burstMs: it.burst_ms }));

const readyCache = section({
  enabled: truth().default(false),
  max_gb: wholeNumber(1, 100_000).default(20),
}).prefault({}).transform((it): Parts.ReadyCacheConfig => ({
  isEnabled: it.enabled,
  bytesMax: it.max_gb * 1_000_000_000,
}));

const sessionManager = section({
  max_sessions_per_channel: wholeNumber(1, 10_000).default(50),
  idle_timeout_s: wholeNumber(30, 86_400).default(300),
  cleanup_interval_s: wholeNumber(1, 3_600).default(60),
}).prefault({}).transform((it): Parts.SessionManagerConfig => ({
  sessionsPerChannelMax: it.max_sessions_per_channel,
  idleTimeoutMs: it.idle_timeout_s * 1_000,
  cleanupIntervalMs: it.cleanup_interval_s * 1_000,
}));

const hls = section({
  segment_s: wholeNumber(1, 10).default(4),
  window: wholeNumber(6, 60).default(6),
}).prefault({}).transform((it): Parts.HlsConfig => ({ segmentMs: it.segment_s * 1_000, window: it.window }));

const hdhomerun = section({
  enabled: truth().default(true),
  device_id: printable(64).default("auto"),
  friendly_name: printable(64).default("EXStreamTV"),
  tuner_count: wholeNumber(1, 32).default(4),
  ssdp: truth().default(true),
  discovery: truth().default(true),
  control: truth().default(true),
  extra_ports: listOf(wholeNumber(1, 65_535), "ports", 16).default([]),
}).prefault({}).transform((it): Parts.HdhomerunConfig => ({
  isEnabled: it.enabled,
  deviceId: settleDeviceId(it.device_id),
  friendlyName: it.friendly_name,
  tunerCount: it.tuner_count,
  hasSsdp: it.ssdp,
  hasDiscovery: it.discovery,
  hasControl: it.control,
  extraPorts: it.extra_ports,
}));

const scheduling = section({
  days_ahead: wholeNumber(1, 30).default(7),
  days_behind: wholeNumber(0, 30).default(1),
  timezone: timeZone().nullable().default(null),
}).prefault({});

const libraries = section({
  local: section({
    paths: listOf(
      textThat(isFolderPath, "the absolute path of a media folder; not /, nor a folder of the system"),
      "folders",
      100,
    ).default([]),
    scan_interval_s: wholeNumber(10, 604_800).default(900),
  }).prefault({}),
}).prefault({}).transform((it): Parts.LibrariesConfig => ({
  local: { paths: it.local.paths, scanIntervalMs: it.local.scan_interval_s * 1_000 },
}));

const token = textLike(
  /^[A-Za-z0-9_-]{8,128}$/,
  "8 to 128 letters, digits, _ and -, or ${VARIABLE}, or null",
);

const security = section({
  admin_token: token.nullable().default(null),
  stream_token: token.nullable().default(null),
  read_only_lan: truth().default(true),
}).prefault({}).transform((it): Parts.SecurityConfig => ({
  adminToken: it.admin_token,
  streamToken: it.stream_token,
  isReadOnlyLanAllowed: it.read_only_lan,
}));

const metrics = section({ enabled: truth().default(true) }).prefault({})
  .transform((it): Parts.MetricsConfig => ({ isEnabled: it.enabled }));

/** What the keys of a file depend on. */
export interface SchemaContext {
  /** The file as plain data, perhaps with faults: what the names in it stand for. */
  readonly written: Readonly<Record<string, unknown>>;
  /** The system's zone, for those who name none. */
  readonly timezone: string;
}

/**
 * The whole configuration: the keys of the file in, {@link Parts.Config} out.
 *
 * @param context The file that is to be read, and what it cannot say.
 */
export function configSchema(context: SchemaContext) {
  return section({
    include: listOf(textThat(isIncludePath, INCLUDE_EXPECTED), "files", LIMITS.includedFilesMax).default([]),
    server,
    database,
    ffmpeg,
    streaming,
    stream_throttler: streamThrottler,
    ready_cache: readyCache,
    session_manager: sessionManager,
    hls,
    hdhomerun,
    ...rulesShape(context.written),
    profiles: profilesSchema,
    scheduling,
    guide: guideSchema,
    libraries,
    metadata: metadataSchema,
    health: healthSchema,
    restart: restartSchema,
    failover: failoverSchema,
    security,
    metrics,
  }).transform((it): Parts.Config => {
    // Names are resolved and files are read: nobody needs them any more.
    const { include: _, collections: _1, fillers: _2, schedules: _3, channels, scheduling, ...others } = it;
    const { stream_throttler, ready_cache, session_manager, ...sections } = others;
    const timezone = scheduling.timezone ?? context.timezone;
    const { lifecycle } = sections.streaming;
    return {
      ...sections,
      streamThrottler: stream_throttler,
      readyCache: ready_cache,
      sessionManager: session_manager,
      channels: channels.map((channel) => settleChannel(channel, { lifecycle, timezone })),
      scheduling: { daysAhead: scheduling.days_ahead, daysBehind: scheduling.days_behind, timezone },
    };
  });
}

function settleDeviceId(written: string): string {
  if (written === "auto") return written;
  return DEVICE_ID.test(written) ? written.toUpperCase() : DEVICE_ID_FALLBACK;
}
