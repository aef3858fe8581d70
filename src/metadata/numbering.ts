/** Where an episode number stands in a name. */
export interface Numbering {
  /** Season, 0 for specials; null when the name does not say. */
  readonly season: number | null;
  /** Episode; null for episodes told by their date. */
  readonly episode: number | null;
  /** Year, for episodes told by their date. */
  readonly year: number | null;
  /** The date as text, which stands in for a missing title. */
  readonly date: string | null;
  /** Position of the first character of the numbering. */
  readonly start: number;
  /** Position after its last character. */
  readonly stop: number;
}

const BEFORE = String.raw`(?<![\p{L}\p{N}])`;
const AFTER = String.raw`(?![\p{L}\p{N}])`;
const MORE = String.raw`(?:[ ._]*[-+&]?[ ._]*E\d{1,4}|-\d{1,4}${AFTER})*`;

/** Forms that mean an episode wherever they stand; the first that fits wins. */
const FORMS: readonly RegExp[] = [
  new RegExp(
    String.raw`${BEFORE}S(?<season>\d{1,4})[ ._-]*EP?[ ._]*(?<episode>\d{1,4})${MORE}${AFTER}`,
    "iu",
  ),
  new RegExp(
    String.raw`${BEFORE}(?<season>\d{1,2})x(?<episode>\d{2,3})(?:-?(?:\d{1,2}x)?\d{2,3})?${AFTER}`,
    "iu",
  ),
  new RegExp(
    String.raw`${BEFORE}season[ ._]*(?<season>\d{1,3})[ ._,-]*episode[ ._]*(?<episode>\d{1,4})${AFTER}`,
    "iu",
  ),
  new RegExp(String.raw`${BEFORE}(?:episode|ep\.?|folge)[ ._]*(?<episode>\d{1,4})${AFTER}`, "iu"),
  new RegExp(String.raw`${BEFORE}E(?<episode>\d{2,4})${AFTER}`, "u"),
];

const DATE = new RegExp(
  String
    .raw`${BEFORE}(?<year>(?:19|20)\d\d)[-._ ](?<month>0[1-9]|1[0-2])[-._ ](?<day>0[1-9]|[12]\d|3[01])${AFTER}`,
  "u",
);

/** ` - 05`, as fansub groups number: means an episode only where something else hints at it. */
const DASHED = new RegExp(String.raw`[ _]-[ _](?<episode>\d{2,4})(?:v\d)?(?=$|[ _]*[[(-])`, "u");
/** `05 - Title`, in a folder of a season. */
const LEADING = /^(?<episode>\d{1,3})(?=$|[ ._-])/u;

/** What else hints at an episode. */
export interface NumberingHints {
  /** The file lies in a folder of a season. */
  readonly isInSeason: boolean;
}

/** Finds the episode number of a name (without its extension), or null. */
export function findNumbering(name: string, hints: NumberingHints): Numbering | null {
  for (const form of FORMS) {
    const match = form.exec(name);
    if (match !== null) return numbered(match);
  }
  const date = DATE.exec(name);
  if (date !== null) return dated(date);
  const dashed = DASHED.exec(name);
  const isFansub = /^\[[^\]]+\]/u.test(name);
  if (dashed !== null && (hints.isInSeason || isFansub || dashed.groups?.episode?.startsWith("0"))) {
    return numbered(dashed);
  }
  const leading = hints.isInSeason ? LEADING.exec(name) : null;
  return leading && numbered(leading);
}

function numbered(match: RegExpExecArray): Numbering {
  const season = match.groups?.season;
  return {
    season: season === undefined ? null : Number(season),
    episode: Number(match.groups?.episode),
    year: null,
    date: null,
    start: match.index,
    stop: match.index + match[0].length,
  };
}

function dated(match: RegExpExecArray): Numbering {
  const { year = "", month = "", day = "" } = match.groups ?? {};
  return {
    season: null,
    episode: null,
    year: Number(year),
    date: `${year}-${month}-${day}`,
    start: match.index,
    stop: match.index + match[0].length,
  };
}
