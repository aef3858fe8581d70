import type { Collection } from "../channel.ts";
import type { Clock } from "../clock.ts";
import type { ScheduleItem } from "../media.ts";
import { sortKeyOf } from "./order.ts";

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

/** Items read at once; between two pieces the event loop gets its turn. */
const PIECE_ITEMS = 1_000;

/** The items of collections, read from the library once for each of its versions. */
export class Collections {
  readonly #kept = new Map<string, readonly ScheduleItem[]>();
  #version = -1;

  /** Reads nothing yet. */
  constructor(private readonly library: ScheduleLibrary, private readonly clock: Clock) {}

  /** All items of a collection, read at one go unless they are known: for whoever cannot wait. */
  items(collection: Collection): readonly ScheduleItem[] {
    const key = JSON.stringify(collection);
    const known = this.#known(key);
    if (known !== undefined) return known;
    const items = this.library.playable(collection);
    this.#kept.set(key, items);
    return items;
  }

  /** The same in pieces that let others run. Items that change meanwhile are there as they were or as they are. */
  async load(collection: Collection): Promise<readonly ScheduleItem[]> {
    const key = JSON.stringify(collection);
    const known = this.#known(key);
    if (known !== undefined) return known;
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
    if (this.library.version() === version) this.#kept.set(key, items);
    return items;
  }

  #known(key: string): readonly ScheduleItem[] | undefined {
    const version = this.library.version();
    if (version !== this.#version) this.#kept.clear();
    this.#version = version;
    return this.#kept.get(key);
  }
}
