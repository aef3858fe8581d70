import { channelHue, channelLogo } from "../base/channel_logo.js";
import { element, setText } from "../base/element.js";
import { readTimeline } from "../server/api.js";
import { serverNow } from "../server/clock.js";
import { readRemarks } from "../server/rules_api.js";
import { scheduleSentence } from "../rules/schedule_words.js";
import { managerOf } from "./managers.js";
import { remarkList } from "./remark_list.js";
import { strip } from "./strip.js";

const DAY_MS = 24 * 3_600_000;

/**
 * What a row is about: a channel on air, or one that is written but is not.
 *
 * @typedef {{id: string, number: string, name: string, logoPath: string, isOnAir: boolean}} RowChannel
 */

/** One channel of the list: what it does, who says so, what is to know, and its next day. */
export class ChannelRow {
  #sentence = element("p", { class: "rule-sentence", text: "Reading…" });
  #fault = element("p", { class: "form-notice", hidden: true });
  #manager = element("span", { class: "badge", hidden: true });
  #strip = element("div");
  #remarks = element("div");
  #edit;
  #history;
  /** @type {string | undefined} */
  #zone;

  /** @param {RowChannel} channel */
  constructor(channel) {
    this.channel = channel;
    const { id, number, name, isOnAir } = channel;
    const address = `#/schedules/channel/${encodeURIComponent(id)}`;
    this.#edit = element("a", { class: "button", href: address, text: "Open" });
    this.#edit.setAttribute("aria-label", `Open ${number} ${name}`);
    this.#history = element("a", {
      class: "button",
      href: `${address}/history`,
      text: "History",
      hidden: true,
    });
    this.#history.setAttribute("aria-label", `History of ${number} ${name}`);
    const head = element("h3", {}, element("b", { text: number }), ` ${name}`);
    const off = isOnAir ? null : element("span", { class: "badge", text: "Not on air" });
    this.root = element(
      "li",
      { class: "panel rule", "data-channel": id },
      element(
        "div",
        { class: "rule-head" },
        channelLogo(channel),
        element("div", { class: "rule-words" }, head, this.#sentence),
        element("div", { class: "rule-tools" }, off, this.#manager, this.#history, this.#edit),
      ),
      this.#fault,
      this.#strip,
      this.#remarks,
    );
    this.root.style.setProperty("--hue", String(channelHue(number)));
  }

  /**
   * Says what the channel's document says.
   *
   * @param {import("../server/rules_api.js").Written} written
   * @param {{schedules: Record<string, unknown>, channels: readonly object[]}} known What names stand for.
   */
  tell({ document, managedBy, fault }, known) {
    const { number, name, isOnAir } = this.channel;
    const manager = managerOf(managedBy);
    this.#zone = document.timezone ?? undefined;
    const zone = document.timezone ? ` · times of ${document.timezone}` : "";
    setText(this.#sentence, scheduleSentence(document.schedule, known) + zone);
    setText(this.#fault, fault ? `${isOnAir ? "Cannot be read" : "Set aside"}: ${fault}` : "");
    this.#fault.hidden = !fault;
    setText(this.#manager, manager.word);
    this.#manager.title = manager.sentence;
    this.#manager.hidden = false;
    this.#history.hidden = !manager.isOurs;
    const word = manager.isOurs ? "Edit" : "View";
    setText(this.#edit, word);
    this.#edit.setAttribute("aria-label", `${word} ${number} ${name}`);
  }

  /** Its document could not be read. @param {string} reason */
  tellUnread(reason) {
    setText(this.#sentence, `Its schedule cannot be read: ${reason}`);
  }

  /** Reads its next day, and what is to know of it. */
  async read() {
    if (this.channel.isOnAir) await Promise.all([this.#readDay(), this.#readRemarks()]);
  }

  async #readDay() {
    const fromMs = serverNow();
    try {
      const programmes = await readTimeline(this.channel.id, fromMs, fromMs + DAY_MS);
      this.#strip.replaceChildren(strip(programmes, { fromMs, zone: this.#zone, label: "Next 24 hours" }));
    } catch (thrown) {
      const text = `The next hours cannot be read: ${thrown.message}`;
      this.#strip.replaceChildren(element("p", { class: "none", text }));
    }
  }

  async #readRemarks() {
    try {
      const list = remarkList(await readRemarks(this.channel.id), this.#zone);
      this.#remarks.replaceChildren(...(list ? [list] : []));
    } catch (thrown) {
      const text = `Remarks cannot be read: ${thrown.message}`;
      this.#remarks.replaceChildren(element("p", { class: "none", text }));
    }
  }
}
