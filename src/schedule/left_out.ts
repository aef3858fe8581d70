import type { LeftOut } from "./airable.ts";

/** Hears of items of a channel's collection that cannot air. */
export type LeftOutListener = (channelId: string, leftOut: LeftOut) => void;

/** Passes on only what differs from what was said of the channel before, so that a log says it once. */
export function whenLeftOutChanges(listener: LeftOutListener): LeftOutListener {
  const before = new Map<string, LeftOut>();
  return (channelId, leftOut) => {
    const { tooShort, tooLong } = before.get(channelId) ?? { tooShort: 0, tooLong: 0 };
    if (leftOut.tooShort === tooShort && leftOut.tooLong === tooLong) return;
    before.set(channelId, leftOut);
    listener(channelId, leftOut);
  };
}
