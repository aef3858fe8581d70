import type { Clock } from "../clock.ts";
import { messageOf } from "../fault.ts";
import type { Logger } from "../log.ts";
import type { MediaDetails, MediaFacts, MediaItem, MediaTitle } from "../media.ts";
import { Nap } from "../nap.ts";
import type { Rng } from "../rng.ts";
import { enrich, type EnrichParts } from "./enrich.ts";
import type { FactsBySource } from "./merge.ts";

/** Where what is found out is kept. */
export interface DetailsShelf {
  /** Items to look up: some of `among`, in its order; any at all when that is absent. */
  due(
    query: { readonly nowMs: number; readonly limit: number; readonly among?: readonly number[] },
  ): number[];
  /** What was found out before; null for nothing. */
  known(itemId: number): { readonly facts: FactsBySource } | null;
  /** What an operator says; null for nothing. */
  override(itemId: number): MediaFacts | null;
  /** Keeps what was found out. */
  record(
    itemId: number,
    found: { readonly facts: FactsBySource; readonly details: MediaDetails; readonly dueMs: number },
  ): void;
}

/** The items. */
export interface TitleShelf {
  /** An item; null if there is none. */
  find(itemId: number): Pick<MediaItem, "locator" | "folder"> | null;
  /** What its file's name says. */
  named(itemId: number): MediaTitle | null;
  /** Calls it something else; true if it was not called so before. */
  retitle(itemId: number, title: MediaTitle): boolean;
}

/** What an enricher works with. */
export interface EnricherParts extends EnrichParts {
  /** Where findings are kept. */
  readonly details: DetailsShelf;
  /** The items. */
  readonly media: TitleShelf;
  /** Does all of it or nothing. */
  readonly transaction: <Result>(work: () => Result) => Result;
  /** Items that air soon, soonest first; they are looked up before all others. */
  readonly agenda: () => Promise<readonly number[]>;
  /** Told that items may be called something else now; at the start, and then once a minute at most. */
  readonly onRetitled: () => Promise<void>;
  /** Told what is known of an item that airs soon, for its images. */
  readonly onSoon: (details: MediaDetails, signal: AbortSignal) => Promise<void>;
  /** Time. */
  readonly clock: Clock;
  /** Spreads the moments of looking again. */
  readonly rng: Rng;
  /** Says what failed. */
  readonly log: Logger;
}

const HOUR_MS = 3_600_000;
/** Viewers and scans come first after a start; news comes before that. */
const FIRST_LOOK_MS = 5_000;
/** While nothing is due. */
const NOTHING_MS = 60_000;
/** Between two items: what asks nobody, a hundred a second at most, must not be felt. */
const REST_MS = 10;
/** Items between two looks at what airs soon. */
const BATCH_ITEMS = 20;
const AGENDA_PIECE = 500;
/** Every guide that is made anew costs something: new titles come to it together. */
const TELL_MS = 60_000;
/** For how long a look at what airs soon is good. */
const AGENDA_MS = 5 * 60_000;
/** NFO files may have changed; answers of databases are kept for longer. */
const AGAIN_MS = 24 * HOUR_MS;
/** A source could not be asked. */
const AGAIN_SOON_MS = HOUR_MS;
/** An item that fails for a reason nobody foresaw. */
const AGAIN_FAILED_MS = 6 * HOUR_MS;

/**
 * Looks items up in the background, one after another, what airs soonest first. Nothing ever waits for it: what is not
 * looked up yet is called what its file is called.
 */
export class Enricher implements AsyncDisposable {
  readonly #stop = new AbortController();
  readonly #nap: Nap;
  /** True at first: a program that was killed may not have told what it found. */
  #isUntold = true;
  #toldMs = -Infinity;
  /** Items that failed, and until when they are left alone, by the monotonic clock. */
  readonly #failed = new Map<number, number>();
  /** Items that air soon and are to be looked up, soonest first, and when they were read. */
  #soon: number[] = [];
  #agendaReadMs = -Infinity;
  #done: Promise<void> = Promise.resolve();

  /** Does nothing until {@link start}. */
  constructor(private readonly parts: EnricherParts) {
    this.#nap = new Nap(parts.clock);
  }

  /** Begins. */
  start(): void {
    this.#done = this.#run();
  }

  /** To be called when there may be something to look up. */
  wake(): void {
    this.#nap.wake();
  }

