import { element } from "../base/element.js";

/**
 * What is wrong, in words, each fault leading to its place.
 *
 * @param {string} action What could not be done: `Not saved`.
 * @param {{message: string, status?: number, faults?: readonly {path: string, detail: string}[]}} fault
 * @param {{onGo: (fault: object) => void, placeText: (path: string) => string}} places
 */
export function faultList(action, fault, { onGo, placeText }) {
  const faults = fault.faults ?? [];
  const rows = faults.map((one) => {
    const where = [one.path, placeText(one.path)].filter(Boolean).join(", ");
    const go = element("button", { class: "fault-link", type: "button", text: where || "Show" });
    go.addEventListener("click", () => onGo(one));
    return element("li", {}, go, element("span", { text: one.detail }));
  });
  return element(
    "div",
    { class: "faults" },
    element("p", { class: "faults-head", text: `${action}: ${plain(fault, faults.length)}` }),
    rows.length === 0 ? null : element("ul", {}, ...rows),
  );
}

function plain({ message, status }, count) {
  if (status === 0) return `the server does not answer (${message}). What you wrote is kept.`;
  if (status === 401) return "it needs the admin token. What you wrote is kept.";
  if (status === 412) {
    return "somebody changed it meanwhile. Preview again to see the difference to what it is now.";
  }
  if (count > 0) return count === 1 ? "one thing is wrong." : `${count} things are wrong.`;
  return `${message}`;
}
