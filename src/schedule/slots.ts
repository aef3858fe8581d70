import type { BlockSchedule, Slot, SlotSchedule } from "../schedule_rule.ts";
import type { Desk } from "./desk.ts";
import type { Rule } from "./rule.ts";
import { playOn, type StretchProgress, stretchStart } from "./stretch.ts";
import { type Appointment, Timetable } from "./timetable.ts";

/** Which slot is on, and how far it has come; plain JSON. */
export interface SlotState {
  /** When the slot that began last should have begun, milliseconds since 1970; null before the first. */
  readonly plannedMs: number | null;
  /** Slots up to then have had their turn. */
  readonly seenMs: number;
  /** True where that slot is over and the next one is still to come. */
  readonly isGap: boolean;
  /** When the slot or the gap began. */
  readonly startMs: number;
  /** When it ends. */
  readonly endMs: number;
  /** By how much it was moved because one of before ran over; 0 if not. */
  readonly delayMs: number;
  /** How far it has come. */
  readonly progress: StretchProgress;
}

/** A slot that begins less late than this begins on time. */
const LATE_MS_MIN = 1_000;

/** Slots and blocks: what airs is what the timetable says; where a slot ends the next begins. */
export class SlotRule implements Rule<SlotState | null> {
  /** No slot is on. */
  readonly start = null;
  readonly #timetable: Timetable;

  /** Reads the schedule's calendar. */
  constructor(private readonly schedule: SlotSchedule | BlockSchedule) {
    this.#timetable = new Timetable(schedule);
  }

  /** Writes an item with what surrounds it, or the rest of a slot. */
  next(desk: Desk, state: SlotState | null): SlotState {
    const current = state === null || desk.draft.endMs >= state.endMs ? this.#follow(desk, state) : state;
    const { plannedMs, startMs, endMs } = current;
    const slot = current.isGap || plannedMs === null ? null : this.#timetable.at(plannedMs)?.slot;
    const stretch = {
      ...{ startMs, endMs },
      isWhole: plannedMs !== null && startMs - plannedMs < LATE_MS_MIN,
      parts: slot?.parts ?? [],
      overrun: slot?.overrun ?? "fit",
      filler: this.schedule.filler,
    } as const;
    return { ...current, progress: playOn(desk, stretch, current.progress) ?? current.progress };
  }

  /** What follows: the slot that is due, or a gap. */
  #follow(desk: Desk, before: SlotState | null): SlotState {
    const atMs = desk.draft.endMs;
    if (before === null || atMs > before.endMs + JUMP_MS) {
      const due = this.#timetable.at(atMs);
      if (due === null || this.#plannedEndOf(due) <= atMs) return this.#goOn(atMs, due?.startMs ?? null);
      return this.#begin(desk, due, { delayMs: 0, isKnown: false });
    }
    for (let due = this.#timetable.after(before.seenMs); due !== null && due.startMs <= atMs;) {
      const delayMs = this.#delayOf(due, before, atMs);
      if (this.#plannedEndOf(due, delayMs) > atMs) return this.#begin(desk, due, { delayMs, isKnown: true });
      desk.draft.remark(
        "left_out",
        `The slot of ${timeOf(due.slot)} is left out: the one before ran over it`,
      );
      remarkDisplaced(desk, due);
      const next = this.#timetable.after(due.startMs);
      if (next === null || next.startMs > atMs) return this.#goOn(atMs, due.startMs);
      due = next;
    }
    return this.#goOn(atMs, before.plannedMs);
  }

  /** Says what is not as planned, unless the timeline itself begins in the middle of it. */
  #begin(
    desk: Desk,
    due: Appointment,
    { delayMs, isKnown }: { readonly delayMs: number; readonly isKnown: boolean },
  ): SlotState {
    const { startMs: plannedMs, slot } = due;
    const startMs = desk.draft.endMs;
    if (isKnown && startMs - plannedMs >= LATE_MS_MIN) {
      const late = `${Math.round((startMs - plannedMs) / 1_000)} s late`;
      desk.draft.remark("starts_late", `The slot of ${timeOf(slot)} starts ${late}: the one before ran over`);
    } else if (isKnown && due.isLeaptOver) {
      desk.draft.remark("clock_changed", `The slot of ${timeOf(slot)} starts when the clock was put forward`);
    }
    if (isKnown) remarkDisplaced(desk, due);
    const endMs = this.#plannedEndOf(due, delayMs);
    const progress = stretchStart(startMs);
    return { plannedMs, seenMs: plannedMs, isGap: false, startMs, endMs, delayMs, progress };
  }

  /** Nothing is due yet: a gap, looked at anew at midnight, unless the last slot has no end of its own. */
  #goOn(atMs: number, plannedMs: number | null): SlotState {
    const last = plannedMs === null ? null : this.#timetable.at(plannedMs);
    const isGap = last === null || ownEndOf(last) <= atMs;
    const farthestMs = isGap ? this.#timetable.midnightAfter(atMs) : atMs + WEEK_MS;
    return {
      ...{ plannedMs, isGap },
      seenMs: atMs,
      startMs: atMs,
      endMs: Math.min(this.#timetable.after(atMs)?.startMs ?? Infinity, farthestMs),
      delayMs: 0,
      progress: stretchStart(atMs),
    };
  }

  /** Who shifts hands on all its lateness, others what was handed on to them; a new day begins on time. */
  #delayOf(due: Appointment, { plannedMs, delayMs, isGap }: SlotState, atMs: number): number {
    if (due.isFirst || isGap || plannedMs === null) return 0;
    const lateMs = atMs - due.startMs;
    return this.#timetable.at(plannedMs)?.slot.overrun === "shift" ? lateMs : Math.min(lateMs, delayMs);
  }

  /** At its own end or where the next begins; where none is in sight, it is looked at anew after a week. */
  #plannedEndOf(due: Appointment, delayMs = 0): number {
    const next = this.#timetable.after(due.startMs);
    const nextMs = next?.startMs ?? due.startMs + WEEK_MS;
    return Math.min(ownEndOf(due) + delayMs, next === null || next.isFirst ? nextMs : nextMs + delayMs);
  }
}

/** No slot runs over by so much: the program did not run. */
const JUMP_MS = 24 * 3_600_000;

/** No farther than the timetable looks ahead. */
const WEEK_MS = 7 * 24 * 3_600_000;

function ownEndOf({ startMs, slot }: Appointment): number {
  return slot.durationMs === null ? Infinity : startMs + slot.durationMs;
}

function remarkDisplaced(desk: Desk, { displaced }: Appointment): void {
  for (const slot of displaced) {
    desk.draft.remark("clock_changed", `The slot of ${timeOf(slot)} is left out: the clock leaps over it`);
  }
}

function timeOf({ atMs }: Slot): string {
  const minutes = Math.floor(atMs / 60_000);
  return `${String(Math.floor(minutes / 60)).padStart(2, "0")}:${String(minutes % 60).padStart(2, "0")}`;
}
