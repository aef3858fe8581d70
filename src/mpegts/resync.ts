import { PACKET_BYTES, SYNC_BYTE } from "./packet.ts";

/**
 * The next place where packets may begin after sync was lost: two sync bytes a packet apart.
 *
 * The answer depends on the bytes alone, never on how they arrived in chunks.
 *
 * @param bytes What is known of the stream.
 * @param from Where to begin.
 * @param end First byte not known yet.
 * @returns The place; when it is `end - PACKET_BYTES` or later, it is only where to go on once more is known.
 */
export function findSync(bytes: Uint8Array, from: number, end: number): number {
  let at = from;
  while (at + PACKET_BYTES < end && (bytes[at] !== SYNC_BYTE || bytes[at + PACKET_BYTES] !== SYNC_BYTE)) at++;
  return at;
}
