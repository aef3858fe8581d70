import { element } from "./element.js";

/**
 * Copies a text. Browsers offer their clipboard only over https and on localhost, and a tuner is usually reached over
 * plain http, so there is an older way as well.
 *
 * @param {string} text
 * @returns {Promise<boolean>} False if neither way worked.
 */
export async function copyText(text) {
  if (isSecureContext && navigator.clipboard) {
    const isCopied = await navigator.clipboard.writeText(text).then(() => true, () => false);
    if (isCopied) return true;
  }
  return copyBySelection(text);
}

function copyBySelection(text) {
  const before = document.activeElement;
  const field = element("textarea", { class: "visually-hidden", "aria-hidden": "true" });
  field.value = text;
  document.body.append(field);
  field.select();
  const isCopied = document.execCommand("copy");
  field.remove();
  before?.focus();
  return isCopied;
}
