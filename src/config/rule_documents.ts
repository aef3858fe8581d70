import { isRecord } from "./document.ts";

/**
 * What says what airs, as it is written: plain data in the words of the file, which are those of the API. Names stand
 * for what they name.
 */
export interface RuleDocuments {
  /** Channels, in their order. */
  readonly channels: readonly unknown[];
  /** Collections by name. */
  readonly collections: Readonly<Record<string, unknown>>;
  /** Fillers by name. */
  readonly fillers: Readonly<Record<string, unknown>>;
  /** Schedules by name. */
  readonly schedules: Readonly<Record<string, unknown>>;
}

/** The sections of a file that hold such documents, in the order in which they are written. */
export const RULE_SECTIONS = ["channels", "collections", "fillers", "schedules"] as const;

/** The sections whose documents have names. */
export const NAMED_SECTIONS = ["collections", "fillers", "schedules"] as const;

/** The documents of a file; a section that is none holds none. */
export function documentsIn(
  { channels, collections, fillers, schedules }: Readonly<Record<string, unknown>>,
): RuleDocuments {
  return {
    channels: Array.isArray(channels) ? channels : [],
    collections: isRecord(collections) ? collections : {},
    fillers: isRecord(fillers) ? fillers : {},
    schedules: isRecord(schedules) ? schedules : {},
  };
}
