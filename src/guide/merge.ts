import type { Programme } from "../programme.ts";

/** Programmes that are one entry of the guide. */
export interface Stretch {
  /** The one that names the entry. */
  readonly toldAs: Programme;
  /** All it covers, by start; each starts where the one before stops. */
  readonly programmes: readonly Programme[];
}

/** Filler that takes less in a row is part of the programme beside it (decision 21). */
export const FILLER_MERGED_MS_MAX = 15 * 60_000;

/**
 * Puts together what viewers take for one programme: a film with the commercials around and inside it, and neighbours
 * to which the schedule gave one number.
 *
 * Short filler belongs to the programme before it, a pre-roll to the one behind it; where one of them is missing, to
 * the other. What is off air, not ready yet or paused is an entry of its own, and so is filler that goes on for
 * {@link FILLER_MERGED_MS_MAX}: it is named by its longest part.
 *
 * @param programmes By start. Where one does not start where the one before stops, nothing is put together: whoever
 *   checks entries must find that.
 * @returns The same programmes in the same order, each in one stretch.
 */
export function mergeProgrammes(programmes: readonly Programme[]): Stretch[] {
  return unbroken(programmes).flatMap(merge);
}

function merge(programmes: readonly Programme[]): Stretch[] {
  const stretches: Stretch[] = [];
  for (const stretch of withFiller(programmes)) {
    const before = stretches.at(-1);
    if (before === undefined || !isOne(before, stretch)) stretches.push(stretch);
    else stretches[stretches.length - 1] = join(before, stretch);
  }
  return stretches;
}

function unbroken(programmes: readonly Programme[]): Programme[][] {
  const runs: Programme[][] = [];
  for (const programme of programmes) {
    const run = runs.at(-1);
    if (run !== undefined && run.at(-1)?.stopMs === programme.startMs) run.push(programme);
    else runs.push([programme]);
  }
  return runs;
}

/** Every programme by itself, filler too. */
export function separateProgrammes(programmes: readonly Programme[]): Stretch[] {
  return programmes.map((programme) => ({ toldAs: programme, programmes: [programme] }));
}

/** True for a programme of its own; false for filler and cards. */
export function isOfItsOwn({ kind, filler }: Programme): boolean {
  return kind === "item" && filler === null;
}

function isFilling({ kind, filler }: Programme): boolean {
  return kind === "up_next" || filler !== null;
}

/** Filler in a row, maybe none, and what ends it. */
interface Row {
  readonly filler: readonly Programme[];
  /** Null at the end of all programmes. */
  readonly end: Programme | null;
}

function rowsOf(programmes: readonly Programme[]): Row[] {
  const rows: Row[] = [];
  let filler: Programme[] = [];
  for (const programme of programmes) {
    if (isFilling(programme)) filler.push(programme);
    else {
      rows.push({ filler, end: programme });
      filler = [];
    }
  }
  return filler.length === 0 ? rows : [...rows, { filler, end: null }];
}

/** Each programme with its filler, and the filler that belongs to none. */
function withFiller(programmes: readonly Programme[]): Stretch[] {
  const stretches: Stretch[] = [];
  let before: Programme | null = null;
  for (const { filler, end } of rowsOf(programmes)) {
    const { earlier, own, later } = shareOut(filler, before, end);
    const last = stretches.pop();
    if (last !== undefined) stretches.push({ ...last, programmes: [...last.programmes, ...earlier] });
    stretches.push(...split(own));
    if (end !== null) stretches.push({ toldAs: end, programmes: [...later, end] });
    before = end;
  }
  return stretches;
}

/** Filler in a row: what belongs to the programme before it, to none, and to the one behind it, in this order. */
interface Shares {
  readonly earlier: readonly Programme[];
  readonly own: readonly Programme[];
  readonly later: readonly Programme[];
}

function shareOut(filler: readonly Programme[], before: Programme | null, after: Programme | null): Shares {
  const mayLead = after !== null && isOfItsOwn(after);
  const at = mayLead ? leadAt(filler, before, after) : filler.length;
  const later = isLong(filler.slice(at)) ? [] : filler.slice(at);
  const rest = filler.slice(0, filler.length - later.length);
  if (isLong(rest)) return { earlier: [], own: rest, later };
  if (before !== null && isOfItsOwn(before)) return { earlier: rest, own: [], later };
  return mayLead && !isLong(filler)
    ? { earlier: [], own: [], later: filler }
    : { earlier: [], own: rest, later };
}

/** Where filler begins that leads to the programme behind it: what bears its number, else its pre-roll. */
function leadAt(filler: readonly Programme[], before: Programme | null, { guideGroup }: Programme): number {
  const isNewGroup = guideGroup !== null && guideGroup !== before?.guideGroup;
  const marked = isNewGroup ? filler.findIndex((one) => one.guideGroup === guideGroup) : -1;
  if (marked >= 0) return marked;
  // A card may stand anywhere in a pre-roll but at its beginning, where it may as well end what comes before.
  const last = filler.findLastIndex((one) => one.filler !== null && one.filler !== "pre_roll");
  const first = filler.findIndex((one, index) => index > last && one.filler === "pre_roll");
  return first >= 0 ? first : filler.length;
}

/** Entries of filler: each long part is one, with the short ones around it. */
function split(filler: readonly Programme[]): Stretch[] {
  const entries: Programme[][] = [];
  for (const programme of filler) {
    const entry = entries.at(-1);
    const isNext = isLong([programme]) && entry?.some((one) => isLong([one]));
    if (entry === undefined || isNext) entries.push([programme]);
    else entry.push(programme);
  }
  return entries.map((programmes) => ({ toldAs: longestOf(programmes), programmes }));
}

function longestOf(programmes: readonly Programme[]): Programme {
  return programmes.reduce((longest, one) => lengthMsOf([one]) > lengthMsOf([longest]) ? one : longest);
}

function isLong(programmes: readonly Programme[]): boolean {
  return lengthMsOf(programmes) >= FILLER_MERGED_MS_MAX;
}

function lengthMsOf(programmes: readonly Programme[]): number {
  return programmes.reduce((sum, { startMs, stopMs }) => sum + stopMs - startMs, 0);
}

/** True when neighbours bear one number, or are parts of one item with no more than short filler between them. */
function isOne({ toldAs: one, programmes }: Stretch, { toldAs: other }: Stretch): boolean {
  if (isApart(one) || isApart(other) || one.guideGroup !== other.guideGroup) return false;
  if (one.guideGroup !== null) return true;
  const part = programmes.findLast(isOfItsOwn);
  const isSameItem = part !== undefined && isOfItsOwn(other) && part.itemId === other.itemId;
  return isSameItem && part.itemOffsetMs < other.itemOffsetMs;
}

function isApart(programme: Programme): boolean {
  return programme.kind !== "item" && !isFilling(programme);
}

function join(one: Stretch, other: Stretch): Stretch {
  const isBetter = isOfItsOwn(other.toldAs) && !isOfItsOwn(one.toldAs);
  return {
    toldAs: isBetter ? other.toldAs : one.toldAs,
    programmes: [...one.programmes, ...other.programmes],
  };
}
