import { z } from "zod";
import { LIMITS } from "../limits.ts";
import type { Content } from "../content.ts";
import type { Amount, Break, BreakPart, FillerRules, MidRoll } from "../schedule_rule.ts";
import { type ContentForms, drawnComplaints, readMembers } from "./content_schema.ts";
import { isRecord } from "./document.ts";
import { minutes, minutesOrNone, seconds } from "./moments.ts";
import type { Shelf } from "./shelf.ts";
import { formOf, listOf, oneOf, onlyOne, refuse, section, truth, wholeNumber } from "./values.ts";

const AMOUNTS = ["count", "seconds", "minutes", "pad_to_minutes", "fill"] as const;
const DAY_MINUTES = 1_440;
const CLIPS_MAX = 1_000;
const INTERRUPTIONS_MAX = 100;

/** The ways filler is written. */
export interface FillerForms {
  /** What airs in one break: the name of a filler, or one spelt out. */
  readonly break: z.ZodType<Break>;
  /** Where a programme is interrupted, and what airs there. */
  readonly midRoll: z.ZodType<MidRoll>;
  /** What airs around programmes, by role; what is left out, or null, is nothing. */
  readonly rules: z.ZodType<FillerRules>;
}

/**
 * The ways filler is written.
 *
 * @param forms How contents are written.
 * @param named The fillers that have names.
 */
export function fillerForms(forms: ContentForms, named: Shelf<Break>): FillerForms {
  const clips = clipsSchema(forms);
  const part = formOf((value): z.ZodType<Break> => {
    if (typeof value === "string") return named.byName;
    return isRecord(value) && Object.hasOwn(value, "up_next_s") ? upNext : clips;
  });
  const sequence = section({
    sequence: listOf(part, "parts of a break", LIMITS.partsMax).min(1, "at least one part"),
  }).transform((it): Break => it.sequence.flat()).refine(
    (it) => it.length <= LIMITS.partsMax,
    `at most ${LIMITS.partsMax} parts of a break, those of fillers counted`,
  );
  const spelt = formOf((value) =>
    typeof value !== "string" && isRecord(value) && Object.hasOwn(value, "sequence") ? sequence : part
  );
  const midRoll = midRollSchema(spelt);
  return { break: spelt, midRoll, rules: rulesSchema({ filler: spelt, midRoll, content: forms.content }) };
}

const upNext = section({ up_next_s: seconds(1, 600) }).transform((it): Break => [
  { kind: "up_next", durationMs: it.up_next_s },
]);

function clipsSchema({ drawnShape }: ContentForms): z.ZodType<Break> {
  return section({
    ...drawnShape,
    count: wholeNumber(1, CLIPS_MAX).optional(),
    seconds: seconds(1, 86_400).optional(),
    minutes: minutes(DAY_MINUTES).optional(),
    pad_to_minutes: minutes(DAY_MINUTES).optional(),
    fill: truth().optional(),
    cooldown_minutes: minutesOrNone().default(0),
  }, ", a map with sequence or up_next_s, or a key of fillers")
    .superRefine(refuse((it) => [...drawnComplaints(it), ...onlyOne(it, ...AMOUNTS)]))
    .transform((it): Break => {
      const part: BreakPart = {
        kind: "clips",
        members: readMembers(it),
        amount: readAmount({
          count: it.count,
          durationMs: it.seconds ?? it.minutes,
          padToMs: it.pad_to_minutes,
        }),
        cooldownMs: it.cooldown_minutes,
      };
      return [part];
    });
}

function readAmount(
  { count, durationMs, padToMs }: Readonly<Record<"count" | "durationMs" | "padToMs", number | undefined>>,
): Amount {
  if (count !== undefined) return { count };
  if (durationMs !== undefined) return { durationMs };
  return padToMs === undefined ? { fill: true } : { padToMs };
}

function midRollSchema(filler: z.ZodType<Break>): z.ZodType<MidRoll> {
  return section({
    at: oneOf("breaks").optional(),
    every_minutes: minutes(DAY_MINUTES).optional(),
    spacing_minutes: minutesOrNone(DAY_MINUTES).default(5 * 60_000),
    max: wholeNumber(1, INTERRUPTIONS_MAX).default(INTERRUPTIONS_MAX),
    filler,
  }).superRefine(refuse((it) => onlyOne(it, "at", "every_minutes"))).transform((it): MidRoll => ({
    at: it.every_minutes ?? "breaks",
    spacingMs: it.spacing_minutes,
    countMax: it.max,
    break: it.filler,
  }));
}

function rulesSchema({ filler, midRoll, content }: {
  readonly filler: z.ZodType<Break>;
  readonly midRoll: z.ZodType<MidRoll>;
  readonly content: z.ZodType<Content>;
}): z.ZodType<FillerRules> {
  return section({
    pre_roll: filler.nullable().default(null),
    mid_roll: midRoll.nullable().default(null),
    post_roll: filler.nullable().default(null),
    tail: filler.nullable().default(null),
    fallback: content.nullable().default(null),
  }).transform((it): FillerRules => ({
    preRoll: it.pre_roll,
    midRoll: it.mid_roll,
    postRoll: it.post_roll,
    tail: it.tail,
    fallback: it.fallback,
  }));
}
