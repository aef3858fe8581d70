import { isPrivateAddress, parseAddress } from "./addresses.ts";
import type { BaseUrlReader } from "./base_url.ts";

/** What proxies add; a request with any of these comes from somewhere else than its peer. */
const FORWARDING = [
  "forwarded",
  "via",
  "x-forwarded-for",
  "x-forwarded-host",
  "x-forwarded-proto",
  "x-real-ip",
];

/** Names no public DNS answers for (RFC 6762, RFC 8375, and what routers and ICANN set aside). */
const LOCAL_NAME = /^[a-z0-9_-]+$|\.(local|lan|home\.arpa|internal)$/;

/**
 * Whether a request comes from the local network, and not only from a proxy or a foreign web page inside it.
 *
 * A proxy we do not know may speak for the whole internet. A foreign page may have bent its own name to our address
 * (DNS rebinding), but then that name is the host it asks for.
 *
 * @param headers The request's.
 * @param reader Who asks.
 * @param publicUrl Our own public address; its host is as good as a local name.
 */
export function isFromLocalNetwork(
  headers: Headers,
  { isProxied, address }: BaseUrlReader,
  publicUrl: string | null,
): boolean {
  const isForwarded = FORWARDING.some((name) => headers.has(name));
  // Of a trusted proxy we read X-Forwarded-For only: where that fails, the address is not the client's.
  if (isForwarded && !(isProxied && hasReadableHops(headers))) return false;
  const hosts = [headers.get("host") ?? "", ...(isProxied ? forwardedHosts(headers) : [])];
  return isPrivateAddress(address) && hosts.every((host) => isLocalHost(host, publicUrl));
}

function hasReadableHops(headers: Headers): boolean {
  const hops = (headers.get("x-forwarded-for") ?? "").split(",");
  return hops.every((hop) => parseAddress(hop.trim()) !== null);
}

function isLocalHost(host: string, publicUrl: string | null): boolean {
  const name = host.replace(/:\d+$/, "").replace(/^\[|\]$/g, "").replace(/\.$/, "").toLowerCase();
  return LOCAL_NAME.test(name) || parseAddress(name) !== null || name === nameOf(publicUrl);
}

function nameOf(url: string | null): string | null {
  return url !== null && URL.canParse(url) ? new URL(url).hostname.toLowerCase() : null;
}

function forwardedHosts(headers: Headers): string[] {
  return (headers.get("x-forwarded-host") ?? "").split(",").map((host) => host.trim()).filter(Boolean);
}
