import { seededRng } from "../rng.ts";
import type { Content } from "../content.ts";
import { roundOrderOf } from "./arrange.ts";
import type { Cursor, CursorState } from "./cursor.ts";
import { numberOf } from "./draw.ts";
import { RANDOM_START, RandomCursor } from "./random_cursor.ts";
import { ROUND_START, RoundCursor } from "./round_cursor.ts";
import { type Catalogue, type StockItem, stockOf } from "./stock.ts";
import { type Turn, TURN_START, TurnCursor } from "./turn_cursor.ts";

/** How far a channel has come in each of its contents, by the content's key; plain JSON. */
export type Progress = Readonly<Record<string, CursorState>>;

/** Contents that a schedule no longer names and whose progress is kept, in case they come back. */
const PROGRESS_KEPT_MAX = 200;

/** The places of a channel in its contents. Contents that read alike share one. */
export class Cursors {
  readonly #keys = new Map<Content, string>();
  readonly #cursors = new Map<string, Cursor>();
  readonly #stocks = new Map<string, readonly StockItem[]>();

  /**
   * @param catalogue Where items come from.
   * @param options Seed of everything drawn, and how far the channel has come.
   */
  constructor(
    private readonly catalogue: Catalogue,
    private readonly options: { readonly seed: string; readonly progress: Progress },
  ) {}

  /** The channel's place in a content. */
  of(content: Content): Cursor {
    const key = this.#keyOf(content);
    const before = this.#cursors.get(key);
    if (before !== undefined) return before;
    const made = this.#make(content, key);
    this.#cursors.set(key, made);
    return made;
  }

  /** What a content has to play, in chronological order. */
  stockOf(content: Content): readonly StockItem[] {
    const key = this.#keyOf(content);
    const before = this.#stocks.get(key);
    if (before !== undefined) return before;
    const made = stockOf(content, this.catalogue);
    this.#stocks.set(key, made);
    return made;
  }

  /** How far the channel has come, contents not asked for among them. */
  get progress(): Progress {
    const moved = [...this.#cursors].map(([key, cursor]) => [key, cursor.state] as const);
    const names = new Set(this.#cursors.keys());
    const kept = Object.entries(this.options.progress).filter(([key]) => !names.has(key));
    return Object.fromEntries([...kept.slice(-PROGRESS_KEPT_MAX), ...moved]);
  }

  #keyOf(content: Content): string {
    const key = this.#keys.get(content) ?? contentKey(content);
    this.#keys.set(content, key);
    return key;
  }

  #make(content: Content, key: string): Cursor {
    const { seed, progress } = this.options;
    const stock = this.stockOf(content);
    const state = progress[key];
    const order = roundOrderOf(content);
    if (order !== null) {
      return new RoundCursor(stock, { order, seed, state: state?.is === "round" ? state : ROUND_START });
    }
    if (content.order === "random") {
      return new RandomCursor(stock, { seed, state: state?.is === "random" ? state : RANDOM_START });
    }
    return new TurnCursor(turnsOf(content, { stock, seed, catalogue: this.catalogue }), {
      batch: content.batch ?? 1,
      keepsStories: content.keepsParts,
      seed,
      state: state?.is === "turn" ? state : TURN_START,
    });
  }
}

/** Equal for contents that play alike: a short name of its JSON, in whatever order its fields are written. */
export function contentKey(content: Content): string {
  const draw = seededRng(JSON.stringify(content, byName));
  return [draw(), draw()].map((one) => Math.floor(one * 2 ** 32).toString(36)).join("");
}

function byName(_: string, value: unknown): unknown {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([one], [other]) => one < other ? -1 : 1));
}

function turnsOf(
  content: Content,
  { stock, seed, catalogue }: {
    readonly stock: readonly StockItem[];
    readonly seed: string;
    readonly catalogue: Catalogue;
  },
): readonly Turn[] {
  if (content.order === "weighted") {
    return content.members.map((member, at) => ({
      key: `member ${at}`,
      weight: member.weight,
      stock: stockOf({ ...content, members: [member] }, catalogue),
    }));
  }
  const turns = [...Map.groupBy(stock, ({ group }) => group)].map(([key, members]) => ({
    key,
    // So that all come to their ends together, however many stories each has.
    weight: content.order === "interleave" ? new Set(members.map(({ story }) => story)).size : 1,
    stock: members,
  }));
  if (content.order === "rotating") return turns;
  const place = (key: string) => numberOf(key, { seed, round: 0 });
  return turns.sort((one, other) => place(one.key) - place(other.key));
}
