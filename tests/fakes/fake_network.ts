import type { Datagram, DatagramSocket, Endpoint } from "../../src/hdhomerun/datagram.ts";
import type { MulticastOptions, MulticastSocket } from "../../src/hdhomerun/multicast.ts";
import type { StreamConnection, StreamListener } from "../../src/hdhomerun/stream_listener.ts";

/** A datagram on its way. */
export interface Sent {
  readonly bytes: Uint8Array;
  readonly from: Endpoint;
  readonly to: Endpoint;
}

/** A network in memory: what is sent is kept, what tests throw in is received. */
export class FakeNetwork {
  /** Everything sent by UDP, oldest first. */
  readonly sent: Sent[] = [];
  /** Open UDP sockets. */
  readonly sockets = new Set<FakeSocket>();
  /** Open multicast sockets. */
  readonly groups = new Set<FakeMulticast>();
  /** Open TCP ports. */
  readonly listeners = new Set<FakeListener>();
  /** Ports that cannot be had. */
  readonly taken = new Set<number>();
  /** Addresses nothing can be sent to. */
  readonly unreachable = new Set<string>();
  /** Addresses the wall lets nobody bind or send to. */
  readonly forbidden = new Set<string>();
  #lastPort = 40_000;

  readonly openDatagram = (at: Endpoint): DatagramSocket => {
    this.#refuse(at.port);
    return new FakeSocket(this, { ...at, port: at.port || ++this.#lastPort });
  };

  // deno-lint-ignore require-await -- the seam is asynchronous.
  readonly openMulticast = async (options: MulticastOptions): Promise<MulticastSocket> => {
    this.#forbid(options.at.address);
    this.#refuse(options.at.port);
    return new FakeMulticast(this, options);
  };

  readonly listenStream = (at: Endpoint): StreamListener => {
    this.#refuse(at.port);
    return new FakeListener(this, at);
  };

  /** Throws a datagram at a port. */
  throwAt(port: number, bytes: Uint8Array, from: Endpoint): void {
    for (const socket of this.sockets) if (socket.at.port === port) socket.receiveLater({ bytes, from });
    for (const { options } of this.groups) {
      if (options.at.port === port) options.onDatagram({ bytes, from });
    }
  }

  /** Connects to a TCP port, as a client. */
  connect(port: number, from: Endpoint): FakeClient {
    const listener = [...this.listeners].find(({ at }) => at.port === port);
    if (!listener) throw new Error(`Cannot connect: nobody listens on port ${port}`);
    const client = new FakeClient(from);
    listener.take(client);
    return client;
  }

  /** Sends; kept as a copy, because senders use their buffers again. */
  deliver(bytes: Uint8Array, from: Endpoint, to: Endpoint): void {
    this.#forbid(to.address);
    if (this.unreachable.has(to.address)) throw new Error(`No route to ${to.address}`);
    this.sent.push({ bytes: bytes.slice(), from, to: { address: to.address, port: to.port } });
  }

  #forbid(address: string): void {
    if (this.forbidden.has(address)) throw new Deno.errors.NotCapable(`Requires net access to "${address}"`);
  }

  #refuse(port: number): void {
    if (this.taken.has(port)) throw new Deno.errors.AddrInUse("Address already in use");
  }
}

class FakeSocket implements DatagramSocket {
  readonly #queue = new Queue<Datagram>();

  constructor(private readonly network: FakeNetwork, readonly at: Endpoint) {
    network.sockets.add(this);
  }

  receiveLater(datagram: Datagram): void {
    this.#queue.put(datagram);
  }

  receive(): Promise<Datagram | null> {
    return this.#queue.take();
  }

  // deno-lint-ignore require-await -- the seam is asynchronous.
  async send(bytes: Uint8Array, to: Endpoint): Promise<void> {
    if (!this.network.sockets.has(this)) throw new Error("The socket is closed");
    this.network.deliver(bytes, this.at, to);
  }

  [Symbol.dispose](): void {
    this.network.sockets.delete(this);
    this.#queue.close();
  }
}

class FakeMulticast implements MulticastSocket {
  /** Groups it listens to, as `group on address`. */
  readonly joined: string[] = [];

  constructor(private readonly network: FakeNetwork, readonly options: MulticastOptions) {
    network.groups.add(this);
  }

  join(group: string, own: string): string | null {
    const membership = `${group} on ${own}`;
    if (this.joined.includes(membership)) return "addMembership EINVAL";
    this.joined.push(membership);
    return null;
  }

  // deno-lint-ignore require-await -- the seam is asynchronous.
  async send(bytes: Uint8Array, to: Endpoint): Promise<void> {
    if (!this.network.groups.has(this)) throw new Error("The socket is closed");
    this.network.deliver(bytes, this.options.at, to);
  }

  [Symbol.dispose](): void {
    this.network.groups.delete(this);
  }
}

class FakeListener implements StreamListener {
  readonly #queue = new Queue<StreamConnection>();

  constructor(private readonly network: FakeNetwork, readonly at: Endpoint) {
    network.listeners.add(this);
  }

  take(client: FakeClient): void {
    this.#queue.put(client.server);
  }

  accept(): Promise<StreamConnection | null> {
    return this.#queue.take();
  }

  [Symbol.dispose](): void {
    this.network.listeners.delete(this);
    this.#queue.close();
  }
}

/** The client's end of a connection. */
export class FakeClient {
  /** Each piece the server wrote. */
  readonly received: Uint8Array[] = [];
  /** True once the server has closed the connection. */
  isClosed = false;
  /** While true the server's writes do not end. */
  isStuck = false;
  readonly #queue = new Queue<Uint8Array>();
  readonly #closed = Promise.withResolvers<never>();

  constructor(private readonly from: Endpoint) {
    this.#closed.promise.catch(() => null);
  }

  /** Sends bytes to the server. */
  send(bytes: Uint8Array): void {
    this.#queue.put(bytes);
  }

  /** Leaves. */
  leave(): void {
    this.#queue.close();
  }

  /** The server's end. */
  get server(): StreamConnection {
    let rest: Uint8Array = new Uint8Array();
    return {
      from: this.from,
      read: async (buffer) => {
        const bytes = rest.length > 0 ? rest : await this.#queue.take();
        if (bytes === null) return null;
        const length = Math.min(bytes.length, buffer.length);
        buffer.set(bytes.subarray(0, length));
        rest = bytes.subarray(length);
        return length;
      },
      write: async (bytes) => {
        if (this.isClosed) throw new Error("The connection is closed");
        if (this.isStuck) await this.#closed.promise;
        this.received.push(bytes.slice());
      },
      [Symbol.dispose]: () => {
        this.isClosed = true;
        this.#closed.reject(new Error("The connection was closed"));
        this.#queue.close();
      },
    };
  }
}

/** What waits for somebody to take it, in order; null once closed and empty. */
class Queue<Thing> {
  readonly #things: Thing[] = [];
  readonly #takers: ((thing: Thing | null) => void)[] = [];
  #isClosed = false;

  put(thing: Thing): void {
    const taker = this.#takers.shift();
    if (taker) taker(thing);
    else if (!this.#isClosed) this.#things.push(thing);
  }

  take(): Promise<Thing | null> {
    const [thing] = this.#things.splice(0, 1);
    if (thing !== undefined) return Promise.resolve(thing);
    if (this.#isClosed) return Promise.resolve(null);
    return new Promise((resolve) => this.#takers.push(resolve));
  }

  close(): void {
    this.#isClosed = true;
    for (const taker of this.#takers.splice(0)) taker(null);
  }
}
