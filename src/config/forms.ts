import { dirname, isAbsolute, normalize } from "node:path";

const PRINTABLE_PATH = /^[^\p{Cc}\p{Cs}]{1,1000}$/u;
/** A library of these would hand system files to viewers, or never end. */
const SYSTEM_FOLDERS = ["/etc", "/proc", "/sys", "/dev"];

/** True for `http://host[:port]` and `https://host[:port]`, with nothing behind but perhaps one slash. */
export function isHttpOrigin(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const url = new URL(text);
  return /^https?:$/.test(url.protocol) && /^https?:\/\/[^/?#@\\\s]+\/?$/i.test(text);
}

/** True for `http://host[:port]/path` or https, without user, password, query and fragment: a place, and no secrets. */
export function isPlainHttpUrl(text: string): boolean {
  if (!URL.canParse(text) || !/^https?:\/\/[^/?#@\\\s]+(\/[^?#\\\s]*)?$/i.test(text)) return false;
  // The host is granted to main as it stands, and a permission's host may hold wildcards.
  return /^(\[[0-9a-f:.]+\]|[a-z0-9._-]+)$/.test(new URL(text).hostname);
}

/** True for an absolute path that may be a media folder. */
export function isFolderPath(text: string): boolean {
  if (!PRINTABLE_PATH.test(text) || !isAbsolute(text)) return false;
  const path = normalize(text);
  return path !== "/" && !SYSTEM_FOLDERS.some((folder) => isInside(path, folder));
}

/** True for an absolute path that may be an image to draw. */
export function isImagePath(text: string): boolean {
  if (!PRINTABLE_PATH.test(text) || !isAbsolute(text) || text.endsWith("/")) return false;
  return !SYSTEM_FOLDERS.some((folder) => isInside(normalize(text), folder));
}

/** True if the file's folder may become the data folder, which the program may write. */
export function isUsableDatabasePath(text: string): boolean {
  if (!PRINTABLE_PATH.test(text) || text.endsWith("/")) return false;
  const folder = normalize(dirname(text));
  if (folder === "." || folder.startsWith("..")) return false;
  return folder !== "/" && !SYSTEM_FOLDERS.some((system) => isInside(folder, system));
}

/** True if `path` is `folder` or lies below it; both absolute. */
export function isInside(path: string, folder: string): boolean {
  const [inner, outer] = [normalize(`${path}/`), normalize(`${folder}/`)];
  return inner.startsWith(outer);
}
