/** Bytes of the fixed part of an ADTS header. */
const HEADER_BYTES = 7;

/**
 * The length of the AAC frame that starts here (ISO 13818-7, 6.2), header included.
 *
 * @param view The bytes around it.
 * @param at Where the frame begins.
 * @param end First byte that may be read.
 * @returns 0 when no ADTS frame starts here.
 */
export function adtsFrameBytes(view: DataView, at: number, end: number): number {
  if (at + HEADER_BYTES > end || (view.getUint16(at) & 0xfff6) !== 0xfff0) return 0;
  return ((view.getUint8(at + 3) & 3) << 11) | (view.getUint16(at + 4) >> 5);
}
