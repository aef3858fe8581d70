import { messageOf } from "../fault.ts";
import { LIMITS } from "../limits.ts";
import type { Rng } from "../rng.ts";
import { lanAddresses, type NetworkAddress } from "./addresses.ts";
import type { BaseUrls } from "./base_urls.ts";
import type { Datagram, Endpoint } from "./datagram.ts";
import type { MulticastSocket, OpenMulticast } from "./multicast.ts";
import { Neighbours } from "./neighbours.ts";
import { keepOpen, type PortParts } from "./patient_port.ts";
import { SourceRate } from "./source_rate.ts";
import {
  aliveMessage,
  byebyeMessage,
  findSubjects,
  foundMessage,
  MAX_AGE_S,
  parseSearch,
  SSDP_GROUP,
  SSDP_PORT,
  type SsdpDevice,
  subjectsOf,
} from "./ssdp_message.ts";
import { WallWarnings } from "./wall_warnings.ts";

/** Announcements may get lost, so the first is sent twice. */
const REPEAT_MS = 1_000;
const ANNOUNCE_MS = MAX_AGE_S * 1_000 / 2;
/** Searchers that wait for seconds are rare, and viewers that do not see their device impatient. */
const SPREAD_MS_MAX = 1_000;
const GROUP: Endpoint = { address: SSDP_GROUP, port: SSDP_PORT };

/** What SSDP is made of. */
export interface SsdpParts extends PortParts {
  /** Opens sockets. */
  readonly openMulticast: OpenMulticast;
  /** Where we are, by who asks. */
  readonly baseUrls: BaseUrls;
  /** Spreads answers. */
  readonly rng: Rng;
}

/**
 * Makes the device known by SSDP on UDP port 1900: answers searches, and announces it on every interface, when it
 * comes, while it is there and when it goes.
 *
 * @param parts Sockets, addresses, clock, randomness and log.
 * @param device What is said of the device.
 * @returns Says goodbye and ends it when disposed.
 */
export function startSsdp(parts: SsdpParts, device: SsdpDevice): AsyncDisposable {
  const speaker = new Speaker(parts, device);
  const port = keepOpen({
    name: "SSDP",
    port: `UDP ${SSDP_PORT}`,
    open: () => speaker.open(),
    serve: (open) => open.closed,
  }, parts);
  return {
    async [Symbol.asyncDispose]() {
      await speaker.sayGoodbye();
      await port[Symbol.asyncDispose]();
    },
  };
}

/** The open port and what belongs to it. */
interface OpenPort extends Disposable {
  /** Resolves once it is closed by us, rejects if it broke. */
  readonly closed: Promise<void>;
}

/** An interface we speak on. */
interface Place {
  readonly address: string;
  readonly socket: MulticastSocket;
}

class Speaker {
  readonly #neighbours: Neighbours;
  readonly #rate: SourceRate;
  readonly #warnings: WallWarnings;
  /** By the interface's address. */
  readonly #places = new Map<string, Place>();
  #waiting = 0;
  #isGone = false;

  constructor(private readonly parts: SsdpParts, private readonly device: SsdpDevice) {
    this.#neighbours = new Neighbours(parts.clock, () => parts.baseUrls.served());
    this.#rate = new SourceRate(parts.clock);
    this.#warnings = new WallWarnings("SSDP", parts.log);
  }

