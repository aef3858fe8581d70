import { element } from "../base/element.js";
import { choiceControl, labelled, textControl } from "../base/fields.js";
import { collectionOf, formOfCollection, isShownCollection } from "../rules/collection_form.js";
import { AMOUNTS, beyondFiller, fillerOf, formOfFiller } from "../rules/filler_form.js";
import { beyondSchedule, formOfSchedule, scheduleOf } from "../rules/schedule_form.js";
import { CollectionField } from "./collection_field.js";
import { ScheduleFields } from "./schedule_fields.js";

/**
 * The forms for what has a name, by section.
 *
 * @type {Record<string, import("./document_editor.js").FormMaker>}
 */
export const NAMED_FORMS = {
  collections: {
    beyond: (document) => isShownCollection(document) ? [] : ["the collection"],
    make(document, options) {
      const field = new CollectionField("", formOfCollection(document), { ...options, mayName: false });
      return {
        root: element("div", { class: "form-body" }, field.root),
        read: () => collectionOf(field.read()),
      };
    },
  },
  fillers: { beyond: beyondFiller, make: makeFillerForm },
  schedules: {
    beyond: beyondSchedule,
    make(document, options) {
      const fields = new ScheduleFields("", formOfSchedule(document), options);
      return { root: fields.root, read: () => scheduleOf(fields.read(), document) };
    },
  },
};

/** What a new one begins with. */
export const NEW_NAMED = {
  collections: { folder: "" },
  fillers: { collection: { folder: "" }, count: 1 },
  schedules: { kind: "loop", collection: { folder: "" } },
};

function makeFillerForm(document, options) {
  const form = formOfFiller(document);
  const field = new CollectionField("collection", form.collection, options);
  const amount = choiceControl("", form.amount, AMOUNTS);
  const much = textControl("", form.much, { inputmode: "decimal", size: 8 });
  const muchField = labelled("How many", much);
  const cooldown = textControl("cooldown_minutes", form.cooldownMinutes, { inputmode: "decimal", size: 8 });
  const draw = () => {
    const [, , unit] = AMOUNTS.find(([key]) => key === amount.value) ?? ["", "", ""];
    muchField.hidden = unit === "";
    muchField.querySelector("label").textContent = unit;
    much.dataset.path = amount.value;
  };
  amount.addEventListener("change", draw);
  draw();
  const root = element(
    "div",
    { class: "form-body" },
    field.root,
    element(
      "div",
      { class: "form-row" },
      labelled("How much airs in a break", amount),
      muchField,
      labelled("Minutes until a clip may come again", cooldown, "Empty: at once"),
    ),
  );
  const read = () =>
    fillerOf({
      collection: field.read(),
      amount: amount.value,
      much: much.value,
      cooldownMinutes: cooldown.value,
    });
  return { root, read };
}
