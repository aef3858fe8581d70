import { element } from "../base/element.js";
import { icon } from "../base/icon.js";
import { headline, isFiller, subline } from "../base/programme_text.js";
import { clockText, dayText, durationText, spanText } from "../base/time.js";

const LISTED_MAX = 12;

/** What is known of the programme that holds the focus. */
export class GuideDetails {
  #onPlay;

  /** @param {(channel: object) => void} onPlay */
  constructor(onPlay) {
    this.#onPlay = onPlay;
    this.root = element("section", { class: "guide-details panel", "aria-label": "Programme details" });
    this.root.append(element("p", { class: "none", text: "Choose a programme to read about it." }));
  }

  /**
   * @param {import("../server/parse.js").Channel} channel
   * @param {import("./layout.js").Block | null} block Null for the channel as such.
   * @param {number} nowMs
   */
  show(channel, block, nowMs) {
    const isOn = block === null || (block.startMs <= nowMs && nowMs < block.stopMs);
    const watch = element(
      "button",
      { class: "button is-main", type: "button", "aria-label": `Watch ${channel.number} ${channel.name}` },
      icon("play"),
      "Watch",
    );
    watch.addEventListener("click", () => this.#onPlay(channel));
    const words = block === null
      ? channelWords(channel)
      : block.programmes.length > 1
      ? severalWords(block)
      : oneWords(block);
    this.root.replaceChildren(
      element("div", { class: "guide-details-words" }, ...words),
      ...(isOn ? [watch] : []),
    );
  }
}

function channelWords({ number, name }) {
  return [element("h3", { text: `${number} ${name}` })];
}

function oneWords({ programmes: [programme] }) {
  const { startMs, stopMs, category, year } = programme;
  const facts = [
    `${dayText(startMs)}, ${spanText(startMs, stopMs)}`,
    durationText(stopMs - startMs),
    category === "movie" ? "film" : category === "episode" ? "series" : "",
    programme.show && year ? String(year) : "",
    programme.guideTitle ? `in the guide: ${programme.guideTitle}` : "",
  ];
  return [
    element("h3", { text: headline(programme) }),
    element("p", { text: subline(programme) }),
    element("p", { class: "none", text: facts.filter(Boolean).join(" · ") }),
  ];
}

function severalWords({ programmes }) {
  const listed = programmes.slice(0, LISTED_MAX).map((programme) =>
    element(
      "li",
      isFiller(programme) ? { class: "is-filler" } : {},
      element("span", { class: "none", text: clockText(programme.startMs) }),
      ` ${[headline(programme), subline(programme)].filter(Boolean).join(" · ")}`,
    )
  );
  const left = programmes.length - listed.length;
  if (left > 0) listed.push(element("li", { class: "none", text: `and ${left} more` }));
  return [
    element("h3", {
      text: `${programmes.length} programmes, ${spanText(programmes[0].startMs, programmes.at(-1).stopMs)}`,
    }),
    element("ul", { class: "guide-details-list" }, ...listed),
  ];
}
