import { basename } from "node:path";
import type { Clock } from "./clock.ts";
import type { Config, RuleDocuments } from "./config/mod.ts";
import { EventBus } from "./events.ts";
import { ProcessPoolManager } from "./ffmpeg/mod.ts";
import type { TunerSockets } from "./hdhomerun/mod.ts";
import type { Logger } from "./log.ts";
import type { MetadataParts } from "./metadata/mod.ts";
import { createMetrics, type Metrics } from "./metrics/mod.ts";
import type { Rng } from "./rng.ts";
import type { OpenSolver } from "./solver_line.ts";
import type { Spawner, Standing } from "./spawner.ts";
import { openStore, startBackups, type Store } from "./store/mod.ts";

/** Where things are on this machine; all paths are absolute. */
export interface ServerPaths {
  /** The program's folder. */
  readonly home: string;
  /** Everything the program writes. */
  readonly data: string;
  /** The ffmpeg in use. */
  readonly ffmpeg: string;
  /** The ffprobe in use. */
  readonly ffprobe: string;
}

/** What the server is built from; tests hand in their own. */
export interface ServerParts {
  /** Time. */
  readonly clock: Clock;
  /** Processes. */
  readonly spawner: Spawner;
  /** Lets a process have no more of the processor than others leave. */
  readonly lowerPriority: (pid: number, standing: Standing) => void;
  /** Where the program says what happens. */
  readonly log: Logger;
  /** Unpredictable numbers, for identities and tokens. */
  readonly rng: Rng;
  /** Version of the program. */
  readonly version: string;
  /** Where things are. */
  readonly paths: ServerPaths;
  /** Our address in the local network now, if we have one. */
  readonly lanAddress: () => string | null;
  /** What the configuration's files say airs, as they write it. */
  readonly documents: RuleDocuments;
  /** Whether the wall lets us read a path. */
  readonly mayRead: (path: string) => boolean;
  /** Whether the wall lets us ask a host: `name:port`. */
  readonly mayAsk: (host: string) => boolean;
  /** The network, for what the tuner does beside HTTP. */
  readonly sockets: TunerSockets;
  /** Databases of metadata that tests have of their own; the real ones when absent. */
  readonly databases?: Pick<MetadataParts, "fetch" | "endpoints">;
  /** Starts a solver that proves guides; null where there is none, and plain code has the last word. */
  readonly openSolver: OpenSolver | null;
}

/** What everything else is built on. */
export interface Base extends ServerParts {
  /** What the operator chose. */
  readonly config: Config;
  /** What is remembered. */
  readonly store: Store;
  /** Every figure. */
  readonly metrics: Metrics;
  /** What happens, for whoever wants to know. */
  readonly events: EventBus;
  /** Every process. */
  readonly pool: ProcessPoolManager;
  /** Ends what was built, in the reverse order. */
  readonly building: AsyncDisposableStack;
}

/** A wish for a process that waits longer is given up. */
const SPAWN_TIMEOUT_MS = 15_000;

/**
 * Opens the store and the pool.
 *
 * @param building Ends them.
 * @throws {Fault} `store_failed` or `schema_too_new`.
 */
export async function createBase(
  config: Config,
  parts: ServerParts,
  building: AsyncDisposableStack,
): Promise<Base> {
  const { clock, log, spawner, paths } = parts;
  const store = building.use(await openStore({ path: `${paths.data}/${basename(config.database.path)}` }));
  const { intervalMs, keep } = config.database.backup;
  const { path, connections } = store;
  const backups = { path, connections, folder: `${paths.data}/backups`, intervalMs, keep, clock, log };
  if (intervalMs > 0) building.use(startBackups(backups));
  const metrics = createMetrics();
  building.use(metrics.beforeExpose(() => {
    const { open, used } = connections.usage();
    metrics.set("db_pool_size", open);
    metrics.set("db_pool_checked_out", used);
  }));
  const pool = building.use(
    new ProcessPoolManager({ spawner, clock, log, metrics, lowerPriority: parts.lowerPriority }, {
      paths,
      maxProcesses: config.ffmpeg.processesMax,
      memoryGuard: config.ffmpeg.memoryGuard,
      descriptorReserve: config.ffmpeg.fdGuardReserve,
      spawnsPerSecond: config.ffmpeg.spawnsPerSecond,
      longRunMs: config.ffmpeg.longRunMs,
      timeoutMs: SPAWN_TIMEOUT_MS,
      cores: navigator.hardwareConcurrency,
    }),
  );
  return { ...parts, config, store, metrics, events: new EventBus(), pool, building };
}
