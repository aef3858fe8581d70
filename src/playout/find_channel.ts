import type { Channel } from "../channel.ts";
import { Fault } from "../fault.ts";

/** Of a number nobody has, this much is repeated in the error. */
const NUMBER_SHOWN_MAX = 32;

/**
 * The channel a viewer asks for.
 *
 * @param channels All channels; disabled ones cannot be tuned.
 * @param number Channel number as the client wrote it.
 * @throws {Fault} `unknown_channel`.
 */
export function findChannel(channels: readonly Channel[], number: string): Channel {
  const found = channels.find((channel) => channel.isEnabled && channel.number === number);
  if (found !== undefined) return found;
  throw new Fault("unknown_channel", `Cannot tune: there is no channel ${number.slice(0, NUMBER_SHOWN_MAX)}`);
}
