import { extname, join, normalize } from "node:path";

/** How the server treats a request. */
export type Behaviour =
  /** Serves the file. */
  | { readonly kind: "ok" }
  /** Answers with an error, such as 404, 429 or 503. */
  | { readonly kind: "status"; readonly status: number }
  /** Answers 200 with a page for people, as captive portals and expired links do. */
  | { readonly kind: "html" }
  /** Sends so many bytes of the answer, then nothing more, and keeps the connection. */
  | { readonly kind: "stall"; readonly afterBytes: number }
  /** Sends so many bytes of the answer, then resets the connection. */
  | { readonly kind: "reset"; readonly afterBytes: number }
  /** Sends slowly. */
  | { readonly kind: "trickle"; readonly bytesPerSecond: number }
  /** Accepts the connection and never answers. */
  | { readonly kind: "silent" }
  /** Serves one connection at a time and answers 503 to the others, as many IPTV accounts do. */
  | { readonly kind: "single" };

/** A request as far as it matters here. */
interface Asked {
  readonly method: string;
  readonly path: string;
  readonly range: string | null;
}

/** The part of a file that is sent. */
interface Part {
  readonly status: 200 | 206;
  readonly from: number;
  readonly length: number;
}

const PIECE_BYTES = 65_536;
/** Pieces a second of what trickles. */
const TRICKLES_PER_SECOND = 20;
const REQUEST_BYTES_MAX = 16_384;
const PAGE =
  "<!DOCTYPE html>\n<html><head><title>Sign in</title></head><body>Please sign in.</body></html>\n";

const REASONS: Readonly<Record<number, string>> = {
  200: "OK",
  206: "Partial Content",
  401: "Unauthorized",
  403: "Forbidden",
  404: "Not Found",
  410: "Gone",
  416: "Range Not Satisfiable",
  429: "Too Many Requests",
  500: "Internal Server Error",
  503: "Service Unavailable",
};

const TYPES: Readonly<Record<string, string>> = {
  ".mp4": "video/mp4",
  ".mkv": "video/x-matroska",
  ".ts": "video/mp2t",
  ".m3u8": "application/vnd.apple.mpegurl",
  ".html": "text/html",
};

/**
 * A small HTTP server of media that can go wrong in every way a real one does, while it runs.
 *
 * It speaks plain sockets: a server library would not let a connection be reset, or left unanswered.
 */
export class BadHttp implements AsyncDisposable {
  /** Requests that came while `single` served another connection. */
  secondConnections = 0;
  readonly #behaviours = new Map<string, Behaviour>();
  readonly #requests = new Map<string, number>();
  readonly #open = new Set<Deno.TcpConn>();
  readonly #work = new Set<Promise<void>>();
  readonly #singles = new Set<string>();
  readonly #closing = new AbortController();
  #listener: Deno.TcpListener | null;

  private constructor(readonly folder: string, listener: Deno.TcpListener, readonly port: number) {
    this.#listener = listener;
    this.#keep(this.#accept(listener));
  }

  /** Begins to serve the files of a folder on 127.0.0.1. */
  static start(folder: string): BadHttp {
    const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
    return new BadHttp(folder, listener, listener.addr.port);
  }

  /** Its address, without a slash at the end. */
  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /**
   * Says how requests are treated from now on; those that are being answered go on as they began.
   *
   * @param behaviour What happens.
   * @param prefix Paths it happens to, such as `/mirror/`; of several prefixes the longest counts.
   */
  behave(behaviour: Behaviour, prefix = "/"): void {
    this.#behaviours.set(prefix, behaviour);
  }

  /** Requests for a path so far. */
  requests(path: string): number {
    return this.#requests.get(path) ?? 0;
  }

  /** Connections that are open. */
  get connections(): number {
    return this.#open.size;
  }

