import mpegtsText from "mpegts.js/dist/mpegts.js" with { type: "text" };
import { PAGE_POLICY } from "../../routes/security_headers.ts";
import type { ProgramEvent } from "../../src/events.ts";
import { CannedRules, type Refusal } from "./dashboard_rules.ts";
import {
  type BrokenFile,
  cannedBroken,
  type CannedChannel,
  cannedChannels,
  cannedGuide,
  cannedSessions,
  cannedSystem,
  cannedTimeline,
  EVENING_MS,
} from "./dashboard_data.ts";

const STATIC = new URL("../../static/", import.meta.url);
const TYPES: Readonly<Record<string, string>> = {
  css: "text/css",
  html: "text/html; charset=utf-8",
  js: "text/javascript",
  svg: "image/svg+xml",
};
/** PID 0x1FFF: packets every receiver throws away. */
const NULL_PACKET = Uint8Array.from([0x47, 0x1f, 0xff, 0x10, ...new Array<number>(184).fill(0xff)]);

/** Serves the dashboard and answers its API from canned data, which tests may change while it runs. */
export class DashboardServer implements AsyncDisposable {
  /** What is on the air. */
  channels: CannedChannel[] = cannedChannels();
  /** The server's clock stands still unless a test moves it. */
  nowMs = EVENING_MS;
  /** Broken files, served two to a page. */
  broken: BrokenFile[] = cannedBroken();
  /** Why the films' folder is unavailable. */
  moviesFault: string | null = null;
  /** What ails the channels. */
  health: Readonly<Record<string, unknown>> = {};
  /** Whether it appears as a tuner. */
  isTunerOn = true;
  /** If set, the API wants it as a Bearer token. */
  adminToken: string | null = null;
  /** If set, whatever changes something wants it as a Bearer token. */
  writeToken: string | null = null;
  /** Schedules, and what they are made of. */
  readonly rules = new CannedRules();
  /** Streams being sent at this moment. */
  openStreams = 0;
  /** Channel numbers whose stream is refused, with the reason. */
  readonly refused = new Map<string, string>();
  /** How often each path of the API was asked for. */
  readonly asked = new Map<string, number>();

  readonly #listeners = new Set<ReadableStreamDefaultController<Uint8Array<ArrayBuffer>>>();
  #port = 0;
  #server: Deno.HttpServer<Deno.NetAddr> | null = null;
  #abort = new AbortController();

  /** Starts on a free port. */
  constructor() {
    this.comeBack();
  }

