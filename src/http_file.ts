import { LIMITS } from "./limits.ts";
import { CONTAINERS_ONLY } from "./local_file.ts";

/** True for the URL of a file on another machine; any other locator is a local path. */
export function isHttpUrl(locator: string): boolean {
  return /^https?:\/\//i.test(locator);
}

/**
 * The one `host:port` a URL leads to, as permissions spell it.
 *
 * @param url An http or https URL.
 */
export function hostOf(url: string): string {
  const { protocol, hostname, port } = new URL(url);
  return `${hostname}:${port || (protocol === "https:" ? "443" : "80")}`;
}

/**
 * Options before an input of ffmpeg or ffprobe that is a file on another machine: only that machine is asked, since
 * redirects could lead anywhere; a connection that many servers close while nobody reads is opened again where it was.
 *
 * @param url An http or https URL.
 */
export function httpFileOnly(url: string): string[] {
  const protocols = new URL(url).protocol === "https:" ? "https,tls,tcp" : "http,tcp";
  return [
    ...["-protocol_whitelist", protocols, ...CONTAINERS_ONLY, "-max_redirects", "0"],
    ...["-reconnect", "1", "-reconnect_streamed", "1", "-reconnect_on_network_error", "1"],
    // In seconds; with it a lost connection is tried at once, after a second, and then given up.
    ...["-reconnect_delay_max", "2"],
    // In microseconds.
    ...["-rw_timeout", `${LIMITS.httpSilenceMsMax * 1_000}`],
  ];
}