  /** Takes no more connections, which are then refused, and cuts those there are. */
  down(): void {
    this.#listener?.close();
    this.#listener = null;
    for (const connection of [...this.#open]) this.#close(connection);
  }

  /** Takes connections again, at the same address. */
  up(): void {
    if (this.#listener !== null) return;
    this.#listener = Deno.listen({ hostname: "127.0.0.1", port: this.port });
    this.#keep(this.#accept(this.#listener));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#closing.abort();
    this.down();
    await Promise.all(this.#work);
  }

  async #accept(listener: Deno.TcpListener): Promise<void> {
    for await (const connection of listener) {
      this.#open.add(connection);
      this.#keep(this.#serve(connection));
    }
  }

  async #serve(connection: Deno.TcpConn): Promise<void> {
    try {
      const asked = await readRequest(connection);
      if (asked !== null) await this.#answer(connection, asked);
    } catch (thrown) {
      // Whoever watches leaves when it likes, and `down` cuts everybody off.
      if (!isCut(thrown)) throw thrown;
    } finally {
      this.#close(connection);
    }
  }

  async #answer(connection: Deno.TcpConn, asked: Asked): Promise<void> {
    this.#requests.set(asked.path, this.requests(asked.path) + 1);
    const [prefix, behaviour] = this.#behaviourAt(asked.path);
    if (behaviour.kind !== "reset") await connection.read(new Uint8Array(1));
    if (behaviour.kind === "silent") return await this.#waitForEnd(connection);
    if (behaviour.kind === "status") return await sendText(connection, behaviour.status, "");
    if (behaviour.kind === "html") return await sendText(connection, 200, PAGE);
    if (behaviour.kind !== "single") return await this.#sendFile(connection, asked, behaviour);
    if (this.#singles.has(prefix)) {
      this.secondConnections += 1;
      return await sendText(connection, 503, "");
    }
    this.#singles.add(prefix);
    try {
      await this.#sendFile(connection, asked, behaviour);
    } finally {
      this.#singles.delete(prefix);
    }
  }

  async #sendFile(connection: Deno.TcpConn, asked: Asked, behaviour: Behaviour): Promise<void> {
    using file = await openFile(join(this.folder, normalize(`/${asked.path}`)));
    if (file === null) return await sendText(connection, 404, "");
    const { size } = await file.stat();
    const part = partOf(asked.range, size);
    if (part === null) return await sendText(connection, 416, "", `Content-Range: bytes */${size}\r\n`);
    const type = TYPES[extname(asked.path)] ?? "application/octet-stream";
    const range = part.status === 200
      ? ""
      : `Content-Range: bytes ${part.from}-${part.from + part.length - 1}/${size}\r\n`;
    await send(connection, head(part.status, type, part.length, range));
    if (asked.method === "HEAD") return;
    await file.seek(part.from, Deno.SeekMode.Start);
    const isCutShort = behaviour.kind === "stall" || behaviour.kind === "reset";
    const length = isCutShort ? Math.min(part.length, behaviour.afterBytes) : part.length;
    await this.#copy(file, connection, length, behaviour);
    if (behaviour.kind === "stall") await this.#waitForEnd(connection);
    if (behaviour.kind !== "reset") await connection.closeWrite();
  }

