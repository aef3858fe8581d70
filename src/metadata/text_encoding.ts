/**
 * Text of a file that may be written in UTF-8, UTF-16 with its mark, or what its XML declaration says it is.
 *
 * @param bytes The file.
 * @returns The text without a mark; null if the bytes are none in that encoding.
 */
export function decodeText(bytes: Uint8Array): string | null {
  const [first, second] = bytes;
  const isLittle = first === 0xff && second === 0xfe;
  const isBig = first === 0xfe && second === 0xff;
  const encoding = isLittle ? "utf-16le" : isBig ? "utf-16be" : declaredEncoding(bytes);
  try {
    const text = new TextDecoder(encoding, { fatal: true }).decode(bytes);
    return text.includes("\0") ? null : text;
  } catch (thrown) {
    // RangeError: an encoding nobody knows. TypeError: bytes that are none of it.
    if (thrown instanceof RangeError || thrown instanceof TypeError) return null;
    throw thrown;
  }
}

/** Longer than any declaration. */
const DECLARATION_BYTES = 200;

function declaredEncoding(bytes: Uint8Array): string {
  const start = new TextDecoder("latin1").decode(bytes.subarray(0, DECLARATION_BYTES));
  const declared = /^[^<]{0,3}<\?xml\b[^>]*\bencoding\s*=\s*["']([A-Za-z0-9._-]+)["']/u.exec(start)?.[1] ??
    "utf-8";
  // A file that says UTF-16 and can be read so far is none.
  return /^utf-?16/iu.test(declared) ? "utf-8" : declared;
}
