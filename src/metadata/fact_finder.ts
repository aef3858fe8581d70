import type { MediaFacts, MediaIds, MediaTitle } from "../media.ts";
import type { Answer } from "./answers.ts";

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
