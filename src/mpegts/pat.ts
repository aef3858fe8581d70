import { buildSection } from "./section.ts";

/** PID of the programme association table. */
export const PAT_PID = 0;

const TABLE_ID = 0;

/** Where to find a programme. */
export interface ProgramEntry {
  /** program_number, above 0. */
  readonly programNumber: number;
  /** PID of its PMT. */
  readonly pmtPid: number;
}

/**
 * The first programme of a programme association section (2.4.4.3).
 *
 * @param section A whole section, CRC checked.
 * @returns Null when it names none; entries with number 0 point to the network table.
 */
export function parsePat(section: Uint8Array): ProgramEntry | null {
  if (section[0] !== TABLE_ID) return null;
  const view = new DataView(section.buffer, section.byteOffset, section.length);
  for (let at = 8; at + 4 <= section.length - 4; at += 4) {
    const programNumber = view.getUint16(at);
    if (programNumber !== 0) return { programNumber, pmtPid: view.getUint16(at + 2) & 0x1fff };
  }
  return null;
}

/** A programme association section with one programme. */
export function buildPat(transportStreamId: number, entry: ProgramEntry): Uint8Array {
  return buildSection({ tableId: TABLE_ID, extensionId: transportStreamId, version: 0, flags: 0xb0 }, [
    entry.programNumber >> 8,
    entry.programNumber & 0xff,
    0xe0 | (entry.pmtPid >> 8),
    entry.pmtPid & 0xff,
  ]);
}
