import { element } from "./element.js";

/**
 * Asks before something is done that cannot simply be undone.
 *
 * @param {{title: string, text: string, action: string}} question
 * @returns {Promise<boolean>}
 */
export function confirmed({ title, text, action }) {
  const { promise, resolve } = Promise.withResolvers();
  const form = element(
    "form",
    { method: "dialog" },
    element("h2", { id: "confirm-heading", text: title }),
    element("p", { id: "confirm-text", text }),
    element(
      "div",
      { class: "dialog-buttons" },
      element("button", {
        class: "button",
        type: "button",
        text: "Cancel",
        on: { click: () => dialog.close() },
      }),
      element("button", { class: "button is-main", type: "submit", text: action }),
    ),
  );
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    dialog.close("yes");
  });
  const dialog = element("dialog", {
    class: "dialog",
    "aria-labelledby": "confirm-heading",
    "aria-describedby": "confirm-text",
  }, form);
  dialog.addEventListener("close", () => {
    dialog.remove();
    resolve(dialog.returnValue === "yes");
  });
  document.body.append(dialog);
  dialog.showModal();
  return promise;
}
