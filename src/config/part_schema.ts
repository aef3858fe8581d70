import type { z } from "zod";
import { LIMITS } from "../limits.ts";
import type { Content } from "../content.ts";
import type { FillerRules, Overrun, PlayMode, PlayPart } from "../schedule_rule.ts";
import { type ContentFields, type ContentForms, readContent } from "./content_schema.ts";
import type { FillerForms } from "./filler_schema.ts";
import { minutes } from "./moments.ts";
import {
  type Complaint,
  listOf,
  oneOf,
  onlyOne,
  printable,
  refuse,
  section,
  truth,
  wholeNumber,
} from "./values.ts";

const COUNT_MAX = 1_000;

/** So many items. */
export function itemCount(): z.ZodInt {
  return wholeNumber(1, COUNT_MAX);
}

/** What the guide says instead of each item's own title. */
export function guideTitle(): z.ZodDefault<z.ZodNullable<z.ZodString>> {
  return printable(200).nullable().default(null);
}

/** What a part plays, and what stands around it. */
interface WhatFields extends Partial<ContentFields> {
  readonly "only_filler"?: boolean | undefined;
  readonly count?: number | undefined;
  readonly title: string | null;
  readonly fillers?: FillerRules | null | undefined;
}

/** What {@link PartForms.shape} gives. */
export interface PartFields extends WhatFields {
  /** How much: in words, for whoever likes that. */
  readonly mode?: "one" | "multiple" | "duration" | "flood" | undefined;
  /** How much: for so long, in milliseconds. */
  readonly minutes?: number | undefined;
}

/** What {@link PartForms.playingShape} gives. */
export interface PlayingFields extends WhatFields {
  /** Its length in milliseconds; null for until the next. */
  readonly minutes: number | null;
  /** Several parts, one after another. */
  readonly parts?: readonly PlayPart[] | undefined;
  /** What happens at its end. */
  readonly overrun: Overrun;
}

/** The ways one part of a slot or block is written, and all of it. */
export interface PartForms {
  /** The options of a part. */
  readonly shape: ReturnType<typeof partShape>;
  /** The options of a slot or block that say what it plays. */
  readonly playingShape: ReturnType<typeof playingShape>;
}

/**
 * The ways the parts of slots and blocks are written.
 *
 * @param content How contents are written.
 * @param filler How filler is written.
 */
export function partForms(content: ContentForms, filler: FillerForms): PartForms {
  const shape = partShape(content, filler);
  const part = section(shape).superRefine(refuse(partComplaints)).transform((it) =>
    readPart(it, { flood: true })
  );
  return { shape, playingShape: playingShape(content, filler, part) };
}

/** What is wrong with a part whose options are right by themselves. */
export function partComplaints(it: PartFields): Complaint[] {
  const { mode, count, minutes } = it;
  const complaints = onlyOne({ ...it }, "collection", "collections", "only_filler");
  if (count !== undefined && minutes !== undefined) {
    complaints.push({ path: ["minutes"], expected: "count or minutes, not both" });
  } else if (mode === "multiple" && count === undefined) {
    complaints.push({ path: ["count"], expected: "how many, as mode is multiple" });
  } else if (mode === "duration" && minutes === undefined) {
    complaints.push({ path: ["minutes"], expected: "how long, as mode is duration" });
  } else if (mode !== undefined && mode !== "multiple" && count !== undefined) {
    complaints.push({ path: ["mode"], expected: "multiple, as count is given" });
  } else if (mode !== undefined && mode !== "duration" && minutes !== undefined) {
    complaints.push({ path: ["mode"], expected: "duration, as minutes is given" });
  }
  return complaints;
}

/**
 * The part that options describe.
 *
 * @param it The options.
 * @param otherwise How much it plays when they do not say.
 */
export function readPart(it: PartFields, otherwise: PlayMode): PlayPart {
  return {
    content: it.only_filler === true ? null : contentIn(it),
    mode: modeOf(it) ?? otherwise,
    title: it.title,
    filler: it.fillers ?? null,
  };
}

/** What is wrong with what a slot or block plays. */
export function playingComplaints(it: PlayingFields): Complaint[] {
  const complaints = onlyOne({ ...it }, "collection", "collections", "only_filler", "parts");
  const beside = (["count", "title"] as const).filter((key) => isGiven(it[key]));
  if (it.parts !== undefined && beside.length > 0) {
    complaints.push(...beside.map((key) => ({ path: [key], expected: "each part to say it for itself" })));
  }
  return complaints;
}

/** The length, the parts and the end of a slot or block. */
export function readPlaying(it: PlayingFields): {
  readonly durationMs: number | null;
  readonly parts: readonly PlayPart[];
  readonly overrun: Overrun;
} {
  const { minutes: durationMs, parts, overrun, ...part } = it;
  if (parts === undefined) return { durationMs, parts: [readPart(part, { flood: true })], overrun };
  // Filler of the whole is that of all parts that have none of their own.
  const { fillers = null } = it;
  return { durationMs, parts: parts.map((one) => ({ ...one, filler: one.filler ?? fillers })), overrun };
}

function partShape(content: ContentForms, filler: FillerForms) {
  const { count, ...what } = whatShape(content, filler);
  return {
    ...what,
    mode: oneOf("one", "multiple", "duration", "flood").optional(),
    count,
    minutes: minutes().optional(),
  };
}

function playingShape(content: ContentForms, filler: FillerForms, part: z.ZodType<PlayPart>) {
  return {
    minutes: minutes().nullable().default(null),
    overrun: oneOf("fit", "cut", "run_over", "shift").default("fit"),
    parts: listOf(part, "parts", LIMITS.partsMax).min(1, "at least one part").optional(),
    ...whatShape(content, filler),
  };
}

function whatShape(content: ContentForms, filler: FillerForms) {
  return {
    ...content.drawnShape,
    ...content.shape,
    only_filler: truth().optional(),
    count: itemCount().optional(),
    title: guideTitle(),
    fillers: filler.rules.nullable().optional(),
  };
}

function modeOf({ mode, count, minutes }: PartFields): PlayMode | null {
  if (count !== undefined) return { count };
  if (minutes !== undefined) return { durationMs: minutes };
  if (mode === "one") return { count: 1 };
  return mode === "flood" ? { flood: true } : null;
}

function contentIn(it: PartFields): Content {
  return readContent({
    ...it,
    order: it.order ?? "chronological",
    "group_by": it["group_by"] ?? "show",
    "keep_parts_together": it["keep_parts_together"] ?? false,
    batch: it.batch ?? null,
  });
}

function isGiven(value: unknown): boolean {
  return value !== undefined && value !== null;
}
