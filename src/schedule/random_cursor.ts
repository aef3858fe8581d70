import type { ScheduleItem } from "../media.ts";
import { seededRng } from "../rng.ts";
import type { Cursor } from "./cursor.ts";
import { apart } from "./draw.ts";
import type { StockItem } from "./stock.ts";

/** How many were drawn; plain JSON. */
export interface RandomState {
  /** What kind of state it is. */
  readonly is: "random";
  /** Stories drawn so far, the one on air among them. */
  readonly draws: number;
  /** The last of them, oldest first. */
  readonly recent: readonly string[];
  /** Items of the last story that have aired. */
  readonly told: number;
}

/** Nothing was drawn yet. */
export const RANDOM_START: RandomState = { is: "random", draws: 0, recent: [], told: 0 };

/** Draws that are made when many are passed over; more than are ever remembered. */
const DRAWS_MADE = 64;

/** Draws a story anew each time, but none of the last few. */
export class RandomCursor implements Cursor {
  readonly #stories: ReadonlyMap<string, readonly StockItem[]>;
  readonly #keys: readonly string[];
  #state: RandomState;

  /** Goes on where `state` left off. */
  constructor(
    stock: readonly StockItem[],
    private readonly options: { readonly seed: string; readonly state: RandomState },
  ) {
    this.#stories = Map.groupBy(stock, ({ story }) => story);
    this.#keys = [...this.#stories.keys()];
    this.#state = options.state;
  }

  /** How far it has come. */
  get state(): RandomState {
    return this.#state;
  }

  /** The item that comes next; null when there is nothing to play. */
  peek(): ScheduleItem | null {
    const told = this.#story(this.#state.recent.at(-1));
    if (this.#state.told >= told.length) this.#draw();
    return this.#story(this.#state.recent.at(-1))[this.#state.told]?.item ?? null;
  }

  /** Goes behind it. */
  advance(): void {
    if (this.peek() !== null) this.#state = { ...this.#state, told: this.#state.told + 1 };
  }

  /** Passes over so many items: as many draws, of which only the last are made. */
  skip(count: number): void {
    const made = Math.min(count, DRAWS_MADE);
    this.#state = { ...this.#state, draws: this.#state.draws + count - made };
    for (let step = 0; step < made; step++) this.advance();
  }

  /** Takes an item as drawn. */
  goTo(itemId: number): boolean {
    for (const [key, members] of this.#stories) {
      const told = members.findIndex(({ item }) => item.id === itemId);
      if (told < 0) continue;
      this.#take(key, told);
      return true;
    }
    return false;
  }

  /** What is drawn has no order to go behind something in. */
  goBehind(): boolean {
    return false;
  }

  #draw(): void {
    const rng = seededRng(JSON.stringify([this.options.seed, this.#state.draws]));
    const kept = this.#keys.length < 2 ? [] : this.#kept();
    // No more than half of them are kept back, so that this soon ends.
    for (;;) {
      const drawn = this.#keys[Math.floor(rng() * this.#keys.length)];
      if (drawn === undefined) return;
      if (!kept.includes(drawn)) return this.#take(drawn, 0);
    }
  }

  #take(key: string, told: number): void {
    this.#state = { is: "random", draws: this.#state.draws + 1, recent: [...this.#kept(), key], told };
  }

  #kept(): readonly string[] {
    return this.#state.recent.slice(-Math.max(1, apart(this.#keys.length)));
  }

  #story(key: string | undefined): readonly StockItem[] {
    return key === undefined ? [] : this.#stories.get(key) ?? [];
  }
}
