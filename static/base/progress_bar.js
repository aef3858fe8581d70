import { element } from "./element.js";

/** A bar that fills from the left. */
export class ProgressBar {
  #fill = element("span");

  /** @param {string} label What progresses, for screen readers. */
  constructor(label) {
    this.root = element("div", {
      class: "progress",
      role: "progressbar",
      "aria-label": label,
      "aria-valuemin": 0,
      "aria-valuemax": 100,
    }, this.#fill);
  }

  /**
   * @param {number} fraction 0 to 1.
   * @param {string} [text] Said in place of the percentage.
   */
  set(fraction, text) {
    const bounded = Math.min(1, Math.max(0, fraction));
    this.#fill.style.transform = `scaleX(${bounded.toFixed(4)})`;
    this.root.setAttribute("aria-valuenow", String(Math.round(bounded * 100)));
    if (text) this.root.setAttribute("aria-valuetext", text);
  }
}
