import type { EventBus } from "../events.ts";
import { messageOf } from "../fault.ts";
import type { Logger } from "../log.ts";
import { scanFolder, type ScanParts, type ScanReport } from "./local.ts";

/** What a library works with. */
export interface LibraryParts extends Omit<ScanParts, "signal" | "onProgress"> {
  /** Called after each scan with what it found, one report for each folder. */
  readonly onScanned: (reports: readonly ScanReport[]) => Promise<void>;
  /** Told how far a scan is. */
  readonly events: EventBus;
  /** Told what came of it. */
  readonly log: Logger;
}

/** How far the current scan is. */
export interface ScanProgress {
  /** Whether one runs. */
  readonly state: "idle" | "scanning";
  /** Files looked at, in the folder it is in. */
  readonly done: number;
  /** Files found there. */
  readonly total: number;
}

/** A folder with files that still grow, or whose scan was in vain, is scanned again after this time, then after twice the time, and so on. */
const SCAN_AGAIN_MS = 15_000;

/** The longest of these times: a folder somebody records into must not be scanned all day. */
const SCAN_AGAIN_MS_MAX = 300_000;

const IDLE: ScanProgress = { state: "idle", done: 0, total: 0 };

/** Keeps the shelf up to date with folders: one scan at a time, from time to time, sooner where files still grow. */
export class LocalLibrary implements AsyncDisposable {
  readonly #stop = new AbortController();
  readonly #followed = new Set<string>();
  /** Folders with files that grew, or whose last scan was in vain. */
  readonly #unfinished = new Set<string>();
  #progress: ScanProgress = IDLE;
  #running: Promise<unknown> = Promise.resolve();
  #timer: Disposable | null = null;

  /**
   * Scans nothing yet.
   *
   * @param parts What scans work with.
   * @param folders Folders to scan, none inside another.
   */
  constructor(private readonly parts: LibraryParts, private readonly folders: readonly string[]) {}

  /** How far the current scan is. */
  get progress(): ScanProgress {
    return this.#progress;
  }

  /** Scans now, and then at every interval. */
  start(intervalMs: number): void {
    void this.scan();
    this.#timer = this.parts.clock.every(intervalMs, async () => void await this.scan());
  }

  /**
   * Scans folders, after the scan that runs, if one does.
   *
   * @param folders Some of the library's; all when left out.
   * @returns What was found; a folder whose scan failed is missing, and logged.
   */
  scan(folders: readonly string[] = this.folders): Promise<readonly ScanReport[]> {
    const scan = this.#running.then(() => this.#scan(folders));
    this.#running = scan;
    return scan;
  }

  /** Ends the scan that runs; what it found until then stays. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#timer?.[Symbol.dispose]();
    this.#stop.abort();
    await this.#running;
  }

  async #scan(folders: readonly string[]): Promise<readonly ScanReport[]> {
    const { signal } = this.#stop;
    const reports: ScanReport[] = [];
    for (const folder of folders) {
      if (signal.aborted) break;
      await this.#attempt("scan a folder", async () => void reports.push(await this.#scanFolder(folder)));
    }
    this.#progress = IDLE;
    if (signal.aborted) return [];
    const isUsed = await this.#attempt("use what a scan found", () => this.parts.onScanned(reports));
    for (const folder of folders) {
      const report = reports.find(({ path }) => path === folder);
      // What could not be written, on a full disk for instance, must not wait for the next interval.
      if (isUsed && report?.waiting === 0) this.#unfinished.delete(folder);
      else this.#unfinished.add(folder);
      if (this.#unfinished.has(folder)) void this.#follow(folder);
    }
    return reports;
  }

  /**
   * One folder's failure must not keep the others from being scanned, nor one scan's the next.
   *
   * @returns True if the work was done.
   */
  async #attempt(action: string, work: () => Promise<void>): Promise<boolean> {
    try {
      await work();
      return true;
    } catch (thrown) {
      if (!this.#stop.signal.aborted) {
        this.parts.log.error(`Library: cannot ${action}`, { reason: messageOf(thrown) });
      }
      return false;
    }
  }

  async #scanFolder(folder: string): Promise<ScanReport> {
    const { events, log } = this.parts;
    const { signal } = this.#stop;
    const onProgress = (done: number, total: number) => {
      this.#progress = { state: "scanning", done, total };
      events.publish({ kind: "scan_progress", folder, done, total });
    };
    const report = await scanFolder(folder, { ...this.parts, signal, onProgress });
    const { playable, broken, waiting, fault, problems } = report;
    if (fault !== null) log.warn("Library: a folder is unavailable", { folder, reason: fault });
    else log.info("Library: folder scanned", { folder, playable, broken, waiting });
    const [first] = problems;
    if (first !== undefined) {
      const values = { folder, places: problems.length, first: first.path, reason: first.reason };
      log.warn("Library: places could not be read", values);
    }
    events.publish({ kind: "scan_finished", folder, playable, broken });
    return report;
  }

  /** Scans a folder again and again until none of its files grows any more, and what was found is used. */
  async #follow(folder: string): Promise<void> {
    if (this.#followed.has(folder)) return;
    this.#followed.add(folder);
    const { signal } = this.#stop;
    for (let waitMs = SCAN_AGAIN_MS; !signal.aborted; waitMs = Math.min(2 * waitMs, SCAN_AGAIN_MS_MAX)) {
      await this.parts.clock.sleep(waitMs, signal);
      await this.scan([folder]);
      if (!this.#unfinished.has(folder)) break;
    }
    this.#followed.delete(folder);
  }
}
