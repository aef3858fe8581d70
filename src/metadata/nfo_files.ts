import { dirname, join } from "node:path";
import { orIfMissing } from "../if_missing.ts";
import { messageOf } from "../fault.ts";
import type { MediaFacts, MediaItem, MediaTitle } from "../media.ts";
import { completeIds, NO_IDS } from "./ids.ts";
import { knownFacts, knownIds } from "./facts.ts";
import { NFO_BYTES_MAX, type NfoEntry, type NfoReading, parseNfo } from "./nfo.ts";

/** The seam for reading NFO files. */
export interface NfoReader {
  /** Size and time of a file; null when nothing is there. */
  stat(path: string): Promise<{ readonly sizeBytes: number; readonly modifiedMs: number } | null>;
  /** All bytes of a file. */
  read(path: string): Promise<Uint8Array>;
}

/** What the NFO files of an item say. */
export interface NfoFinding {
  /** Null where there is no NFO file that could be read. */
  readonly facts: MediaFacts | null;
  /** Files that are there and could not be used, and why. */
  readonly faults: readonly { readonly path: string; readonly reason: string }[];
}

/** Folders above an item in which its show's file is looked for. */
const FOLDERS_UP_MAX = 3;
/** Files whose content is remembered: those of shows are asked for again with every episode. */
const REMEMBERED_MAX = 64;

/** Finds and reads the NFO files beside media, as Kodi lays them out. */
export class NfoFiles {
  readonly #remembered = new Map<string, { readonly stamp: string; readonly reading: NfoReading }>();

  /** Reads nothing yet. */
  constructor(private readonly reader: NfoReader) {}

  /**
   * What `<name>.nfo` beside an item says, else `movie.nfo` in its folder, and `tvshow.nfo` in one of the folders above
   * it, none outside the library.
   *
   * @param item The item.
   * @param named What its file's name says: of several episodes in one file, the one of that number counts.
   */
  async find(item: Pick<MediaItem, "locator" | "folder">, named: MediaTitle): Promise<NfoFinding> {
    const faults: { path: string; reason: string }[] = [];
    const read = async (path: string) => {
      const reading = await this.#read(path);
      if (reading?.fault) faults.push({ path, reason: reading.fault });
      return reading?.entries ?? [];
    };
    const folder = dirname(item.locator);
    const own = await read(item.locator.replace(/\.[^./]+$/u, "") + ".nfo");
    const beside = own.length > 0 ? own : await read(join(folder, "movie.nfo"));
    const entry = choose(beside, named);
    const isMovie = entry?.kind === "movie" || (entry === null && named.kind === "movie");
    const show = isMovie ? null : await this.#show(folder, item.folder, read);
    return { facts: factsOf(entry, show, named), faults };
  }

  async #show(
    folder: string,
    top: string,
    read: (path: string) => Promise<readonly NfoEntry[]>,
  ): Promise<NfoEntry | null> {
    for (let up = 0, at = folder; up < FOLDERS_UP_MAX && isInside(at, top); up++, at = dirname(at)) {
      const found = (await read(join(at, "tvshow.nfo"))).find(({ kind }) =>
        kind === "tvshow" || kind === "addresses"
      );
      if (found !== undefined) return found;
    }
    return null;
  }

  async #read(path: string): Promise<NfoReading | null> {
    try {
      const facts = await this.reader.stat(path);
      if (facts === null) return null;
      const stamp = `${facts.sizeBytes} ${facts.modifiedMs}`;
      const known = this.#remembered.get(path);
      if (known?.stamp === stamp) return known.reading;
      // Not even read, whatever it is.
      const reading: NfoReading = facts.sizeBytes > NFO_BYTES_MAX
        ? { entries: [], fault: `it has ${facts.sizeBytes} bytes, expected ${NFO_BYTES_MAX} at most` }
        : parseNfo(await this.reader.read(path));
      this.#remember(path, { stamp, reading });
      return reading;
    } catch (thrown) {
      return { entries: [], fault: messageOf(thrown) };
    }
  }

  #remember(path: string, value: { readonly stamp: string; readonly reading: NfoReading }): void {
    this.#remembered.delete(path);
    this.#remembered.set(path, value);
    const [oldest] = this.#remembered.keys();
    if (this.#remembered.size > REMEMBERED_MAX && oldest !== undefined) this.#remembered.delete(oldest);
  }
}

/** The machine's own files. */
export const denoNfoReader: NfoReader = {
  stat: (path) =>
    orIfMissing(null, async () => {
      const { isFile, size, mtime } = await Deno.stat(path);
      return isFile ? { sizeBytes: size, modifiedMs: mtime?.getTime() ?? 0 } : null;
    }),
  read: (path) => Deno.readFile(path),
};

function choose(entries: readonly NfoEntry[], { season, episode }: MediaTitle): NfoEntry | null {
  const usable = entries.filter(({ kind }) => kind !== "tvshow");
  const numbered = usable.find(({ facts }) =>
    facts.season === season && facts.episode === episode && episode !== null
  );
  return numbered ?? usable[0] ?? null;
}

/** An episode has its own plot, title and date, and the rest from its show. */
function factsOf(entry: NfoEntry | null, show: NfoEntry | null, named: MediaTitle): MediaFacts | null {
  if (entry?.kind === "movie") return entry.facts;
  if (entry === null && show === null) return null;
  const { title: _name, kind: _kind, plot, year: _year, firstAired: _first, ...ofShow } = show?.facts ?? {};
  const own = entry?.kind === "episode" ? entry.facts : {};
  const addressed = entry?.kind === "addresses" ? entry.facts.ids ?? {} : {};
  const ids = [own.ids ?? {}, addressed, show?.facts.ids ?? {}].reduce(completeIds, NO_IDS);
  // An extra in a show's folder is no episode, unless a file says so.
  const isEpisode = entry?.kind === "episode" || named.kind === "episode";
  if (!isEpisode) return entry === null ? null : { ids: knownIds(addressed) };
  return knownFacts({ ...ofShow, ...own, showPlot: plot, ids: knownIds(ids) });
}

function isInside(path: string, folder: string): boolean {
  return path === folder || path.startsWith(folder.endsWith("/") ? folder : `${folder}/`);
}
