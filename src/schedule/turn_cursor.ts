import { known } from "../invariant.ts";
import type { ScheduleItem } from "../media.ts";
import type { Cursor } from "./cursor.ts";
import { ROUND_START, RoundCursor, type RoundState } from "./round_cursor.ts";
import type { StockItem } from "./stock.ts";

/** Whose turn it is and how far each has come; plain JSON. */
export interface TurnState {
  /** What kind of state it is. */
  readonly is: "turn";
  /** Whose turn it is; null before the first. */
  readonly turn: string | null;
  /** Items it has aired in this turn. */
  readonly aired: number;
  /** What is owed to each: whoever is owed most comes next. */
  readonly credits: Readonly<Record<string, number>>;
  /** How far each has come. */
  readonly places: Readonly<Record<string, RoundState>>;
}

/** Nobody had a turn yet. */
export const TURN_START: TurnState = { is: "turn", turn: null, aired: 0, credits: {}, places: {} };

/** One who takes turns. */
export interface Turn {
  /** Its name, kept in the state. */
  readonly key: string;
  /** How often it comes compared with the others, above 0. */
  readonly weight: number;
  /** What it plays, in chronological order, round after round. */
  readonly stock: readonly StockItem[];
}

/**
 * Groups in turn, each going on where it stopped. Heavier ones come more often, and evenly: whoever is owed most is
 * next, so that weights 3 and 1 give A A B A and not A A A B.
 */
export class TurnCursor implements Cursor {
  readonly #turns: readonly Turn[];
  readonly #cursors = new Map<string, RoundCursor>();
  #state: TurnState;

  /** Goes on where `state` left off; whoever has nothing to play has no turn. */
  constructor(
    turns: readonly Turn[],
    private readonly options: {
      readonly batch: number;
      readonly seed: string;
      readonly keepsStories: boolean;
      readonly state: TurnState;
    },
  ) {
    this.#turns = turns.filter(({ stock }) => stock.length > 0);
    this.#state = options.state;
  }

  /** How far it has come. */
  get state(): TurnState {
    return this.#state;
  }

  /** The item that comes next; null when there is nothing to play. */
  peek(): ScheduleItem | null {
    if (this.#turns.length === 0) return null;
    const { turn, aired } = this.#state;
    const current = this.#turns.find(({ key }) => key === turn);
    if (current === undefined || (aired >= this.#batchOf(current) && !this.#isAmidStory(current))) {
      this.#takeTurn();
    }
    return this.#cursor().peek();
  }

  /** Goes behind it. */
  advance(): void {
    if (this.peek() === null) return;
    const { turn, aired, places } = this.#state;
    const cursor = this.#cursor();
    cursor.advance();
    this.#state = { ...this.#state, aired: aired + 1, places: { ...places, [turn ?? ""]: cursor.state } };
  }

  /** Passes over so many items, turn by turn. */
  skip(count: number): void {
    for (let step = 0; step < count; step++) this.advance();
  }

  /** Goes to an item in the turns of whoever has it, and it is their turn; false if nobody has it. */
  goTo(itemId: number): boolean {
    const turn = this.#move(itemId, (cursor) => cursor.goTo(itemId));
    if (turn !== null) this.#state = { ...this.#state, turn, aired: 0 };
    return turn !== null;
  }

  /** Goes behind an item in the turns of whoever has it; false if nobody does. */
  goBehind(itemId: number): boolean {
    return this.#move(itemId, (cursor) => cursor.goBehind(itemId)) !== null;
  }

  /** Moves the place of the first who has an item; their key, or null. */
  #move(itemId: number, move: (cursor: RoundCursor) => boolean): string | null {
    const turn = this.#turns.find(({ stock }) => stock.some(({ item }) => item.id === itemId));
    if (turn === undefined) return null;
    const cursor = this.#cursorOf(turn.key);
    move(cursor);
    this.#state = { ...this.#state, places: { ...this.#state.places, [turn.key]: cursor.state } };
    return turn.key;
  }

  /** Whoever has less than a batch airs all of it, and nothing twice in a row. */
  #batchOf({ stock }: Turn): number {
    return Math.min(this.options.batch, stock.length);
  }

  #takeTurn(): void {
    const total = this.#turns.reduce((sum, { weight }) => sum + weight, 0);
    const credits = Object.fromEntries(
      this.#turns.map(({ key, weight }) => [key, (this.#state.credits[key] ?? 0) + weight]),
    );
    const next = this.#turns.reduce((best, one) =>
      (credits[one.key] ?? 0) > (credits[best.key] ?? 0) ? one : best
    );
    credits[next.key] = (credits[next.key] ?? 0) - total;
    this.#state = { ...this.#state, turn: next.key, aired: 0, credits };
  }

  #isAmidStory(turn: Turn | undefined): boolean {
    if (turn === undefined || !this.options.keepsStories) return false;
    const cursor = this.#cursor();
    const next = cursor.peek();
    // Where a round begins, no story goes on.
    const lastId = cursor.state.last?.itemId;
    const storyOf = (id: number | undefined) => turn.stock.find(({ item }) => item.id === id)?.story;
    return next !== null && storyOf(lastId) === storyOf(next.id);
  }

  #cursor(): RoundCursor {
    return this.#cursorOf(this.#state.turn ?? "");
  }

  #cursorOf(key: string): RoundCursor {
    const before = this.#cursors.get(key);
    if (before !== undefined) return before;
    const { stock } = known(this.#turns.find((turn) => turn.key === key), "whose turn it is");
    const state = this.#state.places[key] ?? ROUND_START;
    const made = new RoundCursor(stock, { order: "chronological", seed: this.options.seed, state });
    this.#cursors.set(key, made);
    return made;
  }
}
