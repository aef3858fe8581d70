/** What messages say of a file that is included. */
export const INCLUDE_EXPECTED =
  "a file such as schedules/films.yaml or schedules/*.yaml, inside the folder of this one";

/**
 * True for what `include` may name: a path relative to the configuration's folder that stays inside it and ends in
 * `.yaml` or `.yml`; its last part may hold `*`.
 */
export function isIncludePath(text: string): boolean {
  if (!/^[^\p{Cc}\p{Cs}\\]{1,500}\.ya?ml$/u.test(text)) return false;
  const parts = text.split("/");
  const folders = parts.slice(0, -1);
  // Also refuses absolute paths, whose first part is empty, and what is hidden.
  return parts.every((part) => part !== "" && !part.startsWith(".")) &&
    folders.every((part) => !part.includes("*"));
}

/** True if `include` names a pattern, not one file. */
export function isPattern(path: string): boolean {
  return path.includes("*");
}

/** Whether the name of a file fits the last part of a pattern. Hidden files fit none. */
export function fitsPattern(name: string, pattern: string): boolean {
  if (name.startsWith(".")) return false;
  const [first = "", ...rest] = pattern.split("*");
  const last = rest.pop();
  if (last === undefined) return name === pattern;
  if (!name.startsWith(first) || name.length < first.length + last.length || !name.endsWith(last)) {
    return false;
  }
  let at = first.length;
  for (const piece of rest) {
    const found = name.indexOf(piece, at);
    if (found < 0) return false;
    at = found + piece.length;
  }
  return at <= name.length - last.length;
}
