import type { Clock } from "../clock.ts";
import { messageOf } from "../fault.ts";
import { LIMITS } from "../limits.ts";
import type { MediaInfo, MediaItem, MediaTitle } from "../media.ts";
import type { BreakDesk } from "./break_desk.ts";
import type { FileTree } from "./file_tree.ts";
import { stemOf } from "./media_files.ts";
import { isInside, type Sighting, walk } from "./walk.ts";

/** Where a scan keeps what it finds. */
export interface MediaShelf {
  /** What is known below a configured folder. */
  known(folder: string): readonly Pick<MediaItem, "id" | "locator" | "sizeBytes" | "modifiedMs" | "state">[];
  /** Keeps a file and what ffprobe found, or why it cannot air. @returns The item's id. */
  upsert(
    found: MediaTitle & Pick<MediaItem, "locator" | "folder" | "sizeBytes" | "modifiedMs">,
    outcome: MediaInfo | string,
  ): number;
  /** Marks items as gone. */
  markMissing(ids: readonly number[], reason: string): void;
}

/** What a scan needs. */
export interface ScanParts {
  /** Where the files are. */
  readonly tree: FileTree;
  /** Where findings are kept. */
  readonly shelf: MediaShelf;
  /** Finds out what a file holds, or why it cannot air. */
  readonly probe: (path: string, signal: AbortSignal) => Promise<MediaInfo | string>;
  /** What a file is, by its name and folders. */
  readonly titleOf: (path: string) => MediaTitle;
  /** Reads what EDL files and chapters say of breaks; nobody does when absent. */
  readonly breaks?: BreakDesk;
  /** Tells files that still grow. */
  readonly clock: Clock;
  /** A file changed within this time may still be on its way; 10 s when absent, which suits copies made by hand. */
  readonly settledAfterMs?: number;
  /** Ends the scan early; what was found until then stays. */
  readonly signal: AbortSignal;
  /** Called once the files are counted and after each one probed. */
  readonly onProgress: (done: number, total: number) => void;
}

/** What a scan of one folder found. */
export interface ScanReport {
  /** The folder. */
  readonly path: string;
  /** When the scan began. */
  readonly scannedMs: number;
  /** When it ended with nothing left out; null if the folder was unavailable or files still grow. */
  readonly completedMs: number | null;
  /** Why the folder is unavailable, or null. */
  readonly fault: string | null;
  /** Places that could not be read. */
  readonly problems: readonly { readonly path: string; readonly reason: string }[];
  /** Files left for the next scan because they still grow. */
  readonly waiting: number;
  /** Files that can air. */
  readonly playable: number;
  /** Files that cannot. */
  readonly broken: number;
}

/** A file changed within this time may still be on its way. */
const SETTLED_AFTER_MS = 10_000;

/** Problems a report names; more of the same help nobody. */
const PROBLEMS_REPORTED_MAX = 200;

/**
 * Brings the shelf up to date with one folder: new and changed files (by size and time) are probed, vanished ones are
 * marked as missing, the rest is left alone.
 *
 * A folder that cannot be listed, or is empty although items of it are known, is most likely a disk that is not
 * mounted: it is reported as unavailable and its items keep their state until it is back. The same holds for items
 * below a subfolder that cannot be read.
 *
 * @param folder Absolute path, as configured.
 * @param parts What the scan needs.
 * @throws The reason of `parts.signal` when it aborts; what keeps files from being probed at all. What was found until
 *   then stays.
 */
export async function scanFolder(folder: string, parts: ScanParts): Promise<ScanReport> {
  const scan = new FolderScan(folder, parts);
  return await scan.run();
}

/** The folders that lie in no other of the list, without a slash at the end: each file is then scanned once. */
export function outermostFolders(folders: readonly string[]): string[] {
  const trimmed = [...new Set(folders.map((folder) => folder.replace(/(?<=.)\/+$/, "")))];
  return trimmed.filter((one) => !trimmed.some((other) => other !== one && isInside(one, other)));
}

type FileSighting = Extract<Sighting, { kind: "file" }>;
type EdlSighting = Extract<Sighting, { kind: "edl" }>;
type KnownFile = ReturnType<MediaShelf["known"]>[number];

class FolderScan {
  readonly #folder: string;
  readonly #parts: ScanParts;
  readonly #known: ReadonlyMap<string, KnownFile>;
  readonly #seen = new Set<string>();
  readonly #problems: { path: string; reason: string }[] = [];
  readonly #changed: FileSighting[] = [];
  /** By path, without the extension. */
  readonly #edls = new Map<string, EdlSighting>();
  #waiting = 0;

  constructor(folder: string, parts: ScanParts) {
    this.#folder = folder;
    this.#parts = parts;
    this.#known = new Map(parts.shelf.known(folder).map((item) => [item.locator, item]));
  }

