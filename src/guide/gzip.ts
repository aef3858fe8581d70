import type { Clock } from "../clock.ts";

/** Packs bytes as gzip; the event loop gets its turn after each part. */
export async function gzip(
  parts: readonly Uint8Array<ArrayBuffer>[],
  clock: Clock,
): Promise<Uint8Array<ArrayBuffer>> {
  const packed = ReadableStream.from(paced(parts, clock)).pipeThrough(new CompressionStream("gzip"));
  return new Uint8Array(await new Response(packed).arrayBuffer());
}

/** Compression runs on this thread, and streams alone never let go of it. */
async function* paced(
  parts: readonly Uint8Array<ArrayBuffer>[],
  clock: Clock,
): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  for (const part of parts) {
    yield part;
    await clock.sleep(0);
  }
}
