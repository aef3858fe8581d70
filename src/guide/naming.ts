import type { Channel } from "../channel.ts";
import { fillTemplate } from "../guide_template.ts";
import { isPlaceholder, resolveTitle } from "../metadata/mod.ts";
import type { Programme } from "../programme.ts";
import type { EntryFacts } from "./entry_facts.ts";
import { cleanText } from "./xml_text.ts";

/** What is needed of a channel to call its programmes. */
export type NamingChannel = Pick<Channel, "name" | "number" | "guide">;

/** What a programme is called in guides. */
export interface Called {
  /** Never empty, never a placeholder. */
  readonly title: string;
  /** Title of the episode; null for none. */
  readonly subTitle: string | null;
  /** True when nothing that has to do with it is a title. */
  readonly isMadeUp: boolean;
}

/** What guides call a channel. */
export function channelName({ name, number }: Pick<Channel, "name" | "number">): string {
  return cleanText(name) || `Channel ${number}`;
}

/** What a guide calls a programme that is an entry by itself. */
export function titlesOf(channel: NamingChannel, programme: Programme): Called {
  const own = fitOrNull(programme.title);
  const given = fitOrNull(programme.guideTitle ?? "");
  const plain = given ?? fitOrNull(programme.show ?? "") ?? own;
  if (programme.kind !== "item") return called(channel, programme, plain, own);
  const { templates } = channel.guide;
  // What a schedule calls it counts more than how all programmes are called.
  const title = given ?? filled(channel, programme, templates.title) ?? plain;
  const isWorded = templates.subTitle !== null;
  return called(channel, programme, title, isWorded ? filled(channel, programme, templates.subTitle) : own);
}

/** What a programme is called that has no name of its own (rule M2). */
export function madeUpTitle(channel: Pick<Channel, "name" | "number">, startMs: number): string {
  return resolveTitle({ title: "", show: null }, { channelName: channelName(channel), startMs }).title;
}

/** What a guide says happens in a programme; null for nothing. */
export function descriptionOf(
  channel: NamingChannel,
  programme: Programme,
  facts: EntryFacts,
): string | null {
  const template = channel.guide.templates.description;
  if (template === null || programme.kind !== "item") return facts.plot;
  return cleanText(fillTemplate(template, (name) => valueOf(channel, programme, name, facts))) || null;
}

function called(
  channel: NamingChannel,
  programme: Programme,
  title: string | null,
  subTitle: string | null,
): Called {
  if (title === null) {
    return { title: madeUpTitle(channel, programme.startMs), subTitle: null, isMadeUp: true };
  }
  return { title, subTitle: subTitle === title ? null : subTitle, isMadeUp: false };
}

function filled(channel: NamingChannel, programme: Programme, template: string | null): string | null {
  return template === null
    ? null
    : fitOrNull(fillTemplate(template, (name) => valueOf(channel, programme, name, null)));
}

function valueOf(
  channel: NamingChannel,
  programme: Programme,
  name: string,
  facts: EntryFacts | null,
): string {
  // One entry of several tells of none of them alone.
  const isOne = programme.guideGroup === null;
  const { show, title, season, episode, year } = programme;
  switch (name) {
    case "channel":
      return channelName(channel);
    case "show":
      return fitOrNull(show ?? "") ?? "";
    case "title":
      return isOne || show === null ? fitOrNull(title) ?? "" : "";
    case "season":
      return isOne && season !== null ? String(season) : "";
    case "episode":
      return isOne && episode !== null ? String(episode) : "";
    case "number":
      return isOne && season !== null && episode !== null ? onscreenNumber({ season, episode }) : "";
    case "year":
      return isOne && year !== null ? String(year) : "";
    case "plot":
      return facts?.plot ?? "";
    case "genres":
      return facts?.genres.join(", ") ?? "";
    default:
      return "";
  }
}

/** `S01E05`. */
export function onscreenNumber(
  { season, episode }: { readonly season: number; readonly episode: number },
): string {
  return `S${twoDigits(season)}E${twoDigits(episode)}`;
}

function twoDigits(number: number): string {
  return String(number).padStart(2, "0");
}

/** The text, if it can stand in a guide. */
function fitOrNull(text: string): string | null {
  const clean = cleanText(text);
  return clean === "" || isPlaceholder(clean) ? null : clean;
}
