import { element } from "../base/element.js";
import { icon } from "../base/icon.js";
import { zoneClockText } from "../rules/zone_hours.js";

const SHOWN_MAX = 3;

/**
 * What the operator should know; nothing where there is nothing.
 *
 * @param {readonly import("../server/rules_api.js").Remark[]} remarks
 * @param {string | undefined} zone
 */
export function remarkList(remarks, zone) {
  if (remarks.length === 0) return null;
  const rows = remarks.map(({ atMs, detail }) =>
    element(
      "li",
      {},
      icon("warning"),
      element("span", { text: `${zoneClockText(atMs, zone)} ${detail}` }),
    )
  );
  const [shown, hidden] = [rows.slice(0, SHOWN_MAX), rows.slice(SHOWN_MAX)];
  const list = element("ul", { class: "remarks", "aria-label": "Remarks" }, ...shown);
  if (hidden.length === 0) return list;
  const more = element(
    "details",
    {},
    element("summary", { text: `${hidden.length} more remarks` }),
    element("ul", { class: "remarks" }, ...hidden),
  );
  return element("div", {}, list, more);
}
