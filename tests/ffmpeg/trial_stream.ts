/** What hardware may do wrong in a trial. */
export interface TrialFaults {
  /** Pictures it makes; 16 when absent. */
  readonly pictures?: number;
  /** Pictures from key frame to key frame; 8 when absent. */
  readonly gop?: number;
  /** Its headers come once, at the very start. */
  readonly isHeadedOnce?: boolean;
  /** Bytes of the first key frame. */
  readonly keyBytes?: number;
}

/** Kinds of NAL units. */
const [SLICE, IDR, SEI, SPS, PPS, FILLER] = [1, 5, 6, 7, 8, 12];

/** A byte stream as an encoder makes it in a trial: pictures of two slices, filled up with nothing in between. */
export function trialStream(faults: TrialFaults = {}): Uint8Array<ArrayBuffer> {
  const { pictures = 16, gop = 8, isHeadedOnce = false, keyBytes = 40 } = faults;
  const bytes: number[] = [];
  for (let index = 0; index < pictures; index++) {
    const isKey = index % gop === 0;
    if (isKey && (index === 0 || !isHeadedOnce)) {
      bytes.push(...unit(SPS, [100, 0, 31]), ...unit(PPS, [0xce, 0x38]), ...unit(SEI, [5, 1, 0x80]));
    }
    const kind = isKey ? IDR : SLICE;
    // `first_mb_in_slice` is 0 in the first slice of a picture: its code begins with a 1 bit.
    bytes.push(...unit(kind, [0x88, ...Array(isKey ? keyBytes : 5).fill(index + 1)]));
    bytes.push(...unit(kind, [0x44, index + 1]), ...unit(FILLER, Array(60).fill(0xff)));
  }
  return Uint8Array.from(bytes);
}

function unit(kind: number, payload: readonly number[]): number[] {
  return [0, 0, 0, 1, 0x60 | kind, ...payload];
}
