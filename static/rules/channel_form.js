/**
 * What the form for a channel shows. All of it is text, as fields hold it; `null` documents become empty fields.
 *
 * @typedef {object} ChannelForm
 * @property {string} number
 * @property {string} name
 * @property {string} kind
 * @property {import("./collection_form.js").CollectionForm} collection
 * @property {string} order
 * @property {string} preRoll Name of a filler, or empty.
 * @property {string} midRoll Name of a filler, or empty.
 * @property {string} midRollMinutes Empty for at the breaks that are found.
 * @property {string} postRoll Name of a filler, or empty.
 * @property {string} mirrored The other channel's id or number.
 * @property {string} offsetMinutes
 * @property {SlotForm[]} slots
 *
 * @typedef {{at: string, days: string, overrun: string, collection: import("./collection_form.js").CollectionForm,
 *   order: string, written: object}} SlotForm `written`: what the form does not show of it.
 */
import { collectionOf, formOfCollection } from "./collection_form.js";

/** The kinds a form is enough for, with what they mean. */
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
 * The options of a channel that the form cannot show, by path; none when it can be edited there.
 *
 * @param {object} document
 */
export function beyondForm({ schedule, fillers = {} }) {
  const beyond = [];
  if (typeof schedule === "string" || schedule === null) beyond.push("schedule");
  else if (schedule !== undefined) beyond.push(...beyondSchedule(schedule));
  for (const role of ["pre_roll", "post_roll"]) {
    if (!isNameOrNone(fillers?.[role])) beyond.push(`fillers.${role}`);
  }
  const midRoll = fillers?.mid_roll;
  if (midRoll && (typeof midRoll.filler !== "string")) beyond.push("fillers.mid_roll");
  return beyond;
}

/** @param {object} document One without anything {@link beyondForm}. @returns {ChannelForm} */
export function formOfChannel({ number = "", name = "", schedule = {}, fillers }) {
  const midRoll = fillers?.mid_roll;
  return {
    number: String(number),
    name,
    kind: schedule.kind ?? "loop",
    collection: formOfCollection(schedule.collection),
    order: schedule.order ?? "chronological",
    preRoll: fillers?.pre_roll ?? "",
    midRoll: midRoll?.filler ?? "",
    midRollMinutes: midRoll?.every_minutes === undefined ? "" : String(midRoll.every_minutes),
    postRoll: fillers?.post_roll ?? "",
    mirrored: schedule.channel ?? "",
    offsetMinutes: String(schedule.offset_minutes ?? 0),
    slots: (schedule.slots ?? [emptySlotDocument()]).map(formOfSlot),
  };
}

/**
 * The document a form stands for.
 *
 * @param {ChannelForm} form
 * @param {object} base The document it was made of: whatever the form does not show stays as it is there.
 */
export function channelOf(form, base) {
  const number = form.number.trim();
  const { number: _, name: __, schedule, fillers, ...rest } = base;
  const around = fillersOf(form, fillers);
  return {
    number,
    name: form.name.trim(),
    ...rest,
    schedule: scheduleOf(form, schedule ?? {}),
    ...(around === undefined ? {} : { fillers: around }),
  };
}

function beyondSchedule(schedule) {
  if (!KINDS.some(([kind]) => kind === (schedule.kind ?? "loop"))) return ["schedule.kind"];
  if (schedule.kind === "slots") return (schedule.slots ?? []).flatMap(beyondSlot);
  if (!DRAWN.includes(schedule.kind ?? "loop")) return [];
  return beyondContent(schedule).map((key) => `schedule.${key}`);
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

function isNameOrNone(value) {
  return value === undefined || value === null || typeof value === "string";
}

function scheduleOf(form, base) {
  const { kind } = form;
  // Options of one kind mean nothing, or something else, in another.
  const kept = base.kind === kind || base.kind === undefined ? base : base.seed ? { seed: base.seed } : {};
  if (kind === "mirror") return mirrorOf(form, kept);
  if (kind === "slots") return { ...kept, kind, slots: form.slots.map(slotOf) };
  const { order: _, ...rest } = kept;
  const made = { ...rest, kind, collection: collectionOf(form.collection) };
  return kind === "marathon" ? made : withOrder(made, form.order, kept.order);
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

/** What is no number stays as it is written: the server says what it expects. */
function numberOr(text, otherwise) {
  const trimmed = text.trim();
  if (trimmed === "") return otherwise;
  return Number.isFinite(Number(trimmed)) ? Number(trimmed) : trimmed;
}

function emptySlotDocument() {
  return { at: "20:00" };
}
