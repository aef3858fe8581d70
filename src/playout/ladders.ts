import type { Channel, ChannelInputs } from "../channel.ts";
import type { Clock } from "../clock.ts";
import type { MediaItem } from "../media.ts";
import type { Programme } from "../programme.ts";
import type { Collection } from "../content.ts";
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

/** A whole collection is read for the fillers, and is seldom needed. */
const KEEP_FILLERS_MS = 600_000;

/** Which programme: the same item may air again soon. */
export type ProgrammeKey = Pick<Programme, "itemId" | "startMs">;

interface Kept {
  readonly untilMs: number;
  readonly ladder: readonly LadderInput[];
  /** What the channel's inputs were when it was looked up. */
  readonly inputs: ChannelInputs;
  /** Which filler it has. */
  readonly turn: number;
}

/** Always the same list, so that nobody takes it for news. */
const NONE: readonly LadderInput[] = [];

/** The ladders of the programmes of one channel. */
export class Ladders {
  /** By programme; the current one and the next few. */
  readonly #kept = new Map<string, Kept>();
  #fillers: { readonly of: Collection; readonly untilMs: number; readonly items: readonly Rung[] } | null =
    null;
  #turn = 0;

  /** Nothing was looked up yet. */
  constructor(
    private readonly sources: LadderSources,
    /** The channel as it is now. */
    private readonly channel: () => Pick<Channel, "id" | "inputs">,
    private readonly clock: Clock,
  ) {}

  /** Every way to play a programme, best first; none for a card. A programme keeps its filler. */
  of({ itemId, startMs }: ProgrammeKey): readonly LadderInput[] {
    if (itemId === null) return NONE;
    const nowMs = this.clock.monotonicMs();
    const key = `${startMs} ${itemId}`;
    const kept = this.#kept.get(key);
    const { inputs } = this.channel();
    if (kept !== undefined && nowMs < kept.untilMs && kept.inputs === inputs) return kept.ladder;
    // What is current is asked for all the time, so it is never that old.
    for (const [other, { untilMs }] of this.#kept) if (nowMs >= untilMs + KEEP_MS) this.#kept.delete(other);
    const turn = kept?.turn ?? this.#turn;
    const ladder = this.#lookUp(itemId, nowMs, turn);
    this.#kept.set(key, { untilMs: nowMs + KEEP_MS, ladder, inputs, turn });
    return ladder;
  }

  /** A filler airs in a programme: the next programmes have another one. */
  turnFiller({ itemId, startMs }: ProgrammeKey): void {
    const key = `${startMs} ${itemId}`;
    const kept = this.#kept.get(key);
    // The same one again, in a loop, is no other.
    if (kept !== undefined && kept.turn < this.#turn) return;
    this.#turn++;
    for (const other of this.#kept.keys()) if (other !== key) this.#kept.delete(other);
  }

  #lookUp(itemId: number, nowMs: number, turn: number): readonly LadderInput[] {
    const { sources } = this;
    const channel = this.channel();
    const item = sources.findItem(itemId);
    // What is no longer known cannot be opened, and says so when it is.
    if (item === null) return ladderOf({ ...EMPTY, item: { id: itemId, locator: "" }, channel });
    const alternates = channel.inputs.alternates ? sources.alternatesOf(item) : [];
    return ladderOf({ item, alternates, channel, fallback: this.#fallback(nowMs, turn) });
  }

  #fallback(nowMs: number, turn: number): { items: readonly Rung[]; turn: number } | null {
    const { fallback } = this.channel().inputs;
    if (fallback === null) return null;
    if (this.#fillers?.of !== fallback || nowMs >= this.#fillers.untilMs) {
      this.#fillers = {
        of: fallback,
        untilMs: nowMs + KEEP_FILLERS_MS,
        items: this.sources.playable(fallback),
      };
    }
    return { items: this.#fillers.items, turn };
  }
}

const EMPTY = { alternates: [], fallback: null };
