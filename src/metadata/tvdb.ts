import type { Clock } from "../clock.ts";
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
import { longLanguage } from "./languages.ts";
import { type Wanted, withoutYear } from "./match.ts";
import type { HostReply, PoliteClient } from "./polite_client.ts";
import { candidateOf, episodeFacts, movieFacts } from "./tvdb_facts.ts";
import {
  episodesAnswer,
  loginAnswer,
  movieAnswer,
  remoteAnswer,
  searchAnswer,
  seriesAnswer,
  type TvdbEpisode,
} from "./tvdb_wire.ts";
import type { z } from "zod";

/** What asking TheTVDB needs. */
export interface TvdbParts {
  /** Asks. */
  readonly client: Pick<PoliteClient, "ask" | "leaveAlone">;
  /** Remembers. */
  readonly answers: Answers;
  /** Time. */
  readonly clock: Clock;
}

/** How TheTVDB is asked. */
export interface TvdbOptions {
  /** Address of the API, without a slash at its end. */
  readonly baseUrl: string;
  /** The key. */
  readonly apiKey: string;
  /** A subscriber's PIN, or null. */
  readonly pin: string | null;
  /** ISO 639 codes, the most wanted first. */
  readonly languages: readonly string[];
}

/** A token is good for a month; a new one is asked for before. */
const TOKEN_MS = 25 * 24 * 3_600_000;
const ANSWER_BYTES_MAX = 16_000_000;
/** Episodes come 500 at a time; soaps have 15,000. */
const PAGES_MAX = 40;

/** TheTVDB, version 4: logs in by itself, and again when a token is not accepted any more. */
export class Tvdb implements FactFinder {
  /** Its name. */
  readonly source = "tvdb";
  readonly #languages: readonly string[];
  #token: { readonly text: string; readonly untilMs: number } | null = null;
  #login: Promise<HostReply> | null = null;

  /** Asks nothing yet. */
  constructor(private readonly parts: TvdbParts, private readonly options: TvdbOptions) {
    this.#languages = options.languages.map(longLanguage);
  }

  /** Looks an item up: by TheTVDB's key, IMDb's key, or title and year. */
  async find(sought: Sought, signal: AbortSignal): Promise<Finding> {
    if (isFilm(sought)) {
      return await withAnswer(
        await this.#identify("movie", sought, signal),
        async (id) =>
          await withAnswer(
            await this.#get(`/movies/${id}/extended?meta=translations`, movieAnswer, signal),
            ({ data }) => ({ kind: "ok", value: movieFacts(data, this.#languages) }),
          ),
      );
    }
    if (sought.title.kind !== "episode" || sought.title.show === null) return { kind: "none" };
    return await withAnswer(
      await this.#identify("series", sought, signal),
      (id) => this.#episode(id, sought, signal),
    );
  }

  async #episode(id: number, sought: Sought, signal: AbortSignal): Promise<Finding> {
    const path = `/series/${id}/extended?meta=translations`;
    return await withAnswer(
      await this.#get(path, seriesAnswer, signal),
      async ({ data }) =>
        await withAnswer(
          await this.#episodeInLanguages(id, sought, signal),
          (episode) => ({ kind: "ok", value: episodeFacts(data, episode, this.#languages) }),
        ),
    );
  }

  /** A less wanted language only lends what is missing in the ones before. */
  async #episodeInLanguages(
    id: number,
    sought: Sought,
    signal: AbortSignal,
  ): Promise<Answer<TvdbEpisode | null>> {
    const found: TvdbEpisode[] = [];
    for (const language of this.#languages) {
      const answer = await this.#findEpisode(`/series/${id}/episodes/default/${language}`, sought, signal);
      if (answer.kind === "unavailable") return answer;
      if (answer.kind === "ok") found.push(answer.value);
      if (found.some(({ name }) => name) && found.some(({ overview }) => overview)) break;
    }
    const [first] = found;
    if (first === undefined) return { kind: "ok", value: null };
    const name = found.map((one) => one.name).find((it) => it);
    const overview = found.map((one) => one.overview).find((it) => it);
    return { kind: "ok", value: { ...first, name, overview } };
  }

  /** Reads page after page until the episode is there. */
  async #findEpisode(path: string, sought: Sought, signal: AbortSignal): Promise<Answer<TvdbEpisode>> {
    for (let page = 0; page < PAGES_MAX; page++) {
      const answer = await this.#get(`${path}?page=${page}`, episodesAnswer, signal);
      if (answer.kind !== "ok") return answer;
      const { data, links } = answer.value;
      const found = data.episodes.find((episode) => isSame(episode, sought));
      if (found !== undefined) return { kind: "ok", value: found };
      if (!links?.next || data.episodes.length === 0) break;
    }
    return { kind: "none" };
  }

  async #identify(type: "series" | "movie", sought: Sought, signal: AbortSignal): Promise<Answer<number>> {
    if (sought.ids.tvdb !== null) return { kind: "ok", value: sought.ids.tvdb };
    if (sought.ids.imdb !== null) {
      const answer = await this.#get(`/search/remoteid/${sought.ids.imdb}`, remoteAnswer, signal);
      if (answer.kind === "unavailable") return answer;
      const hits = answer.kind === "ok" ? answer.value.data : [];
      const id = type === "movie"
        ? hits.find(({ movie }) => movie)?.movie?.id
        : hits.map(({ series, episode }) => series?.id ?? episode?.seriesId).find((it) => it);
      if (id) return { kind: "ok", value: id };
    }
    const wanted = wantedOf(sought);
    return wanted === null ? { kind: "none" } : await this.#search(type, wanted, signal);
  }

  async #search(type: "series" | "movie", wanted: Wanted, signal: AbortSignal): Promise<Answer<number>> {
    const { title } = withoutYear(wanted);
    // The year is compared afterwards: a search for it hides films that are a year off.
    const query = new URLSearchParams({ query: title, type, limit: "20" });
    return await withAnswer(
      await this.#get(`/search?${query}`, searchAnswer, signal),
      ({ data }) => keyOfBest(wanted, data.flatMap(candidateOf), type === "movie" ? "movie" : "show"),
    );
  }

  async #get<Schema extends z.ZodType>(
    path: string,
    schema: Schema,
    signal: AbortSignal,
  ): Promise<Answer<z.output<Schema>>> {
    return await this.parts.answers.get({
      name: `tvdb ${path}`,
      schema,
      ask: () => this.#ask(path, signal),
    });
  }

