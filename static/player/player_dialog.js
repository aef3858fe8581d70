import { channelHue, channelLogo } from "../base/channel_logo.js";
import { element, setText } from "../base/element.js";
import { icon } from "../base/icon.js";
import { headline, subline } from "../base/programme_text.js";
import { ProgressBar } from "../base/progress_bar.js";
import { clockText, durationText } from "../base/time.js";
import { airingAt } from "../server/airing.js";
import { serverNow } from "../server/clock.js";
import { idleWatch } from "./idle_watch.js";
import { PlayerControls } from "./player_controls.js";
import { PlayerStatus } from "./player_status.js";
import { Playback } from "./playback.js";

/** The television set: one channel, large. Closing it ends the stream. */
export class PlayerDialog {
  #channel = null;
  #channels = [];
  #video = element("video", { class: "player-video", playsinline: true, autoplay: true });
  #status = new PlayerStatus(() => this.#playback.retry());
  #playback = new Playback(this.#video, (state) => this.#show(state));
  #controls = new PlayerControls(this.#video, {
    onStep: (step) => this.#step(step),
    onClose: () => this.#dialog.close(),
    stage: () => this.#stage,
  });
  #logo = element("span", { class: "player-logo" });
  #name = element("h2", { class: "player-name", id: "player-name" });
  #title = element("p", { class: "player-title" });
  #next = element("p", { class: "player-next" });
  #progress = new ProgressBar("Progress of the programme");
  #stage = this.#buildStage();
  #dialog = element("dialog", { class: "player", "aria-labelledby": "player-name" }, this.#stage);

  constructor() {
    // A live stream without sound starts by itself in every browser.
    this.#video.muted = true;
    idleWatch(this.#stage);
    this.#dialog.addEventListener("close", () => this.#closed());
    this.#dialog.addEventListener("click", ({ target }) => target === this.#dialog && this.#dialog.close());
    this.#dialog.addEventListener("keydown", (event) => this.#controls.handleKey(event));
    document.body.append(this.#dialog);
  }

  /**
   * Shows a channel. `showModal` keeps the focus inside, closes on Esc and gives the focus back.
   *
   * @param {import("../server/parse.js").Channel} channel
   * @param {readonly import("../server/parse.js").Channel[]} channels All, in order, to step through.
   */
  open(channel, channels) {
    this.#channels = channels;
    if (!this.#dialog.open) this.#dialog.showModal();
    this.#controls.setSteppable(channels.length > 1);
    this.#switchTo(channel);
  }

  /** @param {readonly import("../server/parse.js").Channel[]} channels */
  update(channels) {
    if (this.#channel === null || channels.length === 0) return;
    this.#channels = channels;
    this.#channel = channels.find(({ id }) => id === this.#channel.id) ?? this.#channel;
    this.tick(serverNow());
  }

  /** @param {number} nowMs */
  tick(nowMs) {
    if (this.#channel === null) return;
    const { programme, next, fraction, remainingMs } = airingAt(this.#channel, nowMs);
    setText(this.#title, [headline(programme), subline(programme)].filter(Boolean).join(" · "));
    setText(
      this.#next,
      next ? `${durationText(remainingMs)} left, then ${headline(next)} at ${clockText(next.startMs)}` : "",
    );
    this.#progress.set(fraction, programme ? `${durationText(remainingMs)} left` : "Nothing scheduled");
  }

  #switchTo(channel) {
    this.#channel = channel;
    this.#logo.replaceChildren(channelLogo(channel));
    this.#dialog.style.setProperty("--hue", String(channelHue(channel.number)));
    setText(this.#name, `${channel.number} ${channel.name}`);
    this.tick(serverNow());
    this.#playback.play(channel);
  }

  #show(state) {
    const hadFocus = this.#status.root.contains(document.activeElement);
    this.#status.show(state);
    // A button that goes must not take the focus along, or the keys would reach nobody.
    if (hadFocus && state.name !== "fault") this.#controls.focus();
  }

  #step(step) {
    const at = this.#channels.findIndex(({ id }) => id === this.#channel?.id);
    const count = this.#channels.length;
    if (count > 1) this.#switchTo(this.#channels[(at + step + count) % count]);
  }

  #closed() {
    this.#channel = null;
    this.#playback.stop();
    if (document.fullscreenElement) document.exitFullscreen();
  }

  #buildStage() {
    const close = element("button", {
      class: "icon-button player-close",
      type: "button",
      "aria-label": "Close",
      title: "Close (Esc)",
    }, icon("close"));
    close.addEventListener("click", () => this.#dialog.close());
    const words = element("div", { class: "player-words" }, this.#name, this.#title, this.#next);
    const bar = element(
      "div",
      { class: "player-bar" },
      this.#progress.root,
      this.#logo,
      words,
      this.#controls.root,
    );
    return element("div", { class: "player-stage" }, this.#video, this.#status.root, close, bar);
  }
}
