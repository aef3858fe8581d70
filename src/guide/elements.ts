import type { GuideEntry } from "./entries.ts";
import { onscreenNumber } from "./naming.ts";

/** An element below a programme. */
export interface XmlElement {
  /** Its name. */
  readonly name: string;
  /** Attributes, in the order they are written. */
  readonly attributes: Readonly<Record<string, string>>;
  /** Its text; empty where it holds elements. */
  readonly text: string;
  /** Elements it holds. */
  readonly children: readonly XmlElement[];
}

/** Whose words a content rating is in, told by their form. */
const RATING_SYSTEMS: readonly (readonly [form: RegExp, system: string])[] = [
  [/^TV-(?:Y|Y7|Y7-FV|G|PG|14|MA)$/, "VCHIP"],
  [/^(?:G|PG|PG-13|R|NC-17)$/, "MPAA"],
  [/^FSK/, "FSK"],
];

/**
 * What a programme says beside title and sub-title, in the order the XMLTV DTD demands. Of what nobody knows there is
 * no element.
 */
export function elementsOf(entry: GuideEntry): XmlElement[] {
  const { description, category, year, number, isRepeat, quality, facts } = entry;
  const { directors, cast, firstAired, genres, language, image, contentRating, rating } = facts;
  const date = firstAired ?? (year === null ? null : String(year));
  const elements: XmlElement[] = [];
  const add = (name: string, text: string | null, attributes: XmlElement["attributes"] = {}) => {
    if (text !== null) elements.push({ name, attributes, text, children: [] });
  };
  const hold = (name: string, children: readonly XmlElement[], attributes: XmlElement["attributes"] = {}) => {
    if (children.length > 0) elements.push({ name, attributes, text: "", children });
  };
  add("desc", description);
  hold("credits", [
    ...directors.map((name) => leaf("director", name)),
    ...cast.map(({ name, role }) => leaf("actor", name, role === null ? {} : { role })),
  ]);
  add("date", date);
  add("category", category);
  for (const genre of genres) add("category", genre);
  add("language", language);
  if (image !== null) add("icon", "", { src: image });
  if (number !== null) addNumber(number, add);
  if (quality !== null) hold("video", [leaf("quality", quality)]);
  add(isRepeat ? "previously-shown" : "new", "");
  if (contentRating !== null) hold("rating", [leaf("value", contentRating)], systemOf(contentRating));
  if (rating !== null) hold("star-rating", [leaf("value", `${rating}/10`)]);
  return elements;
}

/** `xmltv_ns` counts from 0 and knows no specials, so season 0 (and episode 0) has no such form. */
function addNumber(
  number: NonNullable<GuideEntry["number"]>,
  add: (name: string, text: string, attributes: XmlElement["attributes"]) => void,
): void {
  const { season, episode } = number;
  add("episode-num", onscreenNumber(number), { system: "onscreen" });
  if (season < 1 || episode < 1) return;
  add("episode-num", `${season - 1}.${episode - 1}.`, { system: "xmltv_ns" });
}

function systemOf(contentRating: string): XmlElement["attributes"] {
  const system = RATING_SYSTEMS.find(([form]) => form.test(contentRating))?.[1];
  return system === undefined ? {} : { system };
}

function leaf(name: string, text: string, attributes: XmlElement["attributes"] = {}): XmlElement {
  return { name, attributes, text, children: [] };
}
