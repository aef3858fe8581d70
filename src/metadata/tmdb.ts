import type { Answer, Answers } from "./answers.ts";
import {
  type FactFinder,
  type Finding,
  isFilm,
  keyOfBest,
  type Sought,
  wantedOf,
  withAnswer,
} from "./fact_finder.ts";
import { shortLanguage } from "./languages.ts";
import { type Wanted, withoutYear } from "./match.ts";
import type { HostReply, PoliteClient } from "./polite_client.ts";
import { candidateOf, episodeFacts, movieFacts } from "./tmdb_facts.ts";
import {
  findAnswer,
  movieAnswer,
  searchAnswer,
  seasonAnswer,
  showAnswer,
  type TmdbEpisode,
} from "./tmdb_wire.ts";
import type { z } from "zod";

/** What asking The Movie Database needs. */
export interface TmdbParts {
  /** Asks. */
  readonly client: Pick<PoliteClient, "ask" | "leaveAlone">;
  /** Remembers. */
  readonly answers: Answers;
}

/** How The Movie Database is asked. */
export interface TmdbOptions {
  /** Address of the API, without a slash at its end. */
  readonly baseUrl: string;
  /** A key of version 3 (32 hex digits), or a read access token. */
  readonly apiKey: string;
  /** ISO 639 codes, the most wanted first. */
  readonly languages: readonly string[];
}

const ANSWER_BYTES_MAX = 8_000_000;
/** Keys of version 3; anything else is a token, which goes into a header. */
const PLAIN_KEY = /^[0-9a-f]{32}$/i;

/** The Movie Database, version 3. */
export class Tmdb implements FactFinder {
  /** Its name. */
  readonly source = "tmdb";
  readonly #languages: readonly string[];

  /** Asks nothing yet. */
  constructor(private readonly parts: TmdbParts, private readonly options: TmdbOptions) {
    this.#languages = options.languages.map(shortLanguage);
  }

  /** Looks an item up: by its own key, IMDb's, TheTVDB's, or title and year. */
  async find(sought: Sought, signal: AbortSignal): Promise<Finding> {
    if (isFilm(sought)) {
      return await withAnswer(await this.#identify("movie", sought, signal), (id) => this.#movie(id, signal));
    }
    if (sought.title.kind !== "episode" || sought.title.show === null) return { kind: "none" };
    return await withAnswer(
      await this.#identify("tv", sought, signal),
      (id) => this.#episode(id, sought, signal),
    );
  }

  async #movie(id: number, signal: AbortSignal): Promise<Finding> {
    const more = "append_to_response=credits,release_dates,external_ids";
    const movies = await this.#inLanguages(
      (language) => this.#get(`/movie/${id}?${more}&language=${language}`, movieAnswer, signal),
      (movie) => movie.title && movie.overview,
    );
    return await withAnswer(
      movies,
      ([first, ...rest]) =>
        first === undefined
          ? { kind: "none" }
          : { kind: "ok", value: movieFacts([first, ...rest], this.#languages) },
    );
  }

  async #episode(id: number, sought: Sought, signal: AbortSignal): Promise<Finding> {
    const more = "append_to_response=credits,content_ratings,external_ids";
    const shows = await this.#inLanguages(
      (language) => this.#get(`/tv/${id}?${more}&language=${language}`, showAnswer, signal),
      (show) => show.name && show.overview,
    );
    return await withAnswer(shows, async ([first, ...rest]) => {
      if (first === undefined) return { kind: "none" };
      return await withAnswer(await this.#findEpisode(id, sought, signal), (episodes) => ({
        kind: "ok",
        value: episodeFacts([first, ...rest], episodes, this.#languages),
      }));
    });
  }

  async #findEpisode(id: number, sought: Sought, signal: AbortSignal): Promise<Answer<TmdbEpisode[]>> {
    const { season, episode } = sought.title;
    // Those told by their date alone could be in any season.
    if (season === null || episode === null) return { kind: "ok", value: [] };
    const pick = async (language: string): Promise<Answer<TmdbEpisode>> =>
      await withAnswer(
        await this.#get(`/tv/${id}/season/${season}?language=${language}`, seasonAnswer, signal),
        ({ episodes }) => {
          const found = episodes?.find(({ episode_number }) => episode_number === episode);
          return found === undefined ? { kind: "none" } : { kind: "ok", value: found };
        },
      );
    return await this.#inLanguages(pick, (found) => found.name && found.overview);
  }

  /** Asks in one language after another until nothing is missing. */
  async #inLanguages<Value>(
    ask: (language: string) => Promise<Answer<Value>>,
    isWhole: (value: Value) => unknown,
  ): Promise<Answer<Value[]>> {
    const values: Value[] = [];
    for (const language of this.#languages) {
      const answer = await ask(language);
      if (answer.kind === "unavailable") return answer;
      if (answer.kind === "none") break;
      values.push(answer.value);
      if (isWhole(answer.value)) break;
    }
    return { kind: "ok", value: values };
  }

  async #identify(type: "tv" | "movie", sought: Sought, signal: AbortSignal): Promise<Answer<number>> {
    const { tmdb, imdb, tvdb } = sought.ids;
    if (tmdb !== null) return { kind: "ok", value: tmdb };
    for (const [source, key] of [["imdb_id", imdb], ["tvdb_id", type === "tv" ? tvdb : null]]) {
      if (key === null) continue;
      const answer = await this.#get(`/find/${key}?external_source=${source}`, findAnswer, signal);
      if (answer.kind === "unavailable") return answer;
      if (answer.kind === "none") continue;
      const { movie_results, tv_results, tv_episode_results } = answer.value;
      const id = type === "movie"
        ? movie_results?.[0]?.id
        : tv_results?.[0]?.id ?? tv_episode_results?.[0]?.show_id;
      if (id) return { kind: "ok", value: id };
    }
    const wanted = wantedOf(sought);
    return wanted === null ? { kind: "none" } : await this.#search(type, wanted, signal);
  }

  async #search(type: "tv" | "movie", wanted: Wanted, signal: AbortSignal): Promise<Answer<number>> {
    const { title } = withoutYear(wanted);
    // The year is compared afterwards: a search for it hides films that are a year off.
    const query = new URLSearchParams({ query: title, language: this.#languages[0] ?? "en" });
    return await withAnswer(
      await this.#get(`/search/${type}?${query}`, searchAnswer, signal),
      ({ results }) => keyOfBest(wanted, results.map(candidateOf), type === "movie" ? "movie" : "show"),
    );
  }

  async #get<Schema extends z.ZodType>(
    path: string,
    schema: Schema,
    signal: AbortSignal,
  ): Promise<Answer<z.output<Schema>>> {
    return await this.parts.answers.get({
      name: `tmdb ${path}`,
      schema,
      ask: () => this.#ask(path, signal),
    });
  }

  async #ask(path: string, signal: AbortSignal): Promise<HostReply> {
    const { apiKey, baseUrl } = this.options;
    const url = new URL(`${baseUrl}${path}`);
    const isPlain = PLAIN_KEY.test(apiKey);
    if (isPlain) url.searchParams.set("api_key", apiKey);
    const headers: Record<string, string> = isPlain ? {} : { authorization: `Bearer ${apiKey}` };
    const reply = await this.parts.client.ask({ url: url.href, headers, bytesMax: ANSWER_BYTES_MAX }, signal);
    if (reply.kind === "unauthorized") this.parts.client.leaveAlone(baseUrl, "the key is not accepted");
    return reply;
  }
}
