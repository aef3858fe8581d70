import { element, setText } from "../base/element.js";
import { readBroken } from "../server/api.js";
import { panel } from "./panel.js";

/** The files that cannot be played, each with its reason, a page at a time. */
export class BrokenFiles {
  #panel = panel("Broken files", { id: "broken", isWide: true });
  #note = element("p", { class: "none" });
  #list = element("ul", { class: "rows" });
  #more = element("button", { class: "button", type: "button", text: "Show more" });
  #cursor = null;
  #count = -1;

  constructor() {
    this.root = this.#panel.root;
    this.#panel.body.append(this.#note, this.#list, this.#more);
    this.#more.hidden = true;
    this.#more.addEventListener("click", () => this.#read());
  }

  /** Reads the list anew if the libraries count another number of broken files. @param {number} count */
  update(count) {
    if (count === this.#count) return;
    this.#count = count;
    this.#cursor = null;
    this.#read();
  }

  /** Brings the list into view. */
  reveal() {
    this.root.scrollIntoView({ block: "start" });
    this.#panel.heading.focus({ preventScroll: true });
  }

  async #read() {
    const after = this.#cursor;
    try {
      const { items, next_cursor: next } = await readBroken(after);
      const rows = items.map(brokenRow);
      if (after === null) this.#list.replaceChildren(...rows);
      else this.#list.append(...rows);
      this.#cursor = next;
      this.#more.hidden = !next;
      this.#note.hidden = this.#list.childElementCount > 0;
      setText(this.#note, "None. Every file found can be played.");
    } catch (thrown) {
      this.#count = -1;
      this.#note.hidden = false;
      setText(this.#note, `The list could not be read: ${thrown.message}`);
    }
  }
}

function brokenRow({ path, title, fault }) {
  return element(
    "li",
    { class: "broken-file" },
    element("span", { class: "row-name", text: title || path.split("/").at(-1) }),
    element("span", { class: "row-fault", text: fault ?? "No reason recorded" }),
    element("span", { class: "row-path", text: path }),
  );
}
