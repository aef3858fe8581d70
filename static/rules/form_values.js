/**
 * The number a field holds; what is none stays as it is written, for the server says what it expects.
 *
 * @param {string} text
 * @param {unknown} otherwise What an empty field means.
 */
export function numberOr(text, otherwise) {
  const trimmed = text.trim();
  if (trimmed === "") return otherwise;
  return Number.isFinite(Number(trimmed)) ? Number(trimmed) : trimmed;
}
