import { announce } from "../base/announce.js";
import { element } from "../base/element.js";
import { ChannelList } from "./channel_list.js";
import { channelPage, newChannelPage } from "./channel_page.js";
import { historyPage } from "./history_page.js";
import { NAMED_WORDS, namedListPage, namedPage, NEW } from "./named_pages.js";
import { transferPage } from "./transfer_page.js";

/**
 * What pages work with.
 *
 * @typedef {object} PageParts
 * @property {import("../server/store.js").Store} store
 * @property {<Thing>(task: () => Promise<Thing>) => Promise<Thing>} gate Does what may need the admin token.
 * @property {(sentence: string, part: string) => void} saved Something was saved; goes on to a part of the view.
 */

const PARTS = [
  ["", "Channels"],
  ...Object.entries(NAMED_WORDS).map(([section, { title }]) => [section, title]),
  ["transfer", "Export and import"],
];

/** What airs when and why: schedules, what they are made of, and their editors. */
export class SchedulesView {
  #place;
  #parts;
  #list = new ChannelList();
  #heading = element("h2", { id: "heading-schedules", tabindex: -1, text: "Schedules" });
  #tools = element("div", { class: "view-tools" });
  #tabs;
  #said = element("p", { class: "saved-note", role: "status" });
  #body = element("div", { class: "schedules-body" });
  #address = null;
  #isJustSaid = false;
  #linkState = "connecting";

  /**
   * @param {Element} place
   * @param {{store: import("../server/store.js").Store, gate: PageParts["gate"], onSaved: () => void}} parts
   */
  constructor(place, { store, gate, onSaved }) {
    this.#place = place;
    this.#parts = {
      store,
      gate,
      saved: (sentence, part) => {
        onSaved();
        this.#said.textContent = sentence;
        this.#isJustSaid = true;
        announce(sentence);
        location.hash = part === "" ? "#/schedules" : `#/schedules/${part}`;
      },
    };
    this.#tabs = element(
      "nav",
      { class: "subtabs", "aria-label": "Parts of schedules" },
      ...PARTS.map(([key, text]) =>
        element("a", { href: key === "" ? "#/schedules" : `#/schedules/${key}`, "data-part": key, text })
      ),
    );
    place.append(
      element("div", { class: "view-head" }, this.#heading, this.#tools),
      this.#tabs,
      this.#said,
      this.#body,
    );
  }

  /** @param {import("../server/store.js").Snapshot} snapshot */
  update({ channels, link }) {
    if (channels !== null) this.#list.setChannels(channels);
    if (link.state === this.#linkState) return;
    this.#linkState = link.state;
    if (link.state === "online" && !this.#place.hidden && this.#address === "") this.#list.show();
  }

  /** A channel's timeline was rebuilt. @param {string} channelId */
  forget(channelId) {
    if (!this.#place.hidden && this.#address === "") this.#list.forget(channelId);
  }

  /** The view came up, or another part of it. @param {string} address Such as `channel/5/history`. */
  async show(address) {
    if (!this.#isJustSaid) this.#said.textContent = "";
    this.#isJustSaid = false;
    this.#address = address;
    const [part, name, more] = address.split("/").map(decoded);
    this.#mark(Object.hasOwn(NAMED_WORDS, part) || part === "transfer" ? part : "");
    if (part === "") return this.#draw(this.#channelsPage());
    this.#draw({ title: "One moment…", body: [element("p", { class: "none", text: "Asking the server." })] });
    let page;
    try {
      page = await this.#parts.gate(() => this.#page(part, name, more));
    } catch (thrown) {
      page = { title: "Cannot be shown", body: [element("p", { class: "empty", text: thrown.message })] };
    }
    // Somebody may have gone on meanwhile.
    if (this.#address === address) this.#draw(page);
  }

  #channelsPage() {
    this.#list.show();
    const make = element("a", { class: "button is-main", href: "#/schedules/new", text: "New channel" });
    return { title: "Schedules", body: [this.#list.root], tools: [make] };
  }

  #page(part, name, more) {
    if (part === "new") return newChannelPage(this.#parts);
    if (part === "transfer") return transferPage(this.#parts);
    if (part === "channel" && name) {
      const isHistory = more === "history";
      return isHistory
        ? historyPage(this.#parts, { section: "channels", name })
        : channelPage(this.#parts, name);
    }
    if (!Object.hasOwn(NAMED_WORDS, part)) throw new Error("There is nothing at this address.");
    if (name === undefined) return namedListPage(this.#parts, part);
    if (more === "history") return historyPage(this.#parts, { section: part, name });
    return namedPage(this.#parts, part, name === NEW ? null : name);
  }

  #draw({ title, body, tools = [] }) {
    this.#heading.textContent = title;
    this.#tools.replaceChildren(...tools);
    this.#body.replaceChildren(...body);
  }

  #mark(part) {
    for (const link of this.#tabs.children) {
      if (link.dataset.part === part) {
        link.setAttribute("aria-current", "page");
        link.scrollIntoView({ block: "nearest", inline: "nearest" });
      } else link.removeAttribute("aria-current");
    }
  }
}

function decoded(text) {
  try {
    return decodeURIComponent(text);
  } catch (thrown) {
    if (thrown instanceof URIError) return text;
    throw thrown;
  }
}
