import { element } from "../base/element.js";
import { icon } from "../base/icon.js";
import { clockText } from "../base/time.js";

/**
 * Tells across the page what is wrong between it and the server; empty when all is well.
 *
 * @param {Element} place
 * @param {import("../server/store.js").Store} store
 * @param {{onUnlock: () => void}} options
 */
export function showBanner(place, store, { onUnlock }) {
  let shown = "";
  store.subscribe((snapshot) => {
    const notice = noticeOf(snapshot);
    const sentence = notice?.sentence ?? "";
    if (sentence === shown) return;
    shown = sentence;
    place.replaceChildren(...(notice ? [draw(notice, onUnlock)] : []));
  });
}

function noticeOf({ link, faults, channels }) {
  if (link.state === "locked") {
    return { kind: "locked", sentence: "This server asks for its admin token before it shows anything." };
  }
  if (link.state === "away") {
    const kept = channels ? `You see what was known at ${clockText(link.sinceMs)}.` : "";
    return { kind: "away", sentence: `The server does not answer (${link.reason}). ${kept} Trying again…` };
  }
  const refused = Object.entries(faults).map(([noun, why]) => `${noun} (${why})`);
  if (refused.length === 0) return null;
  return { kind: "partial", sentence: `Some of this page is not up to date: ${refused.join(", ")}.` };
}

function draw({ kind, sentence }, onUnlock) {
  const button = element("button", {
    class: "button",
    type: "button",
    text: "Enter token",
    on: { click: onUnlock },
  });
  return element(
    "div",
    { class: "banner", "data-kind": kind },
    icon("warning"),
    element("p", { text: sentence }),
    kind === "locked" ? button : null,
  );
}
