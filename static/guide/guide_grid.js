import { element, setChildren } from "../base/element.js";
import { serverNow } from "../server/clock.js";
import { placeAfterKey } from "./guide_keys.js";
import { GuideRow } from "./guide_row.js";
import { blockAt } from "./layout.js";
import { Ruler } from "./ruler.js";

const MINUTE_MS = 60_000;
const SPARE_ROWS = 3;
const SPARE_PX = 600;
/** Left free beside the channel column when a box is brought into view. */
const MARGIN_PX = 24;

/**
 * Channels by time. Only rows and boxes that can be seen, and a few around them, are in the page, so that a hundred
 * channels of half-minute clips scroll as easily as three of films.
 */
export class GuideGrid {
  #timelines;
  #options;
  #channels = [];
  /** @type {Map<string, GuideRow>} */
  #rows = new Map();
  #ruler = new Ruler();
  #nowLine = element("div", { class: "guide-now", "aria-hidden": "true" });
  #body = element("div", { class: "guide-body", role: "rowgroup" }, this.#nowLine);
  #window = { fromMs: 0, toMs: 0, pxPerMinute: 6 };
  /** The one place Tab leads to. */
  #place = { channelId: "", startMs: null };
  #anchorMs = 0;
  #isScheduled = false;

  /**
   * @param {import("./timelines.js").Timelines} timelines
   * @param {{onFocus: (channel: object, block: import("./layout.js").Block | null) => void,
   *   onPlay: (channel: object) => void}} options
   */
  constructor(timelines, options) {
    this.#timelines = timelines;
    this.#options = options;
    this.root = element(
      "div",
      { class: "guide-grid", role: "grid", "aria-label": "Programme guide", "aria-readonly": "true" },
      this.#ruler.root,
      this.#body,
    );
    this.root.addEventListener("scroll", () => this.#schedule(), { passive: true });
    this.root.addEventListener("keydown", (event) => this.#handleKey(event));
    this.root.addEventListener("focusin", ({ target }) => this.#focused(target));
    this.root.addEventListener("click", ({ target }) => this.#clicked(target));
    this.root.addEventListener("dblclick", ({ target }) => this.#chosen(target));
    new ResizeObserver(() => this.#schedule()).observe(this.root);
  }

  /** @param {readonly import("../server/parse.js").Channel[]} channels */
  setChannels(channels) {
    const isSame = channels.length === this.#channels.length &&
      channels.every(({ id, name, number }, index) => {
        const before = this.#channels[index];
        return before.id === id && before.name === name && before.number === number;
      });
    this.#channels = channels;
    if (!isSame) {
      this.#rows.clear();
      for (const row of this.#body.querySelectorAll(".guide-row")) row.remove();
      this.root.setAttribute("aria-rowcount", String(channels.length));
    }
    this.#schedule();
  }

  /**
   * Changes the window or the scale and keeps the time at the left edge where it is.
   *
   * @param {{fromMs: number, toMs: number, pxPerMinute: number}} window
   */
  setWindow(window) {
    const leftMs = this.#window.fromMs + (this.root.scrollLeft / this.#window.pxPerMinute) * MINUTE_MS;
    this.#window = window;
    this.root.dataset.pxPerMinute = String(window.pxPerMinute);
    this.#resize();
    this.root.scrollLeft = ((leftMs - window.fromMs) / MINUTE_MS) * window.pxPerMinute;
    this.draw();
  }

  /** Brings an instant to the left quarter of the grid. @param {number} ms */
  scrollTo(ms) {
    const atPx = ((ms - this.#window.fromMs) / MINUTE_MS) * this.#window.pxPerMinute;
    this.root.scrollTo({ left: Math.max(0, atPx - this.#trackWidth() / 4) });
    this.#schedule();
  }

  /** Draws what can be seen. */
  draw() {
    this.#isScheduled = false;
    if (this.root.offsetParent === null || this.#channels.length === 0) return;
    this.#resize();
    const nowMs = serverNow();
    const stretch = this.#stretch(nowMs);
    const wanted = this.#visibleChannels();
    this.#timelines.want(wanted.map(([, { id }]) => id));
    const rows = wanted.map(([index, channel]) => this.#drawRow(index, channel, stretch));
    for (const [id, row] of this.#rows) if (!rows.includes(row)) this.#rows.delete(id);
    setChildren(this.#body, [this.#nowLine, ...rows.map(({ root }) => root)]);
    this.#ruler.draw(this.#window, stretch);
    this.#nowLine.style.left = `${((nowMs - this.#window.fromMs) / MINUTE_MS) * this.#window.pxPerMinute}px`;
    this.#markTabStop();
  }

  #drawRow(index, channel, stretch) {
    const row = this.#rows.get(channel.id) ?? new GuideRow(channel);
    this.#rows.set(channel.id, row);
    row.channel = channel;
    row.place(index, index * this.#rowHeight());
    const hadFocus = row.root.contains(document.activeElement) && document.activeElement !== row.header;
    row.layOut(this.#timelines.row(channel.id), this.#window);
    row.draw(stretch);
    // The box that held the focus may be gone from a new timeline; its place in time goes on.
    if (hadFocus && !row.root.contains(document.activeElement)) {
      this.#focusPlace({ index, block: blockAt(row.blocks, this.#anchorMs) });
    }
    return row;
  }

  #visibleChannels() {
    const height = this.#rowHeight();
    const first = Math.floor(this.root.scrollTop / height) - SPARE_ROWS;
    const last = Math.ceil((this.root.scrollTop + this.root.clientHeight) / height) + SPARE_ROWS;
    return [...this.#channels.entries()].filter(([index, { id }]) =>
      (index >= first && index <= last) || this.#rows.get(id)?.root.contains(document.activeElement)
    );
  }

  #stretch(nowMs) {
    const leftPx = this.root.scrollLeft - SPARE_PX;
    return { leftPx, rightPx: this.root.scrollLeft + this.#trackWidth() + SPARE_PX, nowMs };
  }

  #resize() {
    const { fromMs, toMs, pxPerMinute } = this.#window;
    this.root.style.setProperty("--track", `${((toMs - fromMs) / MINUTE_MS) * pxPerMinute}px`);
    this.#body.style.height = `${this.#channels.length * this.#rowHeight()}px`;
  }

  #trackWidth() {
    return this.root.clientWidth - this.#ruler.corner.offsetWidth;
  }

  #rowHeight() {
    return 4 * parseFloat(getComputedStyle(document.documentElement).fontSize);
  }

  #schedule() {
    if (this.#isScheduled) return;
    this.#isScheduled = true;
    requestAnimationFrame(() => this.draw());
  }

  #handleKey(event) {
    const row = this.#rowOf(event.target);
    if (!row || event.altKey || event.metaKey) return;
    if (event.key === "Enter" || event.key === " ") {
      event.preventDefault();
      this.#chosen(event.target);
      return;
    }
    const from = { index: this.#indexOf(row), block: row.blockOf(event.target) };
    const to = placeAfterKey(event, from, {
      count: this.#channels.length,
      pageRows: Math.max(1, Math.floor(this.root.clientHeight / this.#rowHeight()) - 1),
      anchorMs: this.#anchorMs,
      blocksOf: (index) => this.#rowAt(index).blocks,
    });
    if (to === null) return;
    event.preventDefault();
    const isSideways = to.index === from.index;
    this.#focusPlace(to);
    if (isSideways && to.block) this.#anchorMs = to.block.startMs;
  }

  /** Makes sure a row exists even if it lies outside what is drawn. */
  #rowAt(index) {
    const channel = this.#channels[index];
    return this.#rows.get(channel.id) ?? this.#drawRow(index, channel, this.#stretch(serverNow()));
  }

  #focusPlace({ index, block }) {
    const row = this.#rowAt(index);
    if (!row.root.isConnected) this.#body.append(row.root);
    const target = block
      ? row.cell(block).root
      : this.#place.startMs !== null && row.note
      ? row.note
      : row.header;
    this.#reveal(index, block);
    target.focus({ preventScroll: true });
    this.draw();
  }

  #reveal(index, block) {
    const height = this.#rowHeight();
    const rulerPx = this.#ruler.root.offsetHeight;
    const top = index * height;
    const roomPx = this.root.clientHeight - rulerPx;
    if (top < this.root.scrollTop) this.root.scrollTop = top;
    else if (top + height > this.root.scrollTop + roomPx) this.root.scrollTop = top + height - roomPx;
    if (!block) return;
    const left = this.root.scrollLeft;
    const right = left + this.#trackWidth();
    const isSeen = block.leftPx + block.widthPx > left + MARGIN_PX && block.leftPx < right - 4 * MARGIN_PX;
    if (!isSeen) this.root.scrollLeft = Math.max(0, block.leftPx - MARGIN_PX);
  }

  #focused(target) {
    const row = this.#rowOf(target);
    if (!row) return;
    const block = row.blockOf(target);
    this.#place = {
      channelId: row.channel.id,
      startMs: target === row.header ? null : block?.startMs ?? this.#anchorMs,
    };
    if (!this.#anchorMs && block) this.#anchorMs = block.startMs;
    this.#markTabStop();
    this.#options.onFocus(row.channel, block);
  }

  #clicked(target) {
    const row = this.#rowOf(target);
    if (!row) return;
    if (row.header.contains(target)) return this.#options.onPlay(row.channel);
    const block = row.blockOf(target.closest(".guide-cell"));
    if (block) this.#anchorMs = block.startMs;
  }

  /** Enter, or a double click: the channel plays if this is its header or what is on now. */
  #chosen(target) {
    const row = this.#rowOf(target);
    const block = row?.blockOf(target.closest(".guide-cell"));
    const nowMs = serverNow();
    const isOn = block && block.startMs <= nowMs && nowMs < block.stopMs;
    if (row && (isOn || (row.header.contains(target)))) this.#options.onPlay(row.channel);
  }

  /** Exactly one place takes part in the Tab order: the last one focused, else what is on at the top left. */
  #markTabStop() {
    for (const stop of this.#body.querySelectorAll('[tabindex="0"]')) stop.tabIndex = -1;
    const row = this.#rows.get(this.#place.channelId) ?? this.#rows.values().next().value;
    if (!row) return;
    const wantedMs = this.#place.channelId ? this.#place.startMs : serverNow();
    const block = wantedMs === null ? null : blockAt(row.blocks, wantedMs);
    const stop = block ? row.cell(block).root : row.header;
    stop.tabIndex = 0;
  }

  #rowOf(target) {
    const root = target.closest?.(".guide-row");
    return root ? this.#rows.get(root.dataset.channel) : undefined;
  }

  #indexOf(row) {
    return this.#channels.findIndex(({ id }) => id === row.channel.id);
  }
}
