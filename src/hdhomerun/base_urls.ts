import { isLoopback, type NetworkAddress, ownAddressFor } from "./addresses.ts";

/** Clients older than 2022 drop a longer one and try port 80 instead. */
const SHORT_URL_CHARACTERS = 28;
const EVERYWHERE = ["0.0.0.0", "::", ""];

/** Where the program listens. */
export interface Whereabouts {
  /** The address of HTTP's sockets: `0.0.0.0`, `::` or one of this machine's. */
  readonly host: string;
  /** The port of HTTP. */
  readonly port: number;
  /** `server.public_url`, without a slash at its end; null if there is none. */
  readonly publicUrl: string | null;
  /** The addresses of this machine; asked each time, because they change. */
  readonly interfaces: () => readonly NetworkAddress[];
}

/** The addresses we hand out where no `Host` header tells which one the client knows. */
export class BaseUrls {
  /**
   * Asks for nothing yet.
   *
   * @param whereabouts Where the program listens.
   */
  constructor(private readonly whereabouts: Whereabouts) {}

  /** The base URL a neighbour can use, without a slash at its end; null if we have no address for it. */
  forPeer(remote: string): string | null {
    return this.whereabouts.publicUrl ?? this.#plain(remote);
  }

  /** The same where long ones are dropped: then the plain address, which always fits. */
  shortForPeer(remote: string): string | null {
    const { publicUrl } = this.whereabouts;
    return publicUrl !== null && publicUrl.length <= SHORT_URL_CHARACTERS ? publicUrl : this.#plain(remote);
  }

  /** All addresses of this machine. */
  interfaces(): readonly NetworkAddress[] {
    return this.whereabouts.interfaces();
  }

  /** The addresses of this machine that clients reach us at; loopback only if we listen nowhere else. */
  served(): readonly NetworkAddress[] {
    const { host, interfaces } = this.whereabouts;
    if (EVERYWHERE.includes(host)) return interfaces();
    const isServed = this.isOnlyHere ? isLoopback : (address: string) => address === host;
    return interfaces().filter(({ address }) => isServed(address));
  }

  /** Whether we listen for this machine only. */
  get isOnlyHere(): boolean {
    return isLoopback(this.whereabouts.host);
  }

  /** Where sockets of IPv4 listen that must also hear broadcasts: everywhere, unless we are only for ourselves. */
  get listenAddress(): string {
    return this.isOnlyHere ? "127.0.0.1" : "0.0.0.0";
  }

  #plain(remote: string): string | null {
    const { host, port, interfaces } = this.whereabouts;
    const own = EVERYWHERE.includes(host) ? ownAddressFor(remote, interfaces()) : host;
    if (own === null) return null;
    return `http://${own.includes(":") && !own.startsWith("[") ? `[${own}]` : own}:${port}`;
  }
}
