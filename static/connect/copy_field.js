import { announce } from "../base/announce.js";
import { copyText } from "../base/clipboard.js";
import { element } from "../base/element.js";
import { icon } from "../base/icon.js";

const CONFIRM_MS = 2_000;

/**
 * An address with a button that copies it.
 *
 * @param {string} app
 * @param {{label: string, address: string}} field
 */
export function copyField(app, { label, address }) {
  const button = element(
    "button",
    { class: "icon-button", type: "button", title: "Copy", "aria-label": `Copy ${label} for ${app}` },
    icon("copy"),
  );
  button.addEventListener("click", async () => {
    const isCopied = await copyText(address);
    announce(
      isCopied
        ? `Copied ${address}`
        : "The browser does not allow copying. Mark the address and copy it by hand.",
    );
    if (!isCopied) return;
    button.replaceChildren(icon("done"));
    button.dataset.copied = "";
    setTimeout(() => {
      button.replaceChildren(icon("copy"));
      delete button.dataset.copied;
    }, CONFIRM_MS);
  });
  return element(
    "div",
    { class: "copy-field" },
    element("dt", { text: label }),
    element("dd", {}, element("code", { text: address }), button),
  );
}
