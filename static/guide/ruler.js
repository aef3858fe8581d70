import { element } from "../base/element.js";
import { clockText, shortDayText } from "../base/time.js";

const MINUTE_MS = 60_000;
const STEPS_MINUTES = [1, 2, 5, 10, 15, 30, 60, 120];
const APART_PX = 110;

/** The time axis above the rows. Decoration for the eye: every box says its own times. */
export class Ruler {
  #ticks = element("div", { class: "guide-ticks" });
  #nowLabel = element("span", { class: "guide-now-label" });
  #shown = "";

  constructor() {
    this.corner = element("div", { class: "guide-corner" });
    this.root = element("div", { class: "guide-ruler", "aria-hidden": "true" }, this.corner, this.#ticks);
  }

  /**
   * @param {{fromMs: number, toMs: number, pxPerMinute: number}} window
   * @param {{leftPx: number, rightPx: number, nowMs: number}} stretch What can be seen.
   */
  draw({ fromMs, toMs, pxPerMinute }, { leftPx, rightPx, nowMs }) {
    const stepMs = stepFor(pxPerMinute) * MINUTE_MS;
    const leftMs = fromMs + (leftPx / pxPerMinute) * MINUTE_MS;
    const rightMs = Math.min(toMs, fromMs + (rightPx / pxPerMinute) * MINUTE_MS);
    const first = Math.max(
      firstTick(fromMs, stepMs),
      leftMs - ((leftMs - firstTick(fromMs, stepMs)) % stepMs),
    );
    const key = `${first} ${rightMs} ${pxPerMinute} ${fromMs}`;
    this.#nowLabel.style.left = `${((nowMs - fromMs) / MINUTE_MS) * pxPerMinute}px`;
    this.#nowLabel.textContent = clockText(nowMs);
    this.corner.textContent = shortDayText(Math.max(fromMs, leftMs));
    if (key === this.#shown) return;
    this.#shown = key;
    const ticks = [];
    for (let at = first; at < rightMs; at += stepMs) {
      ticks.push(tick(at, ((at - fromMs) / MINUTE_MS) * pxPerMinute));
    }
    this.#ticks.replaceChildren(...ticks, this.#nowLabel);
  }
}

function tick(atMs, leftPx) {
  const made = element("span", { class: "guide-tick", text: clockText(atMs) });
  made.style.left = `${leftPx}px`;
  return made;
}

function stepFor(pxPerMinute) {
  return STEPS_MINUTES.find((minutes) => minutes * pxPerMinute >= APART_PX) ?? STEPS_MINUTES.at(-1);
}

/** The first round time of day, as the viewer's clock shows it, at or after an instant. */
function firstTick(fromMs, stepMs) {
  const from = new Date(fromMs);
  const sinceMidnightMs = (from.getHours() * 60 + from.getMinutes()) * MINUTE_MS;
  return fromMs + ((stepMs - (sinceMidnightMs % stepMs)) % stepMs);
}
