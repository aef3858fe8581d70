import type { Channel } from "../channel.ts";
import type { Clock } from "../clock.ts";
import type { Logger } from "../log.ts";
import type { Rng } from "../rng.ts";
import type { Tuning } from "../tuning.ts";
import type { NetworkAddress } from "./addresses.ts";
import { BaseUrls, type Whereabouts } from "./base_urls.ts";
import { startControl } from "./control.ts";
import type { OpenDatagram } from "./datagram.ts";
import { startDiscovery } from "./discovery.ts";
import type { DeviceIdentity } from "./identity.ts";
import type { OpenMulticast } from "./multicast.ts";
import { startSsdp } from "./ssdp.ts";
import type { ListenStream } from "./stream_listener.ts";

/** The network, as far as the tuner needs it beside HTTP; tests hand in one in memory. */
export interface TunerSockets {
  /** UDP. */
  readonly openDatagram: OpenDatagram;
  /** UDP with groups. */
  readonly openMulticast: OpenMulticast;
  /** TCP. */
  readonly listenStream: ListenStream;
  /** The addresses of this machine, as of now. */
  readonly interfaces: () => readonly NetworkAddress[];
}

/** What the tuner is made of, on the network. */
export interface TunerNetworkParts {
  /** The network. */
  readonly sockets: TunerSockets;
  /** Time. */
  readonly clock: Clock;
  /** Where ports that are missing, and targets, are told. */
  readonly log: Logger;
  /** Spreads answers, tells streams apart. */
  readonly rng: Rng;
  /** Opens channels. */
  readonly tuning: Tuning;
  /** The channels there are. */
  readonly channels: () => readonly Channel[];
}

/** What the tuner does on the network, and what it says of itself. */
export interface TunerNetworkOptions {
  /** Answers SSDP searches and announces the device. */
  readonly hasSsdp: boolean;
  /** Answers searches of HDHomeRun's own kind. */
  readonly hasDiscovery: boolean;
  /** Lets clients have tuners send to them. */
  readonly hasControl: boolean;
  /** Where HTTP is. */
  readonly whereabouts: Omit<Whereabouts, "interfaces">;
  /** Who the device is. */
  readonly identity: DeviceIdentity;
  /** How many tuners it has. */
  readonly tunerCount: number;
  /** Version of the program. */
  readonly version: string;
  /** A number that is higher after each start, by which SSDP's listeners know that the device was away. */
  readonly bootId: number;
}

/**
 * Opens the ports of the tuner beside HTTP. A port that cannot be had costs a warning.
 *
 * @param parts The network, channels, clock and log.
 * @param options What is wanted of it.
 * @returns Ends it when disposed: SSDP says goodbye first, for streams to targets may take their time.
 */
export function startTunerNetwork(
  { sockets, ...parts }: TunerNetworkParts,
  { identity, tunerCount, ...options }: TunerNetworkOptions,
): AsyncDisposable {
  const { interfaces, openDatagram, openMulticast, listenStream } = sockets;
  const baseUrls = new BaseUrls({ ...options.whereabouts, interfaces });
  const { deviceId, deviceAuth, udn } = identity;
  const stack = new AsyncDisposableStack();
  if (options.hasControl) {
    stack.use(startControl({ ...parts, baseUrls, openDatagram, listenStream }, { tunerCount }));
  }
  if (options.hasDiscovery) {
    stack.use(startDiscovery({ ...parts, baseUrls, openDatagram }, { deviceId, deviceAuth, tunerCount }));
  }
  // What began last ends first.
  if (options.hasSsdp) {
    const { version, bootId } = options;
    stack.use(startSsdp({ ...parts, baseUrls, openMulticast }, { udn, version, bootId }));
  }
  return stack;
}
