/** What may stand in braces in a title or sub-title. */
export const TITLE_PLACEHOLDERS = [
  "show",
  "title",
  "season",
  "episode",
  "number",
  "year",
  "channel",
] as const;

/** What may stand in braces in a description. */
export const DESCRIPTION_PLACEHOLDERS = [...TITLE_PLACEHOLDERS, "plot", "genres"] as const;

/** What stands in braces in a template: `{show}`. */
export type Placeholder = (typeof DESCRIPTION_PLACEHOLDERS)[number];

/** How guides word what they say: texts with placeholders; null for our own way, an empty one for nothing. */
export interface GuideTemplates {
  /** Title of a programme. */
  readonly title: string | null;
  /** Title of its episode. */
  readonly subTitle: string | null;
  /** What happens in it. */
  readonly description: string | null;
}

/** Our own way. */
export const NO_TEMPLATES: GuideTemplates = { title: null, subTitle: null, description: null };

/**
 * What is wrong with a template: the first pair of braces around something else than a placeholder, or a brace alone.
 *
 * @param template The template.
 * @param known Placeholders it may have.
 * @returns What stands there, without its braces; null if nothing is wrong.
 */
export function strangerIn(template: string, known: readonly string[]): string | null {
  for (const [whole, name] of template.matchAll(/\{([^{}]*)\}|[{}]/g)) {
    if (name === undefined || !known.includes(name)) return name ?? whole;
  }
  return null;
}

const SEPARATORS = /^[-–—:·•|,;/]+$/u;
const ENDING = /[-–—:·•|,;/]+$/u;

/** A word of a template with its placeholders filled in. */
interface Word {
  readonly text: string;
  /** True for nothing but dashes, colons and the like. */
  readonly isSeparator: boolean;
  /** How many of its last characters are separators. */
  readonly endingLength: number;
}

/**
 * Fills in a template. A word all of whose placeholders are empty is left out: `({year})`, `S{season}E{episode}`. So
 * are dashes, colons and the like that then stand at an end or beside each other.
 *
 * @param template The template; blanks separate its words.
 * @param valueOf What a placeholder stands for; an empty text when that is not known.
 */
export function fillTemplate(template: string, valueOf: (name: string) => string): string {
  const filled = template.split(/\s+/).filter((word) => word !== "").map((word) => fillWord(word, valueOf));
  const kept: Word[] = [];
  let isLeftOut = false;
  for (const word of filled) {
    const isAfterGap = isLeftOut && (kept.at(-1)?.isSeparator ?? true);
    if (word === null || word.isSeparator && isAfterGap) isLeftOut = true;
    else {
      kept.push(word);
      isLeftOut = isLeftOut && word.isSeparator;
    }
  }
  while (isLeftOut && kept.at(-1)?.isSeparator) kept.pop();
  return kept.map(({ text, endingLength }, at) =>
    isLeftOut && at === kept.length - 1 ? text.slice(0, text.length - endingLength) : text
  ).join(" ");
}

/** Null for a word whose placeholders are all empty. */
function fillWord(word: string, valueOf: (name: string) => string): Word | null {
  let [placeholders, known] = [0, 0];
  const text = word.replace(/\{(\w+)\}/g, (_, name: string) => {
    const value = valueOf(name);
    placeholders++;
    if (value !== "") known++;
    return value;
  });
  if (placeholders > 0 && known === 0) return null;
  return { text, isSeparator: SEPARATORS.test(word), endingLength: ENDING.exec(word)?.[0].length ?? 0 };
}
