import { element } from "../base/element.js";
import { choiceControl, labelled, textControl } from "../base/fields.js";
import { beyondChannel, channelOf, formOfChannel } from "../rules/channel_form.js";
import { ScheduleFields } from "./schedule_fields.js";

/**
 * The form for a channel.
 *
 * @type {import("./document_editor.js").FormMaker}
 */
export const CHANNEL_FORM = { beyond: beyondChannel, make: makeChannelForm };

function makeChannelForm(document, options) {
  const form = formOfChannel(document);
  const number = textControl("number", form.number, { inputmode: "decimal", required: true, size: 8 });
  const name = textControl("name", form.name, { required: true, maxlength: 80 });
  const schedule = new ScheduleFields("schedule", form.schedule, options);
  const fillers = fillerFields(form, options.context.named.fillers);
  const root = element(
    "div",
    { class: "form-body" },
    element(
      "div",
      { class: "form-row" },
      labelled("Number", number, "Such as 5 or 7.1"),
      labelled("Name", name),
    ),
    schedule.root,
    fillers.root,
  );
  const read = () =>
    channelOf(
      { number: number.value, name: name.value, schedule: schedule.read(), ...fillers.read() },
      document,
    );
  return { root, read };
}

function fillerFields({ preRoll, midRoll, midRollMinutes, postRoll }, fillers) {
  const names = [["", "Nothing"], ...Object.keys(fillers).map((name) => [name, name])];
  const pre = choiceControl("fillers.pre_roll", preRoll, names);
  const mid = choiceControl("fillers.mid_roll.filler", midRoll, names);
  const every = textControl("fillers.mid_roll.every_minutes", midRollMinutes, {
    inputmode: "decimal",
    size: 8,
  });
  const post = choiceControl("fillers.post_roll", postRoll, names);
  const hint = names.length === 1
    ? element(
      "p",
      { class: "form-hint" },
      "There is no filler yet. ",
      element("a", { href: "#/schedules/fillers/+new", text: "Make one" }),
      " to air commercials, bumpers or station ids.",
    )
    : null;
  const root = element(
    "fieldset",
    { class: "form-part" },
    element("legend", { text: "Around programmes" }),
    hint,
    element(
      "div",
      { class: "form-row" },
      labelled("Before each", pre),
      labelled("After each", post),
      labelled("Inside each", mid),
      labelled("Every so many minutes", every, "Empty: at chapters and found breaks"),
    ),
  );
  const read = () => ({
    preRoll: pre.value,
    midRoll: mid.value,
    midRollMinutes: every.value,
    postRoll: post.value,
  });
  return { root, read };
}
