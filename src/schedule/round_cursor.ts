import type { ScheduleItem } from "../media.ts";
import { arrange, compareRanked, keyOf, type Ranked, type RoundOrder } from "./arrange.ts";
import type { Cursor } from "./cursor.ts";
import { type HeldBack, holdBack, KEYS_APART, NOTHING_HELD } from "./draw.ts";
import { compareKeys, type Sortable, sortKeyOf } from "./order.ts";
import type { StockItem } from "./stock.ts";

/** Where an item stood in its round; enough to find its successor even when the item itself is gone. */
export interface Place extends Sortable {
  /** The item. */
  readonly itemId: number;
  /** Its rank in the round. */
  readonly rank: number;
  /** Its place among equal ranks. */
  readonly place: number;
}

/** How far rounds have come; plain JSON. */
export interface RoundState {
  /** What kind of state it is. */
  readonly is: "round";
  /** Rounds completed so far. */
  readonly round: number;
  /** Who waits at the start of this round. */
  readonly held: HeldBack;
  /** What was drawn last, oldest first. */
  readonly recent: readonly string[];
  /** The item aired last in this round; null before its first. */
  readonly last: Place | null;
}

/** Nothing has aired yet. */
export const ROUND_START: RoundState = { is: "round", round: 0, held: NOTHING_HELD, recent: [], last: null };

/** Steps that are made at the end of a long way: more than stories are kept apart. */
const STEPS_MADE = 64;

/** Plays a content round after round, each item once per round, and can be continued from its state. */
export class RoundCursor implements Cursor {
  #state: RoundState;
  #ranked: readonly Ranked[];
  #at: number;

  /**
   * Goes on where `state` left off.
   *
   * @param stock What it plays; items that came or went since `state` fall into their places.
   * @param options Order, seed of what is drawn, and where to go on.
   */
  constructor(
    private readonly stock: readonly StockItem[],
    private readonly options: {
      readonly order: RoundOrder;
      readonly seed: string;
      readonly state: RoundState;
    },
  ) {
    this.#state = options.state;
    this.#ranked = this.#arrange();
    this.#at = this.#positionAfter(this.#state.last);
  }

  /** How far it has come. */
  get state(): RoundState {
    return this.#state;
  }

  /** The item that comes next; null when there is nothing to play. */
  peek(): ScheduleItem | null {
    return this.#next()?.item ?? null;
  }

  /** Goes behind it. */
  advance(): void {
    const next = this.#next();
    if (next === null) return;
    const { recent } = this.#state;
    const isNew = next.key !== "" && recent.at(-1) !== next.key;
    this.#state = {
      ...this.#state,
      recent: isNew ? [...recent, next.key].slice(-KEYS_APART) : recent,
      last: placeOf(next),
    };
    this.#at++;
  }

  /** Passes over so many items; of a long way only the last steps are made, which is all that is remembered. */
  skip(count: number): void {
    for (let left = count; left > 0 && this.#next() !== null;) {
      const ahead = Math.min(left, this.#ranked.length - this.#at);
      const leap = Math.max(0, ahead - STEPS_MADE);
      const before = this.#ranked[this.#at + leap - 1];
      if (leap > 0 && before !== undefined) {
        this.#at += leap;
        this.#state = { ...this.#state, last: placeOf(before) };
      }
      for (let step = leap; step < ahead; step++) this.advance();
      left -= ahead;
    }
  }

  /** Goes to an item of this round, back or ahead; false if it has no such item. */
  goTo(itemId: number): boolean {
    const at = this.#ranked.findIndex(({ item }) => item.id === itemId);
    if (at < 0) return false;
    const before = this.#ranked[at - 1];
    this.#at = at;
    this.#state = { ...this.#state, last: before === undefined ? null : placeOf(before) };
    return true;
  }

  /** Goes behind an item of this round; false if it has no such item. */
  goBehind(itemId: number): boolean {
    if (!this.goTo(itemId)) return false;
    this.advance();
    return true;
  }

  #next(): Ranked | null {
    if (this.#at >= this.#ranked.length && this.#ranked.length > 0) this.#startRound();
    return this.#ranked[this.#at] ?? null;
  }

  #startRound(): void {
    const { order, seed } = this.options;
    const { recent } = this.#state;
    const round = this.#state.round + 1;
    const keys = new Set(this.stock.map((one) => keyOf(one, order)));
    const held = keys.size > 1 ? holdBack(keys, { seed, round }, recent) : NOTHING_HELD;
    this.#state = { is: "round", round, held, recent, last: null };
    if (order !== "chronological") this.#ranked = this.#arrange();
    this.#at = 0;
  }

  #arrange(): readonly Ranked[] {
    const { order, seed } = this.options;
    const { round, held } = this.#state;
    return arrange(this.stock, order, { draw: { seed, round }, held });
  }

  #positionAfter(last: Place | null): number {
    if (last === null) return 0;
    const at = this.#ranked.findIndex(({ item }) => item.id === last.itemId);
    if (at >= 0) return at + 1;
    const key = sortKeyOf(last);
    const next = this.#ranked.findIndex((one) =>
      (compareRanked(one, last) || compareKeys(sortKeyOf(one.item), key)) > 0
    );
    return next >= 0 ? next : this.#ranked.length;
  }
}

function placeOf({ item, rank, place }: Ranked): Place {
  const { id, show, season, episode, locator } = item;
  return { itemId: id, rank, place, show, season, episode, locator };
}
