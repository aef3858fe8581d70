import { element } from "./element.js";

let made = 0;

/**
 * A control with its label above and a hint below.
 *
 * @param {string} label
 * @param {Element} control
 * @param {string} [hint]
 */
export function labelled(label, control, hint = "") {
  made += 1;
  control.id ||= `field-${made}`;
  const note = hint ? element("p", { class: "form-hint", id: `${control.id}-hint`, text: hint }) : null;
  if (note) control.setAttribute("aria-describedby", note.id);
  return element(
    "div",
    { class: "form-field" },
    element("label", { for: control.id, text: label }),
    control,
    note,
  );
}

/**
 * A line of text.
 *
 * @param {string} path Of the option it holds; faults of the server are shown there.
 * @param {string} value
 * @param {Record<string, unknown>} [attributes]
 */
export function textControl(path, value, attributes = {}) {
  const control = element("input", { class: "field", type: "text", "data-path": path, ...attributes });
  control.value = value;
  return control;
}

/**
 * One of a few.
 *
 * @param {string} path
 * @param {string} value One that is no option is added, so that nothing is lost.
 * @param {readonly (readonly string[])[]} options Value and words.
 */
export function choiceControl(path, value, options) {
  const all = options.some(([known]) => known === value) ? options : [...options, [value, value]];
  const control = element(
    "select",
    { class: "field", "data-path": path },
    ...all.map(([key, words]) => element("option", { value: key, text: words })),
  );
  control.value = value;
  return control;
}

/**
 * A button.
 *
 * @param {string} text
 * @param {() => void} onClick
 * @param {{isMain?: boolean, label?: string}} [options] `label`: its name where the text alone does not say enough.
 */
export function button(text, onClick, { isMain = false, label } = {}) {
  return element("button", {
    class: isMain ? "button is-main" : "button",
    type: "button",
    text,
    "aria-label": label,
    on: { click: onClick },
  });
}
