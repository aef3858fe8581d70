/**
 * The place of a language in a list of preferences.
 *
 * Codes of two and three letters, bibliographic ones too, are compared: `ger`, `deu` and `de` are one language.
 *
 * @param language ISO 639 code as a file states it, or null.
 * @param wanted Codes, the most wanted first.
 * @returns 0 for the most wanted; `wanted.length` when it is not wanted at all.
 */
export function languageRank(language: string | null, wanted: readonly string[]): number {
  const at = language === null ? -1 : wanted.map(canonical).indexOf(canonical(language));
  return at < 0 ? wanted.length : at;
}

function canonical(code: string): string {
  const isWellFormed = /^[a-z]{2,3}$/i.test(code);
  return isWellFormed ? Intl.getCanonicalLocales(code)[0] ?? code : code.toLowerCase();
}
