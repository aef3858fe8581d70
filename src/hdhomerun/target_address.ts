import { isLoopback, isPrivate, type NetworkAddress, parseIpv4 } from "./addresses.ts";

/** Where a tuner sends its stream. */
export interface Target {
  /** Bare datagrams, or with the header of RTP. */
  readonly scheme: "udp" | "rtp";
  /** An IPv4 address. */
  readonly address: string;
  /** A port. */
  readonly port: number;
}

/** Two addresses have no room for a broadcast (RFC 3021), and one is a network by itself. */
const MASK_OF_TWO = 2 ** 32 - 2;
const LOOPBACK = { address: "127.0.0.1", netmask: "255.0.0.0" };
const TARGET = /^(?:(udp|rtp):\/\/)?([0-9.]{7,15}):(\d{1,5})$/;

/**
 * Reads what `/tunerN/target` is set to: `udp://address:port`, `rtp://address:port`, or bare `address:port`.
 *
 * @returns Null for anything else.
 */
export function parseTarget(text: string): Target | null {
  const [, scheme = "udp", address = "", port = ""] = TARGET.exec(text) ?? [];
  const isPort = Number(port) > 0 && Number(port) < 65_536;
  if (parseIpv4(address) === null || !isPort) return null;
  return { scheme: scheme === "rtp" ? "rtp" : "udp", address, port: Number(port) };
}

/** A target as `/tunerN/target` reads. */
export function targetText({ scheme, address, port }: Target): string {
  return `${scheme}://${address}:${port}`;
}

/**
 * Whether a client may have a stream sent there: to itself, or to another's private address. Not to ours, or it could
 * have this machine talk to services that trust it. Not to a whole network: Deno's sockets may broadcast, and every
 * machine there would get the stream.
 *
 * @param address Where to.
 * @param client The client's address.
 * @param own The addresses of this machine.
 */
export function mayTarget(address: string, client: string, own: readonly NetworkAddress[]): boolean {
  if ([LOOPBACK, ...own].some((one) => isWholeNetwork(address, one))) return false;
  if (isLoopback(address)) return isLoopback(client);
  const isOurs = own.some((one) => one.address === address);
  return address === client || (isPrivate(address) && !isOurs);
}

/** Whether it is the first or the last address of a network: what sends to all of it. */
function isWholeNetwork(address: string, own: Pick<NetworkAddress, "address" | "netmask">): boolean {
  const [place, ours, mask] = [parseIpv4(address), parseIpv4(own.address), parseIpv4(own.netmask)];
  if (place === null || ours === null || mask === null || mask >= MASK_OF_TWO) return false;
  const isInside = (place & mask) === (ours & mask);
  const host = place & ~mask;
  return isInside && (host === 0 || host === ~mask);
}
