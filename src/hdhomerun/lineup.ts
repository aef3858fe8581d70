import { type Channel, compareChannelNumbers } from "../channel.ts";
import { escapeXml } from "./escape_xml.ts";

/** One channel as `/lineup.json` lists it. */
export interface LineupEntry {
  /** The channel's number, as text: 7.10 is not 7.1. */
  readonly GuideNumber: string;
  /** Its name. */
  readonly GuideName: string;
  /** Where its stream is; never with a query, for clients append theirs blindly. */
  readonly URL: string;
  /** Emby reads a number here, not true or false. */
  readonly HD: 0 | 1;
  /** Codec of the picture. */
  readonly VideoCodec: string;
  /** Codec of the sound. */
  readonly AudioCodec: string;
}

/**
 * The channels a tuner receives, ordered by number.
 *
 * @param channels Enabled channels, in any order.
 * @param baseUrl Address the client reaches us at, without a slash at its end.
 */
export function lineup(channels: readonly Channel[], baseUrl: string): LineupEntry[] {
  return [...channels]
    .sort((one, other) => compareChannelNumbers(one.number, other.number))
    .map((channel) => ({
      GuideNumber: channel.number,
      GuideName: channel.name,
      URL: `${baseUrl}/auto/v${channel.number}`,
      HD: 1,
      VideoCodec: "H264",
      AudioCodec: "AAC",
    }));
}

/** The lineup as XML, as real devices also give it. */
export function lineupXml(entries: readonly LineupEntry[]): string {
  const programs = entries.map((entry) => {
    const fields = Object.entries(entry)
      .map(([name, value]) => `<${name}>${escapeXml(String(value))}</${name}>`);
    return `  <Program>${fields.join("")}</Program>\n`;
  });
  return `<?xml version="1.0" encoding="UTF-8"?>\n<Lineup>\n${programs.join("")}</Lineup>\n`;
}

/** The lineup as a playlist, as real devices also give it. */
export function lineupM3u(entries: readonly LineupEntry[]): string {
  const lines = entries.map(({ GuideNumber, GuideName, URL }) => {
    // Quotes and line breaks would end an attribute or a line early.
    const name = GuideName.replace(/"/g, "").replace(/[\r\n]+/g, " ");
    return `#EXTINF:-1 channel-id="${GuideNumber}" channel-number="${GuideNumber}" ` +
      `tvg-name="${name}",${GuideNumber} ${name}\n${URL}\n`;
  });
  return `#EXTM3U\n${lines.join("")}`;
}
