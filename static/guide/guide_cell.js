import { element, setText } from "../base/element.js";
import { headline, isFiller, subline } from "../base/programme_text.js";
import { durationText, spanText } from "../base/time.js";

/** Narrower boxes have no room for words; they are read by focus, hover and the details below. */
const WORDS_FROM_PX = 30;
/** Narrower boxes show the title alone, small and over several lines. */
const DETAIL_FROM_PX = 92;

/** One box of the guide. */
export class GuideCell {
  #title = element("span", { class: "guide-cell-title" });
  #detail = element("span", { class: "guide-cell-detail" });
  #words = element("span", { class: "guide-cell-words" }, this.#title, this.#detail);
  /** @type {import("./layout.js").Block | null} */
  block = null;

  constructor() {
    this.root = element("div", { class: "guide-cell", role: "gridcell", tabindex: -1 }, this.#words);
  }

  /** @param {import("./layout.js").Block} block */
  update(block) {
    if (this.block === block) return;
    this.block = block;
    const { root } = this;
    root.style.left = `${block.leftPx}px`;
    root.style.width = `${block.widthPx}px`;
    root.dataset.start = new Date(block.programmes[0].startMs).toISOString();
    root.dataset.kind = block.programmes.length > 1 ? "several" : block.programmes[0].kind;
    root.toggleAttribute("data-filler", block.programmes.every(isFiller));
    root.setAttribute("aria-label", describe(block));
    root.title = describe(block);
    root.dataset.size = sizeOf(block.widthPx);
    setText(this.#title, titleOf(block));
    setText(this.#detail, detailOf(block));
  }

  /** Colours what is on now. @param {number} nowMs */
  mark(nowMs) {
    const { startMs, stopMs } = this.block;
    const state = stopMs <= nowMs ? "past" : startMs <= nowMs ? "now" : "later";
    if (this.root.dataset.time !== state) this.root.dataset.time = state;
  }
}

function sizeOf(widthPx) {
  if (widthPx < WORDS_FROM_PX) return "sliver";
  return widthPx < DETAIL_FROM_PX ? "narrow" : "wide";
}

function titleOf({ programmes }) {
  return programmes.length > 1 ? `${programmes.length} programmes` : headline(programmes[0]);
}

function detailOf({ programmes, startMs, stopMs }) {
  if (programmes.length > 1) return spanText(startMs, stopMs);
  return subline(programmes[0]) || spanText(programmes[0].startMs, programmes[0].stopMs);
}

function describe(block) {
  const { programmes } = block;
  const first = programmes[0];
  const last = programmes.at(-1);
  const span = spanText(first.startMs, last.stopMs);
  if (programmes.length > 1) return `${titleOf(block)}, ${span}: ${headline(first)} to ${headline(last)}`;
  return [headline(first), subline(first), span, durationText(first.stopMs - first.startMs)].filter(Boolean)
    .join(", ");
}
