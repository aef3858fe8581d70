import { channelHue, channelLogo } from "../base/channel_logo.js";
import { element, setText } from "../base/element.js";
import { icon } from "../base/icon.js";
import { headline, subline } from "../base/programme_text.js";
import { ProgressBar } from "../base/progress_bar.js";
import { clockText, durationText, spanText } from "../base/time.js";
import { airingAt } from "../server/airing.js";
import { shownState, stateMeaning, stateWord } from "./state_words.js";

/** One channel with what is on. It is changed in place, so that focus and pointer keep what they hold. */
export class ChannelCard {
  #channel;
  #number = element("span", { class: "card-number" });
  #play = element("button", { class: "card-play", type: "button" });
  #state = element("span", { class: "state" });
  #title = element("p", { class: "card-title" });
  #detail = element("p", { class: "card-detail" });
  #progress = new ProgressBar("Progress of the programme");
  #span = element("span", { class: "card-span" });
  #remaining = element("span", { class: "card-remaining" });
  #next = element("span");
  #nextLine = element("p", { class: "card-next" }, element("b", { text: "Next" }), " ", this.#next);
  #viewers = element("span");
  #viewersLine = element("span", { class: "card-viewers" }, icon("viewer"), this.#viewers);
  #fault = element("span");
  #faultLine = element("p", { class: "card-fault" }, icon("warning"), this.#fault);

  /**
   * @param {import("../server/parse.js").Channel} channel
   * @param {(channel: import("../server/parse.js").Channel) => void} onPlay
   */
  constructor(channel, onPlay) {
    this.#play.addEventListener("click", () => onPlay(this.#channel));
    this.root = element(
      "li",
      { class: "card", "data-channel": channel.id },
      this.#screen(channel),
      this.#foot(),
    );
    this.root.style.setProperty("--hue", String(channelHue(channel.number)));
    this.update(channel);
  }

  /** @param {import("../server/parse.js").Channel} channel */
  update(channel) {
    this.#channel = channel;
    setText(this.#play, channel.name);
    setText(this.#number, channel.number);
    this.#play.setAttribute("aria-label", `Watch ${channel.number} ${channel.name}`);
    setText(this.#state, stateWord(channel));
    this.#state.dataset.state = shownState(channel);
    this.#state.title = stateMeaning(channel);
    setText(this.#viewers, channel.viewers === 1 ? "1 viewer" : `${channel.viewers} viewers`);
    this.#viewersLine.hidden = channel.viewers === 0;
    setText(this.#fault, channel.fault ?? "");
    this.#faultLine.hidden = !channel.fault;
  }

  /** @param {number} nowMs */
  tick(nowMs) {
    const { programme, next, fraction, remainingMs } = airingAt(this.#channel, nowMs);
    setText(this.#title, headline(programme));
    setText(this.#detail, subline(programme));
    this.#progress.set(fraction, programme ? `${durationText(remainingMs)} left` : "Nothing scheduled");
    setText(this.#span, programme ? spanText(programme.startMs, programme.stopMs) : "");
    setText(this.#remaining, programme ? `${durationText(remainingMs)} left` : "");
    setText(this.#next, next ? `${clockText(next.startMs)} ${nextText(next)}` : "");
    this.#nextLine.hidden = next === null;
  }

  /** True if every word is somewhere in the channel's name, number or what is on. @param {readonly string[]} words */
  matches(words) {
    const { number, name, now, next } = this.#channel;
    const text = [number, name, now?.show, now?.title, next?.show, next?.title].join(" ").toLowerCase();
    return words.every((word) => text.includes(word));
  }

  #screen(channel) {
    return element(
      "div",
      { class: "card-screen" },
      element(
        "div",
        { class: "card-top" },
        channelLogo(channel),
        element(
          "div",
          { class: "card-ident" },
          element("p", { class: "card-facts" }, this.#number, this.#state, this.#viewersLine),
          element("h3", {}, this.#play),
        ),
      ),
      element("div", { class: "card-words" }, this.#title, this.#detail),
      this.#progress.root,
    );
  }

  #foot() {
    return element(
      "div",
      { class: "card-foot" },
      element("p", { class: "card-times" }, this.#span, this.#remaining),
      this.#nextLine,
      this.#faultLine,
    );
  }
}

function nextText(programme) {
  return [headline(programme), subline(programme)].filter(Boolean).join(" · ");
}
