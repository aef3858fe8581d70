import { type Channel, compareChannelNumbers } from "../src/channel.ts";

/** How the channels' streams are offered: endless TS, or HLS. */
export type M3uMode = "ts" | "hls";

const SUFFIX: Readonly<Record<M3uMode, string>> = { ts: "ts", hls: "m3u8" };

/**
 * The channels as an M3U playlist, ordered by number.
 *
 * @param channels Enabled channels, in any order.
 * @param base What addresses in it begin with, without a slash at its end.
 * @param mode How the streams are offered.
 */
export function channelsM3u(channels: readonly Channel[], base: string, mode: M3uMode): string {
  const guideUrl = `${base}/xmltv.xml`;
  const entries = [...channels]
    .sort((one, other) => compareChannelNumbers(one.number, other.number))
    .map((channel) => entry(channel, base, mode));
  return `#EXTM3U url-tvg="${guideUrl}" x-tvg-url="${guideUrl}"\n${entries.join("")}`;
}

function entry({ number, name, guideId, group }: Channel, base: string, mode: M3uMode): string {
  const attributes = Object.entries({
    "tvg-id": guideId,
    "channel-id": guideId,
    "tvg-chno": number,
    "tvg-name": name,
    "tvg-logo": `${base}/logo/${number}.png`,
    "group-title": group,
  }).map(([key, value]) => `${key}="${plain(value)}"`);
  return `#EXTINF:-1 ${attributes.join(" ")},${plain(name)}\n${base}/iptv/channel/${number}.${
    SUFFIX[mode]
  }\n`;
}

/** Text that ends neither its attribute nor its line. */
function plain(text: string): string {
  return text.replace(/"/g, "").replace(/[\r\n]+/g, " ");
}
