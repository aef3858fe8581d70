import { element } from "../base/element.js";
import { icon } from "../base/icon.js";

/** The buttons below the picture: sound, channel up and down, full screen. */
export class PlayerControls {
  #video;
  #options;
  #mute = element("button", { class: "button player-mute", type: "button", autofocus: true });
  #volume = element("input", {
    class: "player-volume",
    type: "range",
    min: 0,
    max: 1,
    step: 0.05,
    "aria-label": "Volume",
  });
  #previous = iconButton("down", "Previous channel (Page Down)");
  #next = iconButton("up", "Next channel (Page Up)");
  #fullscreen = iconButton("fullscreen", "Full screen (F)");

  /**
   * @param {HTMLVideoElement} video
   * @param {{onStep: (step: number) => void, onClose: () => void, stage: () => Element}} options
   */
  constructor(video, options) {
    this.#video = video;
    this.#options = options;
    this.#mute.addEventListener("click", () => this.#toggleSound());
    this.#volume.addEventListener("input", () => this.#setVolume());
    this.#previous.addEventListener("click", () => options.onStep(-1));
    this.#next.addEventListener("click", () => options.onStep(1));
    this.#fullscreen.addEventListener("click", () => this.#toggleFullscreen());
    this.#fullscreen.hidden = !document.fullscreenEnabled;
    video.addEventListener("volumechange", () => this.#drawSound());
    video.addEventListener("dblclick", () => this.#toggleFullscreen());
    this.root = element(
      "div",
      { class: "player-controls" },
      this.#mute,
      this.#volume,
      this.#previous,
      this.#next,
      this.#fullscreen,
    );
    this.#drawSound();
  }

  /** Whether there is another channel to go to. @param {boolean} isSteppable */
  setSteppable(isSteppable) {
    this.#previous.hidden = !isSteppable;
    this.#next.hidden = !isSteppable;
  }

  /** Takes the focus, on the button most wanted. */
  focus() {
    this.#mute.focus();
  }

  /** Page Up and Down change the channel, M the sound, F the size. @param {KeyboardEvent} event */
  handleKey(event) {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    const action = {
      PageUp: () => this.#options.onStep(1),
      PageDown: () => this.#options.onStep(-1),
      m: () => this.#toggleSound(),
      f: () => this.#toggleFullscreen(),
    }[event.key];
    if (!action) return;
    event.preventDefault();
    action();
  }

  #toggleSound() {
    this.#video.muted = !this.#video.muted;
    if (!this.#video.muted && this.#video.volume === 0) this.#video.volume = 0.5;
  }

  #setVolume() {
    this.#video.volume = this.#volume.valueAsNumber;
    this.#video.muted = this.#video.volume === 0;
  }

  #drawSound() {
    const { muted, volume } = this.#video;
    this.#mute.replaceChildren(
      icon(muted ? "muted" : "sound"),
      element("span", { text: muted ? "Unmute" : "Mute" }),
    );
    this.#mute.classList.toggle("is-main", muted);
    this.#volume.value = String(muted ? 0 : volume);
  }

  async #toggleFullscreen() {
    if (document.fullscreenElement) await document.exitFullscreen();
    else if (document.fullscreenEnabled) await this.#options.stage().requestFullscreen();
  }
}

function iconButton(name, label) {
  return element(
    "button",
    { class: "icon-button", type: "button", "aria-label": label, title: label },
    icon(name),
  );
}
