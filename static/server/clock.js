let offsetMs = 0;

/** Milliseconds since 1970 by the server's clock; a television set's own may be minutes off. */
export function serverNow() {
  return Date.now() + offsetMs;
}

/**
 * Sets the page's idea of the server's clock by a channel that says how far into its programme it is.
 *
 * @param {readonly import("./parse.js").Channel[]} channels
 */
export function learnServerClock(channels) {
  const channel = channels.find(({ now }) => now !== null);
  if (channel) offsetMs = channel.now.startMs + channel.positionMs - Date.now();
}
