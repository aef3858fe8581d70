import { readTimestamp } from "./timestamp.ts";

/** Offset of the PTS from the first byte of a PES packet. */
export const PTS_OFFSET = 9;

/** Offset of the DTS. */
export const DTS_OFFSET = 14;

/** What the header of a PES packet says (2.4.3.6). */
export interface PesHeader {
  /** Bytes of the whole PES packet, header included; 0 when it does not say (pictures may not). */
  readonly packetBytes: number;
  /** Bytes before the first byte of the stream. */
  readonly headerBytes: number;
  /** Wrapped presentation time. */
  readonly pts: number;
  /** Wrapped decoding time; equal to `pts` when the header carries none. */
  readonly dts: number;
}

/**
 * Reads the header of a PES packet.
 *
 * @param view The bytes around it.
 * @param at First byte of the PES packet.
 * @param end First byte after the transport packet it starts in.
 * @returns Null when it is damaged, carries no PTS, or does not fit into its first transport packet: such a unit
 *   cannot be placed in time.
 */
export function readPesHeader(view: DataView, at: number, end: number): PesHeader | null {
  if (end - at < DTS_OFFSET || view.getInt32(at) >>> 8 !== 1) return null;
  const flags = view.getUint16(at + 6);
  const headerBytes = PTS_OFFSET + view.getUint8(at + 8);
  const hasPts = (flags & 0xc080) === 0x8080;
  const hasDts = (flags & 0x0040) !== 0;
  if (!hasPts || headerBytes < (hasDts ? DTS_OFFSET + 5 : DTS_OFFSET) || at + headerBytes > end) return null;
  const length = view.getUint16(at + 4);
  const pts = readTimestamp(view, at + PTS_OFFSET);
  return {
    packetBytes: length === 0 ? 0 : length + 6,
    headerBytes,
    pts,
    dts: hasDts ? readTimestamp(view, at + DTS_OFFSET) : pts,
  };
}

/** True when the PES packet at `at` has a DTS field of its own. */
export function hasDtsField(view: DataView, at: number): boolean {
  return (view.getUint8(at + 7) & 0x40) !== 0;
}
