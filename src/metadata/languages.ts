/**
 * Codes that TheTVDB uses and `Intl` does not lead to from two letters: `Intl` only shortens. ISO 639-1 to ISO 639-3,
 * for the languages films are described in.
 */
const THREE_LETTERS: Readonly<Record<string, string>> = {
  ...{ ar: "ara", bg: "bul", bn: "ben", bs: "bos", ca: "cat", cs: "ces", da: "dan", de: "deu", el: "ell" },
  ...{ en: "eng", es: "spa", et: "est", eu: "eus", fa: "fas", fi: "fin", fr: "fra", ga: "gle", gl: "glg" },
  ...{ he: "heb", hi: "hin", hr: "hrv", hu: "hun", hy: "hye", id: "ind", is: "isl", it: "ita", ja: "jpn" },
  ...{ ka: "kat", kk: "kaz", ko: "kor", lt: "lit", lv: "lav", mk: "mkd", ml: "mal", ms: "msa", nl: "nld" },
  ...{ no: "nor", pl: "pol", pt: "por", ro: "ron", ru: "rus", sk: "slk", sl: "slv", sq: "sqi", sr: "srp" },
  ...{ sv: "swe", ta: "tam", te: "tel", th: "tha", tr: "tur", uk: "ukr", ur: "urd", vi: "vie", zh: "zho" },
};

/**
 * A language as The Movie Database names it: two letters where there are two.
 *
 * @param code ISO 639 code of two or three letters; bibliographic ones (`ger`) too.
 */
export function shortLanguage(code: string): string {
  return Intl.getCanonicalLocales(code)[0] ?? code;
}

/**
 * A language as TheTVDB names it: three letters.
 *
 * @param code ISO 639 code of two or three letters; bibliographic ones (`ger`) too.
 */
export function longLanguage(code: string): string {
  return THREE_LETTERS[shortLanguage(code)] ?? code;
}
