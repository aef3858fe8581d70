import { buildSection } from "./section.ts";

/** PID of the service description table (EN 300 468, 5.1.3). */
export const SDT_PID = 0x11;

const TABLE_ID = 0x42;
const SERVICE_DESCRIPTOR = 0x48;
const DIGITAL_TELEVISION = 0x01;
const RUNNING = 0x80;
/** First byte of a text in UTF-8 (EN 300 468, annex A.2). */
const UTF8 = 0x15;
/** Keeps the table within one packet. */
const NAME_BYTES_MAX = 120;

/** Whose name the table tells. */
export interface ServiceEntry {
  /** transport_stream_id, the same as in the PAT. */
  readonly transportStreamId: number;
  /** service_id, which is the program_number. */
  readonly programNumber: number;
  /** Name of the channel; cut to 120 bytes of UTF-8 at a character's end. */
  readonly name: string;
}

/** A service description section with one running television service. */
export function buildSdt(service: ServiceEntry): Uint8Array {
  const name = shorten(service.name);
  const descriptor = [DIGITAL_TELEVISION, 0, name.length + 1, UTF8, ...name];
  return buildSection(
    { tableId: TABLE_ID, extensionId: service.transportStreamId, version: 0, flags: 0xf0 },
    [
      ...[0xff, 0x01, 0xff], // original_network_id of private use, reserved
      service.programNumber >> 8,
      service.programNumber & 0xff,
      0xfc, // no event information
      RUNNING,
      descriptor.length + 2,
      SERVICE_DESCRIPTOR,
      descriptor.length,
      ...descriptor,
    ],
  );
}

function shorten(name: string): Uint8Array {
  const room = new Uint8Array(NAME_BYTES_MAX);
  return room.subarray(0, new TextEncoder().encodeInto(name, room).written);
}
