import { readChannels, readJson } from "./api.js";
import { learnServerClock } from "./clock.js";

/** With events the page asks rarely, because they tell it when; without, it has to keep asking. */
const WITH_EVENTS_MS = 15_000;
const WITHOUT_EVENTS_MS = 5_000;
const AWAY_MS = 2_000;
/** However many events arrive, no more than one refresh in this time. */
const AT_MOST_EVERY_MS = 1_500;

const READERS = {
  channels: readChannels,
  system: () => readJson("system"),
  libraries: () => readJson("libraries"),
  guide: () => readJson("guide"),
  sessions: () => readJson("sessions"),
};

/** Keeps the store fresh: by the clock, and sooner when nudged. */
export class Refresh {
  #store;
  #events;
  #nudge = () => {};
  #isNudged = false;

  /**
   * @param {import("./store.js").Store} store
   * @param {import("./live_events.js").LiveEvents} events
   */
  constructor(store, events) {
    this.#store = store;
    this.#events = events;
  }

  /** Asks until the page is closed. */
  async run() {
    for (;;) {
      this.#isNudged = false;
      if (document.visibilityState === "visible") await this.#askAll();
      await this.#pause();
    }
  }

  /** Something changed: ask soon. */
  nudge() {
    this.#isNudged = true;
    this.#nudge();
  }

  async #askAll() {
    const names = Object.keys(READERS);
    const answers = await Promise.allSettled(names.map((name) => READERS[name]()));
    const change = { faults: {} };
    let away = null;
    let isLocked = false;
    answers.forEach(({ status, value, reason }, index) => {
      if (status === "fulfilled") change[names[index]] = value;
      else if (reason.isAway) away = reason;
      else if ([401, 429].includes(reason.status)) isLocked = true;
      else change.faults[names[index]] = reason.message;
    });
    if (change.channels) learnServerClock(change.channels);
    this.#store.update({ ...change, link: this.#linkAfter(away, isLocked) });
    if (away === null && !isLocked && !this.#events.isConnected) this.#events.retry();
  }

  #linkAfter(away, isLocked) {
    const state = isLocked ? "locked" : away ? "away" : "online";
    const before = this.#store.snapshot.link;
    const sinceMs = before.state === state ? before.sinceMs : Date.now();
    return { state, reason: away?.message ?? "", sinceMs };
  }

  async #pause() {
    await sleep(AT_MOST_EVERY_MS);
    if (this.#isNudged) return;
    const { state } = this.#store.snapshot.link;
    const intervalMs = this.#events.isConnected ? WITH_EVENTS_MS : WITHOUT_EVENTS_MS;
    await new Promise((resolve) => {
      this.#nudge = resolve;
      setTimeout(resolve, (state === "away" ? AWAY_MS : intervalMs) - AT_MOST_EVERY_MS);
    });
  }
}

function sleep(ms) {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
