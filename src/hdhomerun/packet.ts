import { invariant } from "../invariant.ts";
import { crc32 } from "./crc32.ts";

/** What a packet is, at its start. */
export const PACKET_TYPE = {
  /** Who is there? */
  discoverRequest: 2,
  /** I am. */
  discoverReply: 3,
  /** Reads or sets a variable. */
  getSetRequest: 4,
  /** Its new value, or an error. */
  getSetReply: 5,
} as const;

/** What a tagged value means. */
export const TAG = {
  /** u32: 1 tuner, 5 storage, {@link WILDCARD} any. */
  deviceType: 0x01,
  /** u32; {@link WILDCARD} any. */
  deviceId: 0x02,
  /** Name of a variable, ends with NUL. */
  getSetName: 0x03,
  /** Its value, ends with NUL. */
  getSetValue: 0x04,
  /** Text, ends with NUL. */
  errorMessage: 0x05,
  /** u8. */
  tunerCount: 0x10,
  /** u32. */
  lockKey: 0x15,
  /** Text without NUL. */
  lineupUrl: 0x27,
  /** Text without NUL. */
  baseUrl: 0x2a,
  /** Text without NUL. */
  deviceAuth: 0x2b,
  /** As many u32 as there are types. */
  multiType: 0x2d,
} as const;

/** Any type, any id. */
export const WILDCARD = 0xffffffff;

/** Longest packet, as in Ethernet frame less headers; clients read no more. */
export const PACKET_BYTES_MAX = 1_460;

const HEADER_BYTES = 4;
const CRC_BYTES = 4;
const PAYLOAD_BYTES_MAX = PACKET_BYTES_MAX - HEADER_BYTES - CRC_BYTES;
/** Lengths up to this take one byte; longer ones leave their low seven bits in the first. */
const SHORT_LENGTH_MAX = 0x7f;

/** One value with its meaning. */
export interface Tagged {
  /** One of {@link TAG}, or one we do not know. */
  readonly tag: number;
  /** The value as it lies in the packet. */
  readonly value: Uint8Array;
}

/** A packet of port 65001, over UDP and TCP alike. */
export interface Packet {
  /** One of {@link PACKET_TYPE}, or one we do not know. */
  readonly type: number;
  /** Its values, in their order. */
  readonly values: readonly Tagged[];
}

/**
 * Lays a packet out: type, length of the payload, tagged values, CRC with its lowest byte first.
 *
 * @throws {InvariantError} If it is longer than {@link PACKET_BYTES_MAX}.
 */
export function encodePacket({ type, values }: Packet): Uint8Array<ArrayBuffer> {
  const payload = values.flatMap(({ tag, value }) => [tag, ...encodeLength(value.length), ...value]);
  invariant(
    payload.length <= PAYLOAD_BYTES_MAX,
    `Cannot encode a packet: its payload has ${payload.length} bytes`,
  );
  const bytes = new Uint8Array(HEADER_BYTES + payload.length + CRC_BYTES);
  const view = new DataView(bytes.buffer);
  view.setUint16(0, type);
  view.setUint16(2, payload.length);
  bytes.set(payload, HEADER_BYTES);
  const end = bytes.length - CRC_BYTES;
  view.setUint32(end, crc32(bytes.subarray(0, end)), true);
  return bytes;
}

/**
 * Reads a packet.
 *
 * @param bytes Exactly one packet.
 * @returns Null if it is anything else, or damaged.
 */
export function decodePacket(bytes: Uint8Array): Packet | null {
  if (bytes.length !== packetBytes(bytes)) return null;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const end = bytes.length - CRC_BYTES;
  if (view.getUint32(end, true) !== crc32(bytes.subarray(0, end))) return null;
  const values = decodeValues(bytes.subarray(HEADER_BYTES, end));
  return values && { type: view.getUint16(0), values };
}

/**
 * The length of the packet that begins here.
 *
 * @param bytes Its begin, at least.
 * @returns Null if that is too little to tell, `Infinity` if no packet can be so long.
 */
export function packetBytes(bytes: Uint8Array): number | null {
  const [, , high, low] = bytes;
  if (high === undefined || low === undefined) return null;
  const payload = high * 256 + low;
  return payload > PAYLOAD_BYTES_MAX ? Infinity : HEADER_BYTES + payload + CRC_BYTES;
}

/** The value of a tag; the first one counts. Undefined if there is none. */
export function valueOf({ values }: Packet, tag: number): Uint8Array | undefined {
  return values.find((value) => value.tag === tag)?.value;
}

/** A number in four bytes, the highest first. */
export function u32(value: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setUint32(0, value);
  return bytes;
}

/** The numbers in a value, four bytes each; null if it has no whole number of them. */
export function u32s(value: Uint8Array): number[] | null {
  if (value.length % 4 !== 0) return null;
  const view = new DataView(value.buffer, value.byteOffset, value.length);
  return Array.from({ length: value.length / 4 }, (_, index) => view.getUint32(4 * index));
}

function encodeLength(length: number): number[] {
  return length <= SHORT_LENGTH_MAX ? [length] : [(length & 0x7f) | 0x80, length >> 7];
}

function decodeValues(payload: Uint8Array): Tagged[] | null {
  const values: Tagged[] = [];
  let at = 0;
  while (at < payload.length) {
    const tag = payload[at++] ?? 0;
    let length = payload[at++];
    if (length === undefined) return null;
    if (length > SHORT_LENGTH_MAX) {
      const high = payload[at++];
      if (high === undefined) return null;
      length = (length & 0x7f) | (high << 7);
    }
    if (at + length > payload.length) return null;
    values.push({ tag, value: payload.subarray(at, at + length) });
    at += length;
  }
  return values;
}
