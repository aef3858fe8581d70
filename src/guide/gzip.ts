import type { Clock } from "../clock.ts";
import { Turns } from "./turns.ts";

/** Packs bytes as gzip; the event loop gets its turn after each part. */
export async function gzip(
  parts: Iterable<Uint8Array<ArrayBuffer>>,
  clock: Clock,
): Promise<Uint8Array<ArrayBuffer>> {
  const packed = ReadableStream.from(paced(parts, clock)).pipeThrough(new CompressionStream("gzip"));
  return new Uint8Array(await new Response(packed).arrayBuffer());
}

/** Compression runs on this thread, and streams alone never let go of it. */
async function* paced(
  parts: Iterable<Uint8Array<ArrayBuffer>>,
  clock: Clock,
): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  const turns = new Turns(clock);
  for (const part of parts) {
    for (let at = 0; at < part.length; at += PART_BYTES) {
      yield part.subarray(at, at + PART_BYTES);
      await turns.pass();
    }
  }
}

/** Takes about a millisecond. */
const PART_BYTES = 32_768;
