import { invariant } from "../invariant.ts";

/** A stretch of the output: whole TS packets, shared by all viewers and never written to again. */
export interface MediaChunk {
  /** The packets. */
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** Where its first picture stands on the media clock, milliseconds since the channel's start. */
  readonly startMs: number;
  /** Where its last picture ends. */
  readonly endMs: number;
  /** True when it begins with PAT, PMT and a key frame: a viewer may begin here. */
  readonly isKey: boolean;
  /** True when decoders must expect other parameters from here on. */
  readonly isDiscontinuity: boolean;
  /** True for a card: it keeps viewers, but it is no sign of life. */
  readonly isSlate: boolean;
}

/** The newest stretch of a channel's output, from a little behind now to as far ahead as has been made. */
export class GopRing {
  readonly #chunks: MediaChunk[] = [];
  #first = 0;
  #bytes = 0;

  /** Number of the oldest chunk that is still there. */
  get firstSequence(): number {
    return this.#first;
  }

  /** Number the next chunk will get. */
  get nextSequence(): number {
    return this.#first + this.#chunks.length;
  }

  /** Bytes held. */
  get bytes(): number {
    return this.#bytes;
  }

  /** Adds a chunk at the end. */
  append(chunk: MediaChunk): void {
    const last = this.#chunks.at(-1);
    invariant(
      last === undefined || chunk.startMs >= last.startMs,
      `Cannot append media that begins at ${chunk.startMs} ms after media that begins at ${last?.startMs} ms`,
    );
    this.#chunks.push(chunk);
    this.#bytes += chunk.bytes.length;
  }

  /** The chunk of a number, or null when it is gone or not made yet. */
  at(sequence: number): MediaChunk | null {
    return this.#chunks[sequence - this.#first] ?? null;
  }

  /**
   * Where a viewer who joins at an instant begins: the newest key chunk that starts by then, else the oldest key chunk.
   *
   * @returns Its number, or null when there is no key chunk at all.
   */
  keyAt(atMs: number): number | null {
    let oldest: number | null = null;
    for (let index = this.#chunks.length - 1; index >= 0; index--) {
      const chunk = this.#chunks[index];
      if (!chunk?.isKey) continue;
      if (chunk.startMs <= atMs) return this.#first + index;
      oldest = this.#first + index;
    }
    return oldest;
  }

  /** Bytes of the chunks from one number up to, not with, another. */
  bytesBetween(fromSequence: number, toSequence: number): number {
    const from = Math.max(0, fromSequence - this.#first);
    return this.#chunks.slice(from, toSequence - this.#first).reduce(
      (sum, chunk) => sum + chunk.bytes.length,
      0,
    );
  }

  /** Forgets everything; numbers go on. */
  clear(): void {
    this.#first += this.#chunks.splice(0).length;
    this.#bytes = 0;
  }

  /** Forgets whole GOPs that ended before an instant; the newest key chunk always stays. */
  trim(beforeMs: number): void {
    let drop = 0;
    for (let index = 1; index < this.#chunks.length; index++) {
      const chunk = this.#chunks[index];
      if (chunk === undefined || chunk.startMs > beforeMs) break;
      if (chunk.isKey) drop = index;
    }
    for (const chunk of this.#chunks.splice(0, drop)) this.#bytes -= chunk.bytes.length;
    this.#first += drop;
  }
}
