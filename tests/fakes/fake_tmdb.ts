/** Where the fake stands. */
export const TMDB_HOST = "tmdb.test";
/** Base of its addresses. */
export const TMDB_BASE = `https://${TMDB_HOST}/3`;
/** The key it accepts. */
export const TMDB_KEY = "0123456789abcdef0123456789abcdef";
/** The read access token it accepts. */
export const TMDB_TOKEN = "eyJhbGciOiJIUzI1NiJ9.eyJzY29wZXMiOlsiYXBpX3JlYWQiXX0.c2lnbmF0dXJl";

/** The Movie Database's version 3 in memory: one show, one film; English whole, German in part. */
export class FakeTmdb {
  readonly answer = (request: Request): Response => {
    const { pathname, searchParams } = new URL(request.url);
    const hasToken = request.headers.get("authorization") === `Bearer ${TMDB_TOKEN}`;
    if (!hasToken && searchParams.get("api_key") !== TMDB_KEY) {
      return failure(401, 7, "Invalid API key: You must be granted a valid key.");
    }
    const path = pathname.replace(/^\/3/, "");
    const more = (searchParams.get("append_to_response") ?? "").split(",");
    const isGerman = searchParams.get("language") === "de";
    if (path === "/search/tv") return this.#search(searchParams, SHOW_HIT);
    if (path === "/search/movie") return this.#search(searchParams, MOVIE_HIT);
    if (path.startsWith("/find/")) return this.#find(path.slice("/find/".length), searchParams);
    if (path === "/tv/1396") return Response.json(show(isGerman, more));
    if (path === "/tv/1396/season/1") {
      return Response.json({ id: 3_572, season_number: 1, episodes: episodes(isGerman) });
    }
    if (path === "/movie/603") return Response.json(movie(isGerman, more));
    return failure(404, 34, "The resource you requested could not be found.");
  };

  #search(query: URLSearchParams, hit: Record<string, unknown>): Response {
    const title = String(hit["name"] ?? hit["title"]).toLowerCase();
    const found = (query.get("query") ?? "").toLowerCase().split(" ").some((word) => title.includes(word));
    const results = found ? [hit] : [];
    return Response.json({ page: 1, results, total_pages: 1, total_results: results.length });
  }

  #find(id: string, query: URLSearchParams): Response {
    const source = query.get("external_source");
    const isShow = (source === "tvdb_id" && id === "81189") || (source === "imdb_id" && id === "tt0903747");
    const isEpisode = source === "imdb_id" && id === "tt0959621";
    const isMovie = source === "imdb_id" && id === "tt0133093";
    return Response.json({
      movie_results: isMovie ? [MOVIE_HIT] : [],
      person_results: [],
      tv_results: isShow ? [SHOW_HIT] : [],
      tv_episode_results: isEpisode
        ? [{ id: 62_085, show_id: 1_396, season_number: 1, episode_number: 1 }]
        : [],
      tv_season_results: [],
    });
  }
}

const SHOW_HIT = { id: 1_396, name: "Harbour", "original_name": "Harbour", "first_air_date": "2008-01-20" };
const MOVIE_HIT = { id: 603, title: "Lantern", "original_title": "Lantern", "release_date": "1999-03-30" };

function show(isGerman: boolean, more: readonly string[]): Record<string, unknown> {
  return {
    ...SHOW_HIT,
    name: isGerman ? "Der Hafen" : "Harbour",
    overview: isGerman ? "" : "People of a harbour.",
    genres: [{ id: 18, name: "Drama" }],
    vote_average: 8.9,
    poster_path: "/poster.jpg",
    backdrop_path: "/fan.jpg",
    ...(more.includes("credits") && {
      credits: { cast: [{ name: "Pat Pea", character: "Pilot", order: 0 }], crew: [] },
    }),
    ...(more.includes("content_ratings") && {
      content_ratings: {
        results: [{ iso_3166_1: "DE", rating: "16" }, { iso_3166_1: "US", rating: "TV-MA" }],
      },
    }),
    ...(more.includes("external_ids") && { external_ids: { imdb_id: "tt0903747", tvdb_id: 81_189 } }),
  };
}

function episodes(isGerman: boolean): unknown[] {
  return [{
    id: 62_085,
    episode_number: 1,
    season_number: 1,
    name: isGerman ? "Ebbe" : "Low Tide",
    overview: isGerman ? "" : "The sea withdraws.",
    air_date: "2008-01-20",
    still_path: "/still.jpg",
    vote_average: 8.04,
    crew: [{ name: "Dora Dean", job: "Director" }, { name: "Wes Wye", job: "Writer" }],
  }];
}

function movie(isGerman: boolean, more: readonly string[]): Record<string, unknown> {
  return {
    ...MOVIE_HIT,
    title: isGerman ? "Laterne" : "Lantern",
    overview: isGerman ? "Ein Licht." : "A light.",
    genres: [{ id: 28, name: "Action" }],
    vote_average: 8.2,
    poster_path: "/lantern.jpg",
    backdrop_path: null,
    imdb_id: "tt0133093",
    ...(more.includes("credits") && {
      credits: { cast: [{ name: "Kim Kay", character: "" }], crew: [{ name: "Dana Dee", job: "Director" }] },
    }),
    ...(more.includes("release_dates") && {
      release_dates: {
        results: [{ iso_3166_1: "US", release_dates: [{ certification: "" }, { certification: "R" }] }],
      },
    }),
    ...(more.includes("external_ids") && { external_ids: { imdb_id: "tt0133093", tvdb_id: null } }),
  };
}

function failure(status: number, code: number, message: string): Response {
  return Response.json({ success: false, status_code: code, status_message: message }, { status });
}
