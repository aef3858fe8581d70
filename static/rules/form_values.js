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

/** True for a map, which a list is not. @param {unknown} value */
export function isMap(value) {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** True for text that a field gives back as it was. @param {unknown} value */
export function isPlainText(value) {
  return typeof value === "string" && value.trim() === value;
}

/** True for a number that a field gives back as it was, or nothing at all. @param {unknown} value */
export function isNumberOrNone(value) {
  return value === undefined || (Number.isFinite(value) && !Object.is(value, -0));
}

/**
 * An option as a form says it. What is left out and was left out before stays so.
 *
 * @param {object} target
 * @param {string} key
 * @param {{value: unknown, usual: unknown, before: unknown}} said `usual`: what it means to leave it out.
 */
export function putOption(target, key, { value, usual, before }) {
  if (value !== usual || before !== undefined) target[key] = value;
  else delete target[key];
}
