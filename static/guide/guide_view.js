import { element } from "../base/element.js";
import { icon } from "../base/icon.js";
import { serverNow } from "../server/clock.js";
import { GuideDetails } from "./guide_details.js";
import { GuideGrid } from "./guide_grid.js";
import { fittingScale, SCALES } from "./layout.js";
import { Timelines } from "./timelines.js";

const HOUR_MS = 3_600_000;
const HALF_HOUR_MS = HOUR_MS / 2;

/** The guide of the next 24 hours with its tools and the details of what is focused. */
export class GuideView {
  #place;
  #channels = [];
  #timelines = new Timelines(() => this.#rowCame());
  #details;
  #grid;
  #fromMs = 0;
  #scale = 6;
  #isScaleSet = false;
  #empty = element("p", { class: "empty", text: "The guide appears as soon as there are channels." });
  #closer = toolButton("plus", "Closer: fewer hours, wider programmes");
  #farther = toolButton("minus", "Farther: more hours, narrower programmes");

  /**
   * @param {Element} place
   * @param {(channel: object) => void} onPlay
   */
  constructor(place, onPlay) {
    this.#place = place;
    this.#details = new GuideDetails(onPlay);
    this.#grid = new GuideGrid(this.#timelines, {
      onFocus: (channel, block) => this.#details.show(channel, block, serverNow()),
      onPlay,
    });
    const now = element("button", { class: "button", type: "button", text: "Now" });
    now.addEventListener("click", () => this.#grid.scrollTo(serverNow()));
    this.#closer.addEventListener("click", () => this.#zoom(1));
    this.#farther.addEventListener("click", () => this.#zoom(-1));
    const heading = element("h2", { id: "heading-guide", tabindex: -1, text: "Guide" });
    const tools = element("div", { class: "view-tools" }, now, this.#farther, this.#closer);
    const head = element("div", { class: "view-head" }, heading, tools);
    place.append(head, this.#empty, this.#grid.root, this.#details.root);
  }

  /** The view came up. */
  show() {
    this.#turn(serverNow());
    this.#grid.draw();
  }

  /** @param {import("../server/store.js").Snapshot} snapshot */
  update({ channels, link }) {
    if (channels === null) return;
    this.#channels = channels;
    if (link.state === "online") this.#timelines.retryFailed();
    this.#turn(serverNow());
    this.#grid.setChannels(channels);
    this.#drawFrame();
  }

  /** @param {number} nowMs */
  tick(nowMs) {
    this.#drawFrame();
    if (this.#place.hidden) return;
    this.#turn(nowMs);
    this.#grid.draw();
  }

  /** A channel's timeline was rebuilt. @param {string} channelId */
  forget(channelId) {
    this.#timelines.forget(channelId);
    if (!this.#place.hidden) this.#grid.draw();
  }

  #drawFrame() {
    const isEmpty = this.#channels.length === 0;
    this.#empty.hidden = !isEmpty;
    this.#grid.root.hidden = isEmpty;
    this.#details.root.hidden = isEmpty;
  }

  /** Starts the window anew when its first half hour is over. */
  #turn(nowMs) {
    const fromMs = nowMs - (nowMs % HALF_HOUR_MS);
    if (fromMs === this.#fromMs) return;
    this.#fromMs = fromMs;
    this.#timelines.setWindow({ fromMs, toMs: fromMs + 24 * HOUR_MS });
    this.#applyWindow();
  }

  #zoom(step) {
    const at = SCALES.indexOf(this.#scale) + step;
    this.#scale = SCALES[Math.min(SCALES.length - 1, Math.max(0, at))];
    this.#isScaleSet = true;
    this.#applyWindow();
  }

  #applyWindow() {
    this.#grid.setWindow({
      fromMs: this.#fromMs,
      toMs: this.#fromMs + 24 * HOUR_MS,
      pxPerMinute: this.#scale * magnification(),
    });
    this.#closer.disabled = this.#scale === SCALES.at(-1);
    this.#farther.disabled = this.#scale === SCALES[0];
  }

  /** The first rows to be seen decide the scale, once. */
  #rowCame() {
    const rows = this.#timelines.loaded();
    if (this.#isScaleSet || !this.#timelines.isIdle || rows.length === 0) return this.#grid.draw();
    this.#isScaleSet = true;
    this.#scale = fittingScale(rows.map(({ programmes }) => programmes));
    this.#applyWindow();
    this.#grid.scrollTo(serverNow());
  }
}

/** On a set across the room letters are larger, and so must be the minutes. */
function magnification() {
  return parseFloat(getComputedStyle(document.documentElement).fontSize) / 16;
}

function toolButton(name, label) {
  return element(
    "button",
    { class: "icon-button", type: "button", "aria-label": label, title: label },
    icon(name),
  );
}
