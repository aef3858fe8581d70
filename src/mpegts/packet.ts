/** Bytes of one transport packet (ISO 13818-1, 2.4.3.2). */
export const PACKET_BYTES = 188;

/** First byte of every packet. */
export const SYNC_BYTE = 0x47;

/** Packets with this PID carry nothing. */
export const NULL_PID = 0x1fff;

/** How many PIDs there are. */
export const PID_COUNT = 0x2000;

// A packet's four header bytes are read and written as one 32-bit word: it is the cheapest way, and the
// fields below are masks of that word.

/** transport_error_indicator: a demodulator gave up on this packet. */
export const TRANSPORT_ERROR = 0x80_0000;

/** payload_unit_start_indicator: a PES packet or a section begins in this packet. */
export const UNIT_START = 0x40_0000;

/** transport_scrambling_control. */
export const SCRAMBLING = 0xc0;

/** adaptation_field_control: an adaptation field is there. */
export const HAS_ADAPTATION = 0x20;

/** adaptation_field_control: a payload is there. */
export const HAS_PAYLOAD = 0x10;

// Flags in the first byte of an adaptation field (2.4.3.4).

/** discontinuity_indicator. */
export const DISCONTINUITY = 0x80;

/** random_access_indicator. */
export const RANDOM_ACCESS = 0x40;

/** PCR_flag. */
export const PCR_PRESENT = 0x10;

/** The PID in a header word. */
export function pidOf(header: number): number {
  return (header >>> 8) & 0x1fff;
}

/**
 * A header word.
 *
 * @param pid PID, 0 to 0x1fff.
 * @param flags Any of {@link UNIT_START}, {@link HAS_ADAPTATION}, {@link HAS_PAYLOAD}.
 * @param continuity Continuity counter, 0 to 15.
 */
export function headerWord(pid: number, flags: number, continuity: number): number {
  return (SYNC_BYTE << 24) | (pid << 8) | flags | continuity;
}

/**
 * Where a packet's payload begins, counted from the packet's first byte.
 *
 * @param view The bytes around the packet.
 * @param at Where the packet begins.
 * @param header Its header word.
 * @returns 4 to 187; {@link PACKET_BYTES} when there is no payload; -1 when the adaptation field is longer than
 *   the packet.
 */
export function payloadOffset(view: DataView, at: number, header: number): number {
  if ((header & HAS_PAYLOAD) === 0) return PACKET_BYTES;
  if ((header & HAS_ADAPTATION) === 0) return 4;
  const offset = 5 + view.getUint8(at + 4);
  return offset < PACKET_BYTES ? offset : -1;
}

/** The flags of a packet's adaptation field; 0 when it has none. */
export function adaptationFlags(view: DataView, at: number, header: number): number {
  return (header & HAS_ADAPTATION) !== 0 && view.getUint8(at + 4) > 0 ? view.getUint8(at + 5) : 0;
}
