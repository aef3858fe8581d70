import { element } from "../base/element.js";
import { labelled } from "../base/fields.js";
import { placeOf, readJsonText } from "../rules/json_text.js";

/** A document as JSON, with the places of its faults. */
export class TextEditor {
  #area = element("textarea", {
    class: "field text-area",
    spellcheck: "false",
    autocapitalize: "off",
    autocomplete: "off",
    rows: 18,
  });

  /** @param {() => void} onInput */
  constructor(onInput) {
    this.#area.addEventListener("input", onInput);
    const hint = "JSON, in the words of config.yaml. Everything a document can say can be said here.";
    this.root = labelled("Document", this.#area, hint);
  }

  /** @param {string} text */
  set text(text) {
    this.#area.value = text;
    const lines = text.split("\n").length;
    this.#area.rows = Math.min(32, Math.max(10, lines + 1));
  }

  get text() {
    return this.#area.value;
  }

  /** @param {boolean} isReadOnly */
  set isReadOnly(isReadOnly) {
    this.#area.readOnly = isReadOnly;
  }

  /** @returns {{value: unknown, fault: null} | {value: null, fault: {path: string, detail: string}}} */
  read() {
    const { value, fault } = readJsonText(this.#area.value);
    if (fault === null) return { value, fault };
    const detail = `Line ${fault.line}, column ${fault.column}: ${fault.detail}`;
    return { value: null, fault: { path: "", detail, offset: fault.offset } };
  }

  /** Where an option stands, in words. @param {string} path */
  placeText(path) {
    const place = this.#placeOf(path);
    return place ? `line ${place.line}` : "";
  }

  /** Shows where a fault is. @param {{path: string, offset?: number}} fault */
  reveal({ path, offset }) {
    const at = offset ?? this.#placeOf(path)?.offset ?? 0;
    const line = this.#area.value.slice(0, at).split("\n").length;
    const end = this.#area.value.indexOf("\n", at);
    this.#area.focus();
    this.#area.setSelectionRange(at, end < 0 ? this.#area.value.length : end);
    const linePx = parseFloat(getComputedStyle(this.#area).lineHeight);
    this.#area.scrollTop = Math.max(0, (line - 4) * linePx);
  }

  #placeOf(path) {
    return placeOf(readJsonText(this.#area.value).places, path);
  }
}
