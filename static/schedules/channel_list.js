import { element, setChildren } from "../base/element.js";
import { readChannelDocuments, readNamed } from "../server/rules_api.js";
import { ChannelRow } from "./channel_row.js";

const AT_ONCE = 3;

/** All channels with their schedules; the days of those out of sight are read when they come into it. */
export class ChannelList {
  #list = element("ul", { class: "rules", "aria-label": "Channels and their schedules" });
  #empty = element(
    "div",
    { class: "empty", hidden: true },
    element("strong", { text: "No channels yet" }),
    element("span", { text: "A number, a name and a folder is all it takes." }),
  );
  /** @type {Map<string, ChannelRow>} */
  #rows = new Map();
  /** Those on air. */
  #channels = [];
  /** @type {import("../server/rules_api.js").Written[] | null} */
  #documents = null;
  #fault = "";
  #schedules = {};
  #queue = [];
  #reading = 0;
  #watch = new IntersectionObserver((seen) => this.#seen(seen), { rootMargin: "200px" });

  constructor() {
    this.root = element("div", {}, this.#list, this.#empty);
  }

  /** @param {readonly import("../server/parse.js").Channel[]} channels */
  setChannels(channels) {
    this.#channels = channels;
    this.#draw();
  }

  /** The view came up: all is read anew. */
  async show() {
    try {
      const [documents, schedules] = await Promise.all([readChannelDocuments(), readNamed("schedules")]);
      this.#documents = documents;
      this.#schedules = Object.fromEntries(schedules.map(({ name, document }) => [name, document]));
      this.#fault = "";
    } catch (thrown) {
      this.#fault = thrown.message;
    }
    this.#draw();
    // Days are drawn in the zones that the documents name.
    for (const row of this.#rows.values()) this.#observe(row);
  }

  /** A channel's timeline changed. @param {string} channelId */
  forget(channelId) {
    const row = this.#rows.get(channelId);
    if (row) this.#observe(row);
  }

  #draw() {
    const channels = [...this.#channels.map((channel) => ({ ...channel, isOnAir: true })), ...this.#offAir()];
    const shown = [...this.#rows.values()].map(({ channel }) => channel);
    if (namesOf(shown) !== namesOf(channels)) {
      this.#watch.disconnect();
      this.#rows = new Map(channels.map((channel) => [channel.id, new ChannelRow(channel)]));
      setChildren(this.#list, [...this.#rows.values()].map(({ root }) => root));
      if (this.#documents) { for (const row of this.#rows.values()) this.#observe(row); }
    }
    this.#empty.hidden = this.#documents === null || channels.length > 0;
    this.#tell();
  }

  /** What is written but not on air: switched off, or set aside. */
  #offAir() {
    const onAir = new Set(this.#channels.map(({ id }) => id));
    const isOff = ({ name, document, fault }) =>
      !onAir.has(name) && (document.enabled === false || fault !== null);
    return (this.#documents ?? []).filter(isOff).map(({ name, document }) => {
      const { number, name: words } = document;
      return { id: name, number, name: words, logoPath: `/logo/${number}.png`, isOnAir: false };
    });
  }

  #tell() {
    const known = { schedules: this.#schedules, channels: this.#channels };
    for (const written of this.#documents ?? []) this.#rows.get(written.name)?.tell(written, known);
    if (this.#fault) { for (const row of this.#rows.values()) row.tellUnread(this.#fault); }
  }

  /** Observing anew tells at once whether it is in sight. */
  #observe(row) {
    this.#watch.unobserve(row.root);
    this.#watch.observe(row.root);
  }

  #seen(entries) {
    for (const { isIntersecting, target } of entries) {
      const row = this.#rows.get(target.dataset.channel);
      if (!isIntersecting || !row) continue;
      this.#watch.unobserve(target);
      if (!this.#queue.includes(row)) this.#queue.push(row);
    }
    this.#readOn();
  }

  #readOn() {
    while (this.#reading < AT_ONCE && this.#queue.length > 0) {
      const row = this.#queue.shift();
      this.#reading += 1;
      row.read().finally(() => {
        this.#reading -= 1;
        this.#readOn();
      });
    }
  }
}

function namesOf(channels) {
  return channels.map(({ id, number, name, isOnAir }) => `${id} ${number} ${name} ${isOnAir}`).join("\n");
}
