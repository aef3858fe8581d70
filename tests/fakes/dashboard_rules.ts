import { type CannedChannel, cannedTimeline } from "./dashboard_data.ts";

/** An answer that says no. */
export interface Refusal {
  /** HTTP status. */
  readonly status: number;
  /** Why. */
  readonly detail: string;
  /** What is wrong with a document. */
  readonly faults?: readonly { readonly path: string; readonly detail: string }[];
}

/** A channel, collection, filler or schedule, and who writes it. */
export interface CannedDocument {
  /** In the words of `config.yaml`; null once it is deleted. */
  document: Record<string, unknown> | null;
  /** Who writes it. */
  managedBy: "config" | "api" | "demo";
  /** Rises with every change. */
  version: number;
}

type Section = "collections" | "fillers" | "schedules";

const DAY_MS = 86_400_000;
const DOCUMENT = /^channels\/([^/]+)(?:\/(document|history|remarks|rebuild))?$/;
const REVERT = /^channels\/([^/]+)\/history\/(\d+)\/revert$/;
const NAMED = /^(collections|fillers|schedules)\/([^/]+)$/;

/** Answers what the API says of schedules, and remembers what is written. */
export class CannedRules {
  /** By channel id. */
  readonly documents = new Map<string, CannedDocument>(cannedDocuments());
  /** What channels use by name. */
  readonly named: Record<Section, Map<string, CannedDocument>> = {
    collections: new Map([
      ["cartoons", ours({ folder: "/media/Shows/Cartoons" })],
      ["eighties", ours({ smart: { kind: "movie", "year_from": 1980, "year_until": 1989 } }, "config")],
    ]),
    fillers: new Map([["bumpers", ours({ collection: { folder: "/media/Bumpers" }, count: 1 })]]),
    schedules: new Map(),
  };
  /** What the operator should know, by channel id. */
  readonly remarks = new Map<string, string[]>([
    ["channel-2", ["Winter Journey lasts beyond the end of its slot and is cut there"]],
  ]);
  /** Every change that was done: method, path and document. */
  readonly done: { readonly deed: string; readonly document: unknown }[] = [];
  /** What is wrong with every document until it is mended. */
  fault: Refusal | null = null;

  /** The answer, or null where something else is asked for. */
  async answer(
    request: Request,
    path: string,
    channels: readonly CannedChannel[],
    nowMs: number,
  ): Promise<Response | Refusal | null> {
    const { method } = request;
    if (method === "GET") return this.#read(path);
    const text = await request.text();
    if (path === "schedules/preview") return this.fault ?? preview(JSON.parse(text), channels, nowMs);
    if (this.fault) return this.fault;
    if (path === "import") return this.#import(new URL(request.url), text);
    const document: unknown = text === "" ? null : JSON.parse(text);
    const refusal = this.#write(`${method} ${path}`, document, request.headers.get("if-match"));
    if (refusal) return refusal;
    const note = new URL(request.url).searchParams.get("note");
    this.done.push({ deed: `${method} ${path}${note === null ? "" : ` (${note})`}`, document });
    return method === "DELETE" ? new Response(null, { status: 204 }) : Response.json({});
  }

  /** What the library holds that has all the words in its path. */
  media(search: string): Record<string, unknown>[] {
    const words = search.toLowerCase().split(/\s+/);
    const paths = Array.from({ length: 34 }, (_, index) => `/media/Shows/Cartoons/Moth ${index + 1}.mkv`);
    return paths.filter((path) => words.every((word) => path.toLowerCase().includes(word))).map((path) => ({
      path,
      title: "Moth",
      show: "Moth & Lamp",
      kind: "episode",
    }));
  }

