import type { Channel } from "../channel.ts";
import type { ArtworkKind, CastMember, MediaDetails } from "../media.ts";
import { artworkPath } from "../metadata/mod.ts";
import { Recent } from "./recent.ts";
import { cleanText } from "./xml_text.ts";

/** Where a guide learns what it says beside title and time; nothing of it is ever needed. */
export interface FactSources {
  /** What is known of an item beside what the timeline says; null for nothing. */
  readonly details?: (itemId: number) => MediaDetails | null;
  /** ISO 639 code of the language an item is heard in on a channel; null for unknown. */
  readonly language?: (channel: Channel, itemId: number) => string | null;
  /** How fine a channel's picture is, as XMLTV calls it; null for nothing special. */
  readonly quality?: (channel: Channel) => string | null;
}

/** What an entry says beside title and time; every text is clean. */
export interface EntryFacts {
  /** What happens in it, or null. */
  readonly plot: string | null;
  /** Who directed it. */
  readonly directors: readonly string[];
  /** Who plays in it, the main part first. */
  readonly cast: readonly CastMember[];
  /** The day it was first shown, eight digits; null for unknown. */
  readonly firstAired: string | null;
  /** Genres, the main one first. */
  readonly genres: readonly string[];
  /** ISO 639 code of the language it is heard in, or null. */
  readonly language: string | null;
  /** Path of an image below any base URL, or null. */
  readonly image: string | null;
  /** Whom it is fit for, as its authority writes it, or null. */
  readonly contentRating: string | null;
  /** How good people find it, 0 to 10, or null. */
  readonly rating: number | null;
}

/** What is said of an item nothing is known of, and of what is no item. */
export const NO_FACTS: EntryFacts = {
  plot: null,
  directors: [],
  cast: [],
  firstAired: null,
  genres: [],
  language: null,
  image: null,
  contentRating: null,
  rating: null,
};

/** Items whose facts are kept while a guide is written: channels share them, and shuffles repeat them. */
const KEPT_MAX = 5_000;
/** A guide of a thousand channels is read into memory by its clients, so it tells no novels. */
const PLOT_MAX = 1_000;
const NAME_MAX = 200;
const DIRECTORS_MAX = 3;
const CAST_MAX = 8;
const GENRES_MAX = 5;

/** Words for shelves, by which clients tell films from series: no genre may look like one. */
const SHELVES = new Set(["movie", "movies", "series"]);

/** Reads what is known of items, once each as long as it is remembered. */
export class FactReader {
  readonly #kept = new Recent<EntryFacts>(KEPT_MAX);

  /** Has read nothing yet. */
  constructor(private readonly sources: FactSources) {}

  /** What a channel's guide says of an item. */
  of(channel: Channel, itemId: number | null): EntryFacts {
    if (itemId === null) return NO_FACTS;
    return this.#kept.get(`${channel.profile} ${itemId}`, () => {
      const language = languageOf(this.sources.language?.(channel, itemId) ?? null);
      const details = this.sources.details?.(itemId) ?? null;
      return details === null ? { ...NO_FACTS, language } : factsOf(itemId, details, language);
    });
  }

  /** How fine a channel's picture is, or null. */
  quality(channel: Channel): string | null {
    return this.sources.quality?.(channel) ?? null;
  }
}

function factsOf(itemId: number, details: MediaDetails, language: string | null): EntryFacts {
  const { plot, directors, cast, firstAired, genres, contentRating, rating } = details;
  return {
    plot: plot === null ? null : shortened(cleanText(plot)) || null,
    directors: names(directors, DIRECTORS_MAX),
    cast: cast.flatMap(({ name, role }) => {
      const [known] = names([name], 1);
      return known === undefined ? [] : [{ name: known, role: names([role ?? ""], 1)[0] ?? null }];
    }).slice(0, CAST_MAX),
    firstAired: firstAired !== null && /^\d{4}-\d{2}-\d{2}$/.test(firstAired)
      ? firstAired.replaceAll("-", "")
      : null,
    genres: names(genres, GENRES_MAX).filter((genre) => !SHELVES.has(genre.toLowerCase())),
    language,
    image: imageOf(itemId, details),
    contentRating: contentRating === null ? null : names([contentRating], 1)[0] ?? null,
    rating: rating !== null && rating >= 0 && rating <= 10 ? rating : null,
  };
}

/** An episode by a scene of its own, all else by its poster; whatever there is before nothing. */
function imageOf(itemId: number, { title, artwork }: MediaDetails): string | null {
  const wanted: readonly ArtworkKind[] = title.kind === "episode"
    ? ["thumbnail", "poster", "fanart"]
    : ["poster", "thumbnail", "fanart"];
  const kind = wanted.find((one) => artwork.some((image) => image.kind === one));
  return kind === undefined ? null : artworkPath(itemId, kind);
}

function names(texts: readonly string[], max: number): string[] {
  return texts.map((text) => cut(cleanText(text), NAME_MAX)).filter((text) => text !== "").slice(0, max);
}

/** Ends behind a whole word. */
function shortened(text: string): string {
  if (text.length <= PLOT_MAX) return text;
  const short = cut(text, PLOT_MAX - 1);
  return `${short.replace(/\s+\S*$/u, "")}…`;
}

/** No half of a surrogate pair is left at the end. */
function cut(text: string, lengthMax: number): string {
  return text.length <= lengthMax ? text : text.slice(0, lengthMax).replace(/[\ud800-\udbff]$/, "").trim();
}

/** Files write `und` for "nobody knows". */
function languageOf(code: string | null): string | null {
  const language = code?.toLowerCase() ?? "";
  return /^[a-z]{2,3}$/.test(language) && language !== "und" ? language : null;
}
