import type { EventBus } from "../events.ts";
import type { Logger } from "../log.ts";
import { scanFolder, type ScanParts, type ScanReport } from "./local.ts";

/** What a library works with. */
export interface LibraryParts extends Omit<ScanParts, "signal" | "onProgress"> {
  /** Keeps what a scan found out about a folder. */
  readonly record: (report: ScanReport) => void;
  /** Called when all folders were scanned. */
  readonly onScanned: () => Promise<void>;
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

/** Keeps the shelf up to date with folders: one scan at a time, from time to time. */
export class LocalLibrary implements AsyncDisposable {
  readonly #stop = new AbortController();
  #progress: ScanProgress = { state: "idle", done: 0, total: 0 };
  #running: Promise<void> = Promise.resolve();
  #timer: Disposable | null = null;

  /**
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
    this.#timer = this.parts.clock.every(intervalMs, () => this.scan());
  }

  /** Scans all folders, after the scan that runs, if one does. */
  scan(): Promise<void> {
    this.#running = this.#running.then(() => this.#scan());
    return this.#running;
  }

  /** Ends the scan that runs; what it found until then stays. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#timer?.[Symbol.dispose]();
    this.#stop.abort();
    await this.#running;
  }

  async #scan(): Promise<void> {
    const { signal } = this.#stop;
    for (const folder of this.folders) {
      if (signal.aborted) return;
      await this.#scanFolder(folder, signal);
    }
    this.#progress = { state: "idle", done: 0, total: 0 };
    if (!signal.aborted) await this.parts.onScanned();
  }

  async #scanFolder(folder: string, signal: AbortSignal): Promise<void> {
    const { events, log, record } = this.parts;
    const onProgress = (done: number, total: number) => {
      this.#progress = { state: "scanning", done, total };
      events.publish({ kind: "scan_progress", folder, done, total });
    };
    try {
      const report = await scanFolder(folder, { ...this.parts, signal, onProgress });
      record(report);
      const { playable, broken, fault } = report;
      if (fault !== null) log.warn("Library: a folder is unavailable", { folder, reason: fault });
      else log.info("Library: folder scanned", { folder, playable, broken, waiting: report.waiting });
      events.publish({ kind: "scan_finished", folder, playable, broken });
    } catch (thrown) {
      if (!signal.aborted) throw thrown;
    }
  }
}
