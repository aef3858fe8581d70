import { messageOf } from "../fault.ts";
import type { FactSource, MediaDetails, MediaFacts, MediaItem, MediaTitle } from "../media.ts";
import type { FactFinder, Sought } from "./fact_finder.ts";
import { knownIds } from "./facts.ts";
import { completeIds, idsInPath, NO_IDS } from "./ids.ts";
import { type FactsBySource, mergeFacts } from "./merge.ts";
import type { NfoFiles } from "./nfo_files.ts";
import { findNumbering } from "./numbering.ts";

/** What looking an item up needs. */
export interface EnrichParts {
  /** Databases, in the order they are asked in. */
  readonly finders: readonly FactFinder[];
  /** NFO files; null reads none. */
  readonly nfo: Pick<NfoFiles, "find"> | null;
  /** Told how each look-up went; must not throw. */
  readonly onLookup: (lookup: Lookup) => void;
}

/** How one source answered for one item. */
export interface Lookup {
  /** The source. */
  readonly source: "tvdb" | "tmdb" | "nfo";
  /** `found` is a success, the others are failures. */
  readonly outcome: "found" | "none" | "unavailable";
  /** Why it was none; empty for a success. */
  readonly reason: string;
}

/** What was found out. */
export interface Enriched {
  /** What each source says. */
  readonly facts: FactsBySource;
  /** What it comes to. */
  readonly details: MediaDetails;
  /** True if a source could not be asked, so that it is worth trying again soon. */
  readonly isIncomplete: boolean;
}

/** What is known of an item before it is looked up. */
export interface Before {
  /** The item. */
  readonly item: Pick<MediaItem, "locator" | "folder">;
  /** What its file's name says. */
  readonly named: MediaTitle;
  /** What an operator says; null when nothing. */
  readonly override: MediaFacts | null;
  /** What was found out before; a source that cannot be asked now keeps its word. */
  readonly known: FactsBySource;
}

/**
 * Looks one item up everywhere: NFO files first, for their keys, then the databases in their order, each with what is
 * known by then.
 */
export async function enrich(before: Before, parts: EnrichParts, signal: AbortSignal): Promise<Enriched> {
  const { item, named, override } = before;
  const nfo = await lookInNfo(before, parts);
  let facts: FactsBySource = {
    ...(override !== null && { override }),
    ...(nfo !== null && { nfo }),
    "file_name": { ids: knownIds(idsInPath(item.locator)) },
  };
  let isIncomplete = false;
  for (const finder of parts.finders) {
    if (signal.aborted) break;
    const finding = await finder.find(soughtIn(before, facts), signal);
    if (signal.aborted && finding.kind === "unavailable") break;
    const reason = finding.kind === "unavailable"
      ? finding.reason
      : finding.kind === "none"
      ? "no match"
      : "";
    parts.onLookup({
      source: finder.source,
      outcome: finding.kind === "ok" ? "found" : finding.kind,
      reason,
    });
    const kept = finding.kind === "unavailable" ? before.known[finder.source] : undefined;
    const found = finding.kind === "ok" ? finding.value : kept;
    if (finding.kind === "unavailable") isIncomplete = true;
    if (found !== undefined) facts = { ...facts, [finder.source]: found };
  }
  return { facts, details: mergeFacts(named, facts), isIncomplete };
}

/** Merges anew what is known, with what an operator says now. Asks nobody. */
export function remerge(
  named: MediaTitle,
  known: FactsBySource,
  override: MediaFacts | null,
): Pick<Enriched, "facts" | "details"> {
  const { override: _before, ...others } = known;
  const facts: Partial<Record<FactSource, MediaFacts>> = {
    ...others,
    ...(override !== null && { override }),
  };
  return { facts, details: mergeFacts(named, facts) };
}

async function lookInNfo({ item, named, known }: Before, parts: EnrichParts): Promise<MediaFacts | null> {
  if (parts.nfo === null) return null;
  try {
    const { facts, faults } = await parts.nfo.find(item, named);
    for (const { path, reason } of faults) {
      parts.onLookup({ source: "nfo", outcome: "unavailable", reason: `Cannot use ${path}: ${reason}` });
    }
    if (facts !== null) parts.onLookup({ source: "nfo", outcome: "found", reason: "" });
    // One that cannot be read now keeps its word; one that is gone does not.
    return facts ?? (faults.length > 0 ? known.nfo ?? null : null);
  } catch (thrown) {
    parts.onLookup({ source: "nfo", outcome: "unavailable", reason: messageOf(thrown) });
    return known.nfo ?? null;
  }
}

/** Databases are asked with what is known without them, and with every key. */
function soughtIn({ item, named }: Before, facts: FactsBySource): Sought {
  const { override, nfo, file_name } = facts;
  const { title } = mergeFacts(named, {
    ...(override !== undefined && { override }),
    ...(nfo !== undefined && { nfo }),
  });
  const ids = [override, nfo, file_name, facts.tvdb, facts.tmdb].map((source) => source?.ids ?? {})
    .reduce(completeIds, NO_IDS);
  const file = item.locator.slice(item.locator.lastIndexOf("/") + 1);
  const firstAired = override?.firstAired ?? nfo?.firstAired ??
    findNumbering(file, { isInSeason: false })?.date ?? null;
  return { title, ids, firstAired };
}
