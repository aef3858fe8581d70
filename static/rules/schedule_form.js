import { collectionOf, formOfCollection } from "./collection_form.js";
import { numberOr } from "./form_values.js";

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
 *   order: string, written: object}} SlotForm `written`: what the form does not show of it.
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
const SHOWN_OF_SLOT = ["at", "days", "overrun", "collection", "order"];

/** A slot to begin with. @returns {SlotForm} */
export function emptySlot() {
  return {
    ...{ at: "20:00", days: "", overrun: "fit", order: "chronological", written: {} },
    collection: formOfCollection(undefined),
  };
}

/**
 * The options of a schedule that the form cannot show, by path; none when it can be edited there.
 *
 * @param {unknown} schedule
 */
export function beyondSchedule(schedule) {
  if (schedule === undefined) return [];
  if (typeof schedule === "string" || schedule === null) return ["schedule"];
  const kind = schedule.kind ?? "loop";
  if (!KINDS.some(([known]) => known === kind)) return ["schedule.kind"];
  if (kind === "slots") return (schedule.slots ?? []).flatMap(beyondSlot);
  if (!DRAWN.includes(kind)) return [];
  return beyondContent(schedule).map((key) => `schedule.${key}`);
}

/** @param {object} schedule One without anything {@link beyondSchedule}. @returns {ScheduleForm} */
export function formOfSchedule(schedule = {}) {
  return {
    kind: schedule.kind ?? "loop",
    collection: formOfCollection(schedule.collection),
    order: schedule.order ?? "chronological",
    mirrored: schedule.channel ?? "",
    offsetMinutes: String(schedule.offset_minutes ?? 0),
    slots: schedule.slots?.map(formOfSlot) ?? [emptySlot()],
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
  const kept = base.kind === kind || base.kind === undefined ? base : base.seed ? { seed: base.seed } : {};
  if (kind === "mirror") return mirrorOf(form, kept);
  if (kind === "slots") return { ...kept, kind, slots: form.slots.map(slotOf) };
  const { order: _, ...rest } = kept;
  const made = { ...rest, kind, collection: collectionOf(form.collection) };
  return kind === "marathon" ? made : withOrder(made, form.order, kept.order);
}

function beyondSlot(slot, index) {
  const keys = beyondContent(slot);
  if (slot.parts !== undefined) keys.push("parts");
  if (slot.only_filler !== undefined) keys.push("only_filler");
  if (Array.isArray(slot.days) && slot.days.length > 1) keys.push("days");
  return keys.map((key) => `schedule.slots[${index}].${key}`);
}

function beyondContent({ collection, collections, order }) {
  return [
    ...(collections === undefined ? [] : ["collections"]),
    ...(formOfCollection(collection) === null ? ["collection"] : []),
    ...(order === undefined || ORDERS.some(([known]) => known === order) ? [] : ["order"]),
  ];
}

function mirrorOf({ kind, mirrored, offsetMinutes }, { offset_minutes: before, ...rest }) {
  const minutes = numberOr(offsetMinutes, 0);
  const made = { ...rest, kind, channel: mirrored.trim() };
  return minutes === 0 && before === undefined ? made : { ...made, offset_minutes: minutes };
}

function formOfSlot(slot) {
  const written = Object.fromEntries(Object.entries(slot).filter(([key]) => !SHOWN_OF_SLOT.includes(key)));
  return {
    at: slot.at ?? "",
    days: Array.isArray(slot.days) ? slot.days[0] ?? "" : slot.days ?? "",
    overrun: slot.overrun ?? "fit",
    collection: formOfCollection(slot.collection),
    order: slot.order ?? "chronological",
    written,
  };
}

function slotOf({ at, days, overrun, collection, order, written }) {
  const made = {
    at: at.trim(),
    ...(days === "" ? {} : { days }),
    ...written,
    collection: collectionOf(collection),
    ...(overrun === "fit" ? {} : { overrun }),
  };
  return withOrder(made, order, undefined);
}

function withOrder(made, order, before) {
  return order === "chronological" && before === undefined ? made : { ...made, order };
}
