import { blockAt } from "./layout.js";

/**
 * Where a key leads from a place in the grid. A place is a row and a block in it; null for the row's header.
 *
 * @typedef {{index: number, block: import("./layout.js").Block | null}} Place
 */

/**
 * @param {KeyboardEvent} event
 * @param {Place} from
 * @param {{count: number, pageRows: number, anchorMs: number,
 *   blocksOf: (index: number) => import("./layout.js").Block[]}} grid `anchorMs`: the time that Up and Down keep to.
 * @returns {Place | null} Null when the key is not for the grid.
 */
export function placeAfterKey(event, from, { count, pageRows, anchorMs, blocksOf }) {
  const toRow = (index) => {
    const bounded = Math.min(count - 1, Math.max(0, index));
    return { index: bounded, block: from.block === null ? null : blockAt(blocksOf(bounded), anchorMs) };
  };
  const blocks = blocksOf(from.index);
  const at = from.block === null ? -1 : blocks.findIndex(({ startMs }) => startMs === from.block.startMs);
  switch (event.key) {
    case "ArrowRight":
      return { index: from.index, block: blocks[at + 1] ?? from.block };
    case "ArrowLeft":
      return { index: from.index, block: blocks[at - 1] ?? null };
    case "ArrowDown":
      return toRow(from.index + 1);
    case "ArrowUp":
      return toRow(from.index - 1);
    case "PageDown":
      return toRow(from.index + pageRows);
    case "PageUp":
      return toRow(from.index - pageRows);
    case "Home":
      return event.ctrlKey ? toRow(0) : { index: from.index, block: null };
    case "End":
      return event.ctrlKey ? toRow(count - 1) : { index: from.index, block: blocks.at(-1) ?? null };
    default:
      return null;
  }
}
