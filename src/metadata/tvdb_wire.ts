/**
 * What of TheTVDB's version 4 is read: only fields the program uses, each as tolerantly as its documentation warns.
 *
 * @module
 */
import { z } from "zod";

const text = z.string().nullish();
const number = z.number().nullish();

/** A list where documentation allows null. */
function listOf<Item extends z.ZodType>(item: Item): z.ZodPipe<
  z.ZodOptional<z.ZodNullable<z.ZodArray<Item>>>,
  z.ZodTransform<z.output<Item>[], z.output<Item>[] | null | undefined>
> {
  return z.array(item).nullish().transform((list) => list ?? []);
}

const genre = z.object({ name: z.string() });
const artwork = z.object({ type: z.number(), image: text, score: number, language: text });
const rating = z.object({ name: text, country: text });
const character = z.object({
  name: text,
  personName: text,
  peopleType: text,
  sort: number,
});
const translations = z.object({
  nameTranslations: listOf(z.object({ name: text, language: text, isAlias: z.boolean().nullish() })),
  overviewTranslations: listOf(z.object({ overview: text, language: text })),
}).nullish();
const remoteId = z.object({ id: text, sourceName: text });

/** `POST /login`. */
export const loginAnswer = z.object({ data: z.object({ token: z.string().min(1) }) });

/** One hit of `/search`. `year` and `tvdb_id` are texts there. */
export const searchAnswer = z.object({
  data: listOf(z.object({
    tvdb_id: z.string(),
    name: text,
    year: text,
    first_air_time: text,
    aliases: listOf(z.string()),
    translations: z.record(z.string(), z.string().nullable()).nullish(),
  })),
});

/** `/search/remoteid/{id}`. */
export const remoteAnswer = z.object({
  data: listOf(z.object({
    series: z.object({ id: z.number() }).nullish(),
    movie: z.object({ id: z.number() }).nullish(),
    episode: z.object({ seriesId: number }).nullish(),
  })),
});

const common = {
  id: z.number(),
  name: text,
  genres: listOf(genre),
  artworks: listOf(artwork),
  contentRatings: listOf(rating),
  characters: listOf(character),
  translations,
  remoteIds: listOf(remoteId),
};

/** `/series/{id}/extended?meta=translations`. */
export const seriesAnswer = z.object({ data: z.object({ ...common, firstAired: text, image: text }) });

/** `/movies/{id}/extended?meta=translations`. */
export const movieAnswer = z.object({
  data: z.object({
    ...common,
    year: text,
    image: text,
    first_release: z.object({ date: text }).nullish(),
  }),
});

/** `/series/{id}/episodes/default/{lang}`, a page. */
export const episodesAnswer = z.object({
  data: z.object({
    // What is an answer at all has this.
    episodes: z.array(z.object({
      name: text,
      aired: text,
      overview: text,
      image: text,
      number: number,
      seasonNumber: number,
    })).nullable().transform((list) => list ?? []),
  }),
  links: z.object({ next: text }).nullish(),
});

/** A show, all of it. */
export type TvdbSeries = z.output<typeof seriesAnswer>["data"];
/** A film, all of it. */
export type TvdbMovie = z.output<typeof movieAnswer>["data"];
/** An episode of a list. */
export type TvdbEpisode = z.output<typeof episodesAnswer>["data"]["episodes"][number];
/** A hit of a search. */
export type TvdbHit = z.output<typeof searchAnswer>["data"][number];
