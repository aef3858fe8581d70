import { element, setText } from "../base/element.js";
import { choiceControl, labelled, textControl } from "../base/fields.js";
import { collectionOf, SOURCES } from "../rules/collection_form.js";
import { CollectionCount } from "./collection_count.js";

const HINTS = {
  folder: "A media folder or one inside it",
  show: "The show’s name, as the library has it",
  search: "Words that title, show or path must all contain",
};

/** Chooses a collection: where items come from, which, and how many that are. */
export class CollectionField {
  #path;
  #context;
  #source;
  #value = null;
  #place = element("div");
  #note = element("p", { class: "form-count", "aria-live": "polite" });
  #count = new CollectionCount((text) => setText(this.#note, text));

  /**
   * @param {string} path Of the option.
   * @param {import("../rules/collection_form.js").CollectionForm} form
   * @param {{context: import("./form_context.js").FormContext, onInput: () => void, mayName?: boolean}} options
   *   `onInput`: something changed without an input event.
   */
  constructor(path, form, { context, onInput, mayName = true }) {
    this.#path = path;
    this.#context = context;
    const hasNames = Object.keys(context.named.collections).length > 0 || form.source === "named";
    const sources = SOURCES.filter(([source]) => source !== "named" || (mayName && hasNames));
    this.#source = choiceControl("", form.source, sources);
    this.#source.addEventListener("change", () => {
      this.#drawValue("");
      onInput();
    });
    this.root = element(
      "div",
      { class: "form-row collection-field" },
      labelled("Items from", this.#source),
      this.#place,
    );
    this.#drawValue(form.value);
  }

  /** @returns {import("../rules/collection_form.js").CollectionForm} */
  read() {
    return { source: this.#source.value, value: this.#value.value.trim() };
  }

  #drawValue(value) {
    const source = this.#source.value;
    const [, words] = SOURCES.find(([known]) => known === source);
    this.#value = source === "named"
      ? choiceControl(this.#path, value || this.#names()[0], this.#names().map((name) => [name, name]))
      : textControl(this.#path === "" ? source : `${this.#path}.${source}`, value, {
        list: source === "folder" ? this.#context.foldersId : null,
        spellcheck: "false",
        required: true,
      });
    this.#value.addEventListener("input", () => this.#recount());
    this.#place.replaceChildren(labelled(words, this.#value, HINTS[source]), this.#note);
    this.#recount();
  }

  #names() {
    return Object.keys(this.#context.named.collections);
  }

  #recount() {
    const form = this.read();
    if (form.value === "") this.#count.clear();
    else this.#count.show(collectionOf(form), this.#context.named.collections);
  }
}
