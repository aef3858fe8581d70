import { z } from "zod";
import type { LoopSchedule, MirrorSchedule, PausedSchedule, Schedule } from "../schedule_rule.ts";
import { blocksSchema } from "./block_schema.ts";
import { type ContentForms, drawnComplaints, readContent } from "./content_schema.ts";
import { isRecord } from "./document.ts";
import type { FillerForms } from "./filler_schema.ts";
import { minutesOrNone } from "./moments.ts";
import { partForms } from "./part_schema.ts";
import { FRAME, SEED_SHAPE } from "./schedule_frame.ts";
import { sequenceSchema } from "./sequence_schema.ts";
import { randomSlotsSchema, slotsSchema } from "./slot_schema.ts";
import { formOf, oneOf, refuse, section } from "./values.ts";

/** How the parts of schedules are written. */
export interface ScheduleParts {
  /** Contents. */
  readonly content: ContentForms;
  /** Filler. */
  readonly filler: FillerForms;
  /** The number or id of a channel; becomes its id. */
  readonly channel: z.ZodType<string>;
}

/**
 * A schedule spelt out: a map whose `kind` says which options it has. Zone and filler are the channel's.
 *
 * @param parts How its parts are written.
 */
export function scheduleSchema({ content, filler, channel }: ScheduleParts): z.ZodType<Schedule> {
  const parts = partForms(content, filler);
  const kinds: Readonly<Record<string, z.ZodType<Schedule>>> = {
    loop: loop(content),
    marathon: marathon(content),
    "paused_when_unwatched": paused(content),
    slots: slotsSchema(parts),
    "random_slots": randomSlotsSchema(parts),
    blocks: blocksSchema(parts),
    sequence: sequenceSchema(content, filler),
    mirror: mirror(channel),
  };
  const words = Object.keys(kinds);
  const [first = "", ...rest] = words;
  const noMap = z.record(z.string(), z.unknown(), "a map with kind, or a key of schedules").transform(
    (_, context) => {
      context.addIssue({
        code: "custom",
        path: ["kind"],
        message: oneOf(first, ...rest).safeParse(null).error?.issues[0]?.message ?? "",
        params: { known: words },
      });
      return z.NEVER;
    },
  );
  return formOf((value) => {
    const kind = isRecord(value) ? value["kind"] : undefined;
    return typeof kind === "string" && Object.hasOwn(kinds, kind) ? kinds[kind] ?? noMap : noMap;
  });
}

function loop({ drawnShape, shape }: ContentForms): z.ZodType<LoopSchedule> {
  return section({ kind: oneOf("loop"), ...drawnShape, ...shape, ...SEED_SHAPE })
    .superRefine(refuse(drawnComplaints))
    .transform(({ kind, seed, ...content }): LoopSchedule => ({
      kind,
      seed,
      ...FRAME,
      content: readContent(content),
    }));
}

/** Another name for a loop whose order is `marathon`. */
function marathon({ drawnShape, shape: { order: _, ...shape } }: ContentForms): z.ZodType<LoopSchedule> {
  return section({ kind: oneOf("marathon"), ...drawnShape, ...shape, ...SEED_SHAPE })
    .superRefine(refuse(drawnComplaints))
    .transform(({ kind: _, seed, ...content }): LoopSchedule => ({
      kind: "loop",
      seed,
      ...FRAME,
      content: readContent({ ...content, order: "marathon" }),
    }));
}

function paused({ drawnShape, shape }: ContentForms): z.ZodType<PausedSchedule> {
  return section({ kind: oneOf("paused_when_unwatched"), ...drawnShape, ...shape, ...SEED_SHAPE })
    .superRefine(refuse(drawnComplaints))
    .transform(({ kind, seed, ...content }): PausedSchedule => ({
      kind,
      seed,
      ...FRAME,
      content: readContent(content),
    }));
}

function mirror(channel: z.ZodType<string>): z.ZodType<MirrorSchedule> {
  return section({ kind: oneOf("mirror"), channel, offset_minutes: minutesOrNone().default(0) })
    .transform(({ kind, channel: channelId, offset_minutes: offsetMs }): MirrorSchedule => ({
      kind,
      seed: null,
      ...FRAME,
      channelId,
      offsetMs,
    }));
}
