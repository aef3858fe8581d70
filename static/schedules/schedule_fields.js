import { element } from "../base/element.js";
import { button, choiceControl, labelled, textControl } from "../base/fields.js";
import { DAYS, emptySlot, KINDS, ORDERS, OVERRUNS } from "../rules/schedule_form.js";
import { CollectionField } from "./collection_field.js";

const KINDS_WITH_ORDER = ["loop", "paused_when_unwatched"];

/** The part of a form that says what airs. */
export class ScheduleFields {
  #options;
  #path;
  /** What each kind was filled with, so that changing one's mind loses nothing. @type {import("../rules/schedule_form.js").ScheduleForm} */
  #form;
  #kind;
  #body = element("div", { class: "form-body" });
  #read = () => ({});

  /**
   * @param {string} path Of the schedule in its document; empty for a document of its own.
   * @param {import("../rules/schedule_form.js").ScheduleForm} form
   * @param {{context: import("./form_context.js").FormContext, onInput: () => void}} options
   */
  constructor(path, form, options) {
    this.#path = path === "" ? "" : `${path}.`;
    this.#form = form;
    this.#options = options;
    this.#kind = choiceControl(`${this.#path}kind`, form.kind, KINDS);
    this.#kind.addEventListener("change", () => {
      this.#form = { ...this.#form, ...this.#read() };
      this.#draw();
      options.onInput();
    });
    this.root = element(
      "fieldset",
      { class: "form-part" },
      element("legend", { text: "What airs" }),
      labelled("Kind of schedule", this.#kind),
      this.#body,
    );
    this.#draw();
  }

  /** @returns {import("../rules/schedule_form.js").ScheduleForm} */
  read() {
    return { ...this.#form, ...this.#read(), kind: this.#kind.value };
  }

  #draw() {
    const kind = this.#kind.value;
    if (kind === "slots") this.#drawSlots();
    else if (kind === "mirror") this.#drawMirror();
    else this.#drawDrawn(KINDS_WITH_ORDER.includes(kind));
  }

  #drawDrawn(hasOrder) {
    const field = new CollectionField(`${this.#path}collection`, this.#form.collection, this.#options);
    const order = choiceControl(`${this.#path}order`, this.#form.order, ORDERS);
    this.#body.replaceChildren(field.root, ...(hasOrder ? [labelled("Order", order)] : []));
    this.#read = () => ({ collection: field.read(), ...(hasOrder ? { order: order.value } : {}) });
  }

  #drawMirror() {
    const { channels } = this.#options.context;
    const channel = choiceControl(`${this.#path}channel`, this.#form.mirrored, [
      ...(this.#form.mirrored === "" ? [["", "Choose a channel"]] : []),
      ...channels.map(({ id, number, name }) => [id, `${number} ${name}`]),
    ]);
    const offset = textControl(`${this.#path}offset_minutes`, this.#form.offsetMinutes, {
      inputmode: "decimal",
    });
    this.#body.replaceChildren(element(
      "div",
      { class: "form-row" },
      labelled("Channel to mirror", channel),
      labelled("Minutes later", offset, "0 for the same time, 60 for an hour later"),
    ));
    this.#read = () => ({ mirrored: channel.value, offsetMinutes: offset.value });
  }

  #drawSlots() {
    const list = element("ol", { class: "slots" });
    let rows = this.#form.slots.map((slot) => this.#slotRow(slot));
    const draw = () => {
      rows.forEach((row, index) => row.number(index, rows.length));
      list.replaceChildren(...rows.map(({ root }) => root));
    };
    list.addEventListener("remove-slot", ({ detail }) => {
      rows = rows.filter((row) => row !== detail);
      draw();
      add.focus();
      this.#options.onInput();
    });
    const add = button("Add a slot", () => {
      rows.push(this.#slotRow(emptySlot()));
      draw();
      list.lastElementChild.querySelector("input").focus();
      this.#options.onInput();
    });
    draw();
    this.#body.replaceChildren(list, add);
    this.#read = () => ({ slots: rows.map((row) => row.read()) });
  }

  #slotRow(slot) {
    const base = `${this.#path}slots[0]`;
    const at = textControl(`${base}.at`, slot.at, { placeholder: "20:00", inputmode: "numeric", size: 6 });
    const days = choiceControl(`${base}.days`, slot.days, DAYS);
    const field = new CollectionField(`${base}.collection`, slot.collection, this.#options);
    const order = choiceControl(`${base}.order`, slot.order, ORDERS);
    const overrun = choiceControl(`${base}.overrun`, slot.overrun, OVERRUNS);
    const row = {};
    const remove = button("Remove", () => {
      row.root.dispatchEvent(new CustomEvent("remove-slot", { detail: row, bubbles: true }));
    });
    const legend = element("legend");
    row.root = element(
      "li",
      {},
      element(
        "fieldset",
        { class: "slot" },
        legend,
        element("div", { class: "form-row" }, labelled("From", at), labelled("On", days), field.root),
        element(
          "div",
          { class: "form-row" },
          labelled("Order", order),
          labelled("At its end", overrun),
          remove,
        ),
      ),
    );
    row.number = (index, count) => {
      legend.textContent = `Slot ${index + 1}`;
      remove.setAttribute("aria-label", `Remove slot ${index + 1}`);
      remove.disabled = count === 1;
      for (const control of row.root.querySelectorAll("[data-path]")) {
        control.dataset.path = control.dataset.path.replace(/slots\[\d+\]/, `slots[${index}]`);
      }
    };
    row.read = () => ({
      ...slot,
      at: at.value,
      days: days.value,
      order: order.value,
      overrun: overrun.value,
      collection: field.read(),
    });
    return row;
  }
}
