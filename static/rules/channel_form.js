import { isMap, isNumberOrNone, isPlainText, numberOr } from "./form_values.js";
import { beyondSchedule, formOfSchedule, scheduleOf } from "./schedule_form.js";

/**
 * What the form for a channel shows. All of it is text, as fields hold it.
 *
 * @typedef {object} ChannelForm
 * @property {string} number
 * @property {string} name
 * @property {import("./schedule_form.js").ScheduleForm} schedule
 * @property {string} preRoll Name of a filler, or empty.
 * @property {string} midRoll Name of a filler, or empty.
 * @property {string} midRollMinutes Empty for at the breaks that are found.
 * @property {string} postRoll Name of a filler, or empty.
 */

/**
 * The options of a channel that the form cannot show, or not give back as they were; none when it can be edited there.
 *
 * @param {unknown} document
 */
export function beyondChannel(document) {
  if (!isMap(document)) return ["the document"];
  const { number, name, schedule, fillers } = document;
  return [
    ...(isPlainText(number) ? [] : ["number"]),
    ...(isPlainText(name) ? [] : ["name"]),
    ...beyondSchedule(schedule),
    ...(fillers === undefined || isMap(fillers) ? beyondFillers(fillers ?? {}) : ["fillers"]),
  ];
}

/** @param {object} document One without anything {@link beyondChannel}. @returns {ChannelForm} */
export function formOfChannel({ number = "", name = "", schedule, fillers }) {
  const midRoll = fillers?.mid_roll;
  return {
    number: String(number),
    name,
    schedule: formOfSchedule(schedule),
    preRoll: fillers?.pre_roll ?? "",
    midRoll: midRoll?.filler ?? "",
    midRollMinutes: midRoll?.every_minutes === undefined ? "" : String(midRoll.every_minutes),
    postRoll: fillers?.post_roll ?? "",
  };
}

/**
 * The document a form stands for.
 *
 * @param {ChannelForm} form
 * @param {object} base The document it was made of: whatever the form does not show stays as it is there.
 */
export function channelOf(form, base) {
  const { number: _, name: __, schedule, fillers, ...rest } = base;
  const around = fillersOf(form, fillers);
  return {
    number: form.number.trim(),
    name: form.name.trim(),
    ...rest,
    schedule: scheduleOf(form.schedule, schedule),
    ...(around === undefined ? {} : { fillers: around }),
  };
}

function beyondFillers({ pre_roll: preRoll, mid_roll: midRoll, post_roll: postRoll }) {
  return [
    ...(isNameOrNone(preRoll) ? [] : ["fillers.pre_roll"]),
    ...(midRoll === undefined || midRoll === null || isShownMidRoll(midRoll) ? [] : ["fillers.mid_roll"]),
    ...(isNameOrNone(postRoll) ? [] : ["fillers.post_roll"]),
  ];
}

function isShownMidRoll({ at, every_minutes: every, filler }) {
  const isAtBreaks = at === "breaks" && every === undefined;
  const isEvery = at === undefined && every !== undefined && isNumberOrNone(every);
  return isName(filler) && (isAtBreaks || isEvery);
}

function isNameOrNone(value) {
  return value === undefined || value === null || isName(value);
}

function isName(value) {
  return isPlainText(value) && value !== "";
}

function fillersOf({ preRoll, midRoll, midRollMinutes, postRoll }, base) {
  const made = { ...base };
  set(made, "pre_roll", preRoll);
  set(made, "post_roll", postRoll);
  if (midRoll === "") set(made, "mid_roll", "");
  else {
    const { at: _, every_minutes: __, ...rest } = base?.mid_roll ?? {};
    const when = midRollMinutes.trim() === ""
      ? { at: "breaks" }
      : { every_minutes: numberOr(midRollMinutes, midRollMinutes) };
    made.mid_roll = { ...rest, ...when, filler: midRoll };
  }
  return base === undefined && Object.keys(made).length === 0 ? undefined : made;
}

/** An empty field says nothing, unless the document says so itself. */
function set(target, key, name) {
  if (name !== "") target[key] = name;
  else if (target[key] !== null) delete target[key];
}
