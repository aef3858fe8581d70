import type { Channel } from "../channel.ts";

/** How many channels a mirror looks through: 0 for one that is no mirror; a circle of mirrors is cut. */
export function mirrorDepth(channel: Channel, channels: readonly Channel[], depth = 0): number {
  const { schedule } = channel;
  if (schedule?.kind !== "mirror" || depth > channels.length) return depth;
  const source = channels.find(({ id }) => id === schedule.channelId);
  return source === undefined ? depth + 1 : mirrorDepth(source, channels, depth + 1);
}

/** True for a channel that an enabled one mirrors, through whatever mirrors: it is written though it is not on offer. */
export function isMirrored(channelId: string, channels: readonly Channel[], depth = 0): boolean {
  if (depth > channels.length) return false;
  return channels.some(({ id, isEnabled, schedule }) =>
    schedule?.kind === "mirror" && schedule.channelId === channelId &&
    (isEnabled || isMirrored(id, channels, depth + 1))
  );
}
