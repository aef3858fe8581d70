import { isFiller } from "../base/programme_text.js";

/** @typedef {import("../server/parse.js").Programme} Programme */

/**
 * What viewers take for one programme, with the filler around and inside it.
 *
 * @typedef {object} Entry
 * @property {number} startMs
 * @property {number} stopMs
 * @property {Programme} toldAs The one that names it.
 * @property {{startMs: number, stopMs: number, isFiller: boolean}[]} pieces By start; neighbours differ.
 */

/** Filler that takes this long is an entry of its own, as in the guide. */
const FILLER_MERGED_MS_MAX = 15 * 60_000;

/**
 * Puts together what the guide shows as one: programmes with the filler around them, the parts of one that is
 * interrupted, and neighbours that the schedule gave one title.
 *
 * @param {readonly Programme[]} programmes By start, without overlap.
 * @returns {Entry[]}
 */
export function mergeEntries(programmes) {
  const entries = [];
  let leading = [];
  for (const programme of programmes) {
    if (isFiller(programme)) {
      leading.push(programme);
      continue;
    }
    place(entries, leading, programme);
    leading = [];
  }
  place(entries, leading, null);
  return entries;
}

/** Puts a row of filler, and the programme behind it, where they belong. */
function place(entries, filler, programme) {
  const before = entries.at(-1) ?? null;
  const isLong = lengthMs(filler) >= FILLER_MERGED_MS_MAX;
  if (isLong) {
    entries.push(entryOf(filler, longest(filler)));
    if (programme) entries.push(entryOf([programme], programme));
    return;
  }
  if (programme && before && isOne(before.toldAs, programme, filler)) {
    extend(before, [...filler, programme]);
    return;
  }
  const firstOwn = programme ? filler.findIndex((one) => one.filler === "pre_roll") : -1;
  const cut = before && before.toldAs.kind === "item" ? firstOwn < 0 ? filler.length : firstOwn : 0;
  if (cut > 0) extend(before, filler.slice(0, cut));
  const rest = filler.slice(cut);
  if (programme) entries.push(entryOf([...rest, programme], programme));
  else if (rest.length > 0) entries.push(entryOf(rest, longest(rest)));
}

function isOne(one, other, between) {
  if (one.kind !== "item" || other.kind !== "item") return false;
  if (one.guideTitle !== null || other.guideTitle !== null) return one.guideTitle === other.guideTitle;
  // An episode that airs twice in a row is two; the parts of one have what interrupts it between them.
  const isInterrupted = between.some(({ filler }) => filler === "mid_roll");
  return isInterrupted && ["show", "season", "episode", "title"].every((key) => one[key] === other[key]);
}

function entryOf(programmes, toldAs) {
  const entry = { startMs: programmes[0].startMs, stopMs: programmes[0].startMs, toldAs, pieces: [] };
  extend(entry, programmes);
  return entry;
}

function extend(entry, programmes) {
  for (const programme of programmes) {
    const isFilling = isFiller(programme);
    const last = entry.pieces.at(-1);
    if (last?.isFiller === isFilling && last.stopMs === programme.startMs) last.stopMs = programme.stopMs;
    else entry.pieces.push({ startMs: programme.startMs, stopMs: programme.stopMs, isFiller: isFilling });
    entry.stopMs = programme.stopMs;
  }
}

function longest(programmes) {
  return programmes.reduce((best, one) => lengthMs([one]) > lengthMs([best]) ? one : best);
}

function lengthMs(programmes) {
  return programmes.reduce((sum, { startMs, stopMs }) => sum + stopMs - startMs, 0);
}
