import type { Artwork, ArtworkKind, CastMember, MediaFacts } from "../media.ts";
import { dateOf, knownFacts, knownIds, yearOf } from "./facts.ts";
import type { Candidate } from "./match.ts";
import { numberOf } from "./ids.ts";
import type { TvdbEpisode, TvdbHit, TvdbMovie, TvdbSeries } from "./tvdb_wire.ts";

/** Numbers of kinds of artwork at TheTVDB. */
const SERIES_ART = { poster: 2, fanart: 3 } as const;
const MOVIE_ART = { poster: 14, fanart: 15 } as const;
/** Paths without a host stand below this one. */
const ARTWORK_BASE = "https://artworks.thetvdb.com";
const CAST_MAX = 10;

/** A show's or film's common part. */
type Whole = Pick<
  TvdbSeries,
  "name" | "genres" | "artworks" | "contentRatings" | "characters" | "translations" | "remoteIds" | "id"
>;

/**
 * What TheTVDB says of an episode: of itself, and of its show.
 *
 * @param series The show.
 * @param episode The episode; null when the show has none of that number.
 * @param languages Three letters each, the most wanted first.
 */
export function episodeFacts(
  series: TvdbSeries,
  episode: TvdbEpisode | null,
  languages: readonly string[],
): MediaFacts {
  const aired = dateOf(episode?.aired);
  return knownFacts({
    ...commonFacts(series, languages),
    show: nameIn(series, languages),
    showPlot: overviewIn(series, languages),
    title: episode?.name,
    season: episode?.seasonNumber,
    episode: episode?.number,
    plot: episode?.overview,
    firstAired: aired,
    year: yearOf(aired),
    artwork: [
      ...artworkOf(series, SERIES_ART, { languages, poster: series.image }),
      ...imageOf("thumbnail", episode?.image),
    ],
  });
}

/** What TheTVDB says of a film. */
export function movieFacts(movie: TvdbMovie, languages: readonly string[]): MediaFacts {
  const released = dateOf(movie.first_release?.date);
  return knownFacts({
    ...commonFacts(movie, languages),
    kind: "movie",
    title: nameIn(movie, languages),
    plot: overviewIn(movie, languages),
    firstAired: released,
    year: yearOf(movie.year) ?? yearOf(released),
    artwork: artworkOf(movie, MOVIE_ART, { languages, poster: movie.image }),
  });
}

/** A hit of a search, to compare with what is looked for. */
export function candidateOf(hit: TvdbHit): Candidate<number>[] {
  const id = numberOf(hit.tvdb_id);
  const titles = [hit.name, ...hit.aliases, ...Object.values(hit.translations ?? {})];
  const year = yearOf(hit.year) ?? yearOf(hit.first_air_time);
  return id === null ? [] : [{ id, titles: titles.filter((title) => !!title).map(String), year }];
}

function commonFacts(whole: Whole, languages: readonly string[]): MediaFacts {
  return knownFacts({
    genres: whole.genres.map(({ name }) => name),
    cast: castOf(whole),
    directors: peopleOf(whole, "Director"),
    contentRating: contentRatingOf(whole, languages),
    ids: knownIds({
      tvdb: whole.id,
      imdb: /^tt\d{7,10}$/.exec(remoteOf(whole, "IMDB"))?.[0] ?? null,
      tmdb: numberOf(remoteOf(whole, "TheMovieDB.com")),
    }),
  });
}

function remoteOf({ remoteIds }: Whole, source: string): string {
  return remoteIds.find(({ sourceName }) => sourceName === source)?.id ?? "";
}

/** The name in the most wanted language there is one in; the original otherwise, for no name would be worse. */
function nameIn({ name, translations }: Whole, languages: readonly string[]): string | null {
  const names = (translations?.nameTranslations ?? []).filter(({ isAlias }) => isAlias !== true);
  for (const language of languages) {
    const found = names.find((one) => one.language === language)?.name;
    if (found) return found;
  }
  return name ?? null;
}

function overviewIn({ translations }: Whole, languages: readonly string[]): string | null {
  for (const language of languages) {
    const found = translations?.overviewTranslations.find((one) => one.language === language)?.overview;
    if (found) return found;
  }
  return null;
}

function castOf({ characters }: Whole): CastMember[] {
  return characters.filter(({ peopleType }) => peopleType === "Actor")
    .toSorted((one, other) => (one.sort ?? 0) - (other.sort ?? 0))
    .flatMap(({ name, personName }) => personName ? [{ name: personName, role: name || null }] : [])
    .slice(0, CAST_MAX);
}

function peopleOf({ characters }: Whole, type: string): string[] {
  const names = characters.filter(({ peopleType }) => peopleType === type)
    .flatMap(({ personName }) => personName ?? []);
  return [...new Set(names)];
}

/** Countries whose ratings a language's speakers know best; others fall back to the first there is. */
const RATING_COUNTRIES: Readonly<Record<string, string>> = { eng: "usa", deu: "deu", fra: "fra", spa: "esp" };

function contentRatingOf({ contentRatings }: Whole, languages: readonly string[]): string | null {
  const wanted = languages.map((language) => RATING_COUNTRIES[language] ?? language);
  const chosen = wanted.map((code) => contentRatings.find(({ country }) => country === code)).find((it) =>
    it
  );
  return (chosen ?? contentRatings[0])?.name ?? null;
}

function artworkOf(
  { artworks }: Whole,
  types: typeof SERIES_ART | typeof MOVIE_ART,
  { languages, poster }: {
    readonly languages: readonly string[];
    readonly poster: string | null | undefined;
  },
): Artwork[] {
  const best = (type: number) => {
    const all = artworks.filter((one) => one.type === type && one.image)
      .toSorted((one, other) => (other.score ?? 0) - (one.score ?? 0));
    const inLanguage = languages.map((code) => all.find(({ language }) => language === code)).find((it) =>
      it
    );
    return (inLanguage ?? all[0])?.image;
  };
  return [...imageOf("poster", best(types.poster) ?? poster), ...imageOf("fanart", best(types.fanart))];
}

/** Only TheTVDB's own host is asked for images. */
function imageOf(kind: ArtworkKind, image: string | null | undefined): Artwork[] {
  if (!image || !URL.canParse(image, ARTWORK_BASE)) return [];
  const url = new URL(image, ARTWORK_BASE);
  return url.origin === ARTWORK_BASE ? [{ kind, url: url.href }] : [];
}