  async run(): Promise<ScanReport> {
    const scannedMs = this.#parts.clock.wallMs();
    const fault = await this.#unavailability();
    if (fault !== null) return this.#report(scannedMs, null, fault);
    for await (const sighting of walk(this.#folder, this.#parts.tree)) {
      this.#parts.signal.throwIfAborted();
      if (this.#seen.size >= LIMITS.libraryItemsMax) {
        this.#problems.push({
          path: this.#folder,
          reason: `It holds more than ${LIMITS.libraryItemsMax} files`,
        });
        break;
      }
      this.#sort(sighting);
    }
    await this.#probeChanged();
    await this.#renewBreaks();
    // The disk may have gone during the scan.
    const lateFault = await this.#unavailability();
    if (lateFault !== null) return this.#report(scannedMs, null, lateFault);
    this.#markMissing();
    return this.#report(scannedMs, this.#waiting > 0 ? null : this.#parts.clock.wallMs(), null);
  }

  async #unavailability(): Promise<string | null> {
    try {
      for await (const _entry of this.#parts.tree.list(this.#folder)) return null;
    } catch (thrown) {
      return `Cannot read the folder: ${messageOf(thrown)}`;
    }
    const hasItems = [...this.#known.values()].some((item) => item.state !== "missing");
    return hasItems ? "The folder is empty; is its disk mounted?" : null;
  }

  #sort(sighting: Sighting): void {
    if (sighting.kind === "problem") {
      this.#problems.push({ path: sighting.path, reason: sighting.reason });
      return;
    }
    if (sighting.kind === "edl") {
      if (this.#edls.size < LIMITS.libraryItemsMax) this.#edls.set(stemOf(sighting.path), sighting);
      return;
    }
    this.#seen.add(sighting.path);
    const known = this.#known.get(sighting.path);
    if (sighting.kind === "unusable") {
      if (known?.state !== "broken") {
        this.#keep({ ...sighting, sizeBytes: 0, modifiedMs: 0 }, sighting.reason);
      }
    } else if (this.#isStillGrowing(sighting)) this.#waiting++;
    else if (known === undefined || known.state === "missing" || !isSame(known, sighting)) {
      this.#changed.push(sighting);
    }
  }

  /** A file copied with its old time has none of this age, and a clock set wrong must not hide files for years. */
  #isStillGrowing(file: Pick<FileSighting, "modifiedMs">): boolean {
    const ageMs = this.#parts.clock.wallMs() - file.modifiedMs;
    return ageMs >= 0 && ageMs < (this.#parts.settledAfterMs ?? SETTLED_AFTER_MS);
  }

  async #probeChanged(): Promise<void> {
    const total = this.#seen.size;
    let done = total - this.#changed.length;
    this.#parts.onProgress(done, total);
    const queue = this.#changed.values();
    let isOver = false;
    const worker = async () => {
      for (const file of queue) {
        this.#parts.signal.throwIfAborted();
        if (isOver) return;
        await this.#probe(file).catch((thrown) => {
          isOver = true;
          throw thrown;
        });
        this.#parts.onProgress(++done, total);
      }
    };
    // All of them are waited for, so that nothing is written after the scan has ended.
    const ends = await Promise.allSettled(Array.from({ length: LIMITS.probesAtOnce }, worker));
    for (const end of ends) if (end.status === "rejected") throw end.reason;
  }

  async #probe(file: FileSighting): Promise<void> {
    const { probe, tree, signal } = this.#parts;
    const outcome = file.sizeBytes === 0 ? "The file is empty" : await probe(file.path, signal);
    const now = await tree.stat(file.path).catch(() => null);
    // Gone meanwhile: the rest of the scan treats it as if it had never been seen.
    if (now === null) this.#seen.delete(file.path);
    else if (isSame(now, file)) {
      const id = this.#keep(file, outcome);
      if (typeof outcome !== "string") {
        await this.#parts.breaks?.look({ ...file, itemId: id, info: outcome }, this.#edlOf(file.path));
      }
    } else this.#waiting++;
  }

  #edlOf(path: string): EdlSighting | null {
    return this.#edls.get(stemOf(path)) ?? null;
  }

  /** Items that did not change may have another EDL file than before, or none any more. */
  async #renewBreaks(): Promise<void> {
    const { breaks, shelf, signal } = this.#parts;
    if (breaks === undefined) return;
    const playable = shelf.known(this.#folder)
      .filter(({ state, locator }) => state === "playable" && this.#seen.has(locator));
    const read = breaks.versions(this.#folder);
    for (const { id, locator } of playable) {
      signal.throwIfAborted();
      await breaks.renew({ itemId: id, read: read.get(id) ?? null }, this.#edlOf(locator));
    }
  }

  #keep(file: Pick<FileSighting, "path" | "sizeBytes" | "modifiedMs">, outcome: MediaInfo | string): number {
    const { path, sizeBytes, modifiedMs } = file;
    const title = this.#parts.titleOf(path);
    return this.#parts.shelf.upsert(
      { ...title, locator: path, folder: this.#folder, sizeBytes, modifiedMs },
      outcome,
    );
  }

  #markMissing(): void {
    const gone = [...this.#known.values()].filter((item) =>
      item.state !== "missing" && !this.#seen.has(item.locator) &&
      !this.#problems.some((problem) => isInside(item.locator, problem.path))
    );
    if (gone.length > 0) this.#parts.shelf.markMissing(gone.map((item) => item.id), "The file is gone");
  }

  #report(scannedMs: number, completedMs: number | null, fault: string | null): ScanReport {
    const states = this.#parts.shelf.known(this.#folder).map((item) => item.state);
    const count = (state: MediaItem["state"]) => states.filter((one) => one === state).length;
    return {
      path: this.#folder,
      scannedMs,
      completedMs,
      fault,
      problems: this.#problems.slice(0, PROBLEMS_REPORTED_MAX),
      waiting: this.#waiting,
      playable: count("playable"),
      broken: count("broken"),
    };
  }
}

function isSame(
  one: Pick<MediaItem, "sizeBytes" | "modifiedMs">,
  other: Pick<MediaItem, "sizeBytes" | "modifiedMs">,
): boolean {
  return one.sizeBytes === other.sizeBytes && one.modifiedMs === other.modifiedMs;
}
