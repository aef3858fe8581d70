import type { Content } from "../content.ts";
import type { CursorState } from "./cursor.ts";
import { contentKey, Cursors, type Progress } from "./cursors.ts";
import { type Catalogue, stockOf } from "./stock.ts";

/** An edit of a schedule. */
export interface ContentEdit {
  /** Contents of the schedule before. */
  readonly before: readonly Content[];
  /** Contents of the schedule now. */
  readonly after: readonly Content[];
  /** Where items come from. */
  readonly catalogue: Catalogue;
  /** Seed of everything drawn. */
  readonly seed: string;
}

/**
 * The progress after a schedule was edited: a content that was changed goes on where it was.
 *
 * A content that is new takes the place of one that is gone, plays in the same order and shares items with it; of
 * several, of the one that shares most. Where none does, it begins with its first item.
 */
export function inherit(progress: Progress, { before, after, catalogue, seed }: ContentEdit): Progress {
  const named = new Set(after.map(contentKey));
  const gone = new Map(before.map((content) => [contentKey(content), content] as const));
  for (const key of gone.keys()) if (named.has(key) || progress[key] === undefined) gone.delete(key);
  let inherited = progress;
  for (const content of after) {
    const key = contentKey(content);
    if (inherited[key] !== undefined) continue;
    const heirOf = closest(content, gone, catalogue);
    const state = heirOf === null ? undefined : inherited[heirOf];
    if (heirOf === null || state === undefined) continue;
    gone.delete(heirOf);
    const { [heirOf]: _, ...others } = inherited;
    inherited = carried(state, content, { progress: others, catalogue, seed });
  }
  return inherited;
}

/** The key of the content that one goes on for; null if there is none. */
function closest(
  content: Content,
  gone: ReadonlyMap<string, Content>,
  catalogue: Catalogue,
): string | null {
  const ids = new Set(stockOf(content, catalogue).map(({ item }) => item.id));
  const shared = [...gone].filter(([, { order, groupBy }]) =>
    order === content.order && groupBy === content.groupBy
  ).map(([key, other]) => {
    return { key, count: stockOf(other, catalogue).filter(({ item }) => ids.has(item.id)).length };
  });
  const best = shared.toSorted((one, other) => other.count - one.count)[0];
  return best === undefined || best.count === 0 ? null : best.key;
}

/** Turns of members have no name but their number, which may be another's now: those are found by what aired last. */
function carried(
  state: CursorState,
  content: Content,
  { progress, catalogue, seed }: { progress: Progress; catalogue: Catalogue; seed: string },
): Progress {
  const isByMember = content.order === "weighted" || content.groupBy === "collection";
  if (state.is !== "turn" || !isByMember) return { ...progress, [contentKey(content)]: state };
  const cursors = new Cursors(catalogue, { seed, progress });
  const cursor = cursors.of(content);
  for (const { last } of Object.values(state.places)) if (last !== null) cursor.goBehind(last.itemId);
  return cursors.progress;
}