  async open(): Promise<OpenPort> {
    const { clock, openMulticast, log } = this.parts;
    const end = Promise.withResolvers<void>();
    const stop = new AbortController();
    const listener = await openMulticast({
      at: { address: "0.0.0.0", port: SSDP_PORT },
      leavesBy: null,
      onDatagram: (datagram) => void this.#hear(datagram, listener, stop.signal),
      onBroken: end.reject,
    });
    // Somebody hears of it below; not yet, though, when the socket breaks at once.
    end.promise.catch(() => stop.abort());
    const look = () =>
      this.#follow(listener, stop.signal).catch((thrown) => log.debug("SSDP", { reason: messageOf(thrown) }));
    const timers = [
      clock.every(LIMITS.interfacesLookMs, look),
      clock.every(ANNOUNCE_MS, () => this.#announce([...this.#places.values()])),
    ];
    await look();
    return {
      closed: end.promise,
      [Symbol.dispose]: () => {
        stop.abort();
        for (const timer of timers) timer[Symbol.dispose]();
        for (const { socket } of this.#places.values()) socket[Symbol.dispose]();
        this.#places.clear();
        listener[Symbol.dispose]();
        end.resolve();
      },
    };
  }

  /** Tells everybody that the device goes. */
  async sayGoodbye(): Promise<void> {
    this.#isGone = true;
    const texts = subjectsOf(this.device).map((subject) => byebyeMessage(subject, this.device));
    for (const { socket } of this.#places.values()) await this.#send(socket, texts, GROUP);
  }

  /** Speaks on the interfaces there are now: new ones get an announcement, those that are gone are given up. */
  async #follow(listener: MulticastSocket, stop: AbortSignal): Promise<void> {
    const present = this.#addresses();
    for (const { address, socket } of [...this.#places.values()]) {
      if (present.some((one) => one.address === address)) continue;
      this.#places.delete(address);
      socket[Symbol.dispose]();
    }
    const added: Place[] = [];
    for (const { address } of present) {
      // Again each time: an interface that was away for a moment has forgotten it. One that cannot still announces.
      listener.join(SSDP_GROUP, address);
      if (this.#places.has(address) || this.#isGone) continue;
      const place = await this.#enter(address, present);
      if (place === null) continue;
      this.#places.set(address, place);
      added.push(place);
    }
    if (added.length === 0) return;
    await this.#announce(added);
    void this.parts.clock.sleep(REPEAT_MS, stop).then(() => this.#announce(added));
  }

  async #enter(address: string, present: readonly NetworkAddress[]): Promise<Place | null> {
    try {
      const socket = await this.parts.openMulticast({
        at: { address, port: 0 },
        leavesBy: address,
        onDatagram: () => {},
        onBroken: () => this.#places.delete(address),
      });
      return { address, socket };
    } catch (thrown) {
      if (this.#warnings.tell(thrown, address, present)) return null;
      this.parts.log.debug("SSDP: cannot use an interface", { address, reason: messageOf(thrown) });
      return null;
    }
  }

  async #announce(places: readonly Place[]): Promise<void> {
    for (const { address, socket } of places) {
      const base = this.parts.baseUrls.forPeer(address);
      if (base === null || this.#isGone || this.#places.get(address)?.socket !== socket) continue;
      const texts = subjectsOf(this.device)
        .map((subject) => aliveMessage(subject, this.device, location(base)));
      if (await this.#send(socket, texts, GROUP)) continue;
      // The next look opens it anew, for an interface that came back is another one.
      this.#places.delete(address);
      socket[Symbol.dispose]();
    }
  }

  async #hear({ bytes, from }: Datagram, socket: MulticastSocket, stop: AbortSignal): Promise<void> {
    const { clock, rng, baseUrls } = this.parts;
    const search = parseSearch(new TextDecoder().decode(bytes));
    if (search === null || this.#waiting >= LIMITS.searchesWaitingMax || this.#isGone) return;
    const subjects = findSubjects(search, this.device);
    if (subjects.length === 0 || from.port === 0) return;
    // Strangers must not use up the answers of neighbours.
    if (!this.#neighbours.has(from.address) || !this.#rate.admits(from.address)) return;
    this.#waiting += 1;
    await clock.sleep(rng() * Math.min(search.spreadS * 1_000, SPREAD_MS_MAX), stop);
    this.#waiting -= 1;
    const base = baseUrls.forPeer(from.address);
    if (stop.aborted || this.#isGone || base === null) return;
    await this.#send(
      socket,
      subjects.map((subject) => foundMessage(subject, this.device, location(base))),
      from,
    );
  }

  /** True if the network took it. */
  async #send(socket: MulticastSocket, texts: readonly string[], to: Endpoint): Promise<boolean> {
    try {
      for (const text of texts) await socket.send(new TextEncoder().encode(text), to);
      return true;
    } catch (thrown) {
      this.parts.log.debug("SSDP: cannot send", { to: to.address, reason: messageOf(thrown) });
      return false;
    }
  }

  /** Where to speak: on all interfaces others may reach, or on our own one if we listen nowhere else. */
  #addresses(): readonly NetworkAddress[] {
    const served = this.parts.baseUrls.served().filter(({ family }) => family === "IPv4");
    return this.parts.baseUrls.isOnlyHere ? served : lanAddresses(served);
  }
}

function location(base: string): string {
  return `${base}/device.xml`;
}
