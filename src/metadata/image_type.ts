/** Types of image that are kept and served. */
export type ImageType = "image/jpeg" | "image/png" | "image/webp" | "image/gif";

/** Longest of the marks below. */
const MARK_BYTES = 12;

/**
 * The type of an image by its first bytes, whatever anybody calls it; null for anything that is no picture, or one
 * that could hold a program (SVG).
 *
 * @param bytes The file, or its beginning.
 */
export function imageTypeOf(bytes: Uint8Array): ImageType | null {
  const mark = new TextDecoder("latin1").decode(bytes.subarray(0, MARK_BYTES));
  // latin1 is windows-1252 on the web, so bytes above 0x7f are compared as they are.
  if (bytes[0] === 0xff && bytes[1] === 0xd8 && bytes[2] === 0xff) return "image/jpeg";
  if (bytes[0] === 0x89 && mark.slice(1, 8) === "PNG\r\n\x1a\n") return "image/png";
  if (mark.startsWith("RIFF") && mark.slice(8, 12) === "WEBP") return "image/webp";
  return mark.startsWith("GIF87a") || mark.startsWith("GIF89a") ? "image/gif" : null;
}
