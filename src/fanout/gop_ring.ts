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

/** A chunk, or a few small ones, in the ring. */
export interface RingBlock extends MediaChunk {
  /** Bytes of output in front of it, since the channel's start. */
  readonly position: number;
  /** True when its timestamps and counters do not go on from the block before. */
  readonly isBreak: boolean;
}

/** Chunks are joined up to these sizes: each piece costs a viewer's stream as much as 50 KB of content do. */
const JOINED_BYTES_MAX = 32 * 1024;
const JOINED_MS_MAX = 140;

/** The newest stretch of a channel's output, from a little behind now to as far ahead as has been made. */
export class GopRing {
  readonly #blocks: RingBlock[] = [];
  #first = 0;
  #end = 0;
  /** The buffer of the newest block, if there is room for more behind it. */
  #room: Uint8Array<ArrayBuffer> | null = null;

  /** Number of the oldest block that is still there. */
  get firstSequence(): number {
    return this.#first;
  }

  /** Number the next block will get. */
  get nextSequence(): number {
    return this.#first + this.#blocks.length;
  }

  /** Bytes of output in front of the oldest block, since the channel's start. */
  get startPosition(): number {
    return this.#blocks[0]?.position ?? this.#end;
  }

  /** Bytes held. */
  get bytes(): number {
    return this.#end - this.startPosition;
  }

  /** Where the newest block ends; 0 when there is none. */
  get endMs(): number {
    return this.#blocks.at(-1)?.endMs ?? 0;
  }

  /**
   * Adds a chunk at the end: as a block of its own, or, if both are small, behind the newest one. So the newest block
   * may grow; its bytes so far stay what and where they are.
   *
   * @param isBreak True when its timestamps and counters do not go on from the chunk before.
   */
  append(chunk: MediaChunk, isBreak = false): void {
    const last = this.#blocks.at(-1);
    invariant(
      last === undefined || chunk.startMs >= last.startMs,
      `Cannot append media that begins at ${chunk.startMs} ms after media that begins at ${last?.startMs} ms`,
    );
    if (last !== undefined && !isBreak && isJoinable(last, chunk)) {
      this.#blocks[this.#blocks.length - 1] = this.#join(last, chunk);
    } else {
      this.#blocks.push({ ...chunk, position: this.#end, isBreak });
      this.#room = null;
    }
    this.#end += chunk.bytes.length;
  }

  /** The block of a number, or null when it is gone or not made yet. */
  at(sequence: number): RingBlock | null {
    return this.#blocks[sequence - this.#first] ?? null;
  }

  /** The block with the byte at a position, or null when it is gone or not made yet. */
  holding(position: number): RingBlock | null {
    let [low, high] = [0, this.#blocks.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      const block = this.#blocks[middle];
      if (block === undefined || position < block.position) high = middle;
      else if (position < block.position + block.bytes.length) return block;
      else low = middle + 1;
    }
    return null;
  }

  /**
   * Where a viewer who joins at an instant begins: the newest key block that starts by then, else the oldest key block.
   *
   * @returns Its number, or null when there is no key block at all.
   */
  keyAt(atMs: number): number | null {
    let oldest: number | null = null;
    for (let index = this.#blocks.length - 1; index >= 0; index--) {
      const block = this.#blocks[index];
      if (!block?.isKey) continue;
      if (block.startMs <= atMs) return this.#first + index;
      oldest = this.#first + index;
    }
    return oldest;
  }

  /** The bytes of the blocks from one number up to, not with, another; null when some of them are gone. */
  stretch(fromSequence: number, toSequence: number): Uint8Array<ArrayBuffer>[] | null {
    if (fromSequence < this.#first || toSequence > this.nextSequence) return null;
    const from = fromSequence - this.#first;
    return this.#blocks.slice(from, toSequence - this.#first).map(({ bytes }) => bytes);
  }

  /** Forgets everything; numbers and positions go on. */
  clear(): void {
    this.#first += this.#blocks.splice(0).length;
  }

  /**
   * Forgets whole GOPs that ended before an instant, the oldest first; the newest key block always stays.
   *
   * @param beforeMs The instant.
   * @param bytesMax No more are forgotten than needed to hold this little.
   */
  trim(beforeMs: number, bytesMax = 0): void {
    let drop = 0;
    for (let index = 1; index < this.#blocks.length; index++) {
      const block = this.#blocks[index];
      const isEnough = this.#end - (this.#blocks[drop]?.position ?? this.#end) <= bytesMax;
      if (block === undefined || block.startMs > beforeMs || isEnough) break;
      if (block.isKey) drop = index;
    }
    this.#blocks.splice(0, drop);
    this.#first += drop;
  }

  #join(last: RingBlock, chunk: MediaChunk): RingBlock {
    if (this.#room === null) {
      this.#room = new Uint8Array(JOINED_BYTES_MAX);
      this.#room.set(last.bytes);
    }
    this.#room.set(chunk.bytes, last.bytes.length);
    const bytes = this.#room.subarray(0, last.bytes.length + chunk.bytes.length);
    return { ...last, bytes, endMs: chunk.endMs };
  }
}

function isJoinable(last: RingBlock, chunk: MediaChunk): boolean {
  return !chunk.isKey && !chunk.isDiscontinuity && chunk.isSlate === last.isSlate &&
    last.bytes.length + chunk.bytes.length <= JOINED_BYTES_MAX &&
    chunk.endMs - last.startMs <= JOINED_MS_MAX;
}
