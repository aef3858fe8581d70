import { concat } from "./concat.ts";

/**
 * All bytes of a body, if they are not too many.
 *
 * @param body Read to its end, or let go of.
 * @param bytesMax How many there may be.
 * @returns Null if there are more.
 * @throws What the body throws.
 */
export async function readBounded(
  body: ReadableStream<Uint8Array<ArrayBuffer>>,
  bytesMax: number,
): Promise<Uint8Array<ArrayBuffer> | null> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  // Leaving the loop early cancels the body.
  for await (const chunk of body) {
    length += chunk.length;
    if (length > bytesMax) return null;
    chunks.push(chunk);
  }
  return concat(chunks);
}
