import { element } from "../base/element.js";

/**
 * A titled box.
 *
 * @param {string} title
 * @param {{id?: string, isWide?: boolean}} [options]
 */
export function panel(title, { id, isWide = false } = {}) {
  const heading = element("h3", { id, tabindex: id ? -1 : null, text: title });
  const body = element("div");
  return {
    root: element("section", { class: isWide ? "panel is-wide" : "panel" }, heading, body),
    heading,
    body,
  };
}

/**
 * A list of rows, or a sentence in its place.
 *
 * @param {readonly Element[]} rows
 * @param {string} otherwise
 */
export function rowsOr(rows, otherwise) {
  return rows.length > 0
    ? element("ul", { class: "rows" }, ...rows)
    : element("p", { class: "none", text: otherwise });
}

/**
 * Pairs of a name and a value.
 *
 * @param {readonly (readonly [string, string])[]} facts
 */
export function factList(facts) {
  const rows = facts.map(([name, value]) =>
    element("div", {}, element("dt", { text: name }), element("dd", { text: value }))
  );
  return element("dl", { class: "rows" }, ...rows);
}
