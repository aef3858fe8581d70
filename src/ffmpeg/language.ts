/**
 * The place of a language in a list of preferences.
 *
 * Codes of two and three letters, bibliographic ones too, are compared: `ger`, `deu`, `de` and `de-AT` are one language.
 *
 * @param language ISO 639 code or BCP 47 tag as a file states it, or null.
 * @param wanted Codes, the most wanted first.
 * @returns 0 for the most wanted; `wanted.length` when it is not wanted at all.
 */
export function languageRank(language: string | null, wanted: readonly string[]): number {
  const at = language === null ? -1 : wanted.map(canonical).indexOf(canonical(language));
  return at < 0 ? wanted.length : at;
}

function canonical(code: string): string {
  const language = /^([a-z]{2,3})(?:[-_]|$)/i.exec(code)?.[1];
  return language === undefined ? code.toLowerCase() : Intl.getCanonicalLocales(language)[0] ?? language;
}
