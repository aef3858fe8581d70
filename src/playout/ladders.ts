import type { Channel, Collection } from "../channel.ts";
import type { Clock } from "../clock.ts";
import type { MediaItem } from "../media.ts";
import type { Programme } from "../programme.ts";
import { type LadderInput, ladderOf, type Rung } from "./ladder.ts";

/** Where the ways to play a programme are looked up. */
export interface LadderSources {
  /** Finds an item by its key. */
  readonly findItem: (itemId: number) => MediaItem | null;
  /** Other copies of an item, best first. */
  readonly alternatesOf: (item: MediaItem) => readonly Rung[];
  /** What a collection holds that can air, by path. */
  readonly playable: (collection: Collection) => readonly Rung[];
}

/** What was looked up holds for so long: libraries change slowly, and joints are planned many times a second. */
const KEEP_MS = 30_000;

/** The ladders of the programmes of one channel. */
export class Ladders {
  readonly #kept = new Map<number, { readonly untilMs: number; readonly ladder: readonly LadderInput[] }>();
  #fillers: { readonly untilMs: number; readonly items: readonly Rung[] } | null = null;
  #turn = 0;

  /** Nothing was looked up yet. */
  constructor(
    private readonly sources: LadderSources,
    private readonly channel: Pick<Channel, "id" | "inputs">,
    private readonly clock: Clock,
  ) {}

  /** Every way to play a programme, best first; none for a card. */
  of({ itemId }: Pick<Programme, "itemId">): readonly LadderInput[] {
    if (itemId === null) return [];
    const nowMs = this.clock.monotonicMs();
    const kept = this.#kept.get(itemId);
    if (kept !== undefined && nowMs < kept.untilMs) return kept.ladder;
    for (const [other, { untilMs }] of this.#kept) if (nowMs >= untilMs) this.#kept.delete(other);
    const ladder = this.#lookUp(itemId, nowMs);
    this.#kept.set(itemId, { untilMs: nowMs + KEEP_MS, ladder });
    return ladder;
  }

  /** A filler aired: the next programme has another one. */
  turnFiller(): void {
    this.#turn++;
    this.#kept.clear();
  }

  #lookUp(itemId: number, nowMs: number): readonly LadderInput[] {
    const { sources, channel } = this;
    const item = sources.findItem(itemId);
    // What is no longer known cannot be opened, and says so when it is.
    if (item === null) return ladderOf({ ...EMPTY, item: { id: itemId, locator: "" }, channel });
    const alternates = channel.inputs.alternates ? sources.alternatesOf(item) : [];
    return ladderOf({ item, alternates, channel, fallback: this.#fallback(nowMs) });
  }

  #fallback(nowMs: number): { items: readonly Rung[]; turn: number } | null {
    const { fallback } = this.channel.inputs;
    if (fallback === null) return null;
    if (this.#fillers === null || nowMs >= this.#fillers.untilMs) {
      this.#fillers = { untilMs: nowMs + KEEP_MS, items: this.sources.playable(fallback) };
    }
    return { items: this.#fillers.items, turn: this.#turn };
  }
}

const EMPTY = { alternates: [], fallback: null };
