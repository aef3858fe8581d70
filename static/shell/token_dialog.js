import { element } from "../base/element.js";
import { adminToken, keepAdminToken } from "../server/token.js";

/** Asks for the admin token. */
export class TokenDialog {
  #input = element("input", {
    class: "field",
    id: "token",
    type: "password",
    autocomplete: "current-password",
    required: true,
    spellcheck: "false",
  });
  #complaint = element("p", { class: "complaint", role: "alert" });
  #dialog;
  /** Those who wait for an answer. @type {((isGiven: boolean) => void)[]} */
  #waiting = [];

  /** @param {() => void} onToken Called when there is a new token to try. */
  constructor(onToken) {
    const later = element("button", { class: "button", type: "button", text: "Later" });
    later.addEventListener("click", () => this.close());
    const form = element(
      "form",
      { method: "dialog" },
      element("h2", { id: "token-heading", text: "Who is there?" }),
      element("p", {
        text: "This server wants its admin token. It stands in the file admin-token in the data folder.",
      }),
      element("label", { for: "token", text: "Admin token" }),
      this.#input,
      this.#complaint,
      element(
        "div",
        { class: "dialog-buttons" },
        later,
        element("button", { class: "button is-main", type: "submit", text: "Unlock" }),
      ),
    );
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      keepAdminToken(this.#input.value.trim());
      this.#input.value = "";
      this.#answer(true);
      this.close();
      onToken();
    });
    this.#dialog = element("dialog", { class: "dialog", "aria-labelledby": "token-heading" }, form);
    this.#dialog.addEventListener("close", () => this.#answer(false));
    document.body.append(this.#dialog);
  }

  /** Shows itself; if a token was given before, it was the wrong one. */
  open() {
    if (this.#dialog.open) return;
    this.#complaint.textContent = adminToken() ? "The token given before was refused." : "";
    this.#dialog.showModal();
    this.#input.focus();
  }

  /** Shows itself. @returns {Promise<boolean>} False if no token was given. */
  ask() {
    this.open();
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  /** Goes away. */
  close() {
    this.#dialog.close();
  }

  #answer(isGiven) {
    for (const resolve of this.#waiting.splice(0)) resolve(isGiven);
  }
}
