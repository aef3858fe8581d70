import fc from "fast-check";
import type { ScheduleItem } from "../../src/media.ts";
import type { Programme } from "../../src/programme.ts";
import type { Remark } from "../../src/schedule/draft.ts";
import { holdsOn } from "../../src/schedule/wall_clock.ts";
import { contentOf } from "../../src/content.ts";
import type { Slot } from "../../src/schedule_rule.ts";
import { instants, slots as randomSlots, ZONES } from "./random_schedules.ts";
import { playable } from "./samples.ts";

const HOUR_MS = 3_600_000;

/** Slots of shelves of their own, so that programmes tell whose they are. */
export const timetables = fc.record({
  slots: fc.array(randomSlots, { minLength: 1, maxLength: 5 }).map((all) =>
    all.map((slot, shelf): Slot => ({
      ...slot,
      parts: [{
        content: contentOf({ folder: `/${shelf}` }),
        mode: { flood: true },
        title: null,
        filler: null,
      }],
    }))
  ),
  lengths: fc.array(fc.integer({ min: 60_000, max: 4 * HOUR_MS }), { minLength: 1, maxLength: 5 }),
  timezone: fc.constantFrom(...ZONES),
  fromMs: instants,
});

/** A shelf with items of these lengths. */
export function itemsOf(shelf: number, lengths: readonly number[]): ScheduleItem[] {
  return lengths.map((durationMs, index) =>
    playable(1_000 * shelf + index, durationMs, { locator: `/${shelf}/${index}` })
  );
}

/** True for a programme of that shelf. */
export function isOf({ itemId }: Programme, shelf: number): boolean {
  return itemId !== null && Math.floor(itemId / 1_000) === shelf;
}

/** True where a remark says why a slot is not on time. */
export function isExplained({ atMs }: Slot, remarks: readonly Remark[]): boolean {
  const minutes = atMs / 60_000;
  const text = `${String(Math.floor(minutes / 60)).padStart(2, "0")}:${
    String(minutes % 60).padStart(2, "0")
  }`;
  return remarks.some(({ code, detail }) =>
    ["starts_late", "left_out", "clock_changed"].includes(code) && detail.includes(text)
  );
}

/** When slots should start, by the calendar; of two at one time the first. */
export function datesOf(
  slots: readonly Slot[],
  timezone: string,
  fromMs: number,
): { slot: Slot; startMs: number }[] {
  const first = Temporal.Instant.fromEpochMilliseconds(fromMs).toZonedDateTimeISO(timezone).toPlainDate();
  return [0, 1, 2].flatMap((days) => {
    const day = first.add({ days });
    const held = slots.filter(({ days }) => holdsOn(days, day));
    return held.filter((slot, at) => held.findIndex(({ atMs }) => atMs === slot.atMs) === at).map((slot) => ({
      slot,
      startMs: day.toZonedDateTime({
        timeZone: timezone,
        plainTime: { hour: Math.floor(slot.atMs / HOUR_MS), minute: slot.atMs / 60_000 % 60 },
      }).epochMilliseconds,
    }));
  });
}
