import { basename, dirname, join } from "node:path";
import { type App, createApp, routePartsFrom } from "../routes/mod.ts";
import { adminToken } from "./admin_token.ts";
import { type Channel, NO_INPUTS } from "./channel.ts";
import type { Clock } from "./clock.ts";
import { type Config, tunerNetwork } from "./config/mod.ts";
import { EventBus } from "./events.ts";
import { messageOf } from "./fault.ts";
import { ProcessPoolManager, runProcess, type RunResult, streamProcess } from "./ffmpeg/mod.ts";
import { GuidePublisher, makeGuideId, type RefreshOutcome } from "./guide/mod.ts";
import {
  chooseDeviceId,
  createIdentity,
  type DeviceIdentity,
  startTunerNetwork,
  Tuners,
  type TunerSockets,
} from "./hdhomerun/mod.ts";
import { type ChannelFacts, HealthMonitor, LeakWatch, Restarts, watchEventLoop } from "./health/mod.ts";
import { INPUTS_DEFAULTS, type InputSpec, type InputsState } from "./inputs/mod.ts";
import { known } from "./invariant.ts";
import { LIMITS } from "./limits.ts";
import type { Logger } from "./log.ts";
import { parseFileName } from "./metadata/mod.ts";
import { createMetrics, type Metrics } from "./metrics/mod.ts";
import { createPlay, denoReadyFiles, type Play, type PlayParts, type RunningFacts } from "./playout/mod.ts";
import type { Rng } from "./rng.ts";
import type { Sample } from "./sample.ts";
import { BroadcastScheduleAuthority, whenLeftOutChanges } from "./schedule/mod.ts";
import {
  BreakDesk,
  demoChannels,
  denoFileTree,
  type LibraryParts,
  LocalLibrary,
  outermostFolders,
  probe,
  Reachability,
  renderDemo,
  type ScanReport,
} from "./source/mod.ts";
import type { Spawner, Standing } from "./spawner.ts";
import { openStore, startBackups, type Store } from "./store/mod.ts";
import { welcomeLines } from "./welcome.ts";

/** Where things are on this machine; all paths are absolute. */
export interface ServerPaths {
  /** The program's folder. */
  readonly home: string;
  /** Everything the program writes. */
  readonly data: string;
  /** The ffmpeg in use. */
  readonly ffmpeg: string;
  /** The ffprobe in use. */
  readonly ffprobe: string;
}

/** What the server is built from; tests hand in their own. */
export interface ServerParts {
  /** Time. */
  readonly clock: Clock;
  /** Processes. */
  readonly spawner: Spawner;
  /** Lets a process have no more of the processor than others leave. */
  readonly lowerPriority: (pid: number, standing: Standing) => void;
  /** Where the program says what happens. */
  readonly log: Logger;
  /** Unpredictable numbers, for identities and tokens. */
  readonly rng: Rng;
  /** Version of the program. */
  readonly version: string;
  /** Where things are. */
  readonly paths: ServerPaths;
  /** Our address in the local network now, if we have one. */
  readonly lanAddress: () => string | null;
  /** The network, for what the tuner does beside HTTP. */
  readonly sockets: TunerSockets;
}

/** The whole program, without the sockets of HTTP. */
export interface Server extends AsyncDisposable {
  /** Answers a request. */
  fetch: App["fetch"];
  /** Takes the launcher's figures. */
  observe(sample: Sample): void;
  /** Begins to work by itself: scans, builds timelines, starts channels. For once the sockets listen. */
  start(): void;
}

/** How often timelines are extended. */
const EXTEND_MS = 3_600_000;

/** A wish for a process that waits longer is given up. */
const SPAWN_TIMEOUT_MS = 15_000;

/** What everything else is built on. */
interface Base extends ServerParts {
  readonly config: Config;
  readonly store: Store;
  readonly metrics: Metrics;
  readonly events: EventBus;
  readonly pool: ProcessPoolManager;
  /** Ends what was built, in the reverse order. */
  readonly building: AsyncDisposableStack;
}

/** What is on offer. */
interface Offer {
  /** All channels, disabled ones too; the information channel when there would be none. */
  readonly channels: readonly Channel[];
  /** Folders to scan. */
  readonly folders: readonly string[];
  /** The demo; null when media or channels are configured. */
  readonly demo: Demo | null;
}

/** The demo of a newcomer. */
interface Demo {
  /** Where its clips go. */
  readonly folder: string;
  /** Whether all of them are there; until then the folder is no more than half a library. */
  isRendered: boolean;
}

