/**
 * One spelling for texts that people take for the same: upper and lower case, composed and decomposed letters.
 *
 * SQLite folds ASCII only. Upper case first, so that `ß` meets `SS`; the Greek final sigma meets the other one.
 */
export function fold(text: string): string {
  return text.normalize("NFKC").toUpperCase().toLowerCase().replaceAll("ς", "σ");
}

/** The words of a search, folded. */
export function foldedWords(search: string): string[] {
  return fold(search).split(/\s+/u).filter((word) => word !== "");
}
