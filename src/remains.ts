import { isDeepStrictEqual } from "node:util";
import { isRecord, type RuleEntry } from "./rule_book.ts";

/** Stands where a schedule was, for every channel needs one to be read. */
const UNREAD = { kind: "loop", collection: { search: "-" } };

/** Without these nothing is a channel. */
const NEEDED: readonly string[] = ["id", "number", "name"];

/**
 * What a channel still is without the parts that cannot be read, so that it stays on air with its number.
 *
 * A fault in its fillers is one of its schedule: what airs is said by both.
 *
 * @param document The channel as it is written.
 * @param paths Where it has faults: `schedule.collection`.
 * @returns Null if it is no channel then, or would be the same.
 */
export function remainsOf(document: unknown, paths: readonly string[]): unknown {
  if (!isRecord(document)) return null;
  const broken = new Set(paths.map((path) => path.split(/[.[]/, 1)[0] ?? ""));
  if (broken.has("") || NEEDED.some((key) => broken.has(key))) return null;
  const hasRule = !broken.has("schedule") && !broken.has("fillers");
  const sound = Object.entries(document).filter(([key]) =>
    !broken.has(key) && (hasRule || !["schedule", "fillers"].includes(key))
  );
  const remains = { ...Object.fromEntries(sound), ...(hasRule ? {} : { schedule: UNREAD }) };
  return isDeepStrictEqual(remains, document) ? null : remains;
}

/** The channels whose schedules cannot be read, by id, and why. */
export function unreadSchedules(entries: readonly RuleEntry[]): ReadonlyMap<string, string> {
  return new Map(entries.flatMap(({ name, fault, remains }) => {
    const isUnread = fault !== null && isRecord(remains) && remains["schedule"] === UNREAD;
    return isUnread ? [[name, fault]] : [];
  }));
}
