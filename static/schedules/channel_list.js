import { element, setChildren } from "../base/element.js";
import { readNamed } from "../server/rules_api.js";
import { ChannelRow } from "./channel_row.js";

const AT_ONCE = 3;

/** All channels with their schedules; what is out of sight is read when it comes into it. */
export class ChannelList {
  #list = element("ul", { class: "rules", "aria-label": "Channels and their schedules" });
  #empty = element(
    "div",
    { class: "empty" },
    element("strong", { text: "No channels yet" }),
    element("span", { text: "A number, a name and a folder is all it takes." }),
  );
  /** @type {Map<string, ChannelRow>} */
  #rows = new Map();
  #channels = [];
  #schedules = {};
  #queue = [];
  #reading = 0;
  #watch = new IntersectionObserver((seen) => this.#seen(seen), { rootMargin: "200px" });

  constructor() {
    this.#empty.hidden = true;
    this.root = element("div", {}, this.#list, this.#empty);
  }

  /** @param {readonly import("../server/parse.js").Channel[]} channels */
  setChannels(channels) {
    this.#channels = channels;
    const names = (list) => list.map(({ id, number, name }) => `${id} ${number} ${name}`).join("\n");
    const shown = [...this.#rows.values()].map(({ channel }) => channel);
    if (names(shown) !== names(channels)) this.#draw(channels);
    this.#empty.hidden = channels.length > 0;
  }

  /** The view came up: what is in sight is read anew. */
  async show() {
    const named = await readNamed("schedules").catch(() => []);
    this.#schedules = Object.fromEntries(named.map(({ name, document }) => [name, document]));
    for (const row of this.#rows.values()) this.#observe(row);
  }

  /** A channel's timeline changed. @param {string} channelId */
  forget(channelId) {
    const row = this.#rows.get(channelId);
    if (row) this.#observe(row);
  }

  #draw(channels) {
    this.#watch.disconnect();
    const known = () => ({ schedules: this.#schedules, channels: this.#channels });
    this.#rows = new Map(channels.map((channel) => [channel.id, new ChannelRow(channel, known)]));
    setChildren(this.#list, [...this.#rows.values()].map(({ root }) => root));
    for (const row of this.#rows.values()) this.#observe(row);
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
