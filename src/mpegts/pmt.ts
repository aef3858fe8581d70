import { buildSection } from "./section.ts";

const TABLE_ID = 2;

/** stream_type of H.264 (2.4.4.9). */
export const STREAM_TYPE_H264 = 0x1b;

/** stream_type of AAC in ADTS frames. */
export const STREAM_TYPE_AAC = 0x0f;

/** One elementary stream of a programme. */
export interface ElementaryStream {
  /** stream_type. */
  readonly type: number;
  /** PID of its packets. */
  readonly pid: number;
}

/** What a programme map section says. */
export interface ProgramMap {
  /** program_number. */
  readonly programNumber: number;
  /** PID that carries the PCR. */
  readonly pcrPid: number;
  /** Its streams, in the order of the table. */
  readonly streams: readonly ElementaryStream[];
}

/**
 * Reads a programme map section (2.4.4.8).
 *
 * @param section A whole section, CRC checked.
 * @returns Null when it is another table or its lengths do not add up.
 */
export function parsePmt(section: Uint8Array): ProgramMap | null {
  if (section[0] !== TABLE_ID || section.length < 16) return null;
  const view = new DataView(section.buffer, section.byteOffset, section.length);
  const end = section.length - 4;
  const streams: ElementaryStream[] = [];
  let at = 12 + (view.getUint16(10) & 0x0fff);
  while (at + 5 <= end) {
    streams.push({ type: view.getUint8(at), pid: view.getUint16(at + 1) & 0x1fff });
    at += 5 + (view.getUint16(at + 3) & 0x0fff);
  }
  if (at !== end) return null;
  return { programNumber: view.getUint16(3), pcrPid: view.getUint16(8) & 0x1fff, streams };
}

/**
 * A programme map section without descriptors.
 *
 * @param map What it says.
 * @param version version_number, 0 to 31; one more after each change.
 */
export function buildPmt(map: ProgramMap, version: number): Uint8Array {
  const body = [0xe0 | (map.pcrPid >> 8), map.pcrPid & 0xff, 0xf0, 0];
  for (const { type, pid } of map.streams) body.push(type, 0xe0 | (pid >> 8), pid & 0xff, 0xf0, 0);
  return buildSection({ tableId: TABLE_ID, extensionId: map.programNumber, version, flags: 0xb0 }, body);
}
