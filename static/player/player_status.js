import { element } from "../base/element.js";
import { icon } from "../base/icon.js";

/** What lies over the picture while there is none: tuning, a fault, a request to click. */
export class PlayerStatus {
  #words = element("p");
  #retry = element("button", { class: "button", type: "button", text: "Try again" });

  /** @param {() => void} onRetry */
  constructor(onRetry) {
    this.#retry.addEventListener("click", onRetry);
    this.root = element(
      "div",
      { class: "player-status", role: "status" },
      element("span", { class: "player-bars", "aria-hidden": "true" }),
      icon("warning"),
      this.#words,
      this.#retry,
    );
  }

  /** @param {{name: string, reason?: string, retryMs?: number}} state */
  show({ name, reason, retryMs }) {
    this.root.dataset.state = name;
    this.#words.textContent = wordsFor(name, reason, retryMs);
    this.#retry.textContent = name === "blocked" ? "Play" : "Try again";
    this.#retry.hidden = name !== "fault" && name !== "blocked";
  }
}

function wordsFor(name, reason, retryMs) {
  if (name === "fault") {
    const what = `${reason.replace(/\.$/, "")}.`;
    return retryMs === undefined
      ? `${what} Gave up after several tries.`
      : `${what} Trying again in ${retryMs / 1000} s.`;
  }
  return {
    tuning: "Tuning…",
    slow: "Still tuning. A cold channel may take a few seconds.",
    waiting: "Waiting for more…",
  }[name] ??
    (name === "blocked" ? "The browser wants a click before it plays." : "");
}