  async #ask(path: string, signal: AbortSignal): Promise<HostReply> {
    const { client } = this.parts;
    const url = `${this.options.baseUrl}${path}`;
    for (const isLast of [false, true]) {
      const refusal = await this.#ensureToken(signal);
      if (refusal !== null) return refusal;
      const headers = { authorization: `Bearer ${this.#token?.text ?? ""}` };
      const reply = await client.ask({ url, headers, bytesMax: ANSWER_BYTES_MAX }, signal);
      if (reply.kind !== "unauthorized") return reply;
      // The token ended before its time; a new one that is refused as well means the key.
      this.#token = null;
      if (isLast) client.leaveAlone(url, "the key is not accepted");
    }
    return { kind: "unauthorized" };
  }

  /** Logs in if need be; those who need it at the same time share one login. Null once there is a token. */
  async #ensureToken(signal: AbortSignal): Promise<HostReply | null> {
    if (this.#token !== null && this.#token.untilMs > this.parts.clock.wallMs()) return null;
    this.#login ??= this.#logIn(signal).finally(() => this.#login = null);
    const reply = await this.#login;
    return reply.kind === "ok" ? null : reply;
  }

  async #logIn(signal: AbortSignal): Promise<HostReply> {
    const { apiKey, pin, baseUrl } = this.options;
    const { client, clock } = this.parts;
    const url = `${baseUrl}/login`;
    const body = { apikey: apiKey, ...(pin !== null && { pin }) };
    const reply = await client.ask({ url, body, bytesMax: ANSWER_BYTES_MAX }, signal);
    if (reply.kind === "unauthorized") client.leaveAlone(url, "the key is not accepted");
    if (reply.kind !== "ok") return reply;
    const token = tokenIn(reply.bytes);
    if (token === null) return { kind: "unavailable", reason: "the login gave no token" };
    this.#token = { text: token, untilMs: clock.wallMs() + TOKEN_MS };
    return reply;
  }
}

function tokenIn(bytes: Uint8Array<ArrayBuffer>): string | null {
  try {
    return loginAnswer.parse(JSON.parse(new TextDecoder().decode(bytes))).data.token;
  } catch {
    // Neither what is wrong with it nor the answer itself is told: it may hold a token.
    return null;
  }
}

function isSame(episode: TvdbEpisode, { title, firstAired }: Sought): boolean {
  if (title.season !== null && title.episode !== null) {
    return episode.seasonNumber === title.season && episode.number === title.episode;
  }
  return firstAired !== null && episode.aired === firstAired && episode.seasonNumber !== 0;
}
