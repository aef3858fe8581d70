/**
 * What differs between two documents, option by option.
 *
 * @param {unknown} was
 * @param {unknown} will
 * @param {string} [path] Where both stand.
 * @returns {{path: string, was: unknown, will: unknown}[]} `undefined` where there is nothing; lists of another length
 *   are told as a whole.
 */
export function diffDocuments(was, will, path = "") {
  if (isMap(was) && isMap(will)) {
    const keys = [...new Set([...Object.keys(was), ...Object.keys(will)])];
    return keys.flatMap((key) => diffDocuments(was[key], will[key], path === "" ? key : `${path}.${key}`));
  }
  if (Array.isArray(was) && Array.isArray(will) && was.length === will.length) {
    return was.flatMap((one, index) => diffDocuments(one, will[index], `${path}[${index}]`));
  }
  return isSame(was, will) ? [] : [{ path, was, will }];
}

/** True when two documents say the same, whatever the order of their options. */
export function isSame(one, other) {
  if (isMap(one) && isMap(other)) {
    const keys = [...new Set([...Object.keys(one), ...Object.keys(other)])];
    return keys.every((key) =>
      Object.hasOwn(one, key) && Object.hasOwn(other, key) && isSame(one[key], other[key])
    );
  }
  if (Array.isArray(one) && Array.isArray(other)) {
    return one.length === other.length && one.every((item, index) => isSame(item, other[index]));
  }
  return Object.is(one, other);
}

/** A value in one line. @param {unknown} value */
export function valueText(value) {
  if (value === undefined) return "nothing";
  return typeof value === "string" ? value : JSON.stringify(value);
}

function isMap(value) {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
