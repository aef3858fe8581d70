import { channelHue, channelLogo } from "../base/channel_logo.js";
import { element, setText } from "../base/element.js";
import { readTimeline } from "../server/api.js";
import { serverNow } from "../server/clock.js";
import { readChannelDocument, readRemarks } from "../server/rules_api.js";
import { scheduleSentence } from "../rules/schedule_words.js";
import { managerOf } from "./managers.js";
import { remarkList } from "./remark_list.js";
import { strip } from "./strip.js";

const DAY_MS = 24 * 3_600_000;

/** One channel of the list: what it does, who says so, what is to know, and its next day. */
export class ChannelRow {
  #known;
  #sentence = element("p", { class: "rule-sentence", text: "Reading…" });
  #manager = element("span", { class: "badge" });
  #strip = element("div");
  #remarks = element("div");
  #edit;
  #history;

  /**
   * @param {import("../server/parse.js").Channel} channel
   * @param {() => {schedules: Record<string, unknown>, channels: readonly object[]}} known What names stand for.
   */
  constructor(channel, known) {
    this.channel = channel;
    this.#known = known;
    const { id, number, name } = channel;
    const address = `#/schedules/channel/${encodeURIComponent(id)}`;
    this.#manager.hidden = true;
    this.#edit = element("a", { class: "button", href: address, text: "Open" });
    this.#edit.setAttribute("aria-label", `Open ${number} ${name}`);
    this.#history = element("a", {
      class: "button",
      href: `${address}/history`,
      text: "History",
      hidden: true,
    });
    this.#history.setAttribute("aria-label", `History of ${number} ${name}`);
    this.root = element(
      "li",
      { class: "panel rule", "data-channel": id },
      element(
        "div",
        { class: "rule-head" },
        channelLogo(channel),
        element(
          "div",
          { class: "rule-words" },
          element("h3", {}, element("b", { text: number }), ` ${name}`),
          this.#sentence,
        ),
        element("div", { class: "rule-tools" }, this.#manager, this.#history, this.#edit),
      ),
      this.#strip,
      this.#remarks,
    );
    this.root.style.setProperty("--hue", String(channelHue(number)));
  }

  /** Reads everything anew. */
  async read() {
    const { id } = this.channel;
    const zone = await readChannelDocument(id).then(
      (written) => this.#tellDocument(written),
      (thrown) => setText(this.#sentence, `Its schedule cannot be read: ${thrown.message}`),
    );
    await Promise.all([this.#readDay(id, zone), this.#readRemarks(id, zone)]);
  }

  #tellDocument({ document, managedBy }) {
    const manager = managerOf(managedBy);
    const zone = document.timezone ? ` · times of ${document.timezone}` : "";
    setText(this.#sentence, scheduleSentence(document.schedule, this.#known()) + zone);
    setText(this.#manager, manager.word);
    this.#manager.title = manager.sentence;
    this.#manager.hidden = false;
    this.#history.hidden = !manager.isOurs;
    const word = manager.isOurs ? "Edit" : "View";
    setText(this.#edit, word);
    this.#edit.setAttribute("aria-label", `${word} ${this.channel.number} ${this.channel.name}`);
    return document.timezone ?? undefined;
  }

  async #readDay(id, zone) {
    const fromMs = serverNow();
    try {
      const programmes = await readTimeline(id, fromMs, fromMs + DAY_MS);
      this.#strip.replaceChildren(strip(programmes, { fromMs, zone, label: "Next 24 hours" }));
    } catch (thrown) {
      const text = `The next hours cannot be read: ${thrown.message}`;
      this.#strip.replaceChildren(element("p", { class: "none", text }));
    }
  }

  async #readRemarks(id, zone) {
    try {
      const list = remarkList(await readRemarks(id), zone);
      this.#remarks.replaceChildren(...(list ? [list] : []));
    } catch (thrown) {
      const text = `Remarks cannot be read: ${thrown.message}`;
      this.#remarks.replaceChildren(element("p", { class: "none", text }));
    }
  }
}
