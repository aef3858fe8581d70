import type { GuideEntry } from "./entries.ts";
import type { GuideChannel } from "./facts.ts";
import { formatInstant } from "./instants.ts";
import { escapeXml } from "./xml_text.ts";

/** What a guide ends with. */
export const XMLTV_TAIL = "</tv>\n";

/** A channel with the number its logo is found under. */
export interface NumberedChannel extends GuideChannel {
  /** Number viewers type. */
  readonly number: string;
}

/**
 * What a guide begins with: the document's head and all its channels.
 *
 * @param channels In the order of the lineup.
 * @param baseUrl Where clients reach us, without a slash at its end.
 */
export function xmltvHead(channels: readonly NumberedChannel[], baseUrl: string): string {
  const lines = channels.map((channel) => channelXml(channel, baseUrl));
  return `<?xml version="1.0" encoding="UTF-8"?>\n<tv generator-info-name="EXStreamTV">\n${lines.join("")}`;
}

/** Programmes, one a line, in the order handed in. */
export function xmltvProgrammes(entries: readonly GuideEntry[]): string {
  let text = "";
  for (const entry of entries) text += programmeXml(entry);
  return text;
}

function channelXml({ id, displayNames, number }: NumberedChannel, baseUrl: string): string {
  const names = displayNames.map((name) => element("display-name", name)).join("");
  const icon = `<icon src="${escapeXml(`${baseUrl}/logo/${number}.png`)}"/>`;
  return `<channel id="${escapeXml(id)}">${names}${icon}</channel>\n`;
}

/** The elements stand in the order the XMLTV DTD demands. */
function programmeXml(entry: GuideEntry): string {
  const { startS, stopS, channel, title, subTitle, year, category, number, isRepeat } = entry;
  const span = `start="${formatInstant(startS)}" stop="${formatInstant(stopS)}"`;
  return `<programme ${span} channel="${escapeXml(channel)}">` +
    element("title", title) +
    (subTitle === null ? "" : element("sub-title", subTitle)) +
    (year === null ? "" : `<date>${year}</date>`) +
    (category === null ? "" : `<category>${category}</category>`) +
    (number === null ? "" : episodeXml(number)) +
    (isRepeat ? "<previously-shown/>" : "<new/>") +
    "</programme>\n";
}

/** `xmltv_ns` counts from 0 and knows no specials, so season 0 (and episode 0) has no such form. */
function episodeXml({ season, episode }: { readonly season: number; readonly episode: number }): string {
  const onscreen = `S${twoDigits(season)}E${twoDigits(episode)}`;
  const text = `<episode-num system="onscreen">${onscreen}</episode-num>`;
  if (season < 1 || episode < 1) return text;
  return `${text}<episode-num system="xmltv_ns">${season - 1}.${episode - 1}.</episode-num>`;
}

function twoDigits(number: number): string {
  return String(number).padStart(2, "0");
}

function element(name: string, text: string): string {
  return `<${name}>${escapeXml(text)}</${name}>`;
}
