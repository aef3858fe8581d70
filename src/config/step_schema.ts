import { z } from "zod";
import { LIMITS } from "../limits.ts";
import type { Instruction } from "../schedule_rule.ts";
import { isRecord } from "./document.ts";
import type { FillerForms } from "./filler_schema.ts";
import { minutes, timeOfDay } from "./moments.ts";
import { NAME } from "./names.ts";
import { guideTitle, itemCount } from "./part_schema.ts";
import { formOf, ONCE, oneOf, printable, section, textLike, truth, wholeNumber } from "./values.ts";

/** ErsatzTV's names of steps and their options, and ours. */
const SPELLINGS: ReadonlyMap<string, string> = new Map([
  ["padToNext", "pad_to_next_minutes"],
  ["padUntil", "pad_until"],
  ["waitUntil", "wait_until"],
  ["skipItems", "skip"],
  ["skipToItem", "skip_to"],
  ["shuffleSequence", "shuffle_sequence"],
  ["discard_attempts", "tries"],
]);

/**
 * One step of a sequence: a map whose first option says what is done.
 *
 * @param filler How filler is written.
 */
export function stepSchema(filler: FillerForms): z.ZodType<Instruction> {
  const steps: Readonly<Record<string, z.ZodType<Instruction>>> = {
    ...playingSteps(),
    ...movingSteps(),
    ...changingSteps(filler),
  };
  const verbs = Object.keys(steps);
  const none = z.never(`a map with one of ${verbs.join(", ")}`);
  return formOf((value) => {
    const verb = verbs.find((word) => isRecord(value) && Object.hasOwn(ours(value), word));
    const step = verb === undefined ? undefined : steps[verb];
    return step === undefined ? none : inOurWords(step);
  });
}

/**
 * The options of a step that name a content or a sequence.
 *
 * @param step A step.
 * @returns The option as it is written, with the name.
 */
export function namesIn(
  step: Instruction,
): { readonly option: string; readonly content?: string; readonly sequence?: string }[] {
  if (step.do === "sequence") return [{ option: "sequence", sequence: step.sequence }];
  if (step.do === "shuffle_sequence") return [{ option: "shuffle_sequence", sequence: step.sequence }];
  if (!("content" in step) || step.content === null) return [];
  return [{ option: step.do === "all" ? "all" : "content", content: step.content }];
}

/** True for steps that take time; without one a schedule would never get anywhere. */
export function takesTime(step: Instruction): boolean {
  return ["count", "all", "duration", "pad_to_next", "pad_until", "wait_until"].includes(step.do);
}

const called = textLike(NAME, "a key of content");
const calledSequence = textLike(NAME, "a key of sequences");
const TRIES_MAX = 100;
const fitting = {
  overrun: oneOf("fit", "cut", "run_over").default("fit"),
  tries: wholeNumber(0, TRIES_MAX).default(0),
} as const;
const tomorrow = truth().default(false);

function playingSteps(): Readonly<Record<string, z.ZodType<Instruction>>> {
  return {
    count: section({ count: itemCount(), content: called, title: guideTitle() })
      .transform(({ count, content, title }) => ({ do: "count", content, count, title })),
    all: section({ all: called, title: guideTitle() })
      .transform(({ all: content, title }) => ({ do: "all", content, title })),
    duration_minutes: section({
      duration_minutes: minutes(),
      content: called,
      ...fitting,
      title: guideTitle(),
    })
      .transform(({ duration_minutes: durationMs, content, overrun, tries, title }) => ({
        do: "duration",
        ...{ content, durationMs, overrun, tries, title },
      })),
    pad_to_next_minutes: section({
      pad_to_next_minutes: minutes(1_440),
      content: called.nullable().default(null),
      ...fitting,
    }).transform(({ pad_to_next_minutes: everyMs, content, overrun, tries }) => ({
      do: "pad_to_next",
      ...{ content, everyMs, overrun, tries },
    })),
    pad_until: section({
      pad_until: timeOfDay(),
      content: called.nullable().default(null),
      tomorrow,
      ...fitting,
    })
      .transform(({ pad_until: atMs, content, tomorrow: isTomorrow, overrun, tries }) => ({
        do: "pad_until",
        ...{ content, atMs, isTomorrow, overrun, tries },
      })),
    wait_until: section({ wait_until: timeOfDay(), tomorrow })
      .transform(({ wait_until: atMs, tomorrow: isTomorrow }) => ({ do: "wait_until", atMs, isTomorrow })),
  };
}

function movingSteps(): Readonly<Record<string, z.ZodType<Instruction>>> {
  const howMany = "random or a whole number from 1 to 100000";
  return {
    skip: section({
      skip: z.union([z.literal("random"), wholeNumber(1, 100_000, howMany)], howMany),
      content: called,
    })
      .transform(({ skip: count, content }) => ({ do: "skip", content, count })),
    skip_to: section({
      skip_to: section({ season: wholeNumber(0, 10_000), episode: wholeNumber(0, 100_000) }),
      content: called,
    }).transform(({ skip_to: { season, episode }, content }) => ({
      do: "skip_to",
      content,
      season,
      episode,
    })),
    shuffle_sequence: section({ shuffle_sequence: calledSequence })
      .transform(({ shuffle_sequence: sequence }) => ({ do: "shuffle_sequence", sequence })),
    sequence: section({ sequence: calledSequence }).transform(({ sequence }) => ({
      do: "sequence",
      sequence,
    })),
    repeat: section({
      repeat: z.union(
        [z.literal(true), wholeNumber(1, LIMITS.stepsMax)],
        `true or a whole number from 1 to ${LIMITS.stepsMax}`,
      ),
    }).transform(({ repeat }) => ({ do: "repeat", times: repeat === true ? null : repeat })),
  };
}

function changingSteps(filler: FillerForms): Readonly<Record<string, z.ZodType<Instruction>>> {
  return {
    pre_roll: section({ pre_roll: filler.break.nullable() })
      .transform(({ pre_roll }) => ({ do: "pre_roll", break: pre_roll })),
    mid_roll: section({ mid_roll: filler.midRoll.nullable() })
      .transform(({ mid_roll: midRoll }) => ({ do: "mid_roll", midRoll })),
    post_roll: section({ post_roll: filler.break.nullable() })
      .transform(({ post_roll }) => ({ do: "post_roll", break: post_roll })),
    epg_group: section({ epg_group: printable(200).nullable() })
      .transform(({ epg_group: title }) => ({ do: "epg_group", title })),
  };
}

/** Reads a step in either spelling; faults are told in the one it has. */
function inOurWords(step: z.ZodType<Instruction>): z.ZodType<Instruction> {
  return z.unknown().transform((value, context) => {
    const checked = step.safeParse(ours(value), ONCE);
    if (checked.success) return checked.data;
    const writtenKeys = new Map(Object.keys(Object(value)).map((key) => [SPELLINGS.get(key) ?? key, key]));
    for (const issue of checked.error.issues) {
      const [first, ...rest] = issue.path;
      const path = first === undefined ? [] : [writtenKeys.get(String(first)) ?? first, ...rest];
      context.issues.push({ ...issue, path, input: undefined });
    }
    return z.NEVER;
  });
}

function ours(value: unknown): Record<string, unknown> {
  if (!isRecord(value)) return {};
  return Object.fromEntries(Object.entries(value).map(([key, it]) => [SPELLINGS.get(key) ?? key, it]));
}
