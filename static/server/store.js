/**
 * What the page knows. Each part keeps its last value while the server is away.
 *
 * @typedef {object} Snapshot
 * @property {{state: "connecting" | "online" | "away" | "locked", reason: string, sinceMs: number}} link
 * @property {import("./parse.js").Channel[] | null} channels
 * @property {object | null} system
 * @property {object | null} libraries
 * @property {object | null} guide
 * @property {object | null} sessions
 * @property {Record<string, string>} faults Per noun that the server refuses: why.
 * @property {{folder: string, done: number, total: number} | null} scan
 * @property {{done: number, total: number} | null} demo
 */

/** @type {Snapshot} */
const NOTHING = {
  link: { state: "connecting", reason: "", sinceMs: 0 },
  channels: null,
  system: null,
  libraries: null,
  guide: null,
  sessions: null,
  faults: {},
  scan: null,
  demo: null,
};

/** Holds the snapshot and tells the views when it changed, at most once per turn of the event loop. */
export class Store {
  #snapshot = NOTHING;
  #listeners = [];
  #isTelling = false;

  /** The newest snapshot. */
  get snapshot() {
    return this.#snapshot;
  }

  /** @param {Partial<Snapshot>} change */
  update(change) {
    this.#snapshot = { ...this.#snapshot, ...change };
    if (this.#isTelling) return;
    this.#isTelling = true;
    queueMicrotask(() => {
      this.#isTelling = false;
      for (const listener of this.#listeners) listener(this.#snapshot);
    });
  }

  /** @param {(snapshot: Snapshot) => void} listener Called at once, then with every change. */
  subscribe(listener) {
    this.#listeners.push(listener);
    listener(this.#snapshot);
  }
}
