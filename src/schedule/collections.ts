import type { Clock } from "../clock.ts";
import type { ScheduleItem } from "../media.ts";
import type { Collection } from "../content.ts";
import { collectionsOf, contentsOf, type Schedule } from "../schedule_rule.ts";
import { type LeftOut, NOTHING_LEFT_OUT, sift } from "./airable.ts";
import { sortKeyOf } from "./order.ts";
import type { Catalogue } from "./stock.ts";

/** Where items come from. */
export interface ScheduleLibrary {
  /** Rises with every change of any item. */
  version(): number;
  /** Items of a collection that can air, by path: all of them, or the first `limit` after a path. */
  playable(
    collection: Collection,
    piece?: { readonly after: string; readonly limit: number },
  ): readonly ScheduleItem[];
}

/** What a schedule has to play. */
export interface Stock {
  /** Its items, by collection. */
  readonly catalogue: Catalogue;
  /** All its items, fillers' clips among them; one in two collections comes twice. */
  readonly items: readonly ScheduleItem[];
  /** True when something other than filler can air. */
  readonly hasItems: boolean;
  /** What cannot air. */
  readonly leftOut: LeftOut;
}

/** Items read at once; between two pieces the event loop gets its turn. */
const PIECE_ITEMS = 1_000;

const NOTHING: Stock = { catalogue: () => [], items: [], hasItems: false, leftOut: NOTHING_LEFT_OUT };

/** The items of collections, read from the library once for each of its versions. */
export class Collections {
  readonly #kept = new Map<string, ReturnType<typeof sift>>();
  #catalogue: Catalogue = this.#newCatalogue();
  #version = -1;

  /** Reads nothing yet. */
  constructor(private readonly library: ScheduleLibrary, private readonly clock: Clock) {}

  /** What a schedule has to play, read at one go unless it is known: for whoever cannot wait. */
  stock(schedule: Schedule | null): Stock {
    if (schedule === null) return NOTHING;
    const read = collectionsOf(schedule).map((collection) => this.#read(collection));
    const catalogue = this.#catalogue;
    return {
      catalogue,
      items: read.flatMap(({ airable }) => airable),
      hasItems: contentsOf(schedule).some(({ members }) =>
        members.some(({ collection }) => catalogue(collection).length > 0)
      ),
      leftOut: read.map(({ leftOut }) => leftOut).reduce(sum, NOTHING_LEFT_OUT),
    };
  }

  /** The same in pieces that let others run. Items that change meanwhile are there as they were or as they are. */
  async load(schedule: Schedule | null): Promise<Stock> {
    for (const collection of schedule === null ? [] : collectionsOf(schedule)) await this.#load(collection);
    return this.stock(schedule);
  }

  /** One for each version of the library: what was found by one is never asked of another. */
  #newCatalogue(): Catalogue {
    return (collection) => this.#read(collection).airable;
  }

  #read(collection: Collection): ReturnType<typeof sift> {
    const key = JSON.stringify(collection);
    const known = this.#known(key);
    if (known !== undefined) return known;
    const read = sift(this.library.playable(collection));
    this.#kept.set(key, read);
    return read;
  }

  async #load(collection: Collection): Promise<void> {
    const key = JSON.stringify(collection);
    if (this.#known(key) !== undefined) return;
    const version = this.#version;
    const items: ScheduleItem[] = [];
    for (;;) {
      const after = items.at(-1)?.locator ?? "";
      const piece = this.library.playable(collection, { after, limit: PIECE_ITEMS });
      for (const item of piece) {
        // Names are taken apart here, where others get their turn, and not when all are sorted.
        sortKeyOf(item);
        items.push(item);
      }
      if (piece.length < PIECE_ITEMS) break;
      await this.clock.sleep(0);
    }
    if (this.library.version() === version) this.#kept.set(key, sift(items));
  }

  #known(key: string): ReturnType<typeof sift> | undefined {
    const version = this.library.version();
    if (version !== this.#version) {
      this.#kept.clear();
      this.#catalogue = this.#newCatalogue();
    }
    this.#version = version;
    return this.#kept.get(key);
  }
}

function sum(one: LeftOut, other: LeftOut): LeftOut {
  return { tooShort: one.tooShort + other.tooShort, tooLong: one.tooLong + other.tooLong };
}
