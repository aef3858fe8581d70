import { crc32 } from "./crc32.ts";
import {
  DISCONTINUITY,
  HAS_ADAPTATION,
  HAS_PAYLOAD,
  headerWord,
  PACKET_BYTES,
  UNIT_START,
} from "./packet.ts";

/** Longest PSI section, header included (2.4.4.1). */
export const SECTION_BYTES_MAX = 1024;

/** The part all long PSI sections share. */
export interface SectionHead {
  /** table_id. */
  readonly tableId: number;
  /** transport_stream_id or program_number. */
  readonly extensionId: number;
  /** version_number, 0 to 31. */
  readonly version: number;
  /** Bits in front of the length: 0xb0 for tables of MPEG, 0xf0 for those of DVB. */
  readonly flags: number;
}

/** A whole section: head, body and CRC; current, number 0 of 0. */
export function buildSection(head: SectionHead, body: readonly number[]): Uint8Array {
  const length = 5 + body.length + 4;
  const section = Uint8Array.of(
    head.tableId,
    head.flags | (length >> 8),
    length & 0xff,
    head.extensionId >> 8,
    head.extensionId & 0xff,
    0xc1 | (head.version << 1),
    0,
    0,
    ...body,
    0,
    0,
    0,
    0,
  );
  const end = section.length - 4;
  new DataView(section.buffer).setUint32(end, crc32(section.subarray(0, end)));
  return section;
}

/**
 * One packet holding one section; the rest is stuffing. The continuity counter is 0, to be set when it is sent.
 *
 * @param pid PID of the packet.
 * @param section A section of at most 181 bytes.
 * @param isDiscontinuity Sets the discontinuity_indicator, in an adaptation field of its own.
 */
export function sectionPacket(pid: number, section: Uint8Array, isDiscontinuity = false): Uint8Array {
  const packet = new Uint8Array(PACKET_BYTES).fill(0xff);
  const flags = UNIT_START | HAS_PAYLOAD | (isDiscontinuity ? HAS_ADAPTATION : 0);
  new DataView(packet.buffer).setInt32(0, headerWord(pid, flags, 0));
  if (isDiscontinuity) packet.set([1, DISCONTINUITY], 4);
  const payloadAt = isDiscontinuity ? 6 : 4;
  packet[payloadAt] = 0; // pointer_field: the section starts at once
  packet.set(section, payloadAt + 1);
  return packet;
}
