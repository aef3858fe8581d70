/** Control characters, lone surrogates and the two code points XML 1.0 §2.2 leaves out of its character set. */
const FORBIDDEN = /[\p{Cc}\p{Cs}\ufffe\uffff]/gu;

/** What needs work; most texts hold none of it. */
const SPECIAL = /[&<>"']|[^ -\ud7ff]|[\u007f-\u009f]/;

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&apos;",
};

/** What may need cleaning; few texts hold any of it. */
const UNCLEAN = /[^ -~]|^ | $| {2}/;

/** One line of text that XML can carry: white space and whatever is forbidden become single blanks. */
export function cleanText(text: string): string {
  if (!UNCLEAN.test(text)) return text;
  return text.replace(/[\s\p{Cc}\p{Cs}\ufffe\uffff]+/gu, " ").trim();
}

/** True when nothing in the text is forbidden. */
export function isClean(text: string): boolean {
  return text.search(FORBIDDEN) < 0;
}

/** Text as it stands inside an element or a quoted attribute; what XML cannot carry is left out. */
export function escapeXml(text: string): string {
  if (!SPECIAL.test(text)) return text;
  const allowed = /[^ -~]/.test(text) ? text.replace(FORBIDDEN, "") : text;
  return allowed.replace(/[&<>"']/g, (mark) => ENTITIES[mark] ?? mark);
}
