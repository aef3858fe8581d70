/** @typedef {import("../server/parse.js").Programme} Programme */

/**
 * A box in a row of the guide: one programme, or several that are too short to be boxes of their own.
 *
 * @typedef {object} Block
 * @property {number} startMs Cut to the window.
 * @property {number} stopMs Cut to the window.
 * @property {number} leftPx From the window's start.
 * @property {number} widthPx
 * @property {Programme[]} programmes
 */

const MINUTE_MS = 60_000;
/** Narrower than this, programmes join into one box... */
const NARROW_PX = 18;
/** ...until the box is this wide. */
const JOINED_PX = 180;
/** A lone programme narrower than this is not drawn; a closer look shows it. */
const VISIBLE_PX = 2;

/** Pixels per minute, at the usual size of letters, that one can choose from: a day at a glance to single clips of half a minute. */
export const SCALES = [3, 6, 12, 30, 90, 240];

/**
 * Lays the programmes of one channel out along the time axis.
 *
 * @param {readonly Programme[]} programmes By start, without overlap.
 * @param {{fromMs: number, toMs: number, pxPerMinute: number}} window
 * @returns {Block[]} From left to right.
 */
export function layoutRow(programmes, { fromMs, toMs, pxPerMinute }) {
  const toPx = (ms) => (ms / MINUTE_MS) * pxPerMinute;
  const blocks = [];
  let open = null;
  for (const programme of programmes) {
    const startMs = Math.max(programme.startMs, fromMs);
    const stopMs = Math.min(programme.stopMs, toMs);
    if (stopMs <= startMs) continue;
    const widthPx = toPx(stopMs - startMs);
    const isNarrow = widthPx < NARROW_PX;
    if (isNarrow && open?.stopMs === startMs && open.widthPx + widthPx <= JOINED_PX) {
      open.programmes.push(programme);
      open.stopMs = stopMs;
      open.widthPx = toPx(stopMs - open.startMs);
      continue;
    }
    const block = { startMs, stopMs, leftPx: toPx(startMs - fromMs), widthPx, programmes: [programme] };
    blocks.push(block);
    open = isNarrow ? block : null;
  }
  return blocks.filter((block) => block.widthPx >= VISIBLE_PX);
}

/**
 * The blocks that touch a stretch of the row, found by halving.
 *
 * @param {readonly Block[]} blocks
 * @param {number} leftPx
 * @param {number} rightPx
 */
export function blocksBetween(blocks, leftPx, rightPx) {
  let low = 0;
  let high = blocks.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (blocks[middle].leftPx + blocks[middle].widthPx <= leftPx) low = middle + 1;
    else high = middle;
  }
  let end = low;
  while (end < blocks.length && blocks[end].leftPx < rightPx) end += 1;
  return blocks.slice(low, end);
}

/**
 * The block on at an instant, or the nearest one.
 *
 * @param {readonly Block[]} blocks
 * @param {number} ms
 */
export function blockAt(blocks, ms) {
  return blocks.find((block) => ms < block.stopMs) ?? blocks.at(-1) ?? null;
}

/**
 * The scale at which the programmes of most channels can be read: a channel's programmes are judged by their median,
 * the channels by their lower quartile, so that one channel of short clips does not decide for all.
 *
 * @param {readonly (readonly Programme[])[]} rows
 */
export function fittingScale(rows) {
  const typicalMs = quantile(
    rows.filter((row) => row.length > 0).map((row) => quantile(row.map(lengthOf), 1 / 2)),
    1 / 4,
  );
  const readablePx = 110;
  const fits = (scale) => (typicalMs / MINUTE_MS) * scale >= readablePx;
  return SCALES.find(fits) ?? SCALES.at(-1);
}

function lengthOf({ startMs, stopMs }) {
  return stopMs - startMs;
}

function quantile(values, share) {
  const sorted = values.toSorted((one, other) => one - other);
  return sorted[Math.floor(sorted.length * share)] ?? 30 * MINUTE_MS;
}
