import { join } from "node:path";
import { type App, createApp, routePartsFrom } from "../routes/mod.ts";
import { adminToken } from "./admin_token.ts";
import { Aftermath } from "./aftermath.ts";
import { type Base, createBase, type ServerParts, type ServerPaths } from "./base.ts";
import { type Care, createCare } from "./care.ts";
import type { Config } from "./config/mod.ts";
import { DocumentDesk } from "./document_desk.ts";
import { identityOf, openTunerNetwork } from "./device.ts";
import { openMetadata } from "./enrichment.ts";
import { messageOf } from "./fault.ts";
import type { GuidePublisher } from "./guide/mod.ts";
import { watchEventLoop } from "./health/mod.ts";
import { createLibrary, prepareDemo } from "./media_library.ts";
import { LookupTally, type MetadataRoom } from "./metadata/mod.ts";
import { describeOffer, type Offer } from "./offer.ts";
import { openPlay } from "./play.ts";
import type { Play } from "./playout/mod.ts";
import type { Sample } from "./sample.ts";
import type { BroadcastScheduleAuthority } from "./schedule/mod.ts";
import type { LocalLibrary } from "./source/mod.ts";
import { createAuthority, createGuide, createRemarkLog, renewTimelines } from "./truth.ts";
import { welcomeLines } from "./welcome.ts";

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

/** What was built. */
interface Made {
  readonly authority: BroadcastScheduleAuthority;
  readonly guide: GuidePublisher;
  readonly play: Play;
  readonly library: LocalLibrary;
  readonly metadata: MetadataRoom;
  readonly care: Care;
  readonly desk: DocumentDesk;
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
  const made = await assemble(base, offer);
  const { authority, guide, play, care } = made;
  const identity = identityOf(base);
  const app = createApp(routePartsFrom({
    ...base,
    ...play,
    ...care,
    ...made,
    ...offer,
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

/** Builds everything on what is on offer. */
async function assemble(base: Base, offer: Offer): Promise<Made> {
  const { roster } = offer;
  let running: Play | null = null;
  const remarks = createRemarkLog(base);
  const isRunning = (channelId: string) => (running?.manager.running(channelId) ?? null) !== null;
  const authority = createAuthority(base, offer, { isRunning, remarks });
  const lookups = new LookupTally();
  const guide = createGuide(base, offer, { authority, lookups });
  const metadata = openMetadata(base, offer, { authority, guide, lookups });
  const care = createCare(base, offer, { authority, play: () => running });
  const play = base.building.use(await openPlay(base, offer, { authority, care }));
  running = play;
  base.building.use(care.monitor.watch());
  base.building.use(play.sessions.watch(base.config.sessionManager));
  const library = createLibrary(base, offer, async (reports) => {
    await renewTimelines(base, offer, { authority, guide, reports });
    metadata.wake();
  });
  const aftermath = base.building.use(new Aftermath({ ...base, roster, authority, guide, play, remarks }));
  const desk = new DocumentDesk({ ...base, ...offer, authority, settled: () => aftermath.settled() });
  return { authority, guide, play, library, metadata, care, desk };
}

function observe({ pool, metrics }: Base, { leaks }: Care, sample: Sample): void {
  pool.observe(sample);
  leaks.note(sample.mainRssBytes);
  metrics.set("system_rss_bytes", sample.mainRssBytes);
  metrics.set("fd_usage", sample.descriptors);
}

function adminTokenPath(paths: ServerPaths): string {
  return join(paths.data, "admin-token");
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
    await made.guide.restore();
    await made.extended;
    signal.throwIfAborted();
    // Channels do not wait for the guide: proving one begins with starting a solver.
    const published = made.guide.refresh();
    made.play.manager.startContinuous(offer.roster.enabled());
    made.play.idle.start();
    made.metadata.start();
    await published;
    signal.throwIfAborted();
    const { server, security } = config;
    const isEverywhere = ["0.0.0.0", "::"].includes(server.host);
    const host = isEverywhere ? base.lanAddress() ?? "127.0.0.1" : server.host;
    const baseUrl = server.publicUrl ?? `http://${host}:${server.port}`;
    const tokenPath = security.adminToken === null ? adminTokenPath(base.paths) : null;
    const hasStreamToken = security.streamToken !== null;
    const facts = { baseUrl, adminTokenPath: tokenPath, isDemo: offer.demo !== null, hasStreamToken };
    for (const line of welcomeLines(facts)) log.info(line);
    if (offer.demo !== null) await prepareDemo(base, offer.demo, made.library);
  } catch (thrown) {
    if (!signal.aborted) {
      log.error("The program could not begin all of its work", { reason: messageOf(thrown) });
    }
  }
  if (!signal.aborted) made.library.start(config.libraries.local.scanIntervalMs);
}
