/** Where the fake stands. */
export const TVDB_HOST = "tvdb.test";
/** Base of its addresses. */
export const TVDB_BASE = `https://${TVDB_HOST}/v4`;
/** The key it accepts. */
export const TVDB_KEY = "0a1b2c3d-1111-4222-8333-444455556666";

const PAGE_EPISODES = 500;

/** A show as TheTVDB has it; names as on the wire. */
export interface FakeSeries {
  readonly id: number;
  readonly name: string;
  readonly year: string;
  readonly overview: Readonly<Record<string, string>>;
  readonly aliases?: readonly string[];
  readonly imdb?: string;
  readonly episodes: readonly FakeEpisode[];
}

/** An episode; texts by language. */
export interface FakeEpisode {
  readonly seasonNumber: number;
  readonly number: number;
  readonly aired: string | null;
  readonly name: Readonly<Record<string, string>>;
  readonly overview: Readonly<Record<string, string>>;
}

/** A film. */
export interface FakeMovie {
  readonly id: number;
  readonly name: string;
  readonly year: string;
  readonly overview: Readonly<Record<string, string>>;
  readonly imdb?: string;
}

/** A show everybody tests with. */
export const HARBOUR: FakeSeries = {
  id: 81_189,
  name: "Harbour",
  year: "2008",
  overview: { eng: "A harbour and its people.", deu: "Ein Hafen und seine Leute." },
  aliases: ["The Harbour"],
  imdb: "tt0903747",
  episodes: [
    {
      ...{ seasonNumber: 1, number: 1, aired: "2008-01-20" },
      name: { eng: "Low Tide", deu: "Ebbe" },
      overview: { eng: "The water goes.", deu: "Das Wasser geht." },
    },
    {
      ...{ seasonNumber: 1, number: 2, aired: "2008-01-27" },
      name: { eng: "High Tide" },
      overview: { eng: "The water comes." },
    },
  ],
};

/** A film everybody tests with. */
export const LANTERN: FakeMovie = {
  id: 190,
  name: "Lantern",
  year: "1999",
  overview: { eng: "A light in a window." },
  imdb: "tt0133093",
};

/** TheTVDB's version 4 in memory: login, bearer tokens, search, paged episodes, the envelope of its answers. */
export class FakeTvdb {
  /** Tokens it gave and still accepts. */
  readonly tokens = new Set<string>();
  /** Logins so far. */
  logins = 0;

  constructor(
    private readonly series: readonly FakeSeries[] = [HARBOUR],
    private readonly movies: readonly FakeMovie[] = [LANTERN],
    private readonly pin: string | null = null,
  ) {}

  readonly answer = async (request: Request): Promise<Response> => {
    const { pathname, searchParams } = new URL(request.url);
    const path = pathname.replace(/^\/v4/, "");
    if (path === "/login" && request.method === "POST") return await this.#login(request);
    const token = /^Bearer (.+)$/.exec(request.headers.get("authorization") ?? "")?.[1] ?? "";
    if (!this.tokens.has(token)) return failure(401, "Unauthorized");
    if (request.method !== "GET") return failure(405, "Method not allowed");
    if (path === "/search") return this.#search(searchParams);
    const [, first, second, third, fourth, fifth] = path.split("/");
    if (first === "search" && second === "remoteid") return this.#remote(third ?? "");
    if (first === "movies" && third === "extended") return this.#movie(Number(second));
    const series = this.series.find(({ id }) => first === "series" && id === Number(second));
    if (series === undefined) return failure(404, "Not Found");
    if (third === "extended") {
      return success(seriesRecord(series, searchParams.get("meta") === "translations"));
    }
    if (third === "episodes" && fourth === "default") {
      return this.#episodes(series, fifth ?? "", { page: Number(searchParams.get("page")), path: pathname });
    }
    return failure(404, "Not Found");
  };

