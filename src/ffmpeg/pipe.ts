/** A pipe holds no more than this, so no read gives more. */
const PIPE_BYTES = 65_536;

/**
 * Reads a pipe to its end through one buffer: a fresh one for each read would be most of what the program allocates.
 *
 * @param pipe A stream of bytes; it is cancelled if the reader stops early.
 * @returns Pieces, each good until the next one is asked for.
 */
export async function* readPipe(
  pipe: ReadableStream<Uint8Array<ArrayBuffer>>,
): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  const reader = pipe.getReader({ mode: "byob" });
  let buffer = new ArrayBuffer(PIPE_BYTES);
  try {
    for (;;) {
      const { value, done } = await reader.read(new Uint8Array(buffer));
      if (done) return;
      yield value;
      // The buffer went through the stream and came back as another object.
      buffer = value.buffer;
    }
  } finally {
    reader.releaseLock();
    await pipe.cancel();
  }
}
