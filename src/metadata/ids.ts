import type { MediaIds, MediaTitle } from "../media.ts";

/** Nothing known. */
export const NO_IDS: MediaIds = { tvdb: null, tmdb: null, imdb: null };

/** `{tvdb-123}`, `[tvdbid-123]`, `[tmdb=45]`, `{imdb-tt0944947}`, as Plex, Jellyfin, Emby and Sonarr write them. */
const TAG = /[[{(](?<database>tvdb|tmdb|imdb)(?:id)?[-=: ](?<id>tt\d{7,10}|\d{1,10})[\]})]/giu;
/** A key of IMDb on its own. */
const BARE_IMDB = /(?<![\p{L}\p{N}])(?<id>tt\d{7,10})(?![\p{L}\p{N}])/iu;

/**
 * Keys that a file's name and folders state. Those of the file win over those of its folders, inner folders over
 * outer ones.
 *
 * @param path Path of the file; folders are separated by slashes.
 */
export function idsInPath(path: string): MediaIds {
  const segments = path.split("/").filter((segment) => segment !== "").reverse();
  return segments.map(idsInName).reduce(completeIds, NO_IDS);
}

/**
 * Keys in the addresses of pages about an item, of the kind that fits it.
 *
 * @param text Any text; an NFO file may consist of nothing but an address.
 * @param kind What the item is; for an unknown one pages of both kinds count.
 */
export function idsInAddresses(text: string, kind: MediaTitle["kind"] | null): MediaIds {
  const tvdbPath = kind === "movie" ? "movies?" : kind === "episode" ? "series" : "(?:series|movies?)";
  const tmdbPath = kind === "movie" ? "movie" : kind === "episode" ? "tv" : "(?:tv|movie)";
  const tvdb = new RegExp(
    String
      .raw`thetvdb\.com/(?:dereferrer/${tvdbPath}/|\?(?:[^\s"<>]*&)?tab=series&(?:[^\s"<>]*&)?id=|${tvdbPath}/)(\d{1,10})`,
    "iu",
  ).exec(text)?.[1];
  const tmdb = new RegExp(String.raw`themoviedb\.org/${tmdbPath}/(\d{1,10})`, "iu").exec(text)?.[1];
  const imdb = /imdb\.com\/title\/(tt\d{7,10})/iu.exec(text)?.[1];
  return { tvdb: numberOf(tvdb), tmdb: numberOf(tmdb), imdb: imdb?.toLowerCase() ?? null };
}

/** Keys of one source, completed with those of a less trusted one. */
export function completeIds(ids: MediaIds, others: Partial<MediaIds>): MediaIds {
  return {
    tvdb: ids.tvdb ?? others.tvdb ?? null,
    tmdb: ids.tmdb ?? others.tmdb ?? null,
    imdb: ids.imdb ?? others.imdb ?? null,
  };
}

/** A number a database may have given; null for anything else. */
export function numberOf(text: string | undefined): number | null {
  const number = Number(text);
  return text !== undefined && /^\d{1,10}$/.test(text) && number > 0 ? number : null;
}

function idsInName(name: string): MediaIds {
  let ids = NO_IDS;
  for (const { groups } of name.matchAll(TAG)) {
    const { database = "", id = "" } = groups ?? {};
    const isImdb = id.toLowerCase().startsWith("tt");
    if (database.toLowerCase() === "imdb" && isImdb) ids = completeIds(ids, { imdb: id.toLowerCase() });
    if (database.toLowerCase() === "tvdb") ids = completeIds(ids, { tvdb: numberOf(id) });
    if (database.toLowerCase() === "tmdb") ids = completeIds(ids, { tmdb: numberOf(id) });
  }
  const bare = BARE_IMDB.exec(name)?.groups?.id;
  return completeIds(ids, { imdb: bare?.toLowerCase() ?? null });
}
