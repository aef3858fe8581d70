import type { BlockSchedule, Slot, SlotSchedule } from "../schedule_rule.ts";
import type { Desk } from "./desk.ts";
import type { Rule } from "./rule.ts";
import { playOn, type StretchProgress, stretchStart } from "./stretch.ts";
import { type Appointment, Timetable } from "./timetable.ts";

/** Which slot is on, and how far it has come; plain JSON. */
export interface SlotState {
  /** When the slot that began last should have begun, milliseconds since 1970; null before the first. */
  readonly plannedMs: number | null;
  /** True where that slot is over and the next one is still to come. */
  readonly isGap: boolean;
  /** When the slot or the gap began. */
  readonly startMs: number;
  /** When it ends. */
  readonly endMs: number;
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
      const isOver = due === null || ownEndOf(due) <= atMs;
      return isOver ? this.#gap(atMs, due?.startMs ?? null) : this.#begin(desk, due, 0);
    }
    const plannedMs = before.plannedMs ?? before.startMs - 1;
    const pushes = this.#timetable.at(plannedMs)?.slot.overrun === "shift";
    for (let due = this.#timetable.after(plannedMs); due !== null && due.startMs <= atMs;) {
      const delayMs = pushes && !due.isFirst && due.slot.overrun === "shift" ? atMs - due.startMs : 0;
      if (this.#plannedEndOf(due) + delayMs > atMs) return this.#begin(desk, due, delayMs);
      desk.draft.remark("left_out", `The slot of ${timeOf(due)} is left out: the one before ran over it`);
      const next = this.#timetable.after(due.startMs);
      if (next === null || next.startMs > atMs) return this.#gap(atMs, due.startMs);
      due = next;
    }
    return this.#gap(atMs, before.plannedMs);
  }

  #begin(desk: Desk, due: Appointment, delayMs: number): SlotState {
    const atMs = desk.draft.endMs;
    const lateMs = atMs - due.startMs;
    const isFirstEver = desk.draft.programmes.length === 0;
    if (lateMs >= LATE_MS_MIN && !isFirstEver) {
      const late = `${Math.round(lateMs / 1_000)} s late`;
      desk.draft.remark("starts_late", `The slot of ${timeOf(due)} starts ${late}: the one before ran over`);
    } else if (due.isLeaptOver) {
      const detail = `The slot of ${timeOf(due)} starts when the clock was put forward`;
      desk.draft.remark("clock_changed", detail);
    }
    const endMs = this.#plannedEndOf(due) + delayMs;
    return { plannedMs: due.startMs, isGap: false, startMs: atMs, endMs, progress: stretchStart(atMs) };
  }

  #gap(atMs: number, plannedMs: number | null): SlotState {
    const nextMs = this.#timetable.after(Math.max(atMs, plannedMs ?? atMs))?.startMs ?? Infinity;
    const endMs = Math.min(nextMs, this.#timetable.midnightAfter(atMs));
    return { plannedMs, isGap: true, startMs: atMs, endMs, progress: stretchStart(atMs) };
  }

  /** At its own end or where the next begins; one that goes on for days is looked at anew at midnight. */
  #plannedEndOf(due: Appointment): number {
    const next = this.#timetable.after(due.startMs);
    return Math.min(ownEndOf(due), next?.startMs ?? due.startMs + DAYS_MS_MAX);
  }
}

/** No slot runs over by so much: the program did not run. */
const JUMP_MS = 24 * 3_600_000;

/** Without another slot in sight a slot lasts so long. */
const DAYS_MS_MAX = 8 * 24 * 3_600_000;

function ownEndOf({ startMs, slot }: Appointment): number {
  return slot.durationMs === null ? Infinity : startMs + slot.durationMs;
}

function timeOf({ slot }: { readonly slot: Slot }): string {
  const minutes = Math.floor(slot.atMs / 60_000);
  return `${String(Math.floor(minutes / 60)).padStart(2, "0")}:${String(minutes % 60).padStart(2, "0")}`;
}
