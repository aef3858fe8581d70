/** True for the URL of a file that ffmpeg can play from another machine; anything else is a local path. */
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
