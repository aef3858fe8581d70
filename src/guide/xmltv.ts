import { elementsOf, type XmlElement } from "./elements.ts";
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

/** Programmes, one a line, in the order handed in; addresses of ours stand there as paths, see {@link Addresses}. */
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

function programmeXml(entry: GuideEntry): string {
  const { startS, stopS, channel, title, subTitle } = entry;
  const span = `start="${formatInstant(startS)}" stop="${formatInstant(stopS)}"`;
  return `<programme ${span} channel="${escapeXml(channel)}">` +
    element("title", title) +
    (subTitle === null ? "" : element("sub-title", subTitle)) +
    elementsOf(entry).map(elementXml).join("") +
    "</programme>\n";
}

function elementXml({ name, attributes, text, children }: XmlElement): string {
  let opening = name;
  for (const [key, value] of Object.entries(attributes)) opening += ` ${key}="${escapeXml(value)}"`;
  const content = children.length > 0 ? children.map(elementXml).join("") : escapeXml(text);
  return content === "" ? `<${opening}/>` : `<${opening}>${content}</${name}>`;
}

function element(name: string, text: string): string {
  return `<${name}>${escapeXml(text)}</${name}>`;
}
