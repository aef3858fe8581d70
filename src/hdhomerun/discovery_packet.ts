import {
  decodePacket,
  encodePacket,
  PACKET_TYPE,
  TAG,
  type Tagged,
  u32,
  u32s,
  valueOf,
  WILDCARD,
} from "./packet.ts";

/** The type of device we are. */
const TUNER = 1;

/** Whom a client looks for. */
export interface DiscoveryRequest {
  /** Types of devices; {@link WILDCARD} is any. */
  readonly types: readonly number[];
  /** One device, or null for any. */
  readonly deviceId: string | null;
}

/** What we say of ourselves. */
export interface DiscoveryReply {
  /** Eight hex digits, upper case. */
  readonly deviceId: string;
  /** 24 characters. */
  readonly deviceAuth: string;
  /** Channels that can be watched at the same time. */
  readonly tunerCount: number;
  /** Where we are, without a slash at its end; clients older than 2022 drop one of more than 28 characters. */
  readonly baseUrl: string;
}

/**
 * Reads what a client broadcasts. Three shapes are known: a type and an id, a type alone, a list of types.
 *
 * @param bytes A datagram.
 * @returns Null if it is no such request.
 */
export function parseDiscoveryRequest(bytes: Uint8Array): DiscoveryRequest | null {
  const packet = decodePacket(bytes);
  if (packet?.type !== PACKET_TYPE.discoverRequest) return null;
  const single = u32s(valueOf(packet, TAG.deviceType) ?? new Uint8Array());
  const several = u32s(valueOf(packet, TAG.multiType) ?? new Uint8Array());
  const ids = u32s(valueOf(packet, TAG.deviceId) ?? u32(WILDCARD));
  if (single === null || single.length > 1 || several === null || ids?.length !== 1) return null;
  const [id = WILDCARD] = ids;
  return { types: [...single, ...several], deviceId: id === WILDCARD ? null : hex(id) };
}

/** What a client sends, for whoever plays one: a single type in its own tag, several in a list. */
export function encodeDiscoveryRequest({ types, deviceId }: DiscoveryRequest): Uint8Array<ArrayBuffer> {
  const [type = WILDCARD] = types;
  const values: Tagged[] = [
    types.length === 1
      ? { tag: TAG.deviceType, value: u32(type) }
      : { tag: TAG.multiType, value: Uint8Array.from(types.flatMap((each) => [...u32(each)])) },
  ];
  if (deviceId !== null) values.push({ tag: TAG.deviceId, value: u32(Number.parseInt(deviceId, 16)) });
  return encodePacket({ type: PACKET_TYPE.discoverRequest, values });
}

/** Whether a device is among those a client looks for. */
export function isSought({ types, deviceId }: DiscoveryRequest, ownId: string): boolean {
  const isOurType = types.includes(TUNER) || types.includes(WILDCARD);
  return isOurType && (deviceId === null || deviceId === ownId);
}

/**
 * Our answer. Newer clients drop one that does not begin with a type, whatever they asked for.
 *
 * @throws {InvariantError} If the base URL is so long that it does not fit in a packet.
 */
export function encodeDiscoveryReply(reply: DiscoveryReply): Uint8Array<ArrayBuffer> {
  const text = (tag: number, value: string): Tagged => ({ tag, value: new TextEncoder().encode(value) });
  return encodePacket({
    type: PACKET_TYPE.discoverReply,
    values: [
      { tag: TAG.deviceType, value: u32(TUNER) },
      { tag: TAG.deviceId, value: u32(Number.parseInt(reply.deviceId, 16)) },
      { tag: TAG.tunerCount, value: Uint8Array.of(reply.tunerCount) },
      text(TAG.deviceAuth, reply.deviceAuth),
      text(TAG.baseUrl, reply.baseUrl),
      text(TAG.lineupUrl, `${reply.baseUrl}/lineup.json`),
    ],
  });
}

/** Reads an answer, for whoever plays a client; null if it is none of a tuner. */
export function parseDiscoveryReply(bytes: Uint8Array): DiscoveryReply | null {
  const packet = decodePacket(bytes);
  if (packet?.type !== PACKET_TYPE.discoverReply) return null;
  const number = (tag: number) => u32s(valueOf(packet, tag) ?? new Uint8Array())?.[0];
  const text = (tag: number) => new TextDecoder().decode(valueOf(packet, tag));
  const id = number(TAG.deviceId);
  const tunerCount = valueOf(packet, TAG.tunerCount)?.[0];
  if (number(TAG.deviceType) !== TUNER || id === undefined || tunerCount === undefined) return null;
  return {
    deviceId: hex(id),
    deviceAuth: text(TAG.deviceAuth),
    tunerCount,
    baseUrl: text(TAG.baseUrl),
  };
}

function hex(id: number): string {
  return id.toString(16).toUpperCase().padStart(8, "0");
}