  /** Ends the look-up in progress; what it found is dropped. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#stop.abort();
    this.#nap.wake();
    await this.#done;
  }

  async #run(): Promise<void> {
    const { clock, log } = this.parts;
    const { signal } = this.#stop;
    await this.#nap.sleep(FIRST_LOOK_MS);
    while (!signal.aborted) {
      try {
        const worked = await this.#batch();
        if (worked === 0 && !signal.aborted) await this.#nap.sleep(NOTHING_MS);
      } catch (thrown) {
        log.error("Metadata: looking up failed", { reason: messageOf(thrown) });
        await clock.sleep(NOTHING_MS, signal);
      }
    }
  }

  /** Looks some items up. @returns How many. */
  async #batch(): Promise<number> {
    const { clock, details } = this.parts;
    const { signal } = this.#stop;
    await this.#readAgenda();
    const soon = this.#soon.splice(0, BATCH_ITEMS);
    const limit = BATCH_ITEMS + this.#failed.size;
    const due = soon.length > 0 ? soon : details.due({ nowMs: clock.wallMs(), limit })
      .filter((itemId) => this.#mayTry(itemId)).slice(0, BATCH_ITEMS);
    for (const itemId of due) {
      if (signal.aborted) break;
      await this.#lookUp(itemId, soon.length > 0);
      await clock.sleep(REST_MS, signal);
    }
    await this.#tellRetitled(due.length < BATCH_ITEMS);
    return due.length;
  }

  /** What airs soon changes slowly, and is much to read: piece by piece, so that others get their turn. */
  async #readAgenda(): Promise<void> {
    const { clock, details, agenda } = this.parts;
    if (clock.monotonicMs() - this.#agendaReadMs < AGENDA_MS) return;
    this.#agendaReadMs = clock.monotonicMs();
    const itemIds = await agenda();
    this.#soon = [];
    for (let at = 0; at < itemIds.length; at += AGENDA_PIECE) {
      const among = itemIds.slice(at, at + AGENDA_PIECE);
      const due = details.due({ nowMs: clock.wallMs(), limit: AGENDA_PIECE, among });
      this.#soon.push(...due.filter((itemId) => this.#mayTry(itemId)));
      await clock.sleep(0);
    }
  }

  async #lookUp(itemId: number, isSoon: boolean): Promise<void> {
    const { media, details, transaction, clock, log } = this.parts;
    const { signal } = this.#stop;
    try {
      const [item, named] = [media.find(itemId), media.named(itemId)];
      if (item === null || named === null) return;
      const before = {
        ...{ item, named, override: details.override(itemId) },
        known: details.known(itemId)?.facts ?? {},
      };
      const found = await enrich(before, this.parts, signal);
      // What an operator said meanwhile would be lost: it is looked up again at once.
      const isStale = JSON.stringify(details.override(itemId)) !== JSON.stringify(before.override);
      if (signal.aborted || isStale) return;
      const againMs = found.isIncomplete ? AGAIN_SOON_MS : AGAIN_MS;
      const dueMs = Math.round(clock.wallMs() + againMs * (0.9 + this.parts.rng() / 5));
      transaction(() => {
        details.record(itemId, { ...found, dueMs });
        if (media.retitle(itemId, found.details.title)) this.#isUntold = true;
      });
      this.#failed.delete(itemId);
      if (isSoon) await this.parts.onSoon(found.details, signal);
    } catch (thrown) {
      this.#failed.set(itemId, clock.monotonicMs() + AGAIN_FAILED_MS);
      log.error("Metadata: an item cannot be looked up", { item: itemId, reason: messageOf(thrown) });
    }
  }

  /** An item that fails must not keep the others from their turn. */
  #mayTry(itemId: number): boolean {
    const untilMs = this.#failed.get(itemId);
    if (untilMs === undefined) return true;
    if (untilMs > this.parts.clock.monotonicMs()) return false;
    this.#failed.delete(itemId);
    return true;
  }

  async #tellRetitled(isIdle: boolean): Promise<void> {
    const nowMs = this.parts.clock.monotonicMs();
    const isDue = isIdle || nowMs - this.#toldMs >= TELL_MS;
    if (!this.#isUntold || !isDue || this.#stop.signal.aborted) return;
    this.#toldMs = nowMs;
    this.#isUntold = false;
    await this.parts.onRetitled().catch((thrown) => {
      this.#isUntold = true;
      throw thrown;
    });
  }
}
