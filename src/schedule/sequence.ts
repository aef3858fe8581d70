import { known } from "../invariant.ts";
import type { ScheduleItem } from "../media.ts";
import { chronological, compareKeys, type Sortable, sortKeyOf } from "./order.ts";
import { type HeldBack, holdBack, ITEMS_APART, rankOf } from "./shuffle.ts";

/** Where an item stood in its round; enough to find its successor even when the item itself is gone. */
export interface Place extends Sortable {
  /** The item. */
  readonly itemId: number;
  /** Its rank in the shuffled round; 0 in chronological order. */
  readonly rank: number;
}

/** How far a loop has come; plain JSON. */
export interface LoopState {
  /** Rounds completed so far. */
  readonly round: number;
  /** Who waits at the start of this round. */
  readonly held: HeldBack;
  /** Ids of the items aired last, oldest first. */
  readonly recentIds: readonly number[];
  /** The item aired last in this round; null before its first. */
  readonly last: Place | null;
}

/** In which order a loop plays. */
export interface LoopOrder {
  /** By name, or shuffled anew in each round. */
  readonly order: "chronological" | "shuffle";
  /** Seed of the shuffle. */
  readonly seed: string;
}

/** Nothing has aired yet. */
export const LOOP_START: LoopState = { round: 0, held: { ids: [], upTo: 0 }, recentIds: [], last: null };

interface Ranked {
  readonly item: ScheduleItem;
  readonly rank: number;
}

/** Plays a collection round after round, each item once per round, and can be continued from its state. */
export class LoopSequence {
  readonly #items: readonly ScheduleItem[];
  readonly #order: LoopOrder;
  #state: LoopState;
  #ranked: readonly Ranked[];
  #at: number;

  /**
   * Goes on where `state` left off.
   *
   * @param items What it plays, in any order; not empty.
   * @param order Chronological or shuffled.
   * @param state Where to go on; items that came or went since then fall into their places.
   */
  constructor(items: readonly ScheduleItem[], order: LoopOrder, state: LoopState) {
    this.#items = items;
    this.#order = order;
    this.#state = state.last === null ? this.#beginning(state.round, state.recentIds) : state;
    this.#ranked = this.#rank();
    this.#at = this.#positionAfter(this.#state.last);
  }

  /** How far it has come. */
  get state(): LoopState {
    return this.#state;
  }

  /** The next item; never ends. */
  next(): ScheduleItem {
    if (this.#at >= this.#ranked.length) this.#startRound();
    const { item, rank } = known(this.#ranked[this.#at++], "an item of a loop");
    const recentIds = [...this.#state.recentIds, item.id].slice(-ITEMS_APART);
    this.#state = { ...this.#state, recentIds, last: placeOf(item, rank) };
    return item;
  }

  #startRound(): void {
    this.#state = this.#beginning(this.#state.round + 1, this.#state.recentIds);
    if (this.#order.order === "shuffle") this.#ranked = this.#rank();
    this.#at = 0;
  }

  #beginning(round: number, recentIds: readonly number[]): LoopState {
    const held = this.#order.order === "shuffle"
      ? holdBack(this.#items, { seed: this.#order.seed, round }, recentIds)
      : LOOP_START.held;
    return { round, held, recentIds, last: null };
  }

  #rank(): readonly Ranked[] {
    if (this.#order.order === "chronological") {
      return chronological(this.#items).map((item) => ({ item, rank: 0 }));
    }
    const draw = { seed: this.#order.seed, round: this.#state.round };
    // Keys cost more than draws, and draws hardly ever tie.
    return this.#items.map((item) => ({ item, rank: rankOf(item, draw, this.#state.held) }))
      .sort((one, other) => one.rank - other.rank || compareKeys(sortKeyOf(one.item), sortKeyOf(other.item)));
  }

  #positionAfter(last: Place | null): number {
    if (last === null) return 0;
    const at = this.#ranked.findIndex(({ item }) => item.id === last.itemId);
    if (at >= 0) return at + 1;
    const key = sortKeyOf(last);
    const next = this.#ranked.findIndex(({ item, rank }) =>
      (rank - last.rank || compareKeys(sortKeyOf(item), key)) > 0
    );
    return next >= 0 ? next : this.#ranked.length;
  }
}

/**
 * The state of a loop that goes on after programmes that already aired or are about to.
 *
 * @param items What it will play.
 * @param airedIds Ids of the items before, oldest first; those gone meanwhile are passed over.
 * @param options Number of the round that begins, and whether it goes on where the last item stood.
 */
export function resumeAfter(
  items: readonly ScheduleItem[],
  airedIds: readonly number[],
  options: { readonly round: number; readonly goesOn: boolean },
): LoopState {
  const byId = new Map(items.map((item) => [item.id, item]));
  const last = airedIds.map((id) => byId.get(id)).findLast((item) => item !== undefined);
  return {
    round: options.round,
    held: LOOP_START.held,
    recentIds: airedIds.slice(-ITEMS_APART),
    last: options.goesOn && last !== undefined ? placeOf(last, 0) : null,
  };
}

function placeOf(item: ScheduleItem, rank: number): Place {
  const { id, show, season, episode, locator } = item;
  return { itemId: id, rank, show, season, episode, locator };
}
