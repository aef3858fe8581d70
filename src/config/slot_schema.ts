import { z } from "zod";
import { LIMITS } from "../limits.ts";
import type { RandomSlot, RandomSlotSchedule, Slot, SlotSchedule } from "../schedule_rule.ts";
import { weight } from "./content_schema.ts";
import { DAY_SHAPE, dayComplaints, minutes, minutesOrNone, readDays, timeOfDay } from "./moments.ts";
import { partComplaints, type PartForms, playingComplaints, readPart, readPlaying } from "./part_schema.ts";
import { FRAME, SEED_SHAPE } from "./schedule_frame.ts";
import { listOf, oneOf, refuse, section } from "./values.ts";

/** `slots`: what airs from which time of day on. */
export function slotsSchema({ playingShape }: PartForms): z.ZodType<SlotSchedule> {
  const slot = section({ at: timeOfDay(), ...DAY_SHAPE, ...playingShape })
    .superRefine(refuse((it) => [...dayComplaints(it), ...playingComplaints(it)]))
    .transform(({ at, days, from, until, ...playing }): Slot => {
      const { durationMs, parts, overrun } = readPlaying(playing);
      return { days: readDays({ days, from, until }), atMs: at, durationMs, parts, overrun };
    });
  return section({
    kind: oneOf("slots"),
    slots: listOf(slot, "slots", LIMITS.slotsMax).min(1, "at least one slot"),
    ...SEED_SHAPE,
  }).transform(({ kind, seed, slots }): SlotSchedule => ({ kind, seed, ...FRAME, slots }));
}

/** `random_slots`: slots chosen by chance. */
export function randomSlotsSchema({ shape }: PartForms): z.ZodType<RandomSlotSchedule> {
  const slot = section({ weight: weight(), cooldown_minutes: minutesOrNone().default(0), ...shape })
    .superRefine(refuse((it) => [
      ...partComplaints(it),
      ...(it.mode === "flood" ? [{ path: ["mode"], expected: "one, multiple or duration" }] : []),
    ]))
    .transform(({ weight, cooldown_minutes: cooldownMs, ...part }): RandomSlot => ({
      part: readPart(part, { count: 1 }),
      weight,
      cooldownMs,
    }));
  return section({
    kind: oneOf("random_slots"),
    slots: listOf(slot, "slots", LIMITS.slotsMax).min(1, "at least one slot"),
    pad_to_minutes: minutes(1_440).nullable().default(null),
    ...SEED_SHAPE,
  }).transform(({ kind, seed, slots, pad_to_minutes: padToMs }): RandomSlotSchedule => ({
    kind,
    seed,
    ...FRAME,
    slots,
    padToMs,
  }));
}
