import { z } from "zod";
import { LIMITS } from "../limits.ts";
import type { BlockSchedule, Days, DayTemplate, Slot } from "../schedule_rule.ts";
import { DAY_SHAPE, dayComplaints, minutes, readDays, timeOfDay } from "./moments.ts";
import { listNames, mapOf, NAME_EXPECTED } from "./names.ts";
import { type PartForms, playingComplaints, readPlaying } from "./part_schema.ts";
import { FRAME, SEED_SHAPE } from "./schedule_frame.ts";
import { type Complaint, listOf, oneOf, refuse, section } from "./values.ts";

const EVERY_DAY: Days = { weekdays: [], dates: null };

type Block = ReturnType<typeof readPlaying>;
interface TemplateEntry {
  readonly at: number;
  readonly block: string;
  readonly minutes: number | null;
}
interface CalendarEntry {
  readonly template: string;
  readonly days: Days;
}
interface BlockFields {
  readonly blocks: Readonly<Record<string, Block>>;
  readonly templates: Readonly<Record<string, readonly TemplateEntry[]>>;
  readonly calendar: readonly CalendarEntry[];
}

/** `blocks`: what a block plays, which blocks make a day, and which day is which. */
export function blocksSchema({ playingShape }: PartForms): z.ZodType<BlockSchedule> {
  const block = section(playingShape).superRefine(refuse(playingComplaints)).transform(readPlaying);
  return section({
    kind: oneOf("blocks"),
    blocks: mapOf(block, "blocks", LIMITS.slotsMax),
    templates: mapOf(
      listOf(entry, "blocks", LIMITS.slotsMax).min(1, "at least one block"),
      "templates",
      LIMITS.slotsMax,
    ),
    calendar: listOf(calendarEntry, "templates", LIMITS.slotsMax).min(1, "at least one template"),
    ...SEED_SHAPE,
  }).superRefine(refuse(nameComplaints)).transform(({ kind, seed, ...fields }): BlockSchedule => ({
    kind,
    seed,
    ...FRAME,
    templates: readTemplates(fields),
  }));
}

const nameText = z.string(NAME_EXPECTED);
const entry = section({ at: timeOfDay(), block: nameText, minutes: minutes().nullable().default(null) });
const calendarEntry = section({ template: nameText, ...DAY_SHAPE }).superRefine(refuse(dayComplaints))
  .transform(({ template, ...days }): CalendarEntry => ({ template, days: readDays(days) }));

function nameComplaints({ blocks, templates, calendar }: BlockFields): Complaint[] {
  const [blockNames, templateNames] = [Object.keys(blocks), Object.keys(templates)];
  return [
    ...Object.entries(templates).flatMap(([name, entries]) =>
      entries.flatMap(({ block }, index) =>
        blockNames.includes(block) ? [] : [{
          path: ["templates", name, index, "block"],
          expected: listNames("a key of blocks", blockNames),
          known: blockNames,
        }]
      )
    ),
    ...calendar.flatMap(({ template }, index) =>
      templateNames.includes(template) ? [] : [{
        path: ["calendar", index, "template"],
        expected: listNames("a key of templates", templateNames),
        known: templateNames,
      }]
    ),
  ];
}

function readTemplates({ blocks, templates, calendar }: BlockFields): DayTemplate[] {
  const days = new Map(
    Object.entries(templates).map(([name, entries]) => [
      name,
      entries.flatMap(({ at, block: called, minutes }): Slot[] => {
        const block = blocks[called];
        if (block === undefined) return [];
        const durationMs = minutes ?? block.durationMs;
        return [{ days: EVERY_DAY, atMs: at, durationMs, parts: block.parts, overrun: block.overrun }];
      }),
    ]),
  );
  return calendar.map(({ template, days: when }) => ({ days: when, slots: days.get(template) ?? [] }));
}
