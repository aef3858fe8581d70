import type { Clock } from "../clock.ts";
import { Fault } from "../fault.ts";
import type { Logger } from "../log.ts";
import type { Metrics } from "../metrics/mod.ts";
import type { Sample } from "../sample.ts";
import type { Spawner, Standing } from "../spawner.ts";
import { type GuardOptions, processLimit, type Refusal, refusal } from "./guards.ts";
import { MediaProcess } from "./process.ts";
import { type Priority, SpawnQueue, type Turn } from "./spawn_queue.ts";

/** What is run; all count together (S2). */
export type ProcessKind = "ffmpeg" | "ffprobe";

/** A wish for one process. */
export interface ProcessRequest {
  /** What is run. */
  readonly kind: ProcessKind;
  /** Channel it works for, or a name such as `library`. */
  readonly channelId: string;
  /** Its arguments. */
  readonly args: readonly string[];
  /** Its place in the queue. */
  readonly priority: Priority;
  /** True when it takes a core to itself: of these, channels nobody watches get no more than there are cores. */
  readonly isEncode: boolean;
  /** Whether somebody waits for what it makes, at the moment it is asked; absent for work in the background. */
  readonly isWatched?: () => boolean;
  /** Working folder, if the arguments need one. */
  readonly folder?: string;
  /** Told every line it says on stderr, as it comes, for whoever needs more than the last ones. Must not throw. */
  readonly onLine?: (line: string) => void;
  /** Ends the wait, not the process. */
  readonly signal?: AbortSignal;
  /** True to wait for room, however long it takes, instead of being refused. */
  readonly isPatient?: boolean;
}

/** What the pool knows of one process. */
export interface ProcessRecord extends Pick<ProcessRequest, "kind" | "channelId" | "priority" | "isEncode"> {
  /** Process id. */
  readonly pid: number;
  /** When it was started, milliseconds since 1970. */
  readonly startedAtMs: number;
}

/** One borrowed process. Disposing of it ends the process and gives the slot back. */
export interface Lease extends AsyncDisposable {
  /** The process itself. */
  readonly process: MediaProcess;
}

/** Settings of the pool. */
export interface PoolOptions extends GuardOptions {
  /** Absolute paths of the programs. */
  readonly paths: Readonly<Record<ProcessKind, string>>;
  /** Starts of ffmpeg per second (S3). */
  readonly spawnsPerSecond: number;
  /** Processor cores, until the launcher says better. */
  readonly cores: number;
  /** A process older than this is released. */
  readonly longRunMs: number;
  /** A wish that waits longer than this fails. */
  readonly timeoutMs: number;
}

/** What the pool is made of. */
export interface PoolParts {
  /** Starts processes. */
  readonly spawner: Spawner;
  /** Time. */
  readonly clock: Clock;
  /** Says what was refused and released. */
  readonly log: Logger;
  /** Counts. */
  readonly metrics: Metrics;
  /** Lets a process have only what others leave of the processor; absent where that cannot be done. */
  readonly lowerPriority?: (pid: number, standing: Standing) => void;
}

/** Starts are spaced class by class, so that no work in the background uses up the starts viewers wait for. */
type SpawnClass = "stream" | "probe" | "background";

/** A process in the registry. */
interface Leased {
  readonly record: ProcessRecord;
  /** When it was started, on the monotonic clock: a wall clock that is set must not make it old. */
  readonly sinceMs: number;
  readonly isWatched: (() => boolean) | undefined;
  /** Since when its end is waited for; null while it may run. */
  endingSinceMs: number | null;
  /** Whether it was said that it does not end. */
  isDeaf: boolean;
}

/** Share of the limit from which the pool counts as under pressure. */
const PRESSURE = 0.9;

/** A probe takes a tenth of a second; two run at a time. */
const PROBES_PER_SECOND = 20;

/** Measurements and encodes nobody waits for. */
const BACKGROUND_PER_SECOND = 1;

/** Share of the limit they leave to channels, for they cannot be asked to give a slot back. */
const BACKGROUND_KEEPS_FREE = 0.25;

/** How often old processes are looked for. */
const SWEEP_MS = 60_000;

/**
 * The only place where ffmpeg and ffprobe are started (S1): bounds their number (S2), the rate of starts (S3) and looks
 * at memory and descriptors before each (S4).
 *
 * The registry is never touched across an await, so a check and the update that depends on it are one (U2).
 */
