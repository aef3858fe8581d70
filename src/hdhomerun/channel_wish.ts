import type { Channel } from "../channel.ts";

/** What a real tuner can demodulate; we need not, but clients write it before the channel. */
const MODULATIONS = /^(auto\d?[ctb]?|8vsb|qam(64|128|256)?|a[68]?qam(64|128|256)(-\d+)?|t\d+(qam\d+|qpsk)?)$/;
const FREQUENCY = /^\d{1,10}$/;
const VIRTUAL = /^\d{1,4}([.-]\d{1,3})?$/;

/** What a tuner is set to. */
export interface Dial {
  /** As `/tunerN/channel` reads: `auto:v7.1`, `8vsb:651000000`, or `none`. */
  readonly text: string;
  /** The channel that is there; null where nothing is sent. */
  readonly channel: Channel | null;
}

/** Set to nothing. */
export const NO_DIAL: Dial = { text: "none", channel: null };

/**
 * What `/tunerN/channel` is set to: a modulation, and a channel by its number, with or without a `v` before it.
 *
 * A frequency is accepted too, because clients that scan set one after the other; nothing is there.
 *
 * @returns Why it cannot be, otherwise; as a device words it.
 */
export function dialChannel(text: string, channels: readonly Channel[]): Dial | { readonly error: string } {
  if (text === "none") return NO_DIAL;
  const [modulation = "", place = "", ...more] = text.split(":");
  if (!MODULATIONS.test(modulation) || more.length > 0) return { error: "invalid channel" };
  if (place.startsWith("v")) return dialVirtualChannel(place.slice(1), channels);
  const channel = channels.find(({ number }) => number === place);
  if (channel) return dialed(channel);
  return FREQUENCY.test(place)
    ? { text: `${modulation}:${place}`, channel: null }
    : { error: "invalid channel" };
}

/**
 * What `/tunerN/vchannel` is set to: a channel's number.
 *
 * @returns Why it cannot be, otherwise; as a device words it.
 */
export function dialVirtualChannel(
  text: string,
  channels: readonly Channel[],
): Dial | { readonly error: string } {
  if (text === "none") return NO_DIAL;
  if (!VIRTUAL.test(text)) return { error: "invalid virtual channel" };
  const channel = channels.find(({ number }) => number === text.replace("-", "."));
  return channel ? dialed(channel) : { error: "unknown virtual channel" };
}

function dialed(channel: Channel): Dial {
  return { text: `auto:v${channel.number}`, channel };
}
