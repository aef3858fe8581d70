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
 * have this machine talk to services that trust it.
 *
 * @param address Where to.
 * @param client The client's address.
 * @param own The addresses of this machine.
 */
export function mayTarget(address: string, client: string, own: readonly NetworkAddress[]): boolean {
  if (isLoopback(address)) return isLoopback(client);
  const isOurs = own.some((one) => one.address === address);
  return address === client || (isPrivate(address) && !isOurs);
}
