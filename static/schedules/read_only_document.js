import { element } from "../base/element.js";
import { managerOf } from "./managers.js";

/**
 * A document that is changed elsewhere.
 *
 * @param {import("../server/rules_api.js").Written} written
 * @param {string} sentence What it does.
 */
export function readOnlyDocument({ document, managedBy }, sentence) {
  return element(
    "section",
    { class: "panel" },
    element("p", { class: "form-notice", text: managerOf(managedBy).sentence }),
    element("p", { class: "document-sentence", text: `${sentence}.` }),
    element("pre", {
      class: "document",
      tabindex: 0,
      "aria-label": "Document",
      text: JSON.stringify(document, null, 2),
    }),
  );
}