export class ProcessPoolManager implements AsyncDisposable {
  readonly #leases = new Map<MediaProcess, Leased>();
  readonly #queues: Readonly<Record<SpawnClass, SpawnQueue>>;
  readonly #sweep: Disposable;
  #sample: Sample | null = null;
  #isClosed = false;

  /** A pool without processes. */
  constructor(private readonly parts: PoolParts, private readonly options: PoolOptions) {
    const { timeoutMs, spawnsPerSecond } = options;
    this.#queues = {
      stream: new SpawnQueue(parts.clock, { ratePerSecond: spawnsPerSecond, timeoutMs }),
      probe: new SpawnQueue(parts.clock, { ratePerSecond: PROBES_PER_SECOND, timeoutMs }),
      background: new SpawnQueue(parts.clock, { ratePerSecond: BACKGROUND_PER_SECOND, timeoutMs }),
    };
    this.#sweep = parts.clock.every(SWEEP_MS, () => this.#releaseOld());
  }

  /** The newest figures from the launcher. */
  observe(sample: Sample): void {
    this.#sample = sample;
    this.#noteRoom();
  }

  /** Most processes at this moment. */
  get limit(): number {
    return processLimit(this.options, this.#sample);
  }

  /** Whether a process would be refused at this moment for want of slots, memory or descriptors. */
  get isShort(): boolean {
    return !this.#isClosed && refusal(this.options, this.#sample, this.#leases.size) !== null;
  }

  /** Processes that run. */
  processes(): readonly ProcessRecord[] {
    return [...this.#leases.values()].map(({ record }) => record);
  }

  /**
   * Starts a process as soon as slots, guards and rate allow.
   *
   * @throws {Fault} `pool_full` (no slot), `pool_guard` (memory or descriptors), `pool_timeout`, `spawn_failed` or
   *   `shutting_down`.
   */
  acquireProcess(request: ProcessRequest): Promise<Lease> {
    const { channelId, priority, isPatient = false } = request;
    if (this.#isClosed) return Promise.reject(shuttingDown(channelId));
    const askedAtMs = this.parts.clock.monotonicMs();
    const { promise, resolve, reject } = Promise.withResolvers<Lease>();
    this.#queues[classOf(request)].add({
      priority,
      signal: request.signal ?? null,
      askedAtMs: isPatient ? null : askedAtMs,
      start: () => this.#start(request, askedAtMs, { resolve, reject }),
      drop: (isLate) => {
        reject(isLate ? this.#late(channelId) : shuttingDown(channelId));
        this.#gauge();
      },
    });
    this.#gauge();
    return promise;
  }

  /** Ends a process and gives its slot back; a second call does nothing. */
  async releaseProcess(process: MediaProcess): Promise<void> {
    const leased = this.#leases.get(process);
    if (leased !== undefined) leased.endingSinceMs ??= this.parts.clock.monotonicMs();
    await process.end();
    this.#leases.delete(process);
    this.#noteRoom();
    this.#gauge();
  }

  /** Ends everything. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#isClosed = true;
    this.#sweep[Symbol.dispose]();
    for (const queue of Object.values(this.#queues)) queue.close();
    await Promise.all([...this.#leases.keys()].map((process) => this.releaseProcess(process)));
  }

  /** Check, spawn and registration in one go: nobody can come between. */
  #start(
    request: ProcessRequest,
    askedAtMs: number,
    { resolve, reject }: { resolve: (lease: Lease) => void; reject: (thrown: unknown) => void },
  ): Turn {
    const refused = this.#refusal(request);
    if (refused !== null && request.isPatient === true) return "waits";
    try {
      if (this.#leases.size + 1 >= this.limit * PRESSURE) {
        this.parts.metrics.count("ffmpeg_pool_pressure_events_total");
      }
      if (refused !== null) throw this.#refuse(request, refused);
      const child = this.parts.spawner.spawn(this.options.paths[request.kind], request.args, request.folder);
      // At once, for the threads it is going to start inherit it.
      const standing = standingOf(request);
      if (standing !== null) this.parts.lowerPriority?.(child.pid, standing);
      const process = new MediaProcess(child, this.parts.clock, request.onLine);
      const { kind, channelId, priority, isEncode } = request;
      const startedAtMs = this.parts.clock.wallMs();
      const sinceMs = this.parts.clock.monotonicMs();
      const record = { kind, channelId, priority, isEncode, pid: child.pid, startedAtMs };
      const { isWatched } = request;
      this.#leases.set(process, { record, sinceMs, isWatched, endingSinceMs: null, isDeaf: false });
      this.parts.metrics.set("pool_acquisition_latency_seconds", (sinceMs - askedAtMs) / 1_000);
      resolve({ process, [Symbol.asyncDispose]: () => this.releaseProcess(process) });
    } catch (thrown) {
      reject(thrown);
    }
    this.#gauge();
    // A start that failed was one all the same: it costs what a start costs.
    return refused === null ? "started" : "refused";
  }

  /** Why a wish cannot be granted now; null when it can. */
  #refusal(request: ProcessRequest): Refusal | "cores" | null {
    const { channelId, priority, isEncode } = request;
    const kept = classOf(request) === "background" ? Math.floor(this.limit * BACKGROUND_KEEPS_FREE) : 0;
    const reason = refusal(this.options, this.#sample, this.#leases.size + kept);
    if (reason !== null) return reason;
    return priority === "idle" && isEncode && this.#unwatched(channelId).size >= this.cores ? "cores" : null;
  }

  #refuse({ channelId }: ProcessRequest, reason: Refusal | "cores"): Fault {
    const cannot = `Cannot lease ffmpeg for ${channelId}`;
    if (reason === "cores") {
      return new Fault("pool_full", `${cannot}: nobody watches and every core is busy`);
    }
    const { metrics, log } = this.parts;
    metrics.count("ffmpeg_spawn_rejected_total", { reason });
    const isFull = reason === "capacity";
    const why = isFull ? `all ${this.limit} slots are in use` : `too little ${reason} is left`;
    log.warn(`ProcessPoolManager: spawn rejected, ${why}`, { channel: channelId, reason });
    return new Fault(isFull ? "pool_full" : "pool_guard", `${cannot}: ${why}`);
  }

  #noteRoom(): void {
    for (const queue of Object.values(this.#queues)) queue.wake();
  }

  /** Processor cores. */
  get cores(): number {
    return this.#sample?.cores ?? this.options.cores;
  }

  /** True when channels that nobody watches any more keep more cores busy than there are. */
  get hasSurplus(): boolean {
    return this.#unwatched(null).size > this.cores;
  }

  /** Channels, but for one, that encode although nobody watches; at a joint a channel may overlap with itself. */
  #unwatched(butFor: string | null): Set<string> {
    const channels = new Set<string>();
    for (const { record, isWatched } of this.#leases.values()) {
      if (record.isEncode && isWatched?.() === false && record.channelId !== butFor) {
        channels.add(record.channelId);
      }
    }
    return channels;
  }

  #late(channelId: string): Fault {
    this.parts.metrics.count("ffmpeg_spawn_timeout_total");
    return new Fault(
      "pool_timeout",
      `Cannot lease ffmpeg for ${channelId}: waited ${this.options.timeoutMs} ms`,
    );
  }

  /** Processes that ended without being released, and those that have run for too long. */
  #releaseOld(): void {
    const nowMs = this.parts.clock.monotonicMs();
    for (const [process, leased] of this.#leases) {
      const { endingSinceMs, sinceMs, isDeaf } = leased;
      if (endingSinceMs !== null) {
        // Even SIGKILL waits for a system call on a disk that does not answer; the slot is not free until it is over.
        if (isDeaf || nowMs - endingSinceMs < SWEEP_MS) continue;
        leased.isDeaf = true;
        this.#tell("a process does not end", leased);
      } else if (process.isOver || nowMs - sinceMs >= this.options.longRunMs) {
        this.#tell(
          `released ${process.isOver ? "a process that had ended" : "a long-running process"}`,
          leased,
        );
        void this.releaseProcess(process);
      }
    }
  }

  #tell(what: string, { record }: Leased): void {
    this.parts.log.warn(`ProcessPoolManager: ${what}`, { pid: record.pid, channel: record.channelId });
  }

  #gauge(): void {
    const pending = Object.values(this.#queues).reduce((sum, { size }) => sum + size, 0);
    this.parts.metrics.set("ffmpeg_processes_active", this.#leases.size);
    this.parts.metrics.set("ffmpeg_spawn_pending", pending);
  }
}

function classOf({ kind, priority }: ProcessRequest): SpawnClass {
  if (kind === "ffprobe") return "probe";
  return priority === "background" ? "background" : "stream";
}

/** An encoder takes all it can get: what viewers wait for is sent on first. */
function standingOf(request: ProcessRequest): Standing | null {
  if (classOf(request) === "background") return "behindAll";
  return request.isEncode ? "behindUs" : null;
}

function shuttingDown(channelId: string): Fault {
  return new Fault("shutting_down", `Cannot lease ffmpeg for ${channelId}: called off or shutting down`);
}
