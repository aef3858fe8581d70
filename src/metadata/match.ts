/** What is looked for. */
export interface Wanted {
  /** Title of the film, or name of the show. */
  readonly title: string;
  /** Year of release; of a show's first episode. Null if nobody knows. */
  readonly year: number | null;
}

/** What a database offers. */
export interface Candidate<Id> {
  /** Its key there. */
  readonly id: Id;
  /** All titles it has: original, translated, aliases. */
  readonly titles: readonly string[];
  /** Year of release, or null. */
  readonly year: number | null;
}

/** A candidate that was chosen. */
export interface Match<Id> {
  /** Its key. */
  readonly id: Id;
  /** How sure that is: {@link CONFIDENCE_MIN} to 1. */
  readonly confidence: number;
}

/** Below this confidence there is no match: a wrong description is worse than none. */
export const CONFIDENCE_MIN = 0.8;

/** What a year is worth: the likeness of the titles is multiplied by it. */
const YEAR_WORTH = {
  same: 1,
  /** Festivals, premieres abroad, a season that began in December. */
  oneOff: 0.95,
  /** Nothing speaks against it. */
  unasked: 0.9,
  unknown: 0.85,
  /** A remake. */
  other: 0.5,
} as const;

/** A title alone that is spelt otherwise is only taken beside the right year. */
const UNLIKE_SPELLING = 0.97;

/**
 * How sure it is that a candidate is what is looked for, 0 to 1: the likeness of the most similar title, times what
 * the years are worth.
 *
 * Exact title and year 1, exact title a year off 0.95, exact title without a year 0.9 or 0.85, another year 0.5 at most.
 */
export function confidenceOf(wanted: Wanted, candidate: Omit<Candidate<unknown>, "id">): number {
  const { title, year } = withoutYear(wanted);
  // Databases, too, write a year behind a title that they have twice.
  const titles = candidate.titles.map((other) => withoutYear({ title: other, year: null }).title);
  const likeness = Math.max(0, ...titles.map((other) => titleLikeness(title, other)));
  return likeness * yearWorth(year, candidate.year);
}

/**
 * The candidate that is most surely meant; of several that are equally sure, the one that comes first, as databases
 * sort by how well known they are.
 *
 * @param wanted What is looked for.
 * @param candidates In the database's order.
 * @param options `isUnique` refuses a title without a year that more than one candidate has: a film may be its own
 *   remake.
 * @returns Null if none is sure enough.
 */
export function bestMatch<Id>(
  wanted: Wanted,
  candidates: readonly Candidate<Id>[],
  { isUnique }: { readonly isUnique: boolean },
): Match<Id> | null {
  const rated = candidates.map(({ id, ...candidate }) => ({
    id,
    confidence: confidenceOf(wanted, candidate),
  }));
  const confidence = Math.max(0, ...rated.map((one) => one.confidence));
  const best = rated.filter((one) => one.confidence === confidence);
  const [first] = best;
  if (first === undefined || confidence < CONFIDENCE_MIN) return null;
  const isAmbiguous = withoutYear(wanted).year === null && best.length > 1;
  return isUnique && isAmbiguous ? null : first;
}

/**
 * How alike two titles are, 0 to 1. Case, accents, punctuation, leading articles and `&` for `and` make no difference;
 * beyond that, Dice's coefficient over pairs of letters counts, and is never 1.
 */
export function titleLikeness(one: string, other: string): number {
  const [a, b] = [plain(one), plain(other)];
  if (a === "" || b === "") return 0;
  return a === b ? 1 : UNLIKE_SPELLING * diceOf(pairsOf(a), pairsOf(b));
}

/** `Doctor Who (2005)` is Doctor Who, of 2005. */
export function withoutYear({ title, year }: Wanted): Wanted {
  const match = /^(?<name>.*\S)\s*\((?<year>(?:19|20)\d\d)\)\s*$/su.exec(title);
  if (match?.groups?.name === undefined) return { title, year };
  return { title: match.groups.name, year: year ?? Number(match.groups.year) };
}

function yearWorth(wanted: number | null, year: number | null): number {
  if (wanted === null) return YEAR_WORTH.unasked;
  if (year === null) return YEAR_WORTH.unknown;
  const distance = Math.abs(wanted - year);
  return distance === 0 ? YEAR_WORTH.same : distance === 1 ? YEAR_WORTH.oneOff : YEAR_WORTH.other;
}

const ARTICLES = /^(?:the|an?|der|die|das|les?|la|el|los|las|il|gli|het|een)\s+(?=\S)/u;

function plain(title: string): string {
  const words = title.normalize("NFKD").toLowerCase()
    .replaceAll("&", " and ")
    .replace(/\p{M}+/gu, "")
    .replaceAll("ß", "ss")
    .replace(/['’`´.]+/gu, "")
    .replace(/[^\p{L}\p{N}]+/gu, " ")
    .trim();
  return words.replace(ARTICLES, "");
}

function pairsOf(text: string): Map<string, number> {
  const pairs = new Map<string, number>();
  const letters = [...text];
  for (let at = 0; at + 1 < letters.length; at++) {
    const pair = `${letters[at]}${letters[at + 1]}`;
    pairs.set(pair, (pairs.get(pair) ?? 0) + 1);
  }
  return pairs;
}

function diceOf(one: ReadonlyMap<string, number>, other: ReadonlyMap<string, number>): number {
  const sum = (pairs: ReadonlyMap<string, number>) =>
    pairs.values().reduce((total, count) => total + count, 0);
  const shared = one.entries().reduce(
    (total, [pair, count]) => total + Math.min(count, other.get(pair) ?? 0),
    0,
  );
  const total = sum(one) + sum(other);
  return total === 0 ? 0 : 2 * shared / total;
}
