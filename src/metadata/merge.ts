import type {
  Artwork,
  ArtworkKind,
  FactName,
  FactSource,
  MediaDetails,
  MediaFacts,
  MediaTitle,
} from "../media.ts";
import { completeIds, NO_IDS } from "./ids.ts";
import { isPlaceholder } from "./titles.ts";

/** What each source says of an item; one that says nothing is absent. */
export type FactsBySource = Readonly<Partial<Record<FactSource, MediaFacts>>>;

const TRUSTED_MOST: readonly FactSource[] = ["override", "tvdb", "tmdb", "nfo", "file_name"];
/** Databases are asked with the number of season and episode, so they are not asked for it. */
const ASKED_WITH: readonly FactSource[] = ["override", "nfo", "file_name", "tvdb", "tmdb"];

/** Whom to believe, fact by fact: the first that knows it. The table at the room's door says the same. */
const RULES: Readonly<Record<Exclude<FactName, ArtworkKind>, readonly FactSource[]>> = {
  kind: ASKED_WITH,
  season: ASKED_WITH,
  episode: ASKED_WITH,
  title: TRUSTED_MOST,
  show: TRUSTED_MOST,
  year: TRUSTED_MOST,
  plot: TRUSTED_MOST,
  genres: TRUSTED_MOST,
  cast: TRUSTED_MOST,
  directors: TRUSTED_MOST,
  firstAired: TRUSTED_MOST,
  contentRating: TRUSTED_MOST,
  rating: TRUSTED_MOST,
};

/** Kinds of image, in the order they are told in. */
export const ARTWORK_KINDS: readonly ArtworkKind[] = ["poster", "thumbnail", "fanart"];

/** What stands where a title is not known yet. */
const NO_TITLE =
  /^(?:tba|tbd|to be (?:announced|determined)|untitled|(?:episode|folge|épisode|episodio) ?#?\d+)$/iu;

/**
 * Puts together what the sources say. Pure: the same facts always come to the same details.
 *
 * @param named What the file's name says; the item stays what it is where nobody knows better.
 * @param facts What the other sources say.
 */
export function mergeFacts(named: MediaTitle, facts: FactsBySource): MediaDetails {
  const all: FactsBySource = { ...facts, "file_name": { ...facts.file_name, ...factsOf(named) } };
  const sources: Partial<Record<FactName, FactSource>> = {};
  const pick = <Name extends keyof typeof RULES>(name: Name): MediaFacts[Name] | null => {
    const source = RULES[name].find((one) => isKnown(name, all, one));
    if (source === undefined) return null;
    sources[name] = source;
    return all[source]?.[name] ?? null;
  };
  const kind = pick("kind") ?? named.kind;
  const episodeOnly = <Value>(value: () => Value): Value | null => kind === "episode" ? value() : null;
  const title: MediaTitle = {
    kind,
    title: pick("title") ?? named.title,
    show: episodeOnly(() => pick("show") ?? null),
    season: episodeOnly(() => pick("season") ?? null),
    episode: episodeOnly(() => pick("episode") ?? null),
    year: pick("year") ?? null,
  };
  const artwork = pickArtwork(all, sources);
  return {
    title,
    plot: pick("plot") ?? pickShowPlot(all, sources),
    genres: pick("genres") ?? [],
    cast: pick("cast") ?? [],
    directors: pick("directors") ?? [],
    firstAired: pick("firstAired") ?? null,
    contentRating: pick("contentRating") ?? null,
    rating: pick("rating") ?? null,
    ids: TRUSTED_MOST.map((source) => all[source]?.ids ?? {}).reduce(completeIds, NO_IDS),
    artwork,
    sources,
  };
}

/** The facts of a title: those that are known. */
export function factsOf({ kind, title, show, season, episode, year }: MediaTitle): MediaFacts {
  return {
    kind,
    title,
    ...(show !== null && { show }),
    ...(season !== null && { season }),
    ...(episode !== null && { episode }),
    ...(year !== null && { year }),
  };
}

/** A title that stands for none is believed only where nobody has a real one. */
function isKnown(name: keyof typeof RULES, all: FactsBySource, source: FactSource): boolean {
  const value = all[source]?.[name];
  if (value === undefined || value === null) return false;
  if (name === "show") return !isPlaceholder(String(value)) || source === "file_name";
  if (name !== "title" || source === "override") return true;
  if (!isNoTitle(String(value))) return true;
  return RULES.title.every((other) => isNoTitle(all[other]?.title ?? "")) &&
    (source === "file_name" || !isPlaceholder(String(value)));
}

function isNoTitle(title: string): boolean {
  return isPlaceholder(title) || NO_TITLE.test(title.trim());
}

function pickShowPlot(all: FactsBySource, sources: Partial<Record<FactName, FactSource>>): string | null {
  const source = TRUSTED_MOST.find((one) => all[one]?.showPlot !== undefined);
  if (source === undefined) return null;
  sources.plot = source;
  return all[source]?.showPlot ?? null;
}

function pickArtwork(all: FactsBySource, sources: Partial<Record<FactName, FactSource>>): Artwork[] {
  return ARTWORK_KINDS.flatMap((kind) => {
    for (const source of TRUSTED_MOST) {
      const image = all[source]?.artwork?.find((one) => one.kind === kind);
      if (image === undefined) continue;
      sources[kind] = source;
      return [image];
    }
    return [];
  });
}