  #read(path: string): Response | null {
    const [, id = "", what] = DOCUMENT.exec(path) ?? [];
    const written = this.documents.get(decodeURIComponent(id));
    if (written?.document && what === "document") return Response.json(view(written));
    if (written && what === "history") return Response.json({ items: history(written) });
    const [, section, name = ""] = NAMED.exec(path) ?? [];
    const one = isSection(section) ? this.named[section].get(name) : undefined;
    if (one) return Response.json({ name, ...view(one) });
    if (what === "remarks") {
      const items = (this.remarks.get(id) ?? []).map((detail) => ({
        at: "2026-03-07T21:00:00.000Z",
        code: "cut",
        detail,
      }));
      return Response.json({ items });
    }
    if (path === "channel-documents") {
      const items = [...this.documents].filter(([, { document }]) => document !== null);
      return Response.json({ items: items.map(([name, it]) => ({ name, ...view(it) })) });
    }
    if (path === "export") {
      return new Response("channels: []\n", { headers: { "content-type": "application/yaml" } });
    }
    if (path !== "collections" && path !== "fillers" && path !== "schedules") return null;
    return Response.json({ items: [...this.named[path]].map(([name, it]) => ({ name, ...view(it) })) });
  }

  #write(deed: string, document: unknown, ifMatch: string | null): Refusal | null {
    const path = deed.slice(deed.indexOf(" ") + 1);
    const [, id] = DOCUMENT.exec(path) ?? REVERT.exec(path) ?? [];
    const [, section, name] = NAMED.exec(path) ?? [];
    const shelf: Map<string, CannedDocument> = isSection(section) ? this.named[section] : this.documents;
    const key = decodeURIComponent(name ?? id ?? "");
    const before = shelf.get(key);
    if (before && ifMatch !== `"${before.version}"`) {
      const detail = `Cannot change ${key}: it is at version ${before.version}`;
      return { status: ifMatch === null ? 428 : 412, detail };
    }
    if (before && deed.startsWith("DELETE")) {
      Object.assign(before, { document: null, version: before.version + 1 });
    } else if (deed.startsWith("PUT")) {
      shelf.set(key, {
        document: { ...Object(document) },
        managedBy: "api",
        version: (before?.version ?? 0) + 1,
      });
    }
    return null;
  }

  #import(url: URL, text: string): Response | Refusal {
    if (!text.includes("channels")) {
      const faults = [{ path: "channles", detail: 'found "channles", expected channels' }];
      return { status: 422, detail: "Cannot import the file", faults };
    }
    if (url.searchParams.get("dry_run") === "true") {
      const items = [
        { kind: "channel", name: "owls", change: "created" },
        { kind: "collection", name: "cartoons", change: "unchanged" },
      ];
      return Response.json({ items });
    }
    this.done.push({ deed: "POST import", document: text });
    return Response.json({});
  }
}

function cannedDocuments(): [string, CannedDocument][] {
  const loop = (number: string, name: string, collection: unknown) => ({
    number,
    name,
    schedule: { kind: "loop", collection, order: "shuffle" },
  });
  const slots = ["20:00", "22:00"].map((at) => ({ at, collection: { folder: "/media/Movies" } }));
  return [
    [
      "channel-2",
      ours({ number: "2", name: "Saturday Movies", schedule: { kind: "slots", slots } }, "config"),
    ],
    [
      "channel-5",
      ours({ ...loop("5", "Comedy Vault", { show: "The Allotment" }), group: "Laughs" }, "api", 3),
    ],
    [
      "channel-7.1",
      ours({
        number: "7.1",
        name: "Nature One",
        schedule: { kind: "mirror", channel: "channel-5", "offset_minutes": 60 },
      }),
    ],
    ["channel-7.2", ours(loop("7.2", "Shorts All Day", { folder: "/demo" }), "demo")],
    ["channel-9", ours({ number: "9", name: "Night Owl", schedule: null })],
    ["attic", ours({ ...loop("30", "Old Reels", "cartoons"), enabled: false })],
    ["channel-12", ours({ ...loop("12", "Attic Cartoons", "cartoons"), timezone: "Asia/Kolkata" })],
    [
      "channel-20",
      ours({
        number: "20",
        name: "Concert Hall",
        schedule: { kind: "blocks", blocks: { night: {} }, templates: { day: [] } },
      }),
    ],
    [
      "channel-21",
      ours(loop("21", "A Channel With a Remarkably Long Name Indeed", { search: "slugs snails" })),
    ],
  ];
}

function ours(
  document: Record<string, unknown>,
  managedBy: CannedDocument["managedBy"] = "api",
  version = 1,
): CannedDocument {
  return { document, managedBy, version };
}

function view({ document, managedBy, version }: CannedDocument): Record<string, unknown> {
  return {
    document,
    managed_by: managedBy,
    version: managedBy === "api" ? version : null,
    used_by: [],
    fault: null,
  };
}

function history({ document, version }: CannedDocument): unknown[] {
  return Array.from({ length: version }, (_, back) => ({
    version: version - back,
    at: `2026-03-0${version - back}T12:00:00.000Z`,
    document: back === 0 ? document : { ...document, name: `${document?.["name"]} (before ${back})` },
    note: document === null ? "it was dull" : "",
  }));
}

/** As if the channel were to air everything half an hour later. */
function preview(
  { channel_id: id }: { readonly "channel_id"?: string },
  channels: readonly CannedChannel[],
  nowMs: number,
): Response {
  const channel = channels.find((one) => one.id === id);
  const programmes = channel === undefined ? [] : cannedTimeline(channel, nowMs, nowMs + DAY_MS);
  const changes = programmes.slice(1, 30).map(({ start, stop, title }) => ({
    start,
    stop,
    was: { title, kind: "item" },
    will: { title: `${title}, later`, kind: "item" },
  }));
  const remarks = [{
    at: "2026-03-07T23:00:00.000Z",
    code: "starts_late",
    detail: "The slot of 23:00 starts 90 s late",
  }];
  const cutAt = programmes[1]?.start ?? new Date(nowMs).toISOString();
  return Response.json({ cut_at: cutAt, programmes, remarks: id === undefined ? [] : remarks, changes });
}

function isSection(text: string | undefined): text is Section {
  return text !== undefined && ["collections", "fillers", "schedules"].includes(text);
}
