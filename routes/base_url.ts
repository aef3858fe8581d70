import { isLoopbackAddress } from "./addresses.ts";
import type { ServerAddress } from "./parts.ts";

/** A host and perhaps a port, and nothing else: what is handed out must not smuggle a path or a user name. */
const HOST = /^(?:[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?|\[[0-9a-f:.]+\])(?::(\d{1,5}))?$/i;
const HOST_LENGTH_MAX = 255;

/** Who a base URL is for. */
export interface BaseUrlReader {
  /** Whether the request came through a trusted proxy, whose `X-Forwarded-*` headers are believed. */
  readonly isProxied: boolean;
  /** The client's address. */
  readonly address: string;
}

/**
 * The address under which the client reaches us, without a slash at its end: the host it used itself, else the
 * configured public URL, else our address in the local network.
 *
 * @param headers The request's.
 * @param server What we know of ourselves.
 * @param reader Who will use the address.
 */
export function baseUrl(headers: Headers, server: ServerAddress, reader: BaseUrlReader): string {
  const publicUrl = server.publicUrl?.replace(/\/+$/, "") ?? null;
  const host = usableHost(headers, reader);
  if (host === null) return publicUrl ?? lanUrl(server);
  // The public URL also knows the scheme and path in front of a proxy that is not trusted.
  if (publicUrl !== null && URL.canParse(publicUrl) && new URL(publicUrl).host === host.toLowerCase()) {
    return publicUrl;
  }
  return `${scheme(headers, reader)}://${host}`;
}

function usableHost(headers: Headers, { isProxied, address }: BaseUrlReader): string | null {
  const forwarded = isProxied ? firstOf(headers.get("x-forwarded-host")) : null;
  const host = forwarded ?? headers.get("host") ?? "";
  const found = HOST.exec(host);
  if (found === null || host.length > HOST_LENGTH_MAX) return null;
  const port = found[1];
  if (port !== undefined && (Number(port) < 1 || Number(port) > 65_535)) return null;
  // A name such as `a.0` has the form of one, but whoever reads the URL takes it for a broken IPv4 address.
  if (!URL.canParse(`http://${host}`)) return null;
  return isOwnName(host) && !isLoopbackAddress(address) ? null : host;
}

/** Whether a host means "this machine", which is another one for every client elsewhere. */
function isOwnName(host: string): boolean {
  const name = host.replace(/:\d+$/, "").replace(/^\[|\]$/g, "").toLowerCase();
  return name === "localhost" || name.endsWith(".localhost") || name === "0.0.0.0" || name === "::" ||
    isLoopbackAddress(name);
}

function scheme(headers: Headers, { isProxied }: BaseUrlReader): string {
  const forwarded = isProxied ? firstOf(headers.get("x-forwarded-proto"))?.toLowerCase() : null;
  return forwarded === "https" ? "https" : "http";
}

function lanUrl({ lanAddress, port }: ServerAddress): string {
  const address = lanAddress ?? "127.0.0.1";
  return `http://${address.includes(":") ? `[${address}]` : address}:${port}`;
}

function firstOf(list: string | null): string | null {
  return list?.split(",")[0]?.trim() || null;
}
