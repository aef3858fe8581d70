import type { MediaTitle } from "../media.ts";
import { clean } from "./clean.ts";
import { findNumbering, type Numbering } from "./numbering.ts";
import { beforeRelease, hasRelease } from "./release_words.ts";

/**
 * What a file's name and folders say it is.
 *
 * Understands `Show - S01E02 - Title`, `show.s01e02.1080p.x264-GRP`, `1x05`, dates, fansub numbers, numbers in season
 * folders, `Film (2020)` and `Film.2020.1080p`; everything else is its own title.
 *
 * @param path Path of the file; folders are separated by slashes.
 * @returns A title that is never empty.
 */
export function parseFileName(path: string): MediaTitle {
  const segments = path.normalize("NFC").split("/").filter((segment) => segment !== "");
  const file = segments.at(-1) ?? "";
  const name = file.replace(/(?<=.)\.[\p{L}\p{N}]{1,5}$/u, "");
  const folders = foldersOf(segments.slice(0, -1));
  const numbering = findNumbering(name, { isInSeason: folders.season !== null });
  if (numbering !== null) {
    const episode = episodeOf(name, numbering, folders);
    if (episode.show !== null) return episode;
  }
  return filmOf(name, folders) ?? other(name, file);
}

interface Folders {
  /** Number of the season folder the file lies in, or null. */
  readonly season: number | null;
  /** Name of the folder that may be a show's or a film's, or null. */
  readonly shelf: string | null;
}

const SEASON_FOLDER =
  /^(?:(?:season|series|staffel|saison|temporada|stagione|seizoen|säsong)[ ._-]*(?<number>\d{1,4})|s(?<short>\d{1,2}))(?![\p{L}\p{N}])/iu;
const SPECIALS_FOLDER = /^(?:specials?|extras?)$/iu;
/** Folders that say what kind of media they hold, not which. */
const GENERIC_FOLDER =
  /^(?:media|videos?|movies?|films?|filme|tv|tv[ ._-]?shows?|shows|series|serien|anime|clips?|downloads?|library|data|mnt|srv|home|music)$/iu;

function foldersOf(folders: readonly string[]): Folders {
  const last = folders.at(-1) ?? "";
  const match = SEASON_FOLDER.exec(last);
  const number = SPECIALS_FOLDER.test(last) ? "0" : match?.groups?.number ?? match?.groups?.short;
  const shelf = number === undefined ? last : folders.at(-2) ?? "";
  const isNamed = shelf !== "" && !GENERIC_FOLDER.test(shelf) && clean(shelf) !== "";
  return { season: number === undefined ? null : Number(number), shelf: isNamed ? shelf : null };
}

function episodeOf(name: string, numbering: Numbering, folders: Folders): MediaTitle {
  const { episode, date, year } = numbering;
  const title = clean(beforeRelease(name.slice(numbering.stop)));
  const named = clean(name.slice(0, numbering.start));
  const shelf = folders.shelf === null ? null : clean(beforeRelease(folders.shelf)) || null;
  // A season folder means a tidy library, whose folder spells the show alike for every episode.
  const show = folders.season !== null && shelf !== null ? shelf : named || shelf;
  const season = numbering.season ?? (date === null ? folders.season ?? 1 : null);
  return { kind: "episode", title: title || date || `Episode ${episode}`, show, season, episode, year };
}

/** A year in brackets, or one set off by dots or before release words; never at the start, where it is a title. */
const BRACKETED_YEAR = /(?<=.)[([](?<year>(?:19|20)\d\d)[)\]]/u;
const BARE_YEAR = /(?<=[\p{L}\p{N}!?)][ ._-]+)(?<year>(?:19|20)\d\d)(?![\p{L}\p{N}])/gu;
const EXTRA =
  /(?<![\p{L}\p{N}])(?:trailer|sample|teaser|featurette|interview|deleted[ ._]scenes?|behind[ ._]the[ ._]scenes|bonus)(?![\p{L}\p{N}])/iu;

function filmOf(name: string, folders: Folders): MediaTitle | null {
  const own = titleAndYear(name);
  if (own !== null) return film(own);
  const fromFolder = folders.shelf === null || folders.season !== null
    ? null
    : BRACKETED_YEAR.exec(folders.shelf);
  if (fromFolder === null || folders.shelf === null || EXTRA.test(name)) return null;
  const title = clean(folders.shelf.slice(0, fromFolder.index));
  return title === "" ? null : film({ title, year: Number(fromFolder.groups?.year) });
}

function titleAndYear(name: string): { title: string; year: number } | null {
  const bracketed = BRACKETED_YEAR.exec(name);
  const match = bracketed ?? [...beforeRelease(name).matchAll(BARE_YEAR)].at(-1) ?? null;
  if (match === null) return null;
  const isSetOff = bracketed !== null || hasRelease(name) || !name.trim().includes(" ");
  const title = clean(beforeRelease(name.slice(0, match.index)));
  return isSetOff && title !== "" ? { title, year: Number(match.groups?.year) } : null;
}

function film(found: { title: string; year: number }): MediaTitle {
  return { kind: "movie", ...found, show: null, season: null, episode: null };
}

function other(name: string, file: string): MediaTitle {
  const title = clean(beforeRelease(name)) || clean(name) || name.trim() || file.trim() || "Untitled";
  return { kind: "other", title, show: null, season: null, episode: null, year: null };
}
