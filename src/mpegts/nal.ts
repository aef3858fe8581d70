const SLICE_FIRST = 1;
const SLICE_IDR = 5;
const SEQUENCE_PARAMETERS = 7;
const PICTURE_PARAMETERS = 8;
const FNV_START = 0x811c9dc5 | 0;
const FNV_PRIME = 0x01000193;

/**
 * Looks at the head of an H.264 picture (ISO 14496-10, annex B and 7.4.1): is it an IDR, and which parameter sets
 * does it bring?
 *
 * It takes the picture's bytes piece by piece, however start codes are cut, and is done at the first slice, so
 * that whole pictures are never scanned.
 */
export class NalScanner {
  #isDone = false;
  #isKey = false;
  /** Hashes of the parameter sets so far, each once. */
  readonly #sets: number[] = [];
  /** Hash of the one under way; 0 when there is none. */
  #hash = 0;
  #zeros = 0;
  #isAtType = false;

  /** True once the first slice was seen: more bytes would change nothing. */
  get isDone(): boolean {
    return this.#isDone;
  }

  /** True when the first slice belongs to an IDR picture. */
  get isKey(): boolean {
    return this.#isKey;
  }

  /**
   * A hash of the different SPS and PPS before the first slice; 0 when there are none.
   *
   * Muxers double the sets of a file's first key frame: one that comes again changes nothing.
   */
  get parameters(): number {
    return this.#sets.reduce(mix, 0) >>> 0;
  }

  /** Makes ready for the next picture. */
  reset(): void {
    this.#isDone = false;
    this.#isKey = false;
    this.#sets.length = 0;
    this.#hash = 0;
    this.#zeros = 0;
    this.#isAtType = false;
  }

  /** Takes the next bytes of the picture, those from `from` up to `end`. */
  scan(bytes: Uint8Array, from: number, end: number): void {
    for (let at = from; at < end && !this.#isDone; at++) {
      const byte = bytes[at] ?? 0;
      if (this.#isAtType) this.#begin(byte);
      else if (byte === 0) this.#zeros++;
      else if (byte === 1 && this.#zeros >= 2) this.#isAtType = true;
      else this.#pass(byte);
    }
  }

  #begin(byte: number): void {
    const type = byte & 0x1f;
    this.#isAtType = false;
    this.#zeros = 0;
    if (this.#hash !== 0 && !this.#sets.includes(this.#hash)) this.#sets.push(this.#hash);
    this.#hash = type === SEQUENCE_PARAMETERS || type === PICTURE_PARAMETERS ? mix(0, byte) : 0;
    this.#isDone = type >= SLICE_FIRST && type <= SLICE_IDR;
    this.#isKey = type === SLICE_IDR;
  }

  /** Zeros are hashed late: in front of a start code they belong to no NAL unit. */
  #pass(byte: number): void {
    if (this.#hash !== 0) {
      for (; this.#zeros > 0; this.#zeros--) this.#hash = mix(this.#hash, 0);
      this.#hash = mix(this.#hash, byte);
    }
    this.#zeros = 0;
  }
}

/** One step of the FNV hash, which never becomes 0. */
function mix(hash: number, value: number): number {
  return Math.imul((hash || FNV_START) ^ value, FNV_PRIME) || 1;
}
