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
export function slotRule(schedule: SlotSchedule | BlockSchedule): Rule<SlotState | null> {
  const timetable = new Timetable(schedule);
  return {
    start: null,
    next(desk, state) {
      const current = state === null || desk.draft.endMs >= state.endMs ? follow(desk, state) : state;
      const slot = current.isGap || current.plannedMs === null ? null : timetable.at(current.plannedMs)?.slot;
      const stretch = {
        startMs: current.startMs,
        endMs: current.endMs,
        parts: slot?.parts ?? [],
        overrun: slot?.overrun ?? "fit",
        filler: schedule.filler,
      } as const;
      return { ...current, progress: playOn(desk, stretch, current.progress) ?? current.progress };
    },
  };

  /** What follows: the slot that is due, or a gap. */
  function follow(desk: Desk, before: SlotState | null): SlotState {
    const atMs = desk.draft.endMs;
    if (before === null || atMs > before.endMs + JUMP_MS) {
      const due = timetable.at(atMs);
      const isOver = due === null || ownEndOf(due) <= atMs;
      return isOver ? gap(atMs, due?.startMs ?? null) : begin(desk, due, 0);
    }
    const plannedMs = before.plannedMs ?? before.startMs - 1;
    const pushes = timetable.at(plannedMs)?.slot.overrun === "shift";
    for (let due = timetable.after(plannedMs); due !== null && due.startMs <= atMs;) {
      const delayMs = pushes && !due.isFirst && due.slot.overrun === "shift" ? atMs - due.startMs : 0;
      if (plannedEndOf(due) + delayMs > atMs) return begin(desk, due, delayMs);
      desk.draft.remark("left_out", `The slot of ${timeOf(due)} is left out: the one before ran over it`);
      const next = timetable.after(due.startMs);
      if (next === null || next.startMs > atMs) return gap(atMs, due.startMs);
      due = next;
    }
    return gap(atMs, before.plannedMs);
  }

  function begin(desk: Desk, due: Appointment, delayMs: number): SlotState {
    const atMs = desk.draft.endMs;
    const lateMs = atMs - due.startMs;
    const isFirstEver = desk.draft.programmes.length === 0;
    if (lateMs >= LATE_MS_MIN && !isFirstEver) {
      const seconds = Math.round(lateMs / 1_000);
      desk.draft.remark(
        "starts_late",
        `The slot of ${timeOf(due)} starts ${seconds} s late: the one before ran over`,
      );
    } else if (due.isLeaptOver) {
      desk.draft.remark("clock_changed", `The slot of ${timeOf(due)} starts when the clock was put forward`);
    }
    return {
      plannedMs: due.startMs,
      isGap: false,
      startMs: atMs,
      endMs: plannedEndOf(due) + delayMs,
      progress: stretchStart(atMs),
    };
  }

  function gap(atMs: number, plannedMs: number | null): SlotState {
    const nextMs = timetable.after(Math.max(atMs, plannedMs ?? atMs))?.startMs ?? Infinity;
    const endMs = Math.min(nextMs, timetable.midnightAfter(atMs));
    return { plannedMs, isGap: true, startMs: atMs, endMs, progress: stretchStart(atMs) };
  }

  /** At its own end or where the next begins; one that goes on for days is looked at anew at midnight. */
  function plannedEndOf(due: Appointment): number {
    const next = timetable.after(due.startMs);
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
