import { announce } from "../base/announce.js";
import { element } from "../base/element.js";
import { button } from "../base/fields.js";
import { draftOf, dropDraft, keepDraft } from "./drafts.js";
import { faultList } from "./fault_list.js";
import { previewPanel } from "./preview_panel.js";
import { TextEditor } from "./text_editor.js";

/**
 * A form for a kind of document.
 *
 * @typedef {object} FormMaker
 * @property {(document: any) => string[]} beyond Options the form cannot show; none when it can show all.
 * @property {(document: any, options: {context: object, onInput: () => void}) => {root: Element, read: () => any}} make
 *
 * What is done with a document.
 *
 * @typedef {object} DocumentDeeds
 * @property {(document: any) => Promise<{channels: import("./preview_panel.js").PreviewedChannel[], note: string}>} preview
 * @property {(document: any, change: import("../server/rules_api.js").Change) => Promise<void>} save
 * @property {() => Promise<number | null>} newestVersion After somebody else changed it.
 */

/** Writes a document, as a form or as text: preview, then save. What is written is lost by nothing but saving it. */
export class DocumentEditor {
  #options;
  #mode = "text";
  #form = null;
  #formPlace = element("div");
  #text = new TextEditor(() => this.#changed());
  #modes = element("div", { class: "modes", role: "group", "aria-label": "Edit as" });
  #notice = element("p", { class: "form-notice" });
  #faults = element("div", { role: "alert" });
  #previewPlace = element("div");
  #version;

  /**
   * @param {object} options
   * @param {any} options.document What it is now.
   * @param {number | null} options.version
   * @param {string} options.draftKey
   * @param {FormMaker} options.form
   * @param {object} options.context What the form offers.
   * @param {string} options.saveText
   * @param {DocumentDeeds} options.deeds
   */
  constructor(options) {
    this.#options = options;
    const draft = draftOf(options.draftKey);
    this.#version = draft?.version ?? options.version;
    this.#text.text = draft?.text ?? pretty(options.document);
    this.root = element(
      "div",
      { class: "editor" },
      this.#draftNotice(draft),
      this.#modes,
      this.#notice,
      this.#formPlace,
      this.#text.root,
      this.#faults,
      element("div", { class: "form-buttons" }, button("Preview", () => this.#preview(), { isMain: true })),
      this.#previewPlace,
    );
    this.#formPlace.addEventListener("input", () => this.#changed());
    for (const [mode, words] of [["form", "Form"], ["text", "Text"]]) {
      const choose = button(words, () => this.#show(mode));
      choose.dataset.mode = mode;
      this.#modes.append(choose);
    }
    this.#show("form");
  }

  #draftNotice(draft) {
    if (draft === null) return null;
    const { draftKey, document, version } = this.#options;
    const notice = element(
      "p",
      { class: "form-notice" },
      "This is what you wrote before and did not save. ",
      button("Discard it", () => {
        dropDraft(draftKey);
        this.#version = version;
        this.#text.text = pretty(document);
        this.#mode = "text";
        notice.remove();
        this.#previewPlace.replaceChildren();
        this.#faults.replaceChildren();
        this.#show("form");
      }),
    );
    return notice;
  }

  /** Changes between form and text, if what is written allows it. */
  #show(mode) {
    const { form, context } = this.#options;
    this.#notice.textContent = "";
    if (mode === "text" && this.#mode === "form") this.#text.text = pretty(this.#form.read());
    if (mode === "form" && this.#mode !== "form") {
      const { value, fault } = this.#text.read();
      const beyond = fault ? [] : form.beyond(value);
      if (fault || beyond.length > 0) {
        this.#notice.textContent = fault
          ? `The form cannot be shown. ${fault.detail}.`
          : `Edited as text, for it says more than the form shows: ${beyond.join(", ")}.`;
        this.#mark("text");
        return;
      }
      this.#form = form.make(value, { context, onInput: () => this.#changed() });
      this.#formPlace.replaceChildren(this.#form.root);
    }
    this.#mark(mode);
  }

  #mark(mode) {
    this.#mode = mode;
    this.#formPlace.hidden = mode !== "form";
    this.#text.root.hidden = mode !== "text";
    for (const choose of this.#modes.children) {
      choose.setAttribute("aria-pressed", choose.dataset.mode === mode);
    }
  }

  /** Something was typed: it is kept, and what was previewed is no longer what would be saved. */
  #changed() {
    const text = this.#mode === "form" ? pretty(this.#form.read()) : this.#text.text;
    keepDraft(this.#options.draftKey, { text, version: this.#version });
    if (this.#previewPlace.childElementCount > 0) {
      this.#previewPlace.replaceChildren(
        element("p", { class: "form-notice", text: "You changed something: preview again to save." }),
      );
    }
  }

