import { channelHue, channelLogo } from "../base/channel_logo.js";
import { element } from "../base/element.js";
import { GuideCell } from "./guide_cell.js";
import { blocksBetween, layoutRow } from "./layout.js";

/** One channel's row; it keeps only those boxes in the page that can be seen, and the focused one. */
export class GuideRow {
  #track = element("div", { class: "guide-track", role: "presentation" });
  /** @type {Map<number, GuideCell>} By start: a box keeps its focus when the row is laid out anew. */
  #cells = new Map();
  #note = element("div", { class: "guide-note", role: "gridcell", tabindex: -1 });
  #laidOut = { programmes: null, key: "" };
  /** @type {import("./layout.js").Block[]} */
  blocks = [];

  /** @param {import("../server/parse.js").Channel} channel */
  constructor(channel) {
    this.channel = channel;
    this.header = element(
      "div",
      {
        class: "guide-channel",
        role: "rowheader",
        tabindex: -1,
        title: `Watch ${channel.number} ${channel.name}`,
      },
      channelLogo(channel),
      element(
        "span",
        { class: "guide-channel-words" },
        element("b", { text: channel.number }),
        element("span", { text: channel.name }),
      ),
    );
    this.root = element(
      "div",
      { class: "guide-row", role: "row", "data-channel": channel.id },
      this.header,
      this.#track,
    );
    this.root.style.setProperty("--hue", String(channelHue(channel.number)));
  }

  /** @param {number} index Position among all rows. @param {number} topPx */
  place(index, topPx) {
    this.root.style.top = `${topPx}px`;
    this.root.setAttribute("aria-rowindex", String(index + 1));
  }

  /**
   * Lays the row out, unless nothing changed.
   *
   * @param {import("./timelines.js").Row} row
   * @param {{fromMs: number, toMs: number, pxPerMinute: number}} window
   */
  layOut(row, window) {
    const key = `${window.fromMs} ${window.pxPerMinute}`;
    if (this.#laidOut.programmes === row.programmes && this.#laidOut.key === key) return this.#explain(row);
    this.#laidOut = { programmes: row.programmes, key };
    this.blocks = layoutRow(row.programmes, window);
    this.#explain(row);
  }

  /**
   * Puts the boxes of a stretch into the page and takes the others out.
   *
   * @param {{leftPx: number, rightPx: number, nowMs: number}} stretch
   */
  draw({ leftPx, rightPx, nowMs }) {
    const wanted = new Map(
      blocksBetween(this.blocks, leftPx, rightPx).map((block) => [block.startMs, block]),
    );
    const focused = this.blocks.find((block) =>
      this.#cells.get(block.startMs)?.root === document.activeElement
    );
    if (focused) wanted.set(focused.startMs, focused);
    for (const [start, cell] of this.#cells) if (!wanted.has(start)) this.#drop(start, cell);
    for (const block of wanted.values()) this.cell(block).mark(nowMs);
  }

  /** The box of a block, made if it is not in the page. @param {import("./layout.js").Block} block */
  cell(block) {
    let cell = this.#cells.get(block.startMs);
    if (!cell) {
      cell = new GuideCell();
      this.#cells.set(block.startMs, cell);
      this.#track.append(cell.root);
    }
    cell.update(block);
    return cell;
  }

  /** The block of a box in this row. @param {Element} target */
  blockOf(target) {
    for (const cell of this.#cells.values()) if (cell.root === target) return cell.block;
    return null;
  }

  /** What can be focused when there is no box: the sentence in their place. */
  get note() {
    return this.#note.isConnected ? this.#note : null;
  }

  #drop(start, cell) {
    cell.root.remove();
    this.#cells.delete(start);
  }

  #explain({ state, reason }) {
    const isEmpty = this.blocks.length === 0;
    if (!isEmpty) this.#note.remove();
    else if (!this.#note.isConnected) this.#track.append(this.#note);
    const words = {
      waiting: "Reading the timeline…",
      loaded: "Nothing scheduled",
      failed: `Cannot be read: ${reason}`,
    };
    this.#note.textContent = words[state];
  }
}
