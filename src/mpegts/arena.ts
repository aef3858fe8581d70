/**
 * Where a demuxer keeps its bytes: one block at a time, filled from front to back. A unit never spans two blocks,
 * because the incomplete tail moves to the next one. Blocks left behind live as long as someone holds a unit in them.
 */
export class Arena {
  #block: Uint8Array;
  #view: DataView;
  #fill = 0;

  /**
   * An empty first block.
   *
   * @param blockBytes Size of a block; one is larger only when its tail needs more.
   */
  constructor(private readonly blockBytes: number) {
    this.#block = new Uint8Array(blockBytes);
    this.#view = new DataView(this.#block.buffer);
  }

  /** The block being filled. */
  get block(): Uint8Array {
    return this.#block;
  }

  /** The same bytes, to read words from. */
  get view(): DataView {
    return this.#view;
  }

  /** First byte not filled yet. */
  get fill(): number {
    return this.#fill;
  }

  /** True when nothing more fits. */
  get isFull(): boolean {
    return this.#fill === this.#block.length;
  }

  /**
   * Copies as much of `chunk` as fits.
   *
   * @param chunk Bytes of the stream.
   * @param from Where in the chunk to begin.
   * @returns How many bytes were taken.
   */
  append(chunk: Uint8Array, from: number): number {
    const taken = Math.min(chunk.length - from, this.#block.length - this.#fill);
    this.#block.set(taken === chunk.length ? chunk : chunk.subarray(from, from + taken), this.#fill);
    this.#fill += taken;
    return taken;
  }

  /** Goes on in a fresh block, which begins with everything from `keepFrom` on. */
  rollOver(keepFrom: number): void {
    const tail = this.#block.subarray(keepFrom, this.#fill);
    this.#block = new Uint8Array(Math.max(this.blockBytes, tail.length * 2));
    this.#view = new DataView(this.#block.buffer);
    this.#block.set(tail);
    this.#fill = tail.length;
  }
}