/** Who looks after the channels' health. */
interface Care {
  /** The only door to a restart (R4). */
  readonly restarts: Restarts;
  /** Looks whether every channel has output. */
  readonly monitor: HealthMonitor;
  /** Looks whether memory rises without end. */
  readonly leaks: LeakWatch;
}

/** What was built. */
interface Made {
  readonly authority: BroadcastScheduleAuthority;
  readonly guide: GuidePublisher;
  readonly play: Play;
  readonly library: LocalLibrary;
}

/**
 * Builds the program from handed-in parts.
 *
 * @throws {Fault} `store_failed` or `schema_too_new`.
 */
export async function createServer(config: Config, parts: ServerParts): Promise<Server> {
  await using building = new AsyncDisposableStack();
  const base = await createBase(config, parts, building);
  const offer = describeOffer(base);
  const authority = createAuthority(base, offer);
  const guide = createGuide(base, offer, authority);
  let running: Play | null = null;
  const care = createCare(base, offer, { authority, play: () => running });
  const play = base.building.use(await openPlay(base, offer, { authority, care }));
  running = play;
  base.building.use(care.monitor.watch());
  base.building.use(play.sessions.watch(config.sessionManager));
  const library = createLibrary(
    base,
    offer,
    (reports) => renewTimelines(base, offer, { authority, guide, reports }),
  );
  const made = { authority, guide, play, library };
  const identity = identityOf(base);
  const app = createApp(routePartsFrom({
    ...base,
    ...play,
    ...care,
    authority,
    guide,
    library,
    channels: offer.channels.filter((channel) => channel.isEnabled),
    folders: offer.folders,
    identity,
    adminToken: config.security.adminToken ?? await adminToken(adminTokenPath(parts.paths), parts.rng),
    staticPath: join(parts.paths.home, "static"),
  }));
  building.use(
    watchEventLoop(parts.clock, (lagSeconds) => base.metrics.set("event_loop_lag_seconds", lagSeconds)),
  );
  const built = building.move();
  const stop = new AbortController();
  let [extended, begun] = [Promise.resolve(), Promise.resolve()];
  return {
    fetch: (request, info) => app.fetch(request, info),
    observe: (sample) => observe(base, care, sample),
    start() {
      built.use(parts.clock.every(EXTEND_MS, () => authority.extendAll()));
      built.use(parts.clock.every(config.guide.refreshMs, () => void guide.refresh()));
      // Ended before what plays: it streams to targets.
      built.use(openTunerNetwork(base, offer, { play, identity }));
      extended = authority.extendAll(stop.signal);
      begun = begin(base, offer, { ...made, extended, signal: stop.signal });
    },
    async [Symbol.asyncDispose]() {
      stop.abort();
      // A timeline being written needs the store; all else that has begun ends when its parts do.
      await Promise.allSettled([extended]);
      await built.disposeAsync();
      await begun;
    },
  };
}

function observe({ pool, metrics }: Base, { leaks }: Care, sample: Sample): void {
  pool.observe(sample);
  leaks.note(sample.mainRssBytes);
  metrics.set("system_rss_bytes", sample.mainRssBytes);
  metrics.set("fd_usage", sample.descriptors);
}

async function createBase(config: Config, parts: ServerParts, building: AsyncDisposableStack): Promise<Base> {
  const { clock, log, spawner, paths } = parts;
  const store = building.use(await openStore({ path: `${paths.data}/${basename(config.database.path)}` }));
  const { intervalMs, keep } = config.database.backup;
  const { path, connections } = store;
  const backups = { path, connections, folder: `${paths.data}/backups`, intervalMs, keep, clock, log };
  if (intervalMs > 0) building.use(startBackups(backups));
  const metrics = createMetrics();
  building.use(metrics.beforeExpose(() => {
    const { open, used } = connections.usage();
    metrics.set("db_pool_size", open);
    metrics.set("db_pool_checked_out", used);
  }));
  const pool = building.use(
    new ProcessPoolManager({ spawner, clock, log, metrics, lowerPriority: parts.lowerPriority }, {
      paths,
      maxProcesses: config.ffmpeg.processesMax,
      memoryGuard: config.ffmpeg.memoryGuard,
      descriptorReserve: config.ffmpeg.fdGuardReserve,
      spawnsPerSecond: config.ffmpeg.spawnsPerSecond,
      longRunMs: config.ffmpeg.longRunMs,
      timeoutMs: SPAWN_TIMEOUT_MS,
      cores: navigator.hardwareConcurrency,
    }),
  );
  return { ...parts, config, store, metrics, events: new EventBus(), pool, building };
}

