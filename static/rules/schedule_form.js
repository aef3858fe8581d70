import { collectionOf, formOfCollection, isShownCollection } from "./collection_form.js";
import { isMap, isNumberOrNone, isPlainText, numberOr, putOption } from "./form_values.js";

/**
 * What the form for a schedule shows. All of it is text, as fields hold it.
 *
 * @typedef {object} ScheduleForm
 * @property {string} kind
 * @property {import("./collection_form.js").CollectionForm} collection
 * @property {string} order
 * @property {string} mirrored The other channel's id or number.
 * @property {string} offsetMinutes
 * @property {SlotForm[]} slots
 *
 * @typedef {{at: string, days: string, overrun: string, collection: import("./collection_form.js").CollectionForm,
 *   order: string, base: object}} SlotForm `base`: the slot it was made of.
 */

/** The kinds a form is enough for, with what they mean. @type {readonly (readonly [string, string])[]} */
export const KINDS = [
  ["loop", "Loop: one collection again and again"],
  ["marathon", "Marathon: one show after another, each whole"],
  ["slots", "Time slots: what airs from which time of day on"],
  ["mirror", "Mirror: another channel, now or later"],
  ["paused_when_unwatched", "Paused: one collection whose time stops while nobody watches"],
];
/** The orders to choose from. */
export const ORDERS = [
  ["chronological", "In order"],
  ["shuffle", "Shuffled, each once before any comes again"],
  ["random", "At random"],
  ["rotating", "One of each show in turn"],
  ["interleave", "Shows spread evenly"],
  ["marathon", "Show after show"],
];
/** On which days a slot holds. */
export const DAYS = [
  ["", "Every day"],
  ["weekdays", "Monday to Friday"],
  ["weekend", "Saturday and Sunday"],
  ["mon", "Monday"],
  ["tue", "Tuesday"],
  ["wed", "Wednesday"],
  ["thu", "Thursday"],
  ["fri", "Friday"],
  ["sat", "Saturday"],
  ["sun", "Sunday"],
];
/** What happens at the end of a slot. */
export const OVERRUNS = [
  ["fit", "Only what fits is begun"],
  ["cut", "The last is cut"],
  ["run_over", "The last plays to its end"],
  ["shift", "The last plays on, all later ones move"],
];

const DRAWN = ["loop", "marathon", "paused_when_unwatched"];

/** A slot to begin with. @returns {SlotForm} */
export function emptySlot() {
  return {
    ...{ at: "20:00", days: "", overrun: "fit", order: "chronological", base: {} },
    collection: formOfCollection(undefined),
  };
}

/** A form nothing was filled into. @type {ScheduleForm} */
const EMPTY = {
  ...{ kind: "loop", order: "chronological", mirrored: "", offsetMinutes: "0" },
  collection: formOfCollection(undefined),
  slots: [emptySlot()],
};

/**
 * The options of a schedule that the form cannot show, or not give back as they were; none when it can be edited there.
 *
 * @param {unknown} schedule
 */
export function beyondSchedule(schedule) {
  if (schedule === undefined) return [];
  if (!isMap(schedule)) return ["schedule"];
  const { kind, slots, channel, offset_minutes: offset } = schedule;
  if (!KINDS.some(([known]) => known === kind)) return ["schedule.kind"];
  if (kind === "slots") return Array.isArray(slots) ? slots.flatMap(beyondSlot) : ["schedule.slots"];
  if (DRAWN.includes(kind)) return beyondContent(schedule, kind).map((key) => `schedule.${key}`);
  return [
    ...(isPlainText(channel) ? [] : ["schedule.channel"]),
    ...(isNumberOrNone(offset) ? [] : ["schedule.offset_minutes"]),
  ];
}

/** @param {object} schedule One without anything that is {@link beyondSchedule}. @returns {ScheduleForm} */
export function formOfSchedule(schedule = {}) {
  const form = { ...EMPTY, kind: schedule.kind ?? EMPTY.kind };
  // What another kind says is not shown, and stays.
  if (form.kind === "slots") return { ...form, slots: schedule.slots.map(formOfSlot) };
  if (form.kind === "mirror") {
    return { ...form, mirrored: schedule.channel, offsetMinutes: String(schedule.offset_minutes ?? 0) };
  }
  return {
    ...form,
    collection: formOfCollection(schedule.collection),
    order: schedule.order ?? "chronological",
  };
}

/**
 * The schedule a form stands for.
 *
 * @param {ScheduleForm} form
 * @param {object} base The schedule it was made of: whatever the form does not show stays as it is there.
 */
export function scheduleOf(form, base = {}) {
  const { kind } = form;
  // Options of one kind mean nothing, or something else, in another.
  const isOther = base.kind !== undefined && base.kind !== kind;
  const kept = isOther ? base.seed === undefined ? {} : { seed: base.seed } : base;
  if (kind === "mirror") return mirrorOf(form, kept);
  if (kind === "slots") return { ...kept, kind, slots: form.slots.map(slotOf) };
  const made = { ...kept, kind, collection: collectionOf(form.collection) };
  const order = { value: form.order, usual: "chronological", before: kept.order };
  if (kind !== "marathon") putOption(made, "order", order);
  return made;
}

function beyondSlot(slot, index) {
  if (!isMap(slot)) return [`schedule.slots[${index}]`];
  const { at, days, overrun, parts, only_filler: onlyFiller } = slot;
  const beyond = [
    ...beyondContent(slot, "slot"),
    ...(isPlainText(at) ? [] : ["at"]),
    ...(days === undefined || isKnown(DAYS, daysText(days)) ? [] : ["days"]),
    ...(overrun === undefined || isKnown(OVERRUNS, overrun) ? [] : ["overrun"]),
    ...(parts === undefined ? [] : ["parts"]),
    ...(onlyFiller === undefined ? [] : ["only_filler"]),
  ];
  return beyond.map((key) => `schedule.slots[${index}].${key}`);
}

function beyondContent({ collection, collections, order }, kind) {
  const mayOrder = order === undefined || (kind !== "marathon" && isKnown(ORDERS, order));
  return [
    ...(collections === undefined ? [] : ["collections"]),
    ...(isShownCollection(collection) ? [] : ["collection"]),
    ...(mayOrder ? [] : ["order"]),
  ];
}

function isKnown(options, value) {
  return options.some(([known]) => known === value);
}

/** Several days are more than the form can show. */
function daysText(days) {
  return Array.isArray(days) && days.length === 1 ? days[0] : days;
}

function mirrorOf({ kind, mirrored, offsetMinutes }, base) {
  const made = { ...base, kind, channel: mirrored.trim() };
  putOption(made, "offset_minutes", {
    value: numberOr(offsetMinutes, 0),
    usual: 0,
    before: base.offset_minutes,
  });
  return made;
}

function formOfSlot(slot) {
  return {
    at: slot.at,
    days: daysText(slot.days) ?? "",
    overrun: slot.overrun ?? "fit",
    collection: formOfCollection(slot.collection),
    order: slot.order ?? "chronological",
    base: slot,
  };
}

function slotOf({ at, days, overrun, collection, order, base }) {
  const made = { ...base, at: at.trim(), collection: collectionOf(collection) };
  if (days !== (daysText(base.days) ?? "")) {
    putOption(made, "days", { value: days, usual: "", before: undefined });
  }
  putOption(made, "overrun", { value: overrun, usual: "fit", before: base.overrun });
  putOption(made, "order", { value: order, usual: "chronological", before: base.order });
  return made;
}
