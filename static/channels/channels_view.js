import { element, setChildren, setText } from "../base/element.js";
import { dayText } from "../base/time.js";
import { serverNow } from "../server/clock.js";
import { moveByArrows } from "./arrow_keys.js";
import { ChannelCard } from "./channel_card.js";

/** So few channels are found by looking. */
const FILTER_FROM = 9;

/** All channels as cards. */
export class ChannelsView {
  #onPlay;
  /** @type {Map<string, ChannelCard>} */
  #cards = new Map();
  #list = element("ul", { class: "cards", "aria-label": "Channels" });
  #summary = element("p");
  #filter = element("input", {
    class: "field",
    type: "search",
    placeholder: "Find a channel or programme",
    "aria-label": "Find a channel or programme",
    hidden: true,
  });
  #empty = element("div", { class: "empty" });

  /**
   * @param {Element} place
   * @param {(channel: import("../server/parse.js").Channel) => void} onPlay
   */
  constructor(place, onPlay) {
    this.#onPlay = onPlay;
    this.#filter.addEventListener("input", () => this.#applyFilter());
    const title = element(
      "div",
      {},
      element("h2", { id: "heading-channels", tabindex: -1, text: "On now" }),
      this.#summary,
    );
    const tools = element("div", { class: "view-tools" }, this.#filter);
    place.append(element("div", { class: "view-head" }, title, tools), this.#list, this.#empty);
    moveByArrows(this.#list, ".card-play");
  }

  /** @param {import("../server/store.js").Snapshot} snapshot */
  update({ channels, link }) {
    this.#empty.hidden = channels !== null && channels.length > 0;
    this.#explainEmpty(channels, link);
    if (channels === null) return;
    const cards = channels.map((channel) => this.#cardOf(channel));
    const ids = new Set(channels.map(({ id }) => id));
    for (const id of this.#cards.keys()) if (!ids.has(id)) this.#cards.delete(id);
    setChildren(this.#list, cards.map(({ root }) => root));
    this.#filter.hidden = channels.length < FILTER_FROM;
    const viewers = channels.reduce((sum, channel) => sum + channel.viewers, 0);
    setText(
      this.#summary,
      `${dayText(serverNow())} · ${viewers === 0 ? "nobody watches" : `${viewers} watching`}`,
    );
    this.#applyFilter();
    this.tick(serverNow());
  }

  /** @param {number} nowMs */
  tick(nowMs) {
    for (const card of this.#cards.values()) card.tick(nowMs);
  }

  #cardOf(channel) {
    const card = this.#cards.get(channel.id);
    if (card) {
      card.update(channel);
      return card;
    }
    const made = new ChannelCard(channel, this.#onPlay);
    this.#cards.set(channel.id, made);
    return made;
  }

  #applyFilter() {
    const words = this.#filter.value.toLowerCase().split(/\s+/).filter(Boolean);
    let found = 0;
    for (const card of this.#cards.values()) {
      card.root.hidden = !card.matches(words);
      if (!card.root.hidden) found += 1;
    }
    if (words.length === 0 || this.#cards.size === 0) return;
    this.#empty.hidden = found > 0;
    this.#say(
      "Nothing found",
      `No channel or programme on now or next matches “${this.#filter.value.trim()}”.`,
    );
  }

  #explainEmpty(channels, link) {
    if (link.state === "connecting") this.#say("One moment…", "Asking the server what is on.");
    else if (link.state === "locked") this.#say("Locked", "Give the admin token to see the channels.");
    else if (channels === null) {
      this.#say("No picture yet", "The channels appear as soon as the server answers.");
    } else {this.#say(
        "No channels yet",
        "Make one under Schedules, or write it into config.yaml: a number, a name and a folder is all it takes.",
      );}
  }

  #say(title, sentence) {
    this.#empty.replaceChildren(element("strong", { text: title }), element("span", { text: sentence }));
  }
}
