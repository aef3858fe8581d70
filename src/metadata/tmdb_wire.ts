/**
 * What of The Movie Database's version 3 is read: only fields the program uses.
 *
 * @module
 */
import { z } from "zod";

const text = z.string().nullish();
const number = z.number().nullish();

const genres = z.array(z.object({ name: z.string() })).nullish();
const credits = z.object({
  cast: z.array(z.object({ name: z.string(), character: text })).nullish(),
  crew: z.array(z.object({ name: z.string(), job: text })).nullish(),
}).nullish();
const externalIds = z.object({ imdb_id: text, tvdb_id: number }).nullish();

/** `/search/tv` and `/search/movie`: names differ between the two. */
export const searchAnswer = z.object({
  results: z.array(z.object({
    id: z.number(),
    name: text,
    original_name: text,
    first_air_date: text,
    title: text,
    original_title: text,
    release_date: text,
  })),
});

/** `/find/{external_id}`. */
export const findAnswer = z.object({
  movie_results: z.array(z.object({ id: z.number() })).nullish(),
  tv_results: z.array(z.object({ id: z.number() })).nullish(),
  tv_episode_results: z.array(z.object({ show_id: number })).nullish(),
});

/** `/tv/{id}` with `credits`, `content_ratings` and `external_ids`. */
export const showAnswer = z.object({
  id: z.number(),
  name: text,
  overview: text,
  genres,
  vote_average: number,
  poster_path: text,
  backdrop_path: text,
  credits,
  content_ratings: z.object({
    results: z.array(z.object({ iso_3166_1: text, rating: text })).nullish(),
  }).nullish(),
  external_ids: externalIds,
});

/** `/tv/{id}/season/{n}`. */
export const seasonAnswer = z.object({
  episodes: z.array(z.object({
    episode_number: number,
    season_number: number,
    name: text,
    overview: text,
    air_date: text,
    still_path: text,
    vote_average: number,
    crew: z.array(z.object({ name: z.string(), job: text })).nullish(),
  })).nullish(),
});

/** `/movie/{id}` with `credits`, `release_dates` and `external_ids`. */
export const movieAnswer = z.object({
  id: z.number(),
  title: text,
  overview: text,
  genres,
  vote_average: number,
  release_date: text,
  poster_path: text,
  backdrop_path: text,
  credits,
  release_dates: z.object({
    results: z.array(z.object({
      iso_3166_1: text,
      release_dates: z.array(z.object({ certification: text })).nullish(),
    })).nullish(),
  }).nullish(),
  external_ids: externalIds,
});

/** A show, all of it. */
export type TmdbShow = z.output<typeof showAnswer>;
/** An episode of a season. */
export type TmdbEpisode = NonNullable<z.output<typeof seasonAnswer>["episodes"]>[number];
/** A film, all of it. */
export type TmdbMovie = z.output<typeof movieAnswer>;
/** A hit of a search. */
export type TmdbHit = z.output<typeof searchAnswer>["results"][number];
