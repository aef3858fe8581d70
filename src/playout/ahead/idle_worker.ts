import type { Clock } from "../../clock.ts";
import { messageOf } from "../../fault.ts";
import type { ProcessPoolManager } from "../../ffmpeg/mod.ts";
import type { Logger } from "../../log.ts";
import { Nap } from "../../nap.ts";
import type { Airing } from "./agenda.ts";
import { type Pace, paceOf } from "./idle.ts";

/** What a piece of work must heed while it is done. */
export interface Stint {
  /** Aborts when the work must end at once; it may be done another time. */
  readonly signal: AbortSignal;
  /** Waits while others need the processor; to be called often. */
  turn(): Promise<void>;
}

/** One piece of work. */
export interface IdleJob {
  /** When what it is for airs: the soonest is done first. */
  readonly startMs: number;
  /** From when on it is for nothing. */
  readonly stopMs: number;
  /** Does it. What fails is its own business to report. */
  run(stint: Stint): Promise<void>;
}

/** A kind of work that is done in idle time for what airs soon. */
export interface IdleWork {
  /**
   * The most urgent piece, or null.
   *
   * @param agenda What airs, soonest first.
   */
  next(agenda: readonly Airing[]): Promise<IdleJob | null>;
}

/** What an idle worker is made of. */
export interface IdleWorkerParts {
  /** Time. */
  readonly clock: Clock;
  /** Says what went wrong. */
  readonly log: Logger;
  /** Tells what others need. */
  readonly pool: Pick<ProcessPoolManager, "processes" | "isShort" | "cores">;
  /** What airs, soonest first. */
  readonly agenda: () => Promise<readonly Airing[]>;
  /** Kinds of work; of equally urgent pieces that of the first is done first. */
  readonly works: readonly IdleWork[];
}

/** Before anything is done: channels and viewers come first after a start. */
const FIRST_LOOK_MS = 3_000;

/** Between two pieces of work. */
const REST_MS = 1_000;

/** While others need the machine, or there is nothing to do. */
const BUSY_MS = 2_000;
const NOTHING_MS = 60_000;

/** How often others' needs are looked at while a piece of work is done. */
const WATCH_MS = 250;

/** Does work nobody waits for, one piece at a time, for what airs soonest, while nobody else needs the machine. */
export class IdleWorker implements AsyncDisposable {
  readonly #stop = new AbortController();
  readonly #nap: Nap;
  #stint: PacedStint | null = null;
  /** Resolves when the piece of work in progress is over. */
  #performed: Promise<void> = Promise.resolve();
  #done: Promise<void> = Promise.resolve();

  /** Does nothing until {@link start}. */
  constructor(private readonly parts: IdleWorkerParts) {
    this.#nap = new Nap(parts.clock);
  }

  /** Begins to look for work, if there can be any. */
  start(): void {
    if (this.parts.works.length > 0) this.#done = this.#run();
  }

  /** To be called when there may be other work than before. */
  wake(): void {
    this.#nap.wake();
  }

  /**
   * Gives back what the work in progress holds, for somebody needs it now.
   *
   * @returns Once that is free; false if there was nothing to give back.
   */
  async yieldNow(): Promise<boolean> {
    if (this.#stint === null) return false;
    this.#stint.leave();
    await this.#performed;
    return true;
  }

  /** Ends the work in progress. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#stop.abort();
    this.#stint?.leave();
    this.#nap.wake();
    await this.#done;
  }

  async #run(): Promise<void> {
    const { clock, log } = this.parts;
    const { signal } = this.#stop;
    await clock.sleep(FIRST_LOOK_MS, signal);
    while (!signal.aborted) {
      try {
        const waitMs = await this.#step();
        if (!signal.aborted) await this.#nap.sleep(waitMs);
      } catch (thrown) {
        log.error("Idle work failed", { reason: messageOf(thrown) });
        await clock.sleep(NOTHING_MS, signal);
      }
    }
  }

  /** Does one piece of work. @returns How long to wait before the next look, in milliseconds. */
  async #step(): Promise<number> {
    if (this.#pace() !== "go") return BUSY_MS;
    const agenda = await this.parts.agenda();
    let job: IdleJob | null = null;
    for (const work of this.parts.works) {
      const next = await this.#ask(work, agenda);
      if (next !== null && (job === null || next.startMs < job.startMs)) job = next;
    }
    if (job === null || this.#stop.signal.aborted) return NOTHING_MS;
    // Whoever waits for its end need not hear what was wrong with it.
    const performed = this.#perform(job);
    this.#performed = performed.catch(() => {});
    await performed;
    return REST_MS;
  }

  /** What one kind of work has to do; where it cannot tell, the other kinds go on. */
  async #ask(work: IdleWork, agenda: readonly Airing[]): Promise<IdleJob | null> {
    try {
      return await work.next(agenda);
    } catch (thrown) {
      this.parts.log.error("Idle work cannot be chosen", { reason: messageOf(thrown) });
      return null;
    }
  }

  async #perform(job: IdleJob): Promise<void> {
    const { clock } = this.parts;
    const stint = new PacedStint();
    this.#stint = stint;
    using _watch = clock.every(WATCH_MS, () => {
      stint.become(clock.wallMs() < job.stopMs ? this.#pace() : "leave");
    });
    try {
      await job.run(stint);
    } finally {
      this.#stint = null;
    }
  }

  #pace(): Pace {
    const { pool, clock } = this.parts;
    const { isShort, cores } = pool;
    return paceOf({ processes: pool.processes(), isShort, cores, nowMs: clock.wallMs() });
  }
}

class PacedStint implements Stint {
  readonly #end = new AbortController();
  #going: PromiseWithResolvers<void> | null = null;

  get signal(): AbortSignal {
    return this.#end.signal;
  }

  become(pace: Pace): void {
    if (pace === "leave") this.leave();
    else if (pace === "wait") this.#going ??= Promise.withResolvers();
    else this.#go();
  }

  leave(): void {
    this.#end.abort();
    this.#go();
  }

  async turn(): Promise<void> {
    while (this.#going !== null && !this.signal.aborted) await this.#going.promise;
  }

  #go(): void {
    this.#going?.resolve();
    this.#going = null;
  }
}
