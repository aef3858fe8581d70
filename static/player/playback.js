import { playChannel } from "./engine.js";

const RETRY_MS = [2_000, 4_000, 8_000];
/** A stream that ran this long was good: its next failure is a first one again. */
const GOOD_AFTER_MS = 30_000;
const SLOW_AFTER_MS = 8_000;

/**
 * Keeps one channel playing: tunes, notices when it fails, tries again a few times.
 *
 * States: `tuning`, `slow` (still tuning), `playing`, `waiting` (ran dry), `blocked` (the browser wants a click),
 * `fault` (with a reason, and when it tries again).
 */
export class Playback {
  #video;
  #onState;
  #channel = null;
  #abort = new AbortController();
  #timers = [];
  #failures = 0;
  #hasPlayed = false;

  /**
   * @param {HTMLVideoElement} video
   * @param {(state: {name: string, reason?: string, retryMs?: number}) => void} onState
   */
  constructor(video, onState) {
    this.#video = video;
    this.#onState = onState;
    video.addEventListener("playing", () => this.#playing());
    video.addEventListener("waiting", () => this.#hasPlayed && onState({ name: "waiting" }));
  }

  /** Switches to a channel. @param {import("../server/parse.js").Channel} channel */
  play(channel) {
    this.#failures = 0;
    this.#tune(channel);
  }

  /** Tries the same channel once more, now. */
  retry() {
    if (this.#channel) this.play(this.#channel);
  }

  /** Ends the stream and frees everything. */
  stop() {
    this.#channel = null;
    this.#hasPlayed = false;
    this.#abort.abort();
    this.#clearTimers();
  }

  async #tune(channel) {
    this.stop();
    this.#channel = channel;
    this.#abort = new AbortController();
    const { signal } = this.#abort;
    const fail = (reason) => {
      if (!signal.aborted) this.#failed(reason);
    };
    this.#onState({ name: "tuning" });
    this.#after(SLOW_AFTER_MS, () => this.#onState({ name: "slow" }));
    try {
      await playChannel(this.#video, channel, { signal, onFault: fail });
      if (!signal.aborted) await this.#video.play();
    } catch (thrown) {
      if (signal.aborted || thrown.name === "AbortError") return;
      if (thrown.name === "NotAllowedError") this.#blocked();
      else fail(thrown.message);
    }
  }

  #playing() {
    if (!this.#channel) return;
    this.#hasPlayed = true;
    this.#clearTimers();
    this.#after(GOOD_AFTER_MS, () => this.#failures = 0);
    this.#onState({ name: "playing" });
  }

  #blocked() {
    this.#clearTimers();
    this.#onState({ name: "blocked" });
  }

  #failed(reason) {
    const channel = this.#channel;
    const retryMs = RETRY_MS[this.#failures];
    this.#failures += 1;
    this.stop();
    this.#channel = channel;
    this.#onState({ name: "fault", reason, retryMs });
    if (retryMs !== undefined) this.#after(retryMs, () => this.#tune(channel));
  }

  #after(ms, action) {
    this.#timers.push(setTimeout(action, ms));
  }

  #clearTimers() {
    for (const timer of this.#timers) clearTimeout(timer);
    this.#timers = [];
  }
}
