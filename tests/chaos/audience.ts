import { systemClock } from "../../src/clock.ts";
import type { Rng } from "../../src/rng.ts";
import { between, pick } from "./storm.ts";

/** Bytes asked of a socket at once. */
const READ_BYTES = 65_536;
const STAY_MS = { least: 3_000, most: 40_000 };
const AWAY_MS = { least: 0, most: 3_000 };

/**
 * Viewers who come, stay for a while and leave, each with a socket of its own, for ever.
 *
 * Plain sockets, because what this process spends is taken from the program.
 */
export class Audience implements AsyncDisposable {
  /** How often somebody tuned in. */
  visits = 0;
  /** Streams that ended although nobody had left, with the reason. */
  readonly disconnected: string[] = [];
  /** Answers that were no stream. */
  readonly turnedAway: string[] = [];
  /** Bytes that came, over all. */
  bytes = 0;
  readonly #present = new Set<Deno.TcpConn>();
  readonly #lives: Promise<void>[];
  readonly #over = new AbortController();

  /** @param urls Streams they choose from. */
  constructor(private readonly urls: readonly string[], count: number, private readonly rng: Rng) {
    this.#lives = Array.from({ length: count }, (_, number) => this.#live(number * 50));
  }

  /** Everybody leaves. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#over.abort();
    for (const socket of [...this.#present]) this.#leave(socket);
    await Promise.all(this.#lives);
  }

  async #live(afterMs: number): Promise<void> {
    const { signal } = this.#over;
    await systemClock.sleep(afterMs, signal);
    while (!signal.aborted) {
      await this.#visit(new URL(pick(this.urls, this.rng) ?? ""));
      await systemClock.sleep(between(AWAY_MS.least, AWAY_MS.most, this.rng), signal);
    }
  }

  async #visit({ hostname, port, host, pathname }: URL): Promise<void> {
    this.visits += 1;
    const socket = await Deno.connect({ hostname, port: Number(port) }).catch((thrown) => String(thrown));
    if (typeof socket === "string") return void this.turnedAway.push(socket);
    this.#present.add(socket);
    const stay = new AbortController();
    const leaving = systemClock.sleep(between(STAY_MS.least, STAY_MS.most, this.rng), stay.signal)
      .then(() => this.#leave(socket));
    const request = `GET ${pathname} HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`;
    const end = await this.#read(socket, request).catch((thrown) => String(thrown));
    // Whoever left by itself is no longer present when its socket ends.
    if (this.#present.has(socket)) this.disconnected.push(`${pathname}: ${end}`);
    stay.abort();
    await leaving;
  }

  /** Reads until the stream ends. @returns How it ended. */
  async #read(socket: Deno.TcpConn, request: string): Promise<string> {
    await socket.write(new TextEncoder().encode(request));
    const buffer = new Uint8Array(READ_BYTES);
    const first = await socket.read(buffer);
    const [status = ""] = new TextDecoder().decode(buffer.subarray(0, first ?? 0)).split("\r\n", 1);
    if (!status.includes(" 200 ")) {
      if (this.#present.has(socket)) this.turnedAway.push(status);
      this.#leave(socket);
      return status;
    }
    for (let read = first; read !== null; read = await socket.read(buffer)) this.bytes += read;
    return "the stream ended";
  }

  #leave(socket: Deno.TcpConn): void {
    if (this.#present.delete(socket)) socket.close();
  }
}
