/** Bytes asked of a socket at once. */
const READ_BYTES = 65_536;

/**
 * Many viewers that throw away what they get, each with a socket of its own.
 *
 * Plain sockets, because what this process spends is taken from the one that is measured.
 */
export class Crowd implements AsyncDisposable {
  /** Bytes that came, over all viewers. */
  bytes = 0;
  #ended = 0;
  readonly #sockets: Deno.TcpConn[] = [];
  readonly #readers: Promise<void>[] = [];

  /** Nobody yet. */
  constructor(private readonly url: URL) {}

  /** More viewers come. */
  async join(count: number): Promise<void> {
    for (let number = 0; number < count; number++) this.#readers.push(this.#read(await this.#ask()));
  }

  /** Fails if a stream has ended: then those that are left tell nothing. */
  mustBeWhole(): void {
    if (this.#ended === 0) return;
    throw new Error(`Cannot measure: ${this.#ended} of ${this.#readers.length} viewers lost their stream`);
  }

  /** Waits until every viewer's stream has ended by itself. */
  async end(): Promise<void> {
    await Promise.all(this.#readers);
  }

  /** All viewers leave. */
  async [Symbol.asyncDispose](): Promise<void> {
    for (const socket of this.#sockets.splice(0)) socket.close();
    await Promise.all(this.#readers);
  }

  async #ask(): Promise<Deno.TcpConn> {
    const { hostname, port, host, pathname } = this.url;
    const socket = await Deno.connect({ hostname, port: Number(port) });
    this.#sockets.push(socket);
    const request = `GET ${pathname} HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`;
    await socket.write(new TextEncoder().encode(request));
    return socket;
  }

  async #read(socket: Deno.TcpConn): Promise<void> {
    const buffer = new Uint8Array(READ_BYTES);
    try {
      for (let bytes = 0; bytes !== -1; bytes = await socket.read(buffer) ?? -1) this.bytes += bytes;
    } catch (thrown) {
      // Closed by ourselves while it waited.
      if (!(thrown instanceof Deno.errors.BadResource || thrown instanceof Deno.errors.Interrupted)) {
        throw thrown;
      }
    }
    this.#ended += 1;
  }
}
