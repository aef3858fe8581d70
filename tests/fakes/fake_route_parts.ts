import { type Channel, NO_INPUTS, PLAIN_GUIDE } from "../../src/channel.ts";
import { EventBus } from "../../src/events.ts";
import { createLogger } from "../../src/log.ts";
import type { MediaItem } from "../../src/media.ts";
import type { Programme } from "../../src/programme.ts";
import { Fault } from "../../src/fault.ts";
import type { SessionRecord, TuneRequest, TunerRecord } from "../../src/tuning.ts";
import { createApp, type ResponseBytes, type RouteParts } from "../../routes/mod.ts";
import { FakeCare } from "./fake_care.ts";
import { FakeClock } from "./fake_clock.ts";
import { fakeDesk, fakeRoster } from "./fake_documents.ts";
import { plainProgramme } from "./plain_programme.ts";

/** The host every request goes to unless a test says otherwise. */
export const HOST = "192.168.1.5:8411";
/** What handed-out addresses begin with. */
export const BASE = `http://${HOST}`;
/** The address every request comes from unless a test says otherwise. */
export const LAN_CLIENT = "192.168.1.9";
/** Noon, when the fake clock starts. */
export const NOON_MS = Date.UTC(2026, 0, 5, 12);

const HOUR_MS = 3_600_000;

/** Routes on nothing but memory, and what they did to it. */
export interface FakeRoutes {
  /** The parts, with the test's own in front. */
  readonly parts: RouteParts;
  /** Stands at noon. */
  readonly clock: FakeClock;
  /** Knows of no channel that runs, until a test tells it. */
  readonly care: FakeCare;
  /** Every tuning, oldest first. */
  readonly opened: TuneRequest[];
  /** Numbers and bases HLS playlists were asked for with. */
  readonly playlists: { readonly number: string; readonly base: string }[];
  /** HLS segments that were sent. */
  readonly segments: string[];
  /** Static paths that reached the reader. */
  readonly read: string[];
  /** Timelines that were built anew. */
  readonly rebuilt: Rebuild[];
  /** Log lines. */
  readonly logged: string[];
  /** Streams that were opened and cancelled. */
  readonly cancelled: () => number;
  /** Sends a request the way a client on the network does. */
  ask(path: string, options?: AskOptions): Promise<Response>;
}

/** A timeline that was built anew. */
export interface Rebuild {
  readonly channelId: string;
  readonly fromMs: number;
  readonly reason: string;
}

/** How a request is sent. */
export interface AskOptions {
  /** `GET` unless given. */
  readonly method?: string;
  /** Beside `host`. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Nothing unless given. */
  readonly body?: BodyInit;
  /** The client's address. */
  readonly from?: string;
  /** The `Host` header; null leaves it out. */
  readonly host?: string | null;
}

/** A channel as tests need it. */
export function fakeChannel(number: string, name: string, more: Partial<Channel> = {}): Channel {
  return {
    id: `id-${number}`,
    number,
    name,
    guideId: `c${number.replace(".", "-")}-3f2a.exstreamtv.local`,
    group: "Films",
    isEnabled: true,
    lifecycle: "continuous",
    profile: "default",
    schedule: null,
    inputs: NO_INPUTS,
    guide: PLAIN_GUIDE,
    ...more,
  };
}

/** A programme as tests need it. */
export function fakeProgramme(channelId: string, startMs: number, more: Partial<Programme> = {}): Programme {
  return plainProgramme({
    ...{ channelId, startMs, stopMs: startMs + HOUR_MS, category: "episode" },
    ...{ title: "Pilot", show: "Harbour", season: 1, episode: 5, year: 2020 },
    ...more,
  });
}

/** An item as tests need it. */
export function fakeItem(id: number, more: Partial<MediaItem> = {}): MediaItem {
  return {
    id,
    locator: `/media/Shows/${id}.mkv`,
    folder: "/media/Shows",
    sizeBytes: 1_000,
    modifiedMs: NOON_MS,
    kind: "episode",
    title: "Pilot",
    show: "Harbour",
    season: 1,
    episode: 5,
    year: 2020,
    state: "broken",
    fault: "Cannot probe: no streams",
    info: null,
    ...more,
  };
}

