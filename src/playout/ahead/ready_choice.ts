import type { ReadyFile } from "../../store/mod.ts";

/** A programme that could be encoded ahead. */
export interface ReadyWish {
  /** Key of the file it would be. */
  readonly key: string;
  /** When it airs. */
  readonly startMs: number;
  /** When it ends. */
  readonly stopMs: number;
  /** What the file may take at most. */
  readonly bytesMax: number;
  /** How long encoding it will take, as far as anybody knows. */
  readonly encodeMs: number;
}

/** What is to be done next. */
export interface ReadyChoice<Wish extends ReadyWish> {
  /** What to encode; null when there is nothing. */
  readonly wish: Wish | null;
  /** Keys of files that must make room for it first. */
  readonly drop: readonly string[];
}

/** What a choice depends on. */
export interface ReadyState<Wish extends ReadyWish> {
  /** What airs and needs encoding, soonest first; the same key as often as it airs. */
  readonly wishes: readonly Wish[];
  /** What is there already. */
  readonly files: readonly Pick<ReadyFile, "key" | "sizeBytes" | "usedMs">[];
  /** Keys of files that are being played. */
  readonly inUse: ReadonlySet<string>;
  /** Keys that are not to be tried now. */
  readonly isHopeless: (key: string) => boolean;
  /** What all files together may take. */
  readonly budgetBytes: number;
  /** Now. */
  readonly nowMs: number;
}

/**
 * Chooses what to encode next: what airs soonest of all that can still be made in time, fits, and is not there.
 *
 * Room is made by what airs later than it, the latest first, and by what airs no more. What airs sooner stays, and so
 * does what is being played.
 */
export function chooseNext<Wish extends ReadyWish>(state: ReadyState<Wish>): ReadyChoice<Wish> {
  const { wishes, files, budgetBytes, nowMs, isHopeless } = state;
  const known = new Set(files.map(({ key }) => key));
  const latestFirst = dispensable(state);
  const usedBytes = files.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  for (const wish of wishes) {
    const isLate = nowMs + wish.encodeMs > wish.startMs;
    if (known.has(wish.key) || isLate || isHopeless(wish.key)) continue;
    const later = latestFirst.filter(({ nextMs }) => nextMs > wish.startMs);
    const drop = dropUntil(later, usedBytes + wish.bytesMax - budgetBytes);
    if (drop !== null) return { wish, drop };
  }
  const over = dropUntil(latestFirst, usedBytes - budgetBytes) ?? latestFirst.map(({ key }) => key);
  return { wish: null, drop: over };
}

/** A file that may go, and when it is needed next. */
interface Dispensable {
  readonly key: string;
  readonly sizeBytes: number;
  readonly usedMs: number;
  readonly nextMs: number;
}

/** All files but those in use: first what airs no more, the longest unused before others, then what airs latest. */
function dispensable({ wishes, files, inUse, nowMs }: ReadyState<ReadyWish>): Dispensable[] {
  const nextMs = new Map<string, number>();
  for (const { key, startMs, stopMs } of wishes) {
    if (stopMs > nowMs && !nextMs.has(key)) nextMs.set(key, startMs);
  }
  return files.filter(({ key }) => !inUse.has(key))
    .map((file) => ({ ...file, nextMs: nextMs.get(file.key) ?? Infinity }))
    .sort((one, other) =>
      one.nextMs === other.nextMs ? one.usedMs - other.usedMs : one.nextMs < other.nextMs ? 1 : -1
    );
}

/** The first files that together free so many bytes; null when all of them do not. */
function dropUntil(files: readonly Dispensable[], missingBytes: number): string[] | null {
  const keys: string[] = [];
  let missing = missingBytes;
  for (const { key, sizeBytes } of files) {
    if (missing <= 0) break;
    keys.push(key);
    missing -= sizeBytes;
  }
  return missing <= 0 ? keys : null;
}
