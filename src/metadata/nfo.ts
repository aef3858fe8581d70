import type { CastMember, MediaFacts, MediaIds, MediaTitle } from "../media.ts";
import { dateOf, knownFacts, knownIds, ratingOf, yearOf } from "./facts.ts";
import { completeIds, idsInAddresses, NO_IDS, numberOf } from "./ids.ts";
import { decodeText } from "./text_encoding.ts";
import { childrenOf, readXml, textOf, type XmlElement } from "./xml_tree.ts";

/** What one element of an NFO file tells. */
export interface NfoEntry {
  /** `tvshow` tells of a show, `episode` and `movie` of an item; `addresses` has keys only. */
  readonly kind: "tvshow" | "episode" | "movie" | "addresses";
  /** What it says. For a show, `title` is its name. */
  readonly facts: MediaFacts;
}

/** An NFO file that was read, or why it was not. */
export type NfoReading =
  | { readonly entries: readonly NfoEntry[]; readonly fault: null }
  | { readonly entries: readonly []; readonly fault: string };

/** Bytes of an NFO file at most: those with hundreds of actors have some 100 KB. */
export const NFO_BYTES_MAX = 2_000_000;

const BOUNDS = { elementsMax: 20_000, depthMax: 16 };
/** Kept of one list, and of one text. */
const LIST_MAX = 20;
const CAST_MAX = 10;
const TEXT_MAX = 10_000;

/** Elements an NFO file may consist of. */
const ROOTS: Readonly<Record<string, "tvshow" | "episode" | "movie">> = {
  tvshow: "tvshow",
  episodedetails: "episode",
  movie: "movie",
};

/**
 * Reads an NFO file as Kodi knows it: `tvshow`, `movie`, one or several `episodedetails`; each perhaps followed by the
 * address of a page; or nothing but such an address.
 *
 * Strict: broken or truncated XML, document types, entities and anything over the bounds are refused as a whole, with
 * the reason.
 *
 * @param bytes The file.
 */
export function parseNfo(bytes: Uint8Array): NfoReading {
  if (bytes.length > NFO_BYTES_MAX) {
    return refused(`it has ${bytes.length} bytes, expected ${NFO_BYTES_MAX} at most`);
  }
  const text = decodeText(bytes);
  if (text === null) return refused("its bytes are no text");
  const end = text.lastIndexOf(">");
  const isXml = text.trimStart().startsWith("<");
  if (!isXml) return addressesOnly(text);
  // Behind the last element an address may stand as it is, with `&` in it.
  const [xml, tail] = [text.slice(0, end + 1), text.slice(end + 1)];
  if (tail.includes("<")) return refused("it ends inside an element");
  // Several elements in a row are no document: they become one, and their declarations go.
  const whole = `<nfo>${xml.replace(/<\?xml\b[^>]*\?>/giu, "")}</nfo>`;
  const { root, fault } = readXml(whole, BOUNDS);
  if (root === null) return refused(fault);
  const entries = root.children.flatMap((element) => {
    const kind = ROOTS[element.name];
    return kind === undefined ? [] : [{ kind, facts: factsOf(element, kind, tail) }];
  });
  if (entries.length > 0) return { entries, fault: null };
  const names = root.children.map(({ name }) => name).slice(0, 3).join(", ");
  return refused(`it tells of ${names === "" ? "nothing" : names}, expected tvshow, episodedetails or movie`);
}

function refused(fault: string): NfoReading {
  return { entries: [], fault };
}

function addressesOnly(text: string): NfoReading {
  const ids = idsInAddresses(text, null);
  if (ids.tvdb === null && ids.tmdb === null && ids.imdb === null) {
    return refused("it holds neither XML nor the address of a page about the item");
  }
  return { entries: [{ kind: "addresses", facts: { ids: knownIds(ids) } }], fault: null };
}

