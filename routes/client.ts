import { isWithin, parseAddress } from "./addresses.ts";
import { baseUrl } from "./base_url.ts";
import { isFromLocalNetwork } from "./local_network.ts";
import type { ServerAddress, StreamClient } from "./parts.ts";

/** Who asks. */
export interface Client extends StreamClient {
  /** What addresses handed to this client begin with, without a slash at its end. */
  readonly baseUrl: string;
  /** Whether it is certain to be in our local network. */
  readonly isLocal: boolean;
}

/**
 * Finds out who asks.
 *
 * @param headers The request's.
 * @param peerAddress Address at the other end of the connection.
 * @param server What we know of ourselves.
 */
export function identifyClient(headers: Headers, peerAddress: string, server: ServerAddress): Client {
  const isTrusted = (address: string) => server.trustedProxies.some((block) => isWithin(address, block));
  const isProxied = isTrusted(peerAddress);
  const address = isProxied ? originOf(headers, isTrusted) ?? peerAddress : peerAddress;
  const reader = { isProxied, address };
  return {
    address,
    agent: headers.get("user-agent") ?? "",
    baseUrl: baseUrl(headers, server, reader),
    isLocal: isFromLocalNetwork(headers, reader, server.publicUrl),
  };
}

/**
 * The client in front of our proxies: each proxy appends who spoke to it, so the last address that is no proxy of
 * ours is the last one anybody trustworthy wrote.
 */
function originOf(headers: Headers, isTrusted: (address: string) => boolean): string | null {
  const hops = (headers.get("x-forwarded-for") ?? "").split(",").map((hop) => hop.trim());
  const origin = hops.findLast((hop) => !isTrusted(hop));
  return origin !== undefined && parseAddress(origin) !== null ? origin : null;
}
