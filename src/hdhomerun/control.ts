import { messageOf } from "../fault.ts";
import { LIMITS } from "../limits.ts";
import { isNeighbour, plainAddress } from "./addresses.ts";
import { ControlDevice } from "./control_device.ts";
import { encodeGetSetReply, parseGetSet, Unpacker } from "./control_packet.ts";
import type { ControlTunerParts } from "./control_tuner.ts";
import type { DatagramSocket, Endpoint } from "./datagram.ts";
import { HDHOMERUN_PORT } from "./discovery.ts";
import { PACKET_BYTES_MAX, PACKET_TYPE } from "./packet.ts";
import { keepOpen } from "./patient_port.ts";
import type { ListenStream, StreamConnection, StreamListener } from "./stream_listener.ts";

/** Where receivers of targets send signs of life. */
const KEEP_ALIVE_PORT = 5_004;
const TIDY_MS = 2_000;
const ACCEPT_AGAIN_MS = 1_000;

/** What control is made of. */
export interface ControlParts extends ControlTunerParts {
  /** Opens the port. */
  readonly listenStream: ListenStream;
}

/** How control behaves. */
export interface ControlOptions {
  /** Number of tuners. */
  readonly tunerCount: number;
  /** Another port, for tests. */
  readonly port?: number;
  /** Another port for signs of life, for tests. */
  readonly keepAlivePort?: number;
}

/**
 * Answers control clients on TCP port 65001: they read the device's variables and have tuners send to them by UDP.
 *
 * @param parts Sockets, tuning, channels, clock and log.
 * @param options How many tuners there are.
 * @returns Ends it, with all connections and targets, when disposed.
 */
export function startControl(parts: ControlParts, options: ControlOptions): AsyncDisposable {
  const { port = HDHOMERUN_PORT, keepAlivePort = KEEP_ALIVE_PORT, tunerCount } = options;
  const { baseUrls, clock } = parts;
  const stack = new AsyncDisposableStack();
  const device = stack.use(new ControlDevice(tunerCount, parts));
  const server = new ControlServer(parts, device, tunerCount);
  stack.use(clock.every(TIDY_MS, () => server.tidy()));
  stack.use(keepOpen({
    name: "HDHomeRun keep-alive",
    port: `UDP ${keepAlivePort}`,
    open: () => parts.openDatagram({ address: baseUrls.listenAddress, port: keepAlivePort }),
    serve: (socket) => hear(socket, device),
  }, parts));
  stack.use(keepOpen({
    name: "HDHomeRun control",
    port: `TCP ${port}`,
    open: () => parts.listenStream({ address: baseUrls.listenAddress, port }),
    serve: (listener) => server.serve(listener),
  }, parts));
  // First of all: whoever waits for a tuner would keep its connection from ending.
  stack.defer(() => device.abort());
  return stack;
}

async function hear(socket: DatagramSocket, device: ControlDevice): Promise<void> {
  for (let datagram = await socket.receive(); datagram !== null; datagram = await socket.receive()) {
    device.keepAlive(datagram.from);
  }
}

/** One client. */
interface Client {
  readonly connection: StreamConnection;
  readonly from: Endpoint;
  /** When it last said something, or its answer began to be written. */
  sinceMs: number;
  isWriting: boolean;
}

/** Connections, their number and their patience. */
class ControlServer {
  readonly #clients = new Set<Client>();

  readonly #perAddressMax: number;

  constructor(
    private readonly parts: ControlParts,
    private readonly device: ControlDevice,
    tunerCount: number,
  ) {
    this.#perAddressMax = tunerCount * LIMITS.controlConnectionsPerTuner + LIMITS.controlConnectionsBeside;
  }

  async serve(listener: StreamListener): Promise<void> {
    const talks = new Set<Promise<void>>();
    for (;;) {
      const connection = await this.#accept(listener);
      if (connection === null) break;
      if (connection === "later") continue;
      const talk = this.#talk(connection).finally(() => talks.delete(talk));
      talks.add(talk);
    }
    for (const client of this.#clients) client.connection[Symbol.dispose]();
    await Promise.all(talks);
  }

  /** Closes what nobody uses. */
  async tidy(): Promise<void> {
    const nowMs = this.parts.clock.monotonicMs();
    for (const { connection, sinceMs, isWriting } of this.#clients) {
      const patienceMs = isWriting ? LIMITS.controlWriteMs : LIMITS.controlIdleMs;
      if (nowMs - sinceMs >= patienceMs) connection[Symbol.dispose]();
    }
    await this.device.tidy();
  }

  async #accept(listener: StreamListener): Promise<StreamConnection | "later" | null> {
    try {
      return await listener.accept();
    } catch (thrown) {
      // Out of descriptors, or a client that left while it was let in.
      this.parts.log.debug("Control: cannot accept", { reason: messageOf(thrown) });
      await this.parts.clock.sleep(ACCEPT_AGAIN_MS);
      return "later";
    }
  }

  async #talk(connection: StreamConnection): Promise<void> {
    using _closed = connection;
    const from = { ...connection.from, address: plainAddress(connection.from.address) };
    if (!this.#mayTalk(from)) return;
    const client = { connection, from, sinceMs: this.parts.clock.monotonicMs(), isWriting: false };
    this.#clients.add(client);
    try {
      await this.#answerAll(client);
    } catch (thrown) {
      this.parts.log.debug("Control: connection lost", { from: from.address, reason: messageOf(thrown) });
    } finally {
      this.#clients.delete(client);
      this.device.closed(from);
    }
  }

  #mayTalk({ address }: Endpoint): boolean {
    const own = [...this.#clients].filter(({ from }) => from.address === address).length;
    return this.#clients.size < this.#perAddressMax * LIMITS.controlAddressesFull &&
      own < this.#perAddressMax &&
      isNeighbour(address, this.parts.baseUrls.served());
  }

  async #answerAll(client: Client): Promise<void> {
    const unpacker = new Unpacker();
    const buffer = new Uint8Array(PACKET_BYTES_MAX);
    for (;;) {
      const length = await client.connection.read(buffer);
      if (length === null) return;
      const { packets, isBroken } = unpacker.push(buffer.subarray(0, length));
      for (const packet of packets) {
        if (packet.type !== PACKET_TYPE.getSetRequest) continue;
        const request = parseGetSet(packet);
        if (request === null) return;
        const answer = await this.device.answer(request, client.from);
        await this.#write(client, encodeGetSetReply(request.name, answer));
      }
      if (isBroken) return;
    }
  }

  async #write(client: Client, bytes: Uint8Array): Promise<void> {
    client.isWriting = true;
    client.sinceMs = this.parts.clock.monotonicMs();
    await client.connection.write(bytes);
    client.isWriting = false;
  }
}
