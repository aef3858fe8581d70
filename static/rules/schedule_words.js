import { contentWords, listWords } from "./collection_words.js";

const ORDERS = {
  chronological: "in order",
  shuffle: "shuffled",
  random: "at random",
  rotating: "one of each show in turn",
  weighted: "by weight",
  interleave: "shows interleaved",
  marathon: "show after show",
};
const OVERRUNS = { fit: "fit", cut: "cut", "run_over": "run over", shift: "shift" };
const WEEKDAY_COUNTS = { weekdays: 5, weekend: 2 };
const NUMBERS = ["no", "one", "two", "three", "four", "five", "six"];

/**
 * What a channel does, in one sentence without its full stop.
 *
 * @param {unknown} schedule As a document has it: the name of one, one spelt out, or null.
 * @param {{schedules?: Record<string, unknown>, channels?: readonly {id: string, number: string}[]}} [known] What
 *   names stand for.
 */
export function scheduleSentence(schedule, { schedules = {}, channels = [] } = {}) {
  if (typeof schedule === "string") {
    const named = schedules[schedule];
    const says = named !== undefined && typeof named !== "string"
      ? scheduleSentence(named, { channels })
      : "";
    return says ? `Schedule “${schedule}”: ${says}` : `Schedule “${schedule}”`;
  }
  if (!schedule) return "No schedule: off air";
  const say = SENTENCES[schedule.kind];
  return say ? say(schedule, channels) : `A schedule of the kind “${schedule.kind}”`;
}

/** In which order items air, as words to put behind a comma. @param {string | undefined} order */
export function orderWords(order) {
  return ORDERS[order ?? "chronological"] ?? order;
}

const SENTENCES = {
  loop: (schedule) => `Loops ${contentWords(schedule)}, ${orderWords(schedule.order)}`,
  marathon: (schedule) => `Marathon of ${contentWords(schedule)}, show after show`,
  "paused_when_unwatched": (schedule) =>
    `Plays ${contentWords(schedule)}, ${orderWords(schedule.order)}; time stops while nobody watches`,
  slots: slotsSentence,
  "random_slots"({ slots = [], pad_to_minutes: padMinutes }) {
    const pads = padMinutes ? `, starting every ${padMinutes} min` : "";
    return `${counted(slots.length, "slot")} by chance${pads}`;
  },
  blocks({ blocks = {}, templates = {} }) {
    const days = counted(Object.keys(templates).length, "kind of day", "kinds of day");
    return `Blocks: ${listWords(Object.keys(blocks))}; ${days}`;
  },
  sequence({ playout = [], content = {} }) {
    return `Sequence of ${counted(playout.length, "step")} with ${listWords(Object.keys(content))}`;
  },
  mirror({ channel, offset_minutes: minutes = 0 }, channels) {
    const number = channels.find(({ id }) => id === channel)?.number ?? channel;
    return `Mirror of ${number}, ${laterWords(minutes)}`;
  },
};

function slotsSentence({ slots = [] }) {
  const dated = slots.filter(({ from }) => from).length;
  const weekly = slots.filter(({ from }) => !from).reduce((sum, { days }) => sum + daysAWeek(days), 0);
  const counts = [
    ...(weekly > 0 ? [`${weekly} a week`] : []),
    ...(dated > 0 ? [`${dated} by date`] : []),
  ];
  const ends = new Set(slots.map(({ overrun = "fit" }) => OVERRUNS[overrun] ?? overrun));
  return `Slots: ${[...counts, [...ends].join(" or ")].filter(Boolean).join(", ") || "none"}`;
}

function daysAWeek(days) {
  const words = typeof days === "string" ? [days] : days ?? [];
  if (words.length === 0) return 7;
  return words.reduce((sum, word) => sum + (WEEKDAY_COUNTS[word] ?? 1), 0);
}

function laterWords(minutes) {
  if (minutes === 0) return "at the same time";
  const hours = minutes / 60;
  if (!Number.isInteger(hours)) {
    return minutes < 60 ? `${minutes} min later` : `${Math.floor(hours)} h ${minutes % 60} min later`;
  }
  return `${NUMBERS[hours] ?? hours} ${hours === 1 ? "hour" : "hours"} later`;
}

function counted(count, one, many = `${one}s`) {
  return `${count} ${count === 1 ? one : many}`;
}
