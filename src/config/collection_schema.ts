import { z } from "zod";
import { LIMITS } from "../limits.ts";
import type { Collection, SmartQuery } from "../content.ts";
import { minutesOrNone } from "./moments.ts";
import type { Shelf } from "./shelf.ts";
import {
  type Complaint,
  formOf,
  listOf,
  oneOf,
  onlyOne,
  printable,
  refuse,
  section,
  wholeNumber,
} from "./values.ts";

const YEAR_MIN = 1_870;
const YEAR_MAX = 2_200;
const SEASON_MAX = 10_000;

const smart = section({
  kind: oneOf("episode", "movie", "other").nullable().default(null),
  show: printable(200).nullable().default(null),
  search: printable(200).nullable().default(null),
  folder: printable(1_000).nullable().default(null),
  season: wholeNumber(0, SEASON_MAX).nullable().default(null),
  year_from: wholeNumber(YEAR_MIN, YEAR_MAX).nullable().default(null),
  year_until: wholeNumber(YEAR_MIN, YEAR_MAX).nullable().default(null),
  minutes_min: minutesOrNone().nullable().default(null),
  minutes_max: minutesOrNone().nullable().default(null),
}).transform((it): SmartQuery => ({
  kind: it.kind,
  show: it.show,
  search: it.search,
  folder: it.folder === null ? null : withoutSlash(it.folder),
  season: it.season,
  yearFrom: it.year_from,
  yearUntil: it.year_until,
  durationMsMin: it.minutes_min,
  durationMsMax: it.minutes_max,
})).superRefine(refuse(smartComplaints));

/**
 * Which items something draws from, as the file writes it: the name of a collection, or one spelt out.
 *
 * @param named The collections that have names.
 */
export function collectionSchema(named: Shelf<Collection>): z.ZodType<Collection> {
  const levels: z.ZodType<Collection>[] = [];
  const level = (depth: number): z.ZodType<Collection> =>
    formOf((value) =>
      typeof value === "string"
        ? named.byName
        : depth > LIMITS.ruleDepthMax
        ? z.never(`at most ${LIMITS.ruleDepthMax} collections inside one another`)
        : levels[depth] ??= speltOut(level(depth + 1))
    );
  return level(0);
}

function speltOut(inner: z.ZodType<Collection>): z.ZodType<Collection> {
  return section({
    folder: printable(1_000).optional(),
    show: printable(200).optional(),
    search: printable(200).optional(),
    playlist: listOf(printable(1_000), "files", LIMITS.playlistFilesMax).min(1, "at least one file")
      .optional(),
    smart: smart.optional(),
    any: listOf(inner, "collections", LIMITS.collectionPartsMax).min(1, "at least one collection").optional(),
  }, ", or a key of collections")
    .superRefine(refuse((it) => onlyOne(it, "folder", "show", "search", "playlist", "smart", "any")))
    .transform((it): Collection => {
      if (it.folder !== undefined) return { folder: withoutSlash(it.folder) };
      if (it.show !== undefined) return { show: it.show };
      if (it.playlist !== undefined) return { playlist: it.playlist };
      if (it.smart !== undefined) return { smart: it.smart };
      if (it.any !== undefined) return { any: it.any.flatMap((part) => "any" in part ? part.any : [part]) };
      return { search: it.search ?? "" };
    })
    .refine(
      (it) => !("any" in it) || it.any.length <= LIMITS.collectionPartsMax,
      `at most ${LIMITS.collectionPartsMax} collections, those in collections counted`,
    );
}

function smartComplaints(it: SmartQuery): Complaint[] {
  const complaints: Complaint[] = [];
  if (Object.values(it).every((value) => value === null)) {
    complaints.push({ path: [], expected: "at least one thing that an item must be" });
  }
  if (it.yearFrom !== null && it.yearUntil !== null && it.yearUntil < it.yearFrom) {
    complaints.push({ path: ["year_until"], expected: `a year that is not before ${it.yearFrom}` });
  }
  if (it.durationMsMin !== null && it.durationMsMax !== null && it.durationMsMax < it.durationMsMin) {
    complaints.push({ path: ["minutes_max"], expected: "at least minutes_min" });
  }
  return complaints;
}

/** Equal folders are equal text: progress is kept by it. */
function withoutSlash(folder: string): string {
  return folder.replace(/(?<=.)\/+$/, "");
}
