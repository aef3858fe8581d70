/**
 * The addresses to type into other programs, as seen from this page: the name under which the page was reached is the
 * name that works on this network.
 *
 * @param {string} origin
 * @param {string | undefined} streamPath Path of any stream; its `/t/<token>` prefix, if there is one, belongs in
 *   front of every address.
 */
export function addressesFrom(origin, streamPath) {
  const prefix = streamPath?.match(/^\/t\/[^/]+/)?.[0] ?? "";
  const { host, hostname } = new URL(origin);
  return {
    tuner: prefix ? `${origin}${prefix}` : host,
    tunerUrl: `${origin}${prefix}`,
    m3u: `${origin}${prefix}/iptv.m3u`,
    xmltv: `${origin}${prefix}/xmltv.xml`,
    isOnlyHere: hostname === "localhost" || hostname === "[::1]" || hostname.startsWith("127."),
  };
}