function describeOffer({ config, store, paths, rng }: Base): Offer {
  const folders = outermostFolders(config.libraries.local.paths);
  const isDemo = folders.length === 0 && config.channels.length === 0;
  const demo = isDemo ? { folder: `${paths.data}/demo`, isRendered: false } : null;
  const described = demo === null ? config.channels : demoChannels(demo.folder);
  const hex4 = () => Math.floor(rng() * 0x10000).toString(16).padStart(4, "0");
  const channels =
    (described.some((channel) => channel.isEnabled) ? described : [...described, INFORMATION_CHANNEL])
      .map((channel) => {
        const make = () => makeGuideId(channel.name, hex4(), config.guide.domain);
        return { ...channel, guideId: store.channels.guideId(channel.id, make) };
      });
  return { channels, folders: demo === null ? folders : [demo.folder], demo };
}

/** Setting up a tuner fails in most clients when there is no channel at all (decision 14). */
const INFORMATION_CHANNEL: Omit<Channel, "guideId"> = {
  id: "information",
  number: "1",
  name: "EXStreamTV",
  group: "EXStreamTV",
  isEnabled: true,
  lifecycle: "on_demand",
  profile: "default",
  schedule: null,
  inputs: NO_INPUTS,
};

function createAuthority(
  { config, store, clock, log, metrics, events }: Base,
  { channels }: Offer,
): BroadcastScheduleAuthority {
  const { daysAhead, daysBehind } = config.scheduling;
  return new BroadcastScheduleAuthority({
    store: store.timelines,
    library: store.media,
    clock,
    channels: () => channels,
    onRebuilt(channelId, reason) {
      metrics.count("playout_rebuild_total");
      log.info("Timeline rebuilt", { channel: channelId, reason });
      events.publish({ kind: "timeline_rebuilt", channelId, reason });
    },
    onFailed: (channelId, thrown) =>
      log.error("Timeline failed", { channel: channelId, reason: messageOf(thrown) }),
    onLeftOut: whenLeftOutChanges((channelId, counts) =>
      log.warn("Timeline: items are left out", { channel: channelId, ...counts })
    ),
  }, { daysAhead, daysBehind });
}

function createGuide(base: Base, { channels }: Offer, authority: BroadcastScheduleAuthority): GuidePublisher {
  const enabled = channels.filter((channel) => channel.isEnabled);
  const guide = new GuidePublisher({
    timeline: authority,
    channels: () => enabled,
    lineup: () => enabled,
    clock: base.clock,
    onRefreshed: (outcome) => reportGuide(base, outcome),
    nextVersion: () => base.store.identity.next("guide_version"),
  }, { daysAhead: base.config.scheduling.daysAhead });
  base.building.use(guide);
  base.building.use(
    base.events.subscribe((event) => event.kind === "timeline_rebuilt" && void guide.refreshSoon()),
  );
  return guide;
}

function reportGuide({ metrics, log, events }: Base, outcome: RefreshOutcome): void {
  metrics.count("guide_programmes_total", {}, outcome.programmes);
  for (const [channelId, count] of outcome.placeholders) {
    metrics.count("placeholder_title_generated_total", { channel_id: channelId }, count);
  }
  for (const { rule } of outcome.findings) {
    metrics.count(rule === "lineup" ? "xmltv_lineup_mismatch_total" : "xmltv_validation_error_total");
  }
  if (outcome.fault !== null) log.error("Guide refused", { reason: outcome.fault.message });
  if (!outcome.isChanged || outcome.guide === null) return;
  const { version, programmes } = outcome.guide;
  log.info("Guide published", { version, programmes, durationMs: Math.round(outcome.durationMs) });
  events.publish({ kind: "guide_published", version, programmes });
}

/** Made once and kept, because clients know a device by it. */
function identityOf({ config, store, rng, log }: Base): DeviceIdentity {
  const kept: DeviceIdentity = JSON.parse(
    store.identity.getOrCreate("device", () => JSON.stringify(createIdentity(rng))),
  );
  const { deviceId, warning } = chooseDeviceId(config.hdhomerun.deviceId, kept.deviceId);
  if (warning !== null) log.warn(warning);
  return { ...kept, deviceId };
}

