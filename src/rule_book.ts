import { isSameChannelNumber } from "./channel.ts";
import type { ConfigProblem, RuleDocuments } from "./config/mod.ts";
import type { DocumentKey, DocumentKind } from "./store/mod.ts";

/** Where a document was written, and therefore where it may be changed. */
export type ManagedBy = "config" | "api" | "demo";

/** A channel, collection, filler or schedule as it is written, in the words of the configuration file. */
export interface RuleEntry extends DocumentKey {
  /** What it says. */
  readonly document: unknown;
  /** Where it was written. */
  readonly managedBy: ManagedBy;
  /** Rises with every change; null for what is not changed here. */
  readonly version: number | null;
  /** Why it does not fit the others, and is set aside; null while it is used as it is. */
  readonly fault: string | null;
  /** What it is meanwhile: a channel without what cannot be read of it. Absent while it is used as it is, or not at all. */
  readonly remains?: unknown;
}

/** Where something of all the documents is wrong. */
export interface EntryProblem {
  /** In which document; null when that cannot be told. */
  readonly entry: RuleEntry | null;
  /** Where in the document: `schedule.slots[2].at`; empty for all of it. */
  readonly path: string;
  /** What is wrong: `found "8pm", expected a time of day`. */
  readonly detail: string;
}

/** Sections of a file, and what each holds. */
const SECTIONS = [
  ["collections", "collection"],
  ["fillers", "filler"],
  ["schedules", "schedule"],
] as const;

/** The documents of a file, or of whoever else writes them all at once. */
export function entriesOf(documents: RuleDocuments, managedBy: "config" | "demo"): RuleEntry[] {
  const own = { managedBy, version: null, fault: null };
  return [
    ...documents.channels.map((document, index) => {
      return {
        kind: "channel",
        name: channelKey(document) ?? `channels[${index}]`,
        document,
        ...own,
      } as const;
    }),
    ...SECTIONS.flatMap(([section, kind]) =>
      Object.entries(documents[section]).map(([name, document]) => ({ kind, name, document, ...own }))
    ),
  ];
}

/** The documents as a file would have them. */
export function documentsOf(entries: readonly RuleEntry[]): RuleDocuments {
  const named = (wanted: DocumentKind) =>
    Object.fromEntries(
      entries.filter(({ kind }) => kind === wanted).map(({ name, document }) => [name, document]),
    );
  return {
    channels: entries.filter(({ kind }) => kind === "channel").map(({ document }) => document),
    collections: named("collection"),
    fillers: named("filler"),
    schedules: named("schedule"),
  };
}

/** The key of a channel as it is written: its id, else its number; null if it has neither. */
export function channelKey(document: unknown): string | null {
  if (!isRecord(document)) return null;
  const key = document["id"] ?? document["number"];
  return typeof key === "string" ? key : null;
}

/** The documents that make channels, each as it is used: whole, or what remains of it. */
export function inUse(entries: readonly RuleEntry[]): RuleEntry[] {
  return entries.flatMap((entry) => {
    if (entry.fault === null) return [entry];
    return entry.remains === undefined ? [] : [{ ...entry, document: entry.remains }];
  });
}

/** True for two names of one document. */
export function isSame(one: DocumentKey, other: DocumentKey): boolean {
  return one.kind === other.kind && one.name === other.name;
}

/** What is wrong, by the documents it is in. */
export function locateProblems(
  problems: readonly ConfigProblem[],
  entries: readonly RuleEntry[],
): EntryProblem[] {
  const channels = entries.filter(({ kind }) => kind === "channel");
  return problems.map(({ path, found, expected, hint }) => {
    const detail = `found ${found}, expected ${expected}${
      hint === undefined ? "" : `; did you mean "${hint}"?`
    }`;
    const inChannel = /^channels\[(\d+)\]\.?(.*)$/s.exec(path);
    if (inChannel !== null) {
      return { entry: channels[Number(inChannel[1])] ?? null, path: inChannel[2] ?? "", detail };
    }
    const named = entries.filter((entry) => entry.kind !== "channel" && isBelow(path, placeOf(entry)))
      // One name may begin with another: `films` and `films-late`.
      .toSorted((one, other) => other.name.length - one.name.length)[0];
    if (named === undefined) return { entry: null, path, detail };
    return { entry: named, path: path.slice(placeOf(named).length).replace(/^\./, ""), detail };
  });
}

/** The documents that use another by its name, those set aside left out. */
export function usersOf(entries: readonly RuleEntry[], { kind, name }: DocumentKey): RuleEntry[] {
  if (kind === "channel") {
    const own = entries.find((entry) => entry.kind === kind && entry.name === name);
    const number = isRecord(own?.document) ? own.document["number"] : undefined;
    const isIt = (text: string) =>
      text === name || (typeof number === "string" && isSameChannelNumber(text, number));
    return entries.filter((entry) => entry !== own && mirrors(entry.document).some(isIt));
  }
  return entries.filter((entry) => namesIn(entry, kind).has(name));
}

/** The file's path of a document: `schedules.evening`; of a channel, by its key. */
export function placeOf({ kind, name }: DocumentKey): string {
  return `${kind}s.${name}`;
}

/** True for plain objects, whose keys may be looked up. */
export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isBelow(path: string, place: string): boolean {
  return path === place || (path.startsWith(place) && [".", "["].includes(path.charAt(place.length)));
}

/** Keys under which a name stands for something of a kind; with `[]`, in a list. */
const NAMED_BY: Readonly<Record<Exclude<DocumentKind, "channel">, ReadonlySet<string>>> = {
  collection: new Set(["collection", "collections[]", "any[]", "fallback"]),
  filler: new Set(["filler", "pre_roll", "post_roll", "tail", "sequence[]"]),
  schedule: new Set(["schedule"]),
};

/** The names of a kind that a document uses. */
function namesIn({ kind, document }: RuleEntry, wanted: Exclude<DocumentKind, "channel">): Set<string> {
  const names = new Set<string>();
  // It may be no more than the name of another.
  if (kind === wanted && typeof document === "string") names.add(document);
  for (const [key, text] of textsIn(document)) if (NAMED_BY[wanted].has(key)) names.add(text);
  return names;
}

/** Numbers or ids of channels that a document mirrors. */
function mirrors(document: unknown): string[] {
  if (Array.isArray(document)) return document.flatMap(mirrors);
  if (!isRecord(document)) return [];
  const { kind, channel } = document;
  const own = kind === "mirror" && typeof channel === "string" ? [channel] : [];
  return [...own, ...Object.values(document).flatMap(mirrors)];
}

/**
 * Every text of a document, with the key it stands under; `key[]` in a list.
 *
 * @param key What the document itself stands under.
 */
export function* textsIn(
  document: unknown,
  key: string = "",
): Generator<readonly [key: string, text: string]> {
  if (typeof document === "string") yield [key, document];
  else if (Array.isArray(document)) { for (const part of document) yield* textsIn(part, `${key}[]`); }
  else if (isRecord(document)) {
    for (const [name, part] of Object.entries(document)) yield* textsIn(part, name);
  }
}