  async #login(request: Request): Promise<Response> {
    const { apikey, pin } = await request.json();
    const isRight = apikey === TVDB_KEY && (this.pin === null || pin === this.pin);
    if (!isRight) return failure(401, "InvalidAPIKey: apikey is incorrect");
    this.logins += 1;
    const token = `token-${this.logins}.secret`;
    this.tokens.add(token);
    return success({ token });
  }

  #search(query: URLSearchParams): Response {
    const words = (query.get("query") ?? "").toLowerCase();
    const hit = (one: FakeSeries | FakeMovie, type: string) => ({
      objectID: `${type}-${one.id}`,
      id: `${type}-${one.id}`,
      tvdb_id: String(one.id),
      name: one.name,
      type,
      year: one.year,
      aliases: "aliases" in one ? one.aliases : undefined,
      translations: { eng: one.name },
      remote_ids: null,
    });
    const all = query.get("type") === "movie"
      ? this.movies.map((one) => hit(one, "movie"))
      : this.series.map((one) => hit(one, "series"));
    const found = all.filter(({ name }) =>
      words.split(" ").some((word) => name.toLowerCase().includes(word))
    );
    return success(found, { prev: null, self: "", next: null, total_items: found.length, page_size: 20 });
  }

  #remote(imdb: string): Response {
    const series = this.series.filter((one) => one.imdb === imdb).map((one) => ({
      series: { id: one.id, name: one.name },
    }));
    const movies = this.movies.filter((one) => one.imdb === imdb).map((one) => ({
      movie: { id: one.id, name: one.name },
    }));
    const data = [...series, ...movies];
    return success(data.length === 0 ? null : data);
  }

  #movie(id: number): Response {
    const movie = this.movies.find((one) => one.id === id);
    if (movie === undefined) return failure(404, "Not Found");
    return success({
      ...recordOf(movie, true),
      first_release: { country: "usa", date: `${movie.year}-03-31`, detail: null },
      artworks: [{
        id: 1,
        type: 14,
        image: "https://artworks.thetvdb.com/m/190/p.jpg",
        score: 5,
        language: "eng",
      }],
      characters: [
        { name: "", personName: "Dana Dee", peopleType: "Director", sort: 0 },
        { name: "Keeper", personName: "Kim Kay", peopleType: "Actor", sort: 2 },
        { name: "Visitor", personName: "Vic Vee", peopleType: "Actor", sort: 1 },
      ],
    });
  }

  #episodes(series: FakeSeries, language: string, { page, path }: { page: number; path: string }): Response {
    const start = page * PAGE_EPISODES;
    const part = series.episodes.slice(start, start + PAGE_EPISODES);
    const episodes = part.map(({ name, overview, ...rest }, at) => ({
      id: series.id * 10_000 + start + at,
      seriesId: series.id,
      ...rest,
      name: name[language] ?? null,
      overview: overview[language] ?? null,
      image: `https://artworks.thetvdb.com/e/${series.id}/${start + at}.jpg`,
      isMovie: 0,
    }));
    const link = (at: number) => `https://api4.thetvdb.com${path}?page=${at}`;
    const hasMore = start + PAGE_EPISODES < series.episodes.length;
    return success({ series: { id: series.id, name: series.name }, episodes }, {
      prev: page > 0 ? link(page - 1) : null,
      self: link(page),
      next: hasMore ? link(page + 1) : null,
      total_items: series.episodes.length,
      page_size: PAGE_EPISODES,
    });
  }
}

function seriesRecord(series: FakeSeries, hasTranslations: boolean): Record<string, unknown> {
  return {
    ...recordOf(series, hasTranslations),
    firstAired: `${series.year}-01-20`,
    image: "https://artworks.thetvdb.com/s/81189/first.jpg",
    artworks: [
      { id: 1, type: 2, image: "https://artworks.thetvdb.com/s/81189/low.jpg", score: 1, language: "eng" },
      { id: 2, type: 2, image: "https://artworks.thetvdb.com/s/81189/high.jpg", score: 9, language: "eng" },
      { id: 3, type: 3, image: "/s/81189/fan.jpg", score: 9, language: null },
      { id: 4, type: 1, image: "https://artworks.thetvdb.com/s/81189/banner.jpg", score: 9, language: "eng" },
    ],
    characters: [{ name: "Pilot", personName: "Pat Pea", peopleType: "Actor", sort: 0 }],
  };
}

function recordOf(one: FakeSeries | FakeMovie, hasTranslations: boolean): Record<string, unknown> {
  const { id, name, year, imdb } = one;
  return {
    ...{ id, name, year, slug: name.toLowerCase(), score: 1_000 },
    genres: [{ id: 12, name: "Drama", slug: "drama" }, { id: 9, name: "Crime", slug: "crime" }],
    contentRatings: [
      { id: 1, name: "TV-MA", country: "usa", contentType: "episode" },
      { id: 2, name: "16", country: "deu", contentType: "episode" },
    ],
    remoteIds: [
      ...(imdb === undefined ? [] : [{ id: imdb, type: 2, sourceName: "IMDB" }]),
      { id: "1396", type: 12, sourceName: "TheMovieDB.com" },
    ],
    translations: hasTranslations
      ? {
        nameTranslations: [{ name, language: "eng" }, { name: `${name} (deutsch)`, language: "deu" }],
        overviewTranslations: Object.entries(one.overview).map(([language, overview]) => ({
          language,
          overview,
        })),
      }
      : undefined,
  };
}

function success(data: unknown, links?: unknown): Response {
  return Response.json({ status: "success", data, ...(links !== undefined && { links }) });
}

function failure(status: number, message: string): Response {
  return Response.json({ status: "failure", message, data: null }, { status });
}