  /** What is written; null, with the fault shown, when it is no document. */
  #read() {
    if (this.#mode === "form") return this.#form.read();
    const { value, fault } = this.#text.read();
    if (fault === null) return value;
    this.#complain("This is no JSON yet", { message: "", faults: [fault] });
    return null;
  }

  async #preview() {
    this.#clearFaults();
    const document = this.#read();
    if (document === null) return;
    await this.#busy(async () => {
      try {
        const { channels, note } = await this.#options.deeds.preview(document);
        const onSave = (said) => this.#save(document, said);
        const { root, heading } = previewPanel(channels, { saveText: this.#options.saveText, onSave, note });
        this.#previewPlace.replaceChildren(root);
        heading.focus();
      } catch (thrown) {
        this.#previewPlace.replaceChildren();
        this.#complain("Cannot be previewed", thrown);
      }
    });
  }

  async #save(document, said) {
    this.#clearFaults();
    await this.#busy(async () => {
      try {
        await this.#options.deeds.save(document, { version: this.#version, note: said });
        dropDraft(this.#options.draftKey);
        announce("Saved.");
      } catch (thrown) {
        if (thrown.status === 412) await this.#takeNewestVersion();
        this.#complain("Not saved", thrown);
      }
    });
  }

  async #takeNewestVersion() {
    this.#previewPlace.replaceChildren();
    this.#version = await this.#options.deeds.newestVersion().catch(() => this.#version);
  }

  /** Nothing is asked for twice at a time. */
  async #busy(task) {
    const buttons = [...this.root.querySelectorAll("button:not(:disabled)")];
    for (const one of buttons) one.disabled = true;
    this.root.setAttribute("aria-busy", "true");
    await task();
    this.root.removeAttribute("aria-busy");
    for (const one of buttons) one.disabled = false;
  }

  #complain(action, fault) {
    const onGo = (one) => this.#go(one);
    const placeText = (path) => this.#mode === "text" ? this.#text.placeText(path) : "";
    this.#faults.replaceChildren(faultList(action, fault, { onGo, placeText }));
    for (const { path } of fault.faults ?? []) this.#controlAt(path)?.setAttribute("aria-invalid", "true");
  }

  #clearFaults() {
    this.#faults.replaceChildren();
    for (const control of this.root.querySelectorAll("[aria-invalid]")) {
      control.removeAttribute("aria-invalid");
    }
  }

  #go(fault) {
    const control = this.#mode === "form" ? this.#controlAt(fault.path) : null;
    if (control) control.focus();
    else {
      this.#show("text");
      this.#text.reveal(fault);
    }
  }

  /** The control of an option, or of the nearest one around it. */
  #controlAt(path) {
    if (this.#mode !== "form" || path === "") return null;
    const controls = [...this.#formPlace.querySelectorAll("[data-path]")];
    const isAround = ({ dataset }) => dataset.path !== "" && startsPath(path, dataset.path);
    return controls.find(({ dataset }) => dataset.path === path) ??
      controls.filter(isAround).sort((one, other) =>
        other.dataset.path.length - one.dataset.path.length
      )[0] ??
      controls.find(({ dataset }) => startsPath(dataset.path, path)) ?? null;
  }
}

/** Whether an option is inside another. */
function startsPath(path, around) {
  return path.startsWith(around) && [".", "["].includes(path[around.length]);
}

function pretty(document) {
  return JSON.stringify(document, null, 2);
}
