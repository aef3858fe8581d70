import type { Artwork, ArtworkKind, CastMember, MediaFacts } from "../media.ts";
import { dateOf, knownFacts, knownIds, ratingOf, yearOf } from "./facts.ts";
import type { Candidate } from "./match.ts";
import type { TmdbEpisode, TmdbHit, TmdbMovie, TmdbShow } from "./tmdb_wire.ts";

/** Where images are, and which width of each kind is large enough for a guide on a television. */
const IMAGE_BASE = "https://image.tmdb.org/t/p";
const WIDTHS = { poster: "w500", thumbnail: "w300", fanart: "w1280" } as const;
const CAST_MAX = 10;

/** One of several translations of the same thing, the most wanted first. */
type Translations<Whole> = readonly [Whole, ...Whole[]];

/**
 * What The Movie Database says of an episode: of itself, and of its show.
 *
 * @param shows The show in each language that was asked for.
 * @param episodes The episode in each; none when the show has none of that number.
 * @param languages Two letters each, the most wanted first.
 */
export function episodeFacts(
  shows: Translations<TmdbShow>,
  episodes: readonly TmdbEpisode[],
  languages: readonly string[],
): MediaFacts {
  const [show] = shows;
  const [episode] = episodes;
  const aired = dateOf(episode?.air_date);
  const ratings = show.content_ratings?.results ?? [];
  return knownFacts({
    ...commonFacts(show),
    show: first(shows, ({ name }) => name),
    showPlot: first(shows, ({ overview }) => overview),
    title: first(episodes, ({ name }) => name),
    season: episode?.season_number,
    episode: episode?.episode_number,
    plot: first(episodes, ({ overview }) => overview),
    directors: directorsIn(episode?.crew),
    firstAired: aired,
    year: yearOf(aired),
    contentRating: ratingIn(languages, ratings.map((it) => ({ country: it.iso_3166_1, name: it.rating }))),
    rating: ratingOf(episode?.vote_average) ?? ratingOf(show.vote_average),
    artwork: [
      ...imageOf("poster", show.poster_path),
      ...imageOf("thumbnail", episode?.still_path),
      ...imageOf("fanart", show.backdrop_path),
    ],
  });
}

/** What The Movie Database says of a film, in each language that was asked for. */
export function movieFacts(movies: Translations<TmdbMovie>, languages: readonly string[]): MediaFacts {
  const [movie] = movies;
  const released = dateOf(movie.release_date);
  const ratings = (movie.release_dates?.results ?? []).map(({ iso_3166_1, release_dates }) => ({
    country: iso_3166_1,
    name: release_dates?.map(({ certification }) => certification).find((it) => it),
  }));
  return knownFacts({
    ...commonFacts(movie),
    kind: "movie",
    title: first(movies, ({ title }) => title),
    plot: first(movies, ({ overview }) => overview),
    directors: directorsIn(movie.credits?.crew),
    firstAired: released,
    year: yearOf(released),
    contentRating: ratingIn(languages, ratings),
    rating: ratingOf(movie.vote_average),
    artwork: [...imageOf("poster", movie.poster_path), ...imageOf("fanart", movie.backdrop_path)],
  });
}

/** A hit of a search, to compare with what is looked for. */
export function candidateOf(hit: TmdbHit): Candidate<number> {
  const titles = [hit.name, hit.original_name, hit.title, hit.original_title];
  return {
    id: hit.id,
    titles: titles.flatMap((title) => title || []),
    year: yearOf(hit.first_air_date) ?? yearOf(hit.release_date),
  };
}

function commonFacts(whole: TmdbShow | TmdbMovie): MediaFacts {
  return knownFacts({
    genres: (whole.genres ?? []).map(({ name }) => name),
    cast: castOf(whole),
    ids: knownIds({
      tmdb: whole.id,
      tvdb: whole.external_ids?.tvdb_id || null,
      imdb: /^tt\d{7,10}$/.exec(whole.external_ids?.imdb_id ?? "")?.[0] ?? null,
    }),
  });
}

function castOf({ credits }: TmdbShow | TmdbMovie): CastMember[] {
  return (credits?.cast ?? []).slice(0, CAST_MAX)
    .map(({ name, character }) => ({ name, role: character || null }));
}

function directorsIn(crew: readonly { name: string; job?: string | null | undefined }[] | null | undefined) {
  return [...new Set((crew ?? []).filter(({ job }) => job === "Director").map(({ name }) => name))];
}

/** Countries whose ratings a language's speakers know best; others fall back to the first there is. */
const RATING_COUNTRIES: Readonly<Record<string, string>> = {
  en: "US",
  sv: "SE",
  da: "DK",
  ja: "JP",
  ko: "KR",
};

function ratingIn(
  languages: readonly string[],
  ratings: readonly { country?: string | null | undefined; name?: string | null | undefined }[],
): string | null {
  const known = ratings.filter(({ name }) => name);
  const wanted = languages.map((language) => RATING_COUNTRIES[language] ?? language.toUpperCase());
  const chosen = wanted.map((code) => known.find(({ country }) => country === code)).find((it) => it);
  return (chosen ?? known[0])?.name ?? null;
}

/** The first that is not empty: what one language lacks another lends. */
function first<Whole>(
  translations: readonly Whole[],
  read: (whole: Whole) => string | null | undefined,
): string | null {
  return translations.map(read).find((it) => it) ?? null;
}

/** Paths begin with a slash and are plain names; anything else is none of ours to ask for. */
function imageOf(kind: ArtworkKind, path: string | null | undefined): Artwork[] {
  return path && /^\/[\w.-]+$/.test(path) ? [{ kind, url: `${IMAGE_BASE}/${WIDTHS[kind]}${path}` }] : [];
}