function openTunerNetwork(
  { config, store, ...base }: Base,
  { channels }: Offer,
  { play, identity }: { play: Play; identity: DeviceIdentity },
): AsyncDisposable {
  const enabled = channels.filter((channel) => channel.isEnabled);
  return startTunerNetwork({ ...base, tuning: play.sessions, channels: () => enabled }, {
    ...tunerNetwork(config),
    whereabouts: config.server,
    identity,
    tunerCount: config.hdhomerun.tunerCount,
    version: base.version,
    bootId: store.identity.next("boot_id"),
  });
}

function adminTokenPath(paths: ServerPaths): string {
  return join(paths.data, "admin-token");
}

/** @param parts `play` gives what plays; null while it is being put together. */
function createCare(
  { config, clock, log, metrics, building }: Base,
  { channels }: Offer,
  { authority, play }: { authority: BroadcastScheduleAuthority; play: () => Play | null },
): Care {
  const restarts = building.use(
    new Restarts({
      ...{ clock, log, metrics },
      numberOf: (channelId) => channels.find(({ id }) => id === channelId)?.number ?? null,
      restart: async (channelId) => await play()?.manager.renewPlayout(channelId),
    }, config.restart),
  );
  const factsOf = ({ channel, isWatched, ...facts }: RunningFacts): ChannelFacts => ({
    ...facts,
    ...{ channelId: channel.id, number: channel.number },
    isWanted: isWatched || channel.lifecycle === "continuous",
    isOffAir: authority.programmeAt(channel.id, clock.wallMs()).kind !== "item",
    isBeyondRestart: isBeyondRestart(play()?.manager.inputs(channel.id)?.inputs ?? null),
  });
  const monitor = new HealthMonitor({
    ...{ clock, log, metrics, restarts },
    channels: () => (play()?.manager.facts() ?? []).map(factsOf),
  }, config.health);
  return { restarts, monitor, leaks: new LeakWatch({ clock, log }) };
}

/**
 * True while nothing is on air because nothing can be: no picture at all yet, no way to play the programme that has
 * not failed, or no process to be had. The failover tries again by itself, and remembers all of it through a restart.
 *
 * @param state What is known of a channel's inputs; null if it does not run.
 */
