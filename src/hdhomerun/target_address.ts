import { isLoopback, isPrivate, parseIpv4 } from "./addresses.ts";

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
 * Whether a client may have a stream sent there: to itself, or to a private address that is not ours alone, or it
 * could have this machine talk to services that trust it.
 *
 * @param address Where to.
 * @param client The client's address.
 */
export function mayTarget(address: string, client: string): boolean {
  if (isLoopback(address)) return isLoopback(client);
  return address === client || isPrivate(address);
}