  async #copy(file: Deno.FsFile, to: Deno.TcpConn, length: number, behaviour: Behaviour): Promise<void> {
    const rate = behaviour.kind === "trickle" ? behaviour.bytesPerSecond : null;
    const piece = new Uint8Array(
      rate === null ? PIECE_BYTES : Math.max(1, Math.round(rate / TRICKLES_PER_SECOND)),
    );
    for (let left = length; left > 0 && this.#open.has(to);) {
      const read = await file.read(piece.subarray(0, Math.min(left, piece.length)));
      if (read === null) return;
      await send(to, piece.subarray(0, read));
      left -= read;
      if (rate !== null) await this.#pause(1_000 / TRICKLES_PER_SECOND);
    }
  }

  /** Nothing more is said; ends when the other side leaves. */
  async #waitForEnd(connection: Deno.TcpConn): Promise<void> {
    const rest = new Uint8Array(1_024);
    for (let read: number | null = 0; read !== null;) read = await connection.read(rest);
  }

  #pause(durationMs: number): Promise<void> {
    const { signal } = this.#closing;
    return new Promise((resolve) => {
      const timer = setTimeout(finish, durationMs);
      signal.addEventListener("abort", finish, { once: true });
      function finish() {
        clearTimeout(timer);
        signal.removeEventListener("abort", finish);
        resolve();
      }
    });
  }

  #behaviourAt(path: string): [string, Behaviour] {
    const matching = [...this.#behaviours].filter(([prefix]) => path.startsWith(prefix));
    return matching.sort(([one], [other]) => other.length - one.length)[0] ?? ["/", { kind: "ok" }];
  }

  #keep(work: Promise<void>): void {
    this.#work.add(work);
    void work.finally(() => this.#work.delete(work));
  }

  #close(connection: Deno.TcpConn): void {
    if (this.#open.delete(connection)) connection.close();
  }
}

/** Reads a request but for its last byte: closing a socket that holds unread bytes resets the connection. */
async function readRequest(connection: Deno.TcpConn): Promise<Asked | null> {
  const one = new Uint8Array(1);
  let text = "";
  while (!text.endsWith("\r\n\r")) {
    if (text.length > REQUEST_BYTES_MAX || await connection.read(one) === null) return null;
    text += String.fromCharCode(one[0] ?? 0);
  }
  const [, method = "GET", target = "/"] = /^(\S+) (\S+)/.exec(text) ?? [];
  const path = decodeURIComponent(new URL(target, "http://localhost").pathname);
  return { method, path, range: /^range: *bytes=(\S+)\r$/im.exec(text)?.[1] ?? null };
}

/** What of a file of `size` bytes is asked for (RFC 9110, 14.1.2); null when there is no such part. */
function partOf(range: string | null, size: number): Part | null {
  const [, first = "", last = ""] = /^(\d*)-(\d*)$/.exec(range ?? "") ?? [];
  if (first === "" && last === "") return { status: 200, from: 0, length: size };
  const from = first === "" ? Math.max(0, size - Number(last)) : Number(first);
  const to = first === "" || last === "" ? size - 1 : Math.min(size - 1, Number(last));
  return from > to ? null : { status: 206, from, length: to - from + 1 };
}

async function openFile(path: string): Promise<Deno.FsFile | null> {
  try {
    return (await Deno.stat(path)).isFile ? await Deno.open(path) : null;
  } catch (thrown) {
    if (thrown instanceof Deno.errors.NotFound || thrown instanceof Deno.errors.NotADirectory) return null;
    throw thrown;
  }
}

async function sendText(connection: Deno.TcpConn, status: number, body: string, headers = ""): Promise<void> {
  await send(connection, head(status, "text/html; charset=utf-8", body.length, headers));
  await send(connection, new TextEncoder().encode(body));
  await connection.closeWrite();
}

function head(status: number, type: string, length: number, more: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(
    `HTTP/1.1 ${status} ${REASONS[status] ?? "Unknown"}\r\nContent-Type: ${type}\r\n` +
      `Content-Length: ${length}\r\nAccept-Ranges: bytes\r\n${more}Connection: close\r\n\r\n`,
  );
}

async function send(connection: Deno.TcpConn, bytes: Uint8Array): Promise<void> {
  for (let at = 0; at < bytes.length;) at += await connection.write(bytes.subarray(at));
}

/** Whether this is what a connection that ended on either side throws. */
function isCut(thrown: unknown): boolean {
  const { errors } = Deno;
  const kinds = [
    errors.BadResource,
    errors.BrokenPipe,
    errors.ConnectionReset,
    errors.Interrupted,
    errors.NotConnected,
  ];
  return kinds.some((kind) => thrown instanceof kind);
}
