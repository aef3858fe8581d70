import { Worker } from "node:worker_threads";
import type { Clock } from "../clock.ts";
import { Fault, messageOf } from "../fault.ts";
import type { Logger } from "../log.ts";
import { Connections } from "./connections.ts";

/** What periodic backups need. */
export interface BackupOptions {
  /** Path of the database. */
  readonly path: string;
  /** Folder of the copies; made if missing. */
  readonly folder: string;
  /** Between two backups; counted from the newest copy, so that restarts neither skip nor repeat one. */
  readonly intervalMs: number;
  /** Copies kept, newest first; at least 1. */
  readonly keep: number;
  /** For names and waiting. */
  readonly clock: Clock;
  /** Where the backup's own connection is counted; nowhere when left out. */
  readonly connections?: Connections;
  /** Told of every backup and every failure. */
  readonly log: Logger;
}

const NAME = /^backup-\d{4}-\d{2}-\d{2}T\d{2}-\d{2}-\d{2}Z\.db$/;
/** What is left of a backup during which the program was killed. */
const LEFTOVER = /^backup-.*Z\.db\.part(?:-wal|-shm|-journal)?$/;

/**
 * Backs the database up now if the newest copy is old enough, then at every interval, until disposed.
 *
 * A failed backup is logged and tried again at the next look; it never disturbs the program.
 */
export function startBackups(options: BackupOptions): AsyncDisposable {
  const { clock, log } = options;
  const stop = new AbortController();
  const work = async () => {
    while (!stop.signal.aborted) {
      let waitMs = Math.min(options.intervalMs, RETRY_MS);
      try {
        const newestMs = await newestBackupMs(options.folder);
        const dueMs = newestMs === null ? 0 : newestMs + options.intervalMs - clock.wallMs();
        // A copy from the future, made while the clock was wrong, must not postpone backups for years.
        if (dueMs > 0 && dueMs <= options.intervalMs) waitMs = dueMs;
        else log.info("Database backed up", { path: await backUp(options) });
      } catch (thrown) {
        log.error("Database backup failed", { reason: messageOf(thrown) });
      }
      await clock.sleep(waitMs, stop.signal);
    }
  };
  const running = work();
  return {
    async [Symbol.asyncDispose]() {
      stop.abort();
      await running;
    },
  };
}

/** A failed backup is tried again after this time, or after the interval if that is shorter. */
const RETRY_MS = 15 * 60_000;

/**
 * Makes one backup in a Worker, then deletes the oldest ones beyond `keep` and what killed backups left.
 *
 * @returns Path of the copy.
 * @throws {Fault} `store_failed` if the copy cannot be made or is not sound; older copies are kept then.
 */
export async function backUp(
  options: Pick<BackupOptions, "path" | "folder" | "keep" | "clock" | "connections">,
): Promise<string> {
  const stamp = new Date(options.clock.wallMs()).toISOString().slice(0, 19).replaceAll(":", "-");
  const to = `${options.folder}/backup-${stamp}Z.db`;
  await Deno.mkdir(options.folder, { recursive: true });
  await copyInWorker(options.path, to, options.connections);
  const outdated = (await namesIn(options.folder, NAME)).slice(0, -Math.max(1, options.keep));
  const leftovers = await namesIn(options.folder, LEFTOVER);
  for (const name of [...outdated, ...leftovers]) await Deno.remove(`${options.folder}/${name}`);
  return to;
}

async function copyInWorker(from: string, to: string, connections = new Connections()): Promise<void> {
  using connection = connections.open();
  connection.touch();
  const worker = new Worker(new URL("./backup_worker.ts", import.meta.url), { workerData: { from, to } });
  const fault = await new Promise<string | null>((resolve) => {
    worker.once("message", (message: { fault: string | null }) => resolve(message.fault));
    worker.once("error", (error: unknown) => resolve(messageOf(error)));
  });
  await worker.terminate();
  if (fault !== null) throw new Fault("store_failed", `Cannot back up the database to ${to}: ${fault}`);
}

async function newestBackupMs(folder: string): Promise<number | null> {
  const newest = (await namesIn(folder, NAME)).at(-1);
  if (newest === undefined) return null;
  const [date = "", time = ""] = newest.slice("backup-".length, -"Z.db".length).split("T");
  return Date.parse(`${date}T${time.replaceAll("-", ":")}Z`);
}

/** Names carry the instant, so the order of names is the order of time. */
async function namesIn(folder: string, form: RegExp): Promise<string[]> {
  const names: string[] = [];
  try {
    for await (const entry of Deno.readDir(folder)) if (form.test(entry.name)) names.push(entry.name);
  } catch (thrown) {
    if (!(thrown instanceof Deno.errors.NotFound)) throw thrown;
  }
  return names.sort();
}
