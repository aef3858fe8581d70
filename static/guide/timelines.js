import { readTimeline } from "../server/api.js";

const AT_ONCE = 3;

/**
 * @typedef {object} Row
 * @property {"waiting" | "loaded" | "failed"} state
 * @property {readonly import("../server/parse.js").Programme[]} programmes
 * @property {string} reason Why it failed.
 */

/** @type {Row} */
const WAITING = { state: "waiting", programmes: [], reason: "" };

/** Reads the timelines of those channels that are looked at, a few at a time, and keeps them. */
export class Timelines {
  #onRow;
  /** @type {Map<string, Row>} */
  #rows = new Map();
  #stale = new Set();
  #failed = new Set();
  #queue = [];
  #reading = new Set();
  #window = { fromMs: 0, toMs: 0 };

  /** @param {(channelId: string) => void} onRow A row came in. */
  constructor(onRow) {
    this.#onRow = onRow;
  }

  /** Moves the window; what is shown stays until the new rows come in. @param {{fromMs: number, toMs: number}} window */
  setWindow(window) {
    this.#window = window;
    for (const id of [...this.#rows.keys(), ...this.#reading]) this.#stale.add(id);
  }

  /** What is known of a channel. @param {string} channelId */
  row(channelId) {
    return this.#rows.get(channelId) ?? WAITING;
  }

  /** All rows that came in. */
  loaded() {
    return [...this.#rows.values()].filter(({ state }) => state === "loaded");
  }

  /** True when nothing is being read or waits to be. */
  get isIdle() {
    return this.#reading.size === 0 && this.#queue.length === 0;
  }

  /** Its timeline changed: read it again when it is looked at. @param {string} channelId */
  forget(channelId) {
    this.#stale.add(channelId);
  }

  /** These are looked at now; what was wanted before and is not yet being read is dropped. @param {readonly string[]} ids */
  want(ids) {
    this.#queue = ids.filter((id) => !this.#reading.has(id) && (!this.#rows.has(id) || this.#stale.has(id)));
    while (this.#reading.size < AT_ONCE && this.#queue.length > 0) this.#read(this.#queue.shift());
  }

  /** Rows that failed may be asked for again, because the server was seen. */
  retryFailed() {
    for (const id of this.#failed) this.#stale.add(id);
    this.#failed.clear();
  }

  async #read(id) {
    this.#reading.add(id);
    this.#stale.delete(id);
    try {
      const programmes = await readTimeline(id, this.#window.fromMs, this.#window.toMs);
      this.#rows.set(id, { state: "loaded", programmes, reason: "" });
    } catch (thrown) {
      this.#failed.add(id);
      // What was known is better than nothing.
      if (this.#rows.get(id)?.state !== "loaded") {
        this.#rows.set(id, { state: "failed", programmes: [], reason: thrown.message });
      }
    }
    this.#reading.delete(id);
    this.#onRow(id);
    if (this.#queue.length > 0) this.want(this.#queue);
  }
}
