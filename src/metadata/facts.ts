import type { MediaFacts, MediaIds } from "../media.ts";

/** Facts as a source has them: what it does not know is null, empty or absent. */
export type LooseFacts = {
  readonly [Name in keyof MediaFacts]?: MediaFacts[Name] | null | undefined;
};

/** Facts with what is not known left out, so that those of several sources can be laid over each other. */
export function knownFacts(facts: LooseFacts): MediaFacts {
  return Object.fromEntries(Object.entries(facts).filter(([, value]) => isKnown(value)));
}

/** Keys with those that are not known left out. */
export function knownIds(ids: Partial<MediaIds>): NonNullable<MediaFacts["ids"]> {
  return Object.fromEntries(Object.entries(ids).filter(([, value]) => isKnown(value)));
}

/** The year of a date such as `2008-01-20`, or null. */
export function yearOf(date: string | null | undefined): number | null {
  const year = Number(/^\d{4}/.exec(date ?? "")?.[0] ?? NaN);
  return year >= 1_870 && year <= 2_100 ? year : null;
}

/** A date such as `2008-01-20` at the start of a text, or null. */
export function dateOf(text: string | null | undefined): string | null {
  const date = /^\d{4}-\d{2}-\d{2}/.exec(text ?? "")?.[0];
  return date !== undefined && !Number.isNaN(Date.parse(date)) ? date : null;
}

/** A rating of 0 to 10 with one decimal; null for none, as 0 stands for nobody having rated. */
export function ratingOf(value: number | null | undefined): number | null {
  const rating = Math.round((value ?? 0) * 10) / 10;
  return rating > 0 && rating <= 10 ? rating : null;
}

function isKnown(value: unknown): boolean {
  if (value === null || value === undefined || value === "") return false;
  return typeof value !== "object" || Object.keys(value).length > 0;
}
