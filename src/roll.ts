import type { Channel } from "./channel.ts";
import type { ChannelBook } from "./channel_book.ts";
import { ConfigFault } from "./config/mod.ts";
import { Fault } from "./fault.ts";
import { remainsOf, unreadSchedules } from "./remains.ts";
import {
  documentsOf,
  type EntryProblem,
  inUse,
  isSame,
  locateProblems,
  placeOf,
  type RuleEntry,
} from "./rule_book.ts";
import type { DocumentKey } from "./store/mod.ts";

/** All documents and the channels they make, at one moment. */
export interface Roll {
  /** Every document, those set aside too. */
  readonly entries: readonly RuleEntry[];
  /** All channels. */
  readonly channels: readonly Channel[];
  /** Those on offer. */
  readonly enabled: readonly Channel[];
}

/**
 * Makes channels of all documents that fit. A document of the store that does not, because a file was edited, is set
 * aside with the reason; what uses it follows. A channel stays one without what cannot be read of it, if it can.
 *
 * @param entries All documents; those set aside are tried again.
 * @param book Makes channels.
 * @param before Channels before; the same objects are taken again where nothing changed.
 */
export function adopt(entries: readonly RuleEntry[], book: ChannelBook, before: readonly Channel[]): Roll {
  let tried: readonly RuleEntry[] = entries.map(({ remains: _, ...entry }) => ({ ...entry, fault: null }));
  for (;;) {
    const used = inUse(tried);
    const applied = used.filter((entry) => isApplied(entry, used));
    try {
      const channels = book.channelsOf(documentsOf(applied), before, { unread: unreadSchedules(applied) });
      return rollOf(tried, channels);
    } catch (thrown) {
      if (!(thrown instanceof ConfigFault)) throw thrown;
      const own = locateProblems(thrown.faults, applied).filter(isOfStore);
      // If nobody is to blame, nothing of the store is trusted: the files were checked before.
      const problems = own.length > 0 ? own : applied.filter(isOwn).map((entry) => {
        return { entry, path: "schedule", detail: thrown.message };
      });
      if (problems.length === 0) throw thrown;
      tried = tried.map((entry) => reduced(entry, problems.filter((one) => isSame(one.entry, entry))));
    }
  }
}

/** Documents that all fit, and their channels. */
export function rollOf(entries: readonly RuleEntry[], channels: readonly Channel[]): Roll {
  return { entries, channels, enabled: channels.filter(({ isEnabled }) => isEnabled) };
}

/** The demo's channels go when others are made. */
export function isApplied({ managedBy }: RuleEntry, all: readonly RuleEntry[]): boolean {
  return managedBy !== "demo" ||
    !inUse(all).some((entry) => entry.kind === "channel" && entry.managedBy !== "demo");
}

/**
 * Refuses edits with everything that is wrong.
 *
 * @param problems At least one.
 * @param edits What somebody wrote. Places in it, if it is one document, are told from its beginning.
 * @throws {Fault} `document_in_use` if something was to be deleted that others need; else `invalid_document`.
 */
export function refuseAll(
  problems: readonly EntryProblem[],
  edits: readonly (DocumentKey & { readonly document: unknown })[],
): never {
  const isOf = (entry: RuleEntry | null, edit: DocumentKey) =>
    entry?.kind === edit.kind && entry.name === edit.name;
  const others = problems.filter(({ entry }) => !edits.some((edit) => isOf(entry, edit)));
  const names = edits.map(placeOf).join(", ");
  if (edits.every(({ document }) => document === null)) {
    const users = [...new Set(others.flatMap(({ entry }) => entry === null ? [] : placeOf(entry)))];
    throw new Fault(
      "document_in_use",
      `Cannot delete ${names}: ${users.join(", ")} would be left without it`,
      {
        places: others.map(placed),
      },
    );
  }
  const only = edits.length === 1 ? edits[0] : undefined;
  const places = problems.map((problem) =>
    only !== undefined && isOf(problem.entry, only)
      ? { path: problem.path, detail: problem.detail }
      : placed(problem)
  );
  const lines = places.map(({ path, detail }) => path === "" ? detail : `${path}: ${detail}`);
  throw new Fault("invalid_document", `Cannot save ${names}: ${lines.join("; ")}`, { places });
}

function placed({ entry, path, detail }: EntryProblem): { path: string; detail: string } {
  const place = entry === null ? "" : placeOf(entry);
  const between = place === "" || path === "" || path.startsWith("[") ? "" : ".";
  return { path: `${place}${between}${path}`, detail };
}

/** Of what the files say there is no doubt. */
function isOfStore(problem: EntryProblem): problem is EntryProblem & { readonly entry: RuleEntry } {
  return problem.entry !== null && isOwn(problem.entry);
}

/** A document with less than before: a channel loses what has a fault; anything else, or one with nothing to lose, all. */
function reduced(entry: RuleEntry, problems: readonly EntryProblem[]): RuleEntry {
  const [first] = problems;
  if (first === undefined) return entry;
  const { remains: before, ...whole } = entry;
  const reason = first.path === "" ? first.detail : `${first.path}: ${first.detail}`;
  const paths = problems.map(({ path }) => path);
  const remains = entry.kind === "channel" ? remainsOf(before ?? entry.document, paths) : null;
  if (remains === null) return { ...whole, fault: reason };
  return { ...whole, fault: entry.fault ?? reason, remains };
}

function isOwn({ managedBy }: RuleEntry): boolean {
  return managedBy === "api";
}
