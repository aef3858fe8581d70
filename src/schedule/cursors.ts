import { seededRng } from "../rng.ts";
import type { Content } from "../schedule_rule.ts";
import { roundOrderOf } from "./arrange.ts";
import type { Cursor, CursorState } from "./cursor.ts";
import { numberOf } from "./draw.ts";
import { RANDOM_START, RandomCursor } from "./random_cursor.ts";
import { ROUND_START, RoundCursor } from "./round_cursor.ts";
import { type Catalogue, stockOf } from "./stock.ts";
import { type Turn, TURN_START, TurnCursor } from "./turn_cursor.ts";

/** How far a channel has come in each of its contents, by the content's key; plain JSON. */
export type Progress = Readonly<Record<string, CursorState>>;

/** Contents that a schedule no longer names and whose progress is kept, in case they come back. */
const PROGRESS_KEPT_MAX = 200;

/** The places of a channel in its contents. Contents that read alike share one. */
export class Cursors {
  readonly #cursors = new Map<string, Cursor>();

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
    const key = contentKey(content);
    const before = this.#cursors.get(key);
    if (before !== undefined) return before;
    const made = this.#make(content, key);
    this.#cursors.set(key, made);
    return made;
  }

  /** How many items a content has. */
  sizeOf(content: Content): number {
    return stockOf(content, this.catalogue).length;
  }

  /** How far the channel has come, contents not asked for among them. */
  get progress(): Progress {
    const moved = [...this.#cursors].map(([key, cursor]) => [key, cursor.state] as const);
    const names = new Set(this.#cursors.keys());
    const kept = Object.entries(this.options.progress).filter(([key]) => !names.has(key));
    return Object.fromEntries([...kept.slice(-PROGRESS_KEPT_MAX), ...moved]);
  }

  #make(content: Content, key: string): Cursor {
    const { seed, progress } = this.options;
    const stock = stockOf(content, this.catalogue);
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

/** Equal for contents that play alike: a short name of its JSON. */
export function contentKey(content: Content): string {
  const draw = seededRng(JSON.stringify(content));
  return [draw(), draw()].map((one) => Math.floor(one * 2 ** 32).toString(36)).join("");
}

function turnsOf(
  content: Content,
  { stock, seed, catalogue }: {
    readonly stock: ReturnType<typeof stockOf>;
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
  const turns = [...Map.groupBy(stock, ({ group }) => group)]
    .map(([key, members]) => ({ key, weight: 1, stock: members }));
  if (content.order !== "marathon") return turns;
  const place = (key: string) => numberOf(key, { seed, round: 0 });
  return turns.sort((one, other) => place(one.key) - place(other.key));
}
