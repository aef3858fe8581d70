import type { MediaFacts, MediaIds, MediaTitle } from "../media.ts";
import type { Answer } from "./answers.ts";
import { bestMatch, type Candidate, type Wanted } from "./match.ts";

/** An item to look up. */
export interface Sought {
  /** What it is as far as is known: by an operator, NFO files, its name. */
  readonly title: MediaTitle;
  /** Keys that are known. */
  readonly ids: MediaIds;
  /** The day it was first shown, for episodes told by their date; or null. */
  readonly firstAired: string | null;
}

/** What a database says of an item, that it has no such item, or why it cannot be asked. */
export type Finding = Answer<MediaFacts>;

/** A database that can be asked about items. */
export interface FactFinder {
  /** Which it is. */
  readonly source: "tvdb" | "tmdb";
  /** Looks an item up: by its keys, else by title and year. Never rejects for what the network does. */
  find(sought: Sought, signal: AbortSignal): Promise<Finding>;
}

/** Goes on with an answer; what is no answer stays what it is. */
export async function withAnswer<Value, Result>(
  answer: Answer<Value>,
  next: (value: Value) => Promise<Answer<Result>> | Answer<Result>,
): Promise<Answer<Result>> {
  return answer.kind === "ok" ? await next(answer.value) : answer;
}

/** What a film may be looked up as: one by its kind, or anything with a key, for episodes have a show. */
export function isFilm({ title, ids }: Sought): boolean {
  const hasKey = ids.tvdb !== null || ids.tmdb !== null || ids.imdb !== null;
  return title.kind === "movie" || (title.kind === "other" && hasKey);
}

/**
 * What an item is looked for by, where no key is known: a film by title and year, an episode by its show.
 *
 * @returns Null for a film that is none by its name: it has a key of its own, or nothing to go by.
 */
export function wantedOf({ title: { kind, title, show, year } }: Sought): Wanted | null {
  if (kind === "other") return null;
  return kind === "movie" ? { title, year } : { title: show ?? "", year: null };
}

/** The key of the candidate that is surely meant; a film's year has to tell it from its remakes. */
export function keyOfBest<Id>(
  wanted: Wanted,
  candidates: readonly Candidate<Id>[],
  type: "movie" | "show",
): Answer<Id> {
  const match = bestMatch(wanted, candidates, { isUnique: type === "movie" });
  return match === null ? { kind: "none" } : { kind: "ok", value: match.id };
}