  /** Where the dashboard is. */
  get origin(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  /** Sends an event to every listener. */
  emit(event: ProgramEvent): void {
    const text = `event: ${event.kind}\ndata: ${JSON.stringify(event)}\n\n`;
    for (const listener of this.#listeners) listener.enqueue(new TextEncoder().encode(text));
  }

  /** Drops every connection and stops to answer. */
  async goAway(): Promise<void> {
    this.#abort.abort();
    await this.#server?.finished;
    this.#listeners.clear();
  }

  /** Answers again, on the same port. */
  comeBack(): void {
    this.#abort = new AbortController();
    const { signal } = this.#abort;
    const options = { hostname: "127.0.0.1", port: this.#port, signal, onListen: () => {} };
    this.#server = Deno.serve(options, (request) => this.#answer(request));
    this.#port = this.#server.addr.port;
  }

  /** Stops for good. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.goAway();
  }

  async #answer(request: Request): Promise<Response> {
    const url = new URL(request.url);
    const [, first = "", ...rest] = url.pathname.split("/");
    if (first === "api") return this.#api(request, url);
    if (first === "logo") return logo(rest.join("/"));
    if (first === "iptv") return this.#stream(rest.at(-1) ?? "");
    if (url.pathname === "/static/vendor/mpegts.js") return page(mpegtsText, "js");
    return await staticFile(url.pathname === "/" ? "index.html" : rest.join("/"));
  }

  async #api(request: Request, url: URL): Promise<Response> {
    const path = url.pathname.replace("/api/v1/", "");
    this.asked.set(path, (this.asked.get(path) ?? 0) + 1);
    const token = request.method === "GET" ? this.adminToken : this.writeToken ?? this.adminToken;
    if (token && request.headers.get("authorization") !== `Bearer ${token}`) {
      return problem(401, `Cannot ${request.method}: the admin token is missing or wrong`);
    }
    const written = await this.rules.answer(request, path, this.channels, this.nowMs);
    if (written instanceof Response) return written;
    if (written !== null) return refused(written);
    const timelineOf = /^channels\/(.+)\/timeline$/.exec(path)?.[1];
    if (timelineOf) return this.#timeline(decodeURIComponent(timelineOf), url.searchParams);
    switch (path) {
      case "channels":
        return Response.json({
          items: this.channels.map((one) => this.#channelView(one)),
          next_cursor: null,
        });
      case "media":
        return url.searchParams.get("state") === "playable"
          ? Response.json({
            items: this.rules.media(url.searchParams.get("search") ?? ""),
            next_cursor: null,
          })
          : Response.json(this.#brokenPage(url.searchParams.get("cursor")));
      case "events":
        return this.#events();
      case "libraries":
        return Response.json(this.#libraries());
      case "guide":
        return Response.json(cannedGuide());
      case "system":
        return Response.json(cannedSystem(this.isTunerOn, this.health));
      case "sessions":
        return Response.json({ items: cannedSessions(), next_cursor: null });
      default:
        return problem(404, `Cannot find ${path}`);
    }
  }

  #channelView(channel: CannedChannel): Record<string, unknown> {
    const { id, number, name, state, viewers, fault, inputKind, isExhausted } = channel;
    const [now = null, next = null] = cannedTimeline(channel, this.nowMs, this.nowMs + 86_400_000);
    return {
      id,
      number,
      name,
      group: "EXStreamTV",
      guide_id: `${id}.exstreamtv.local`,
      logo: `/logo/${number}.png`,
      stream: `/iptv/channel/${number}.ts`,
      lifecycle: "continuous",
      state,
      viewers,
      fault,
      input_kind: inputKind,
      exhausted: isExhausted,
      now,
      position_ms: now && this.nowMs - Date.parse(now.start),
      next,
    };
  }

  #timeline(id: string, query: URLSearchParams): Response {
    const channel = this.channels.find((one) => one.id === id);
    if (!channel) return problem(404, `Cannot find a channel: none has the id ${id}`);
    const from = Date.parse(query.get("from") ?? "");
    const to = Date.parse(query.get("to") ?? "");
    return Response.json({ items: cannedTimeline(channel, from, to) });
  }

  #brokenPage(cursor: string | null): unknown {
    const start = Number(cursor ?? 0);
    const next = start + 2 < this.broken.length ? String(start + 2) : null;
    return { items: this.broken.slice(start, start + 2), next_cursor: next };
  }

  #libraries(): unknown {
    const scanned = { "scanned_at": "2026-03-07T19:50:00.000Z", fault: null, problems: [] };
    const items = [
      { ...scanned, folder: "/media/Movies", playable: 312, broken: 1, missing: 0, fault: this.moviesFault },
      { ...scanned, folder: "/media/Shows", playable: 1_840, broken: this.broken.length - 1, missing: 4 },
    ];
    return { items, scan: { state: "idle", done: 0, total: 0 } };
  }

  #events(): Response {
    let mine: ReadableStreamDefaultController<Uint8Array<ArrayBuffer>>;
    const body = new ReadableStream<Uint8Array<ArrayBuffer>>({
      start: (controller) => {
        mine = controller;
        this.#listeners.add(controller);
        controller.enqueue(new TextEncoder().encode(": listening\n\n"));
      },
      cancel: () => void this.#listeners.delete(mine),
    });
    return new Response(body, { headers: { "content-type": "text/event-stream" } });
  }

  /** One packet nobody can show, then silence until the viewer leaves. */
  #stream(file: string): Response {
    const reason = this.refused.get(file.replace(/\.ts$/, ""));
    if (reason) return problem(503, reason, { "x-hdhomerun-error": "805 All Tuners In Use" });
    this.openStreams += 1;
    const body = new ReadableStream<Uint8Array<ArrayBuffer>>({
      start: (controller) => controller.enqueue(NULL_PACKET.slice()),
      cancel: () => void (this.openStreams -= 1),
    });
    return new Response(body, { headers: { "content-type": "video/mp2t" } });
  }
}

async function staticFile(path: string): Promise<Response> {
  try {
    return page(await Deno.readFile(new URL(path, STATIC)), path.slice(path.lastIndexOf(".") + 1));
  } catch (thrown) {
    if (thrown instanceof Deno.errors.NotFound) return problem(404, `Cannot find the file ${path}`);
    throw thrown;
  }
}

function page(body: BodyInit, extension: string): Response {
  const headers = {
    "content-type": TYPES[extension] ?? "application/octet-stream",
    "content-security-policy": PAGE_POLICY,
    "x-content-type-options": "nosniff",
  };
  return new Response(body, { headers });
}

function problem(status: number, detail: string, headers: Record<string, string> = {}): Response {
  return Response.json({ type: "about:blank", title: "Refused", status, detail, code: "refused" }, {
    status,
    headers,
  });
}

function refused({ status, detail, faults }: Refusal): Response {
  const body = { type: "about:blank", title: "Refused", status, detail, code: "refused", faults };
  return Response.json(body, { status });
}

function logo(file: string): Response {
  const number = file.replace(/\.png$/, "");
  const hue = Number(number) * 97 % 360;
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 64">` +
    `<rect width="64" height="64" rx="14" fill="hsl(${hue} 45% 34%)"/>` +
    `<text x="32" y="41" font-size="25" text-anchor="middle" fill="#fff" font-family="sans-serif">${number}</text></svg>`;
  return new Response(svg, { headers: { "content-type": "image/svg+xml" } });
}
