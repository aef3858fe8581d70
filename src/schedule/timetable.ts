import type { BlockSchedule, Slot, SlotSchedule } from "../schedule_rule.ts";
import { addDays, type Day, dayAt, holdsOn, instantOf, isLeaptOver } from "./wall_clock.ts";

/** A slot on a day. */
export interface Appointment {
  /** When it begins, milliseconds since 1970. */
  readonly startMs: number;
  /** What airs. */
  readonly slot: Slot;
  /** The first of its day: delays of the day before end here. */
  readonly isFirst: boolean;
  /** The clock leaps over its time that day; it begins after the leap. */
  readonly isLeaptOver: boolean;
  /** Slots of before that the clock leaps over: after the leap it is this one's time. */
  readonly displaced: readonly Slot[];
}

/** Days looked back for the slot that is on: what has no end may have begun on one day of the year. */
const DAYS_BACK = 366;

/** Days looked ahead; longer gaps are filled day by day. */
const DAYS_AHEAD = 8;

/** Days whose appointments are remembered. */
const DAYS_KEPT_MAX = 64;

/** Turns slots or blocks into instants. */
export class Timetable {
  readonly #days = new Map<string, readonly Appointment[]>();

  /** Reads the schedule's calendar and zone. */
  constructor(private readonly schedule: SlotSchedule | BlockSchedule) {}

  /** The slot that is on at an instant: the last that began; null if none did within a year. */
  at(atMs: number): Appointment | null {
    const day = dayAt(atMs, this.schedule.timezone);
    for (let back = 0; back <= DAYS_BACK; back++) {
      const begun = this.#of(addDays(day, -back)).findLast(({ startMs }) => startMs <= atMs);
      if (begun !== undefined) return begun;
    }
    return null;
  }

  /** The first slot that begins after an instant; null if none does within a week. */
  after(atMs: number): Appointment | null {
    const day = dayAt(atMs, this.schedule.timezone);
    for (let ahead = 0; ahead <= DAYS_AHEAD; ahead++) {
      const next = this.#of(addDays(day, ahead)).find(({ startMs }) => startMs > atMs);
      if (next !== undefined) return next;
    }
    return null;
  }

  /** The first instant of the day after. */
  midnightAfter(atMs: number): number {
    const { timezone } = this.schedule;
    return instantOf(addDays(dayAt(atMs, timezone), 1), 0, timezone);
  }

  #of(day: Day): readonly Appointment[] {
    const name = day.toString();
    const known = this.#days.get(name);
    if (known !== undefined) return known;
    const made = appointmentsOf(slotsOn(this.schedule, day), day, this.schedule.timezone);
    if (this.#days.size >= DAYS_KEPT_MAX) this.#days.clear();
    this.#days.set(name, made);
    return made;
  }
}

function slotsOn(schedule: SlotSchedule | BlockSchedule, day: Day): readonly Slot[] {
  if (schedule.kind === "slots") return schedule.slots.filter(({ days }) => holdsOn(days, day));
  return schedule.templates.find(({ days }) => holdsOn(days, day))?.slots ?? [];
}

/** By time; of two at one instant the first that is written. */
function appointmentsOf(slots: readonly Slot[], day: Day, timezone: string): readonly Appointment[] {
  const byInstant = new Map<number, { slot: Slot; displaced: Slot[] }>();
  const isLeapt = (slot: Slot) => isLeaptOver(day, slot.atMs, timezone);
  for (const slot of slots.toSorted((one, other) => Number(isLeapt(one)) - Number(isLeapt(other)))) {
    const startMs = instantOf(day, slot.atMs, timezone);
    const later = isLeapt(slot) ? laterBut(byInstant, slot, startMs) : undefined;
    if (later !== undefined) later.displaced.push(slot);
    else if (!byInstant.has(startMs)) byInstant.set(startMs, { slot, displaced: [] });
  }
  return [...byInstant].sort(([one], [other]) => one - other).map(([startMs, { slot, displaced }], at) => ({
    startMs,
    slot,
    displaced,
    isFirst: at === 0,
    isLeaptOver: isLeapt(slot),
  }));
}

/** The first slot of a later time that begins no later all the same, because the clock leaps. */
function laterBut<Kept extends { readonly slot: Slot }>(
  kept: ReadonlyMap<number, Kept>,
  { atMs }: Slot,
  startMs: number,
): Kept | undefined {
  return [...kept].filter(([otherMs, { slot }]) => slot.atMs > atMs && otherMs <= startMs)
    .sort(([one], [other]) => one - other)[0]?.[1];
}