const TUNERS: readonly TunerRecord[] = [
  { index: 0, channelId: "id-7.10", address: LAN_CLIENT },
  { index: 1, channelId: null, address: null },
];

const SESSION: SessionRecord = {
  id: "s1",
  channelId: "id-7.10",
  via: "tuner",
  address: LAN_CLIENT,
  agent: "Lavf/60",
  startedAtMs: NOON_MS - 1_000,
  state: "active",
  bytesSent: 1_316,
  droppedBytes: 188,
};

/** Builds the routes on fakes; whatever is in `more` replaces the fake. */
export function fakeRoutes(more: Partial<RouteParts> = {}): FakeRoutes {
  const clock = new FakeClock(NOON_MS);
  const care = new FakeCare();
  const opened: TuneRequest[] = [];
  const playlists: { number: string; base: string }[] = [];
  const segments: string[] = [];
  const read: string[] = [];
  const rebuilt: Rebuild[] = [];
  const logged: string[] = [];
  let cancelled = 0;
  const parts: RouteParts = {
    version: "0.1.0",
    startedAtMs: NOON_MS - 90_500,
    clock,
    log: createLogger({ level: "debug", format: "json", clock, write: (line) => logged.push(line) }),
    server: { port: 8411, publicUrl: null, trustedProxies: [], lanAddress: "192.168.1.5" },
    security: { adminToken: "admin-secret", streamToken: null, readOnlyLan: true },
    device: {
      deviceId: "E5E17005",
      deviceAuth: "abcdefghijklmnopqrstuvwx",
      udn: "0a1b2c3d-0000-4000-8000-000000000001",
      friendlyName: "EXStreamTV",
      tunerCount: 2,
      isEnabled: true,
    },
    channels: () => [
      fakeChannel("10", "Ten"),
      fakeChannel("7.10", 'The "Best"\nFilms & More'),
      fakeChannel("2", "Two"),
    ],
    aired: () => [],
    authority: {
      nowPlaying: (channelId, atMs) => {
        const startMs = Math.floor(atMs / HOUR_MS) * HOUR_MS;
        return {
          programme: fakeProgramme(channelId, startMs),
          positionMs: atMs - startMs,
          next: fakeProgramme(channelId, startMs + HOUR_MS, { title: "Second" }),
        };
      },
      getTimeline: (channelId, fromMs) => [fakeProgramme(channelId, Math.floor(fromMs / HOUR_MS) * HOUR_MS)],
      version: () => 1,
      remarks: () => [{ atMs: NOON_MS, code: "cut", detail: "Pilot is cut" }],
      rebuild: (channelId, fromMs, reason) =>
        Promise.resolve(void rebuilt.push({ channelId, fromMs, reason })),
    },
    documents: fakeDesk(clock, fakeRoster(clock)),
    tuning: {
      open: (request) => {
        opened.push(request);
        const body = new ReadableStream<Uint8Array<ArrayBuffer>>({
          start: (controller) => controller.enqueue(new Uint8Array([0x47, 0x40, 0, 0x10])),
          cancel: () => {
            cancelled += 1;
          },
        });
        return Promise.resolve({ sessionId: `s${opened.length}`, body });
      },
      sessions: () => [SESSION],
      kick: () => {
        throw new Fault("not_found", "Cannot end a session: there is none");
      },
      reserve: () => {},
      tuners: () => TUNERS,
    },
    runtime: () => ({
      state: "live",
      viewers: 1,
      leadMs: 9_000,
      processes: 1,
      lastOutputMs: NOON_MS,
      fault: null,
    }),
    care,
    library: {
      list: () => ({ items: [fakeItem(1)], nextCursor: null }),
      breaks: (itemId) =>
        itemId === 1 ? { origin: "chapters", points: [{ atMs: 60_000, resumeMs: 60_500 }] } : null,
      folders: () => [{
        folder: "/media/Shows",
        playable: 3,
        broken: 1,
        missing: 2,
        scannedAtMs: NOON_MS,
        fault: null,
        problems: [{ path: "/media/Shows/locked", reason: "Permission denied" }],
      }],
      scan: () => ({ state: "scanning", done: 4, total: 6 }),
    },
    metadata: {
      view: () => ({ details: null, override: null }),
      setOverride: (_itemId, override) => Promise.resolve({ details: null, override }),
      artwork: () => Promise.resolve(null),
    },
    guide: {
      current: () => ({
        version: 3,
        publishedAtMs: NOON_MS,
        verifiedBy: "plain",
        isStale: false,
        programmes: 42,
        channels: 3,
        faults: [],
      }),
      proof: () => ({
        properties: [{ name: "length", sentence: "A programme starts before it stops." }],
        verifiedBy: "plain",
        latest: {
          result: "failed",
          stage: "fuzz",
          reason: "Channel 5 Bars: the guide says nothing",
          endedAtMs: NOON_MS,
          durationMs: 1_500,
          questions: 7,
          fresh: 3,
          known: 40,
        },
        counterexample: "Channel 5 Bars: the guide says nothing",
      }),
      xmltv: (baseUrl) =>
        Promise.resolve({
          plain: responseBytes(new TextEncoder().encode(`<tv>${baseUrl}</tv>`)),
          gzip: responseBytes(new Uint8Array([0x1f, 0x8b])),
          etag: '"v3"',
          lastModifiedMs: NOON_MS + 250,
        }),
    },
    hls: {
      playlist: (number, base) => {
        playlists.push({ number, base });
        return Promise.resolve(`#EXTM3U\n${base}7-k3.ts\n`);
      },
      segment: (_channelId, name) => {
        if (name !== "7-k3.ts") return null;
        const open = () => {
          segments.push(name);
          return ReadableStream.from([new Uint8Array([0x47]), new Uint8Array([0x40, 0])]);
        };
        return { length: 3, open };
      },
    },
    logo: () => Promise.resolve(new Uint8Array([0x89, 0x50, 0x4e, 0x47])),
    processes: () => [{
      pid: 123,
      channelId: "id-7.10",
      kind: "ffmpeg",
      startedAtMs: NOON_MS,
      priority: "viewer",
      isEncode: true,
    }],
    events: new EventBus(),
    metrics: { expose: () => Promise.resolve("# HELP exstreamtv_viewers Viewers.\n") },
    isMetricsEnabled: true,
    readiness: () => [{ name: "guide", isReady: true, detail: "version 3" }],
    staticFiles: {
      read: (path) => {
        read.push(path);
        const isThere = ["index.html", "app.js", "icon.svg", "vendor/mpegts.js"].includes(path);
        return Promise.resolve(isThere ? { bytes: new TextEncoder().encode(path), etag: '"s1"' } : null);
      },
    },
    ...more,
  };
  const app = createApp(parts);
  const ask = (
    path: string,
    { method = "GET", headers = {}, body, from = LAN_CLIENT, host = HOST }: AskOptions = {},
  ) => {
    const request = new Request(`http://server${path}`, {
      method,
      ...(body !== undefined && { body }),
      headers: { ...headers, ...(host !== null && { host }) },
    });
    return app.fetch(request, { remoteAddr: { hostname: from } });
  };
  return {
    parts,
    clock,
    care,
    opened,
    playlists,
    segments,
    read,
    rebuilt,
    logged,
    cancelled: () => cancelled,
    ask,
  };
}

/** The code of a problem+json answer; fails on anything else. */
export async function problemCode(response: Response): Promise<string> {
  const type = response.headers.get("content-type");
  if (type !== "application/problem+json") {
    throw new Error(`Cannot read a problem: the content type is ${type}`);
  }
  const { code, status, title, detail } = await response.json();
  if (status !== response.status || !title || !detail) {
    throw new Error("Cannot read a problem: it is incomplete");
  }
  return code;
}

function responseBytes(bytes: Uint8Array<ArrayBuffer>): ResponseBytes {
  return { length: bytes.length, open: () => ReadableStream.from([bytes]) };
}
