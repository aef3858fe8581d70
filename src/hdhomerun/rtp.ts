/** Length of the header (RFC 3550 §5.1). */
export const RTP_HEADER_BYTES = 12;

/** MPEG transport stream (RFC 3551 §6). */
const PAYLOAD_TYPE = 33;
const VERSION_2 = 0x80;
const TICKS_PER_MS = 90;

/** What the header says beside what is always the same. */
export interface RtpHeader {
  /** Counts datagrams; its low 16 bits are sent. */
  readonly sequence: number;
  /** When the datagram leaves, on any clock, in milliseconds. */
  readonly atMs: number;
  /** Tells streams apart: 32 bits. */
  readonly source: number;
}

/** Writes the header of RTP into the first bytes of a datagram. */
export function writeRtpHeader(datagram: Uint8Array, { sequence, atMs, source }: RtpHeader): void {
  const view = new DataView(datagram.buffer, datagram.byteOffset, RTP_HEADER_BYTES);
  view.setUint8(0, VERSION_2);
  view.setUint8(1, PAYLOAD_TYPE);
  view.setUint16(2, sequence % 2 ** 16);
  view.setUint32(4, Math.floor(atMs * TICKS_PER_MS) % 2 ** 32);
  view.setUint32(8, source);
}