export function isBeyondRestart(state: InputsState | null): boolean {
  if (state === null || state.active !== null) return false;
  const { programme, isExhausted, waitUntilMs, inputs, health, hosts } = state;
  const isFailing = ({ id, locator, host }: InputSpec) =>
    hosts.some((one) => one.host === host && one.condition === "parked") ||
    health.some(({ condition, ...one }) =>
      one.id === id && one.locator === locator && (condition === "degraded" || condition === "parked")
    );
  const equivalents = inputs.filter(({ tier }) => tier === "equivalent");
  const isLost = equivalents.length > 0 && equivalents.every(isFailing);
  return programme === null || isExhausted || isLost || waitUntilMs !== null;
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

function openPlay(
  base: Base,
  { channels }: Offer,
  { authority, care: { restarts } }: { authority: BroadcastScheduleAuthority; care: Care },
): Promise<Play> {
  const { config, store, clock, paths } = base;
  const reachability = createReachability(base);
  const { streaming, streamThrottler, hls, sessionManager } = config;
  const names = [...new Set(channels.map(({ profile }) => profile))];
  return createPlay({
    ...base,
    channels,
    profiles: names.map((name) => ({
      name,
      ...known(config.profiles[name], `profile ${name}`),
      encoder: "libx264",
    })),
    hardware: config.ffmpeg.hardware,
    tuners: new Tuners(config.hdhomerun.tunerCount, { lingerMs: streaming.lingerMs, clock }),
    programmeAt: (channelId, atMs) => authority.programmeAt(channelId, atMs),
    programmes: (channelId, fromMs, toMs) => authority.getTimeline(channelId, fromMs, toMs),
    loudness: store.loudness,
    breaks: store.breaks,
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

function drawingParts(folder: string): PlayParts["drawing"] {
  return {
    folder,
    files: denoReadyFiles(folder),
    tree: denoFileTree,
    readFile: (path) => Deno.readFile(path),
  };
}

function createLibrary(
  base: Base,
  { folders, demo }: Offer,
  onScanned: LibraryParts["onScanned"],
): LocalLibrary {
  const { store, clock, log, events, building } = base;
  store.media.retain(folders);
  store.library.retain(folders);
  return building.use(
    new LocalLibrary({
      tree: denoFileTree,
      shelf: store.media,
      probe: (path, signal) => probe(path, { signal, run: (args) => runFfprobe(base, args, signal) }),
      titleOf: parseFileName,
      breaks: createBreakDesk(base),
      // Our own clips get their names when they are whole.
      ...(demo === null ? {} : { settledAfterMs: 0 }),
      onScanned,
      clock,
      log,
      events,
    }, folders),
  );
}

function createBreakDesk({ store, log, metrics }: Base): BreakDesk {
  return new BreakDesk({
    shelf: {
      edls: (folder) => store.breaks.edls(folder),
      findItem: (itemId) => store.media.find(itemId),
      recordTold: (file, told) => store.breaks.recordTold(file, told),
    },
    readFile: (path) => Deno.readFile(path),
    ...{ log, metrics },
  });
}

function runFfprobe({ pool, clock }: Base, args: readonly string[], signal: AbortSignal): Promise<RunResult> {
  const { probeTimeoutMs, probeOutputBytesMax } = LIMITS;
  const options = { clock, timeoutMs: probeTimeoutMs, outputBytesMax: probeOutputBytesMax };
  return runProcess(pool, { ...PROBING, args, signal }, options);
}

/** What the program begins with. */
interface Beginning extends Made {
  /** Resolves when every timeline reaches as far as it should. */
  readonly extended: Promise<void>;
  /** Aborted when the program is to end. */
  readonly signal: AbortSignal;
}

/** What the program does by itself once it can be reached; nothing more from the moment `signal` aborts. */
async function begin(base: Base, offer: Offer, made: Beginning): Promise<void> {
  const { config, log } = base;
  const { signal } = made;
  try {
    await made.extended;
    signal.throwIfAborted();
    await made.guide.refresh();
    signal.throwIfAborted();
    made.play.manager.startContinuous(offer.channels.filter((channel) => channel.isEnabled));
    made.play.idle.start();
    const { server, security } = config;
    const isEverywhere = ["0.0.0.0", "::"].includes(server.host);
    const host = isEverywhere ? base.lanAddress() ?? "127.0.0.1" : server.host;
    const baseUrl = server.publicUrl ?? `http://${host}:${server.port}`;
    const tokenPath = security.adminToken === null ? adminTokenPath(base.paths) : null;
    const hasStreamToken = security.streamToken !== null;
    const facts = { baseUrl, adminTokenPath: tokenPath, isDemo: offer.demo !== null, hasStreamToken };
    for (const line of welcomeLines(facts)) log.info(line);
    if (offer.demo !== null) await prepareDemo(base, offer.demo, made);
  } catch (thrown) {
    if (!signal.aborted) {
      log.error("The program could not begin all of its work", { reason: messageOf(thrown) });
    }
  }
  if (!signal.aborted) made.library.start(config.libraries.local.scanIntervalMs);
}

const RENDERING = { kind: "ffmpeg", channelId: "demo", priority: "background", isEncode: true } as const;
const PROBING = { kind: "ffprobe", channelId: "library", priority: "background", isEncode: false } as const;

/** Renders the demo's clips; they are on air from the first one on. */
async function prepareDemo(base: Base, demo: Demo, { library }: Made): Promise<void> {
  const { pool, log, events } = base;
  let firstScan: Promise<unknown> = Promise.resolve();
  const { failures } = await renderDemo({
    folder: demo.folder,
    run: (args, sink) => streamProcess(pool, { ...RENDERING, args }, sink),
    onProgress(done, total) {
      log.info("Demo: rendering clips", { done, total });
      events.publish({ kind: "demo_progress", done, total });
      if (done === 1 && total > 1) firstScan = library.scan();
    },
  });
  for (const failure of failures) log.warn(failure);
  await firstScan;
  demo.isRendered = true;
}

/** After a scan: timelines made of half a library are made anew, others repaired (decision 19). */
async function renewTimelines(
  { store }: Base,
  { demo }: Offer,
  { authority, guide, reports }: Pick<Made, "authority" | "guide"> & { reports: readonly ScanReport[] },
): Promise<void> {
  const isHalf = demo !== null && !demo.isRendered;
  const found = isHalf ? reports.map((report) => ({ ...report, completedMs: null })) : reports;
  const read = found.filter(({ completedMs }) => completedMs !== null)
    .map(({ path }) => ({ path, isFirst: !store.library.wasCompleted(path) }));
  await authority.renew(read, demo === null ? "first scan" : "demo ready");
  // Only now: a program killed before this takes its next scan for the first again.
  for (const report of found) store.library.record(report);
  await guide.refresh();
}
