import { messageOf } from "../fault.ts";
import { LIMITS } from "../limits.ts";
import type { Logger } from "../log.ts";
import type { MediaInfo, MediaItem } from "../media.ts";
import type { Metrics } from "../metrics/mod.ts";
import { type Edl, parseEdl } from "./edl.ts";
import type { FileFacts } from "./file_tree.ts";
import { toldBreaks, type ToldPoints } from "./told_breaks.ts";

/** Where a scan keeps what is said of breaks. */
export interface BreakShelf {
  /** Versions of the EDL files that were read, by item, below a configured folder. */
  edls(folder: string): ReadonlyMap<number, string>;
  /** Finds an item by its key. */
  findItem(itemId: number): MediaItem | null;
  /** Keeps what is said of a file as it is now; `edl` is the version of the EDL file, null for none. */
  recordTold(
    file: Pick<MediaItem, "sizeBytes" | "modifiedMs"> & { readonly itemId: number },
    told: ToldPoints & { readonly edl: string | null },
  ): void;
}

/** What reading EDL files and chapters takes. */
export interface BreakDeskParts {
  /** Where findings are kept. */
  readonly shelf: BreakShelf;
  /** Reads a file beside an item. */
  readonly readFile: (path: string) => Promise<Uint8Array>;
  /** Says which lines cannot be used. */
  readonly log: Logger;
  /** Counts. */
  readonly metrics: Metrics;
}

/** An item that was just probed. */
export interface LookedAtItem extends Pick<MediaItem, "sizeBytes" | "modifiedMs"> {
  /** Its key. */
  readonly itemId: number;
  /** What ffprobe found. */
  readonly info: MediaInfo;
}

/** An EDL file as a scan saw it. */
export interface EdlFile extends Pick<FileFacts, "sizeBytes" | "modifiedMs"> {
  /** Absolute path. */
  readonly path: string;
}

/** Reads during a scan what EDL files and chapters say of breaks; no process is needed for that. */
export class BreakDesk {
  /** Reads nothing yet. */
  constructor(private readonly parts: BreakDeskParts) {}

  /** Looks at an item that is new or changed. */
  async look(item: LookedAtItem, edl: EdlFile | null): Promise<void> {
    const list = edl === null ? null : await this.#read(edl, item.info);
    this.#keep(item, list, edl === null || list === null ? null : versionOf(edl));
  }

  /** Versions of the EDL files that were read, by item, below a configured folder. */
  versions(folder: string): ReadonlyMap<number, string> {
    return this.parts.shelf.edls(folder);
  }

  /** Looks at an item again if its EDL file is not the one that was `read`. */
  async renew(
    { itemId, read }: { readonly itemId: number; readonly read: string | null },
    edl: EdlFile | null,
  ): Promise<void> {
    if ((edl === null ? null : versionOf(edl)) === read) return;
    const item = this.parts.shelf.findItem(itemId);
    if (item === null || item.info === null) return;
    const list = edl === null ? null : await this.#read(edl, item.info);
    // What cannot be read now says nothing new; the next scan tries again.
    if (edl !== null && list === null) return;
    this.#keep({ ...item, itemId, info: item.info }, list, edl && versionOf(edl));
  }

  #keep({ itemId, sizeBytes, modifiedMs, info }: LookedAtItem, list: Edl | null, edl: string | null): void {
    const told = toldBreaks(info, list);
    this.parts.shelf.recordTold({ itemId, sizeBytes, modifiedMs }, { ...told, edl });
    if (told.origin !== null) this.parts.metrics.count("breaks_searched_total", { result: told.origin });
  }

  /** What an EDL file says; null if it cannot be read. */
  async #read(edl: EdlFile, { video }: MediaInfo): Promise<Edl | null> {
    const { readFile, log } = this.parts;
    try {
      if (edl.sizeBytes > LIMITS.edlBytesMax) {
        throw new Error(`It is larger than ${LIMITS.edlBytesMax} bytes`);
      }
      const text = new TextDecoder().decode(await readFile(edl.path));
      const list = parseEdl(text, video?.averageFrameRate ?? null);
      this.#report(edl.path, list);
      return list;
    } catch (thrown) {
      log.warn("Breaks: an EDL file cannot be read", { path: edl.path, reason: messageOf(thrown) });
      return null;
    }
  }

  #report(path: string, { skipped }: Edl): void {
    const { log, metrics } = this.parts;
    for (const { fault } of skipped) metrics.count("edl_lines_skipped_total", { reason: fault });
    const [first] = skipped;
    if (first === undefined) return;
    const values = { path, lines: skipped.length, first: first.line, reason: first.fault };
    log.warn("Breaks: lines of an EDL file cannot be used", values);
  }
}

function versionOf({ sizeBytes, modifiedMs }: EdlFile): string {
  return `${sizeBytes} ${modifiedMs}`;
}