function factsOf(element: XmlElement, kind: "tvshow" | "episode" | "movie", tail: string): MediaFacts {
  const text = (...names: string[]) => textOf(element, ...names)?.slice(0, TEXT_MAX) ?? null;
  const list = (name: string) =>
    [...new Set(childrenOf(element, name).map((child) => child.text).filter((it) => it !== ""))].slice(
      0,
      LIST_MAX,
    );
  const firstAired = dateOf(text("aired", "premiered", "releasedate"));
  const year = wholeNumber(text("year"), 1_870, 2_100) ?? yearOf(firstAired);
  const season = kind === "episode" ? wholeNumber(text("season"), 0, 9_999) : null;
  const episode = kind === "episode" ? wholeNumber(text("episode"), 0, 99_999) : null;
  const ids = idsOf(element, kind, tail);
  return knownFacts({
    kind: kind === "movie" ? "movie" : "episode",
    title: text("title"),
    show: kind === "tvshow" ? text("title") : kind === "episode" ? text("showtitle") : null,
    season,
    episode,
    year,
    plot: text("plot", "outline"),
    genres: [...new Set(list("genre").flatMap((genre) => genre.split(/\s*[/|]\s*/u)))].filter((it) =>
      it !== ""
    ),
    cast: castOf(element),
    directors: list("director"),
    firstAired,
    contentRating: contentRatingOf(text("mpaa", "certification")),
    rating: ratingIn(element),
    ids,
  });
}

/** `Rated PG-13 for violence` and `US:TV-14 / DE:FSK 12` are PG-13 and TV-14. */
function contentRatingOf(text: string | null): string | null {
  const first = text?.split(/\s*\/\s*/u)[0]?.replace(/^Rated\s+/iu, "").replace(/\s+for\s.*$/isu, "") ?? "";
  const rating = first.replace(/^[A-Z]{2}:/u, "").trim();
  return rating === "" || rating.length > 20 ? null : rating;
}

function castOf(element: XmlElement): CastMember[] {
  return childrenOf(element, "actor").flatMap((actor) => {
    const name = textOf(actor, "name");
    return name === null ? [] : [{ name, role: textOf(actor, "role") }];
  }).slice(0, CAST_MAX);
}

/** Kodi writes several, one of them the default, each with its own scale; older programs one of ten. */
function ratingIn(element: XmlElement): number | null {
  const ratings = childrenOf(element, "ratings").flatMap((group) => childrenOf(group, "rating"));
  const chosen = ratings.find(({ attributes }) => attributes.default === "true") ?? ratings[0];
  const value = chosen === undefined ? textOf(element, "rating") : textOf(chosen, "value");
  const scale = Number(chosen?.attributes.max ?? 10);
  return value === null ? null : ratingOf(Number(value.replace(",", ".")) / scale * 10);
}

/** Keys of an episode are not its show's: they count only where they are called so. */
function idsOf(
  element: XmlElement,
  kind: "tvshow" | "episode" | "movie",
  tail: string,
): MediaFacts["ids"] {
  let ids: MediaIds = NO_IDS;
  const take = (type: string, value: string) => {
    if (type === "tvdb") ids = completeIds(ids, { tvdb: numberOf(value) });
    if (type === "tmdb") ids = completeIds(ids, { tmdb: numberOf(value) });
    if (/^tt\d{7,10}$/iu.test(value) && (type === "imdb" || type === "")) {
      ids = completeIds(ids, { imdb: value.toLowerCase() });
    }
  };
  if (kind !== "episode") {
    for (const { attributes, text } of childrenOf(element, "uniqueid")) {
      take(attributes.type?.toLowerCase() ?? "", text);
    }
    for (const [name, type] of ID_ELEMENTS) take(type, textOf(element, name) ?? "");
    // An `id` without more said is TheTVDB's for shows in old files, IMDb's for films.
    if (kind === "tvshow") take("tvdb", textOf(element, "id") ?? "");
    take("imdb", textOf(element, "id") ?? "");
  }
  const shelf: MediaTitle["kind"] = kind === "movie" ? "movie" : "episode";
  const addressed = kind === "episode" ? NO_IDS : idsInAddresses(tail, shelf);
  return knownIds(completeIds(ids, addressed));
}

const ID_ELEMENTS: readonly (readonly [element: string, type: string])[] = [
  ["tvdbid", "tvdb"],
  ["tmdbid", "tmdb"],
  ["imdbid", "imdb"],
  ["imdb_id", "imdb"],
];

function wholeNumber(text: string | null, min: number, max: number): number | null {
  const number = text !== null && /^\d{1,6}$/.test(text) ? Number(text) : NaN;
  return number >= min && number <= max ? number : null;
}
