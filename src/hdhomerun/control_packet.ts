import {
  decodePacket,
  encodePacket,
  type Packet,
  PACKET_TYPE,
  packetBytes,
  TAG,
  type Tagged,
  u32,
  u32s,
  valueOf,
} from "./packet.ts";

/** Bytes of a value that leave room for any name we know in the same packet. */
const TEXT_BYTES_MAX = 1_200;
const PRINTABLE = /^[\x20-\x7e]*$/;

/** A wish to read a variable, or to set it. */
export interface GetSetRequest {
  /** `/sys/model`, `/tuner0/status`… */
  readonly name: string;
  /** Its new value; null only reads. */
  readonly value: string | null;
  /** Key of the lock the client holds; null if it names none. */
  readonly lockKey: number | null;
}

/** The value of a variable, or why there is none; as a device words it. */
export type GetSetAnswer = { readonly value: string } | { readonly error: string };

/**
 * Reads a request.
 *
 * @returns Null if the packet is none.
 */
export function parseGetSet(packet: Packet): GetSetRequest | null {
  if (packet.type !== PACKET_TYPE.getSetRequest) return null;
  const nameBytes = valueOf(packet, TAG.getSetName);
  const valueBytes = valueOf(packet, TAG.getSetValue);
  const keyBytes = valueOf(packet, TAG.lockKey);
  const name = nameBytes && text(nameBytes);
  const value = valueBytes === undefined ? null : text(valueBytes);
  const keys = keyBytes && u32s(keyBytes);
  if (!name || value === undefined || keys === null || (keys && keys.length !== 1)) return null;
  return { name, value, lockKey: keys?.[0] ?? null };
}

/** A request, for whoever plays a client. */
export function encodeGetSet({ name, value, lockKey }: GetSetRequest): Uint8Array<ArrayBuffer> {
  const values: Tagged[] = [terminated(TAG.getSetName, name)];
  if (value !== null) values.push(terminated(TAG.getSetValue, value));
  if (lockKey !== null) values.push({ tag: TAG.lockKey, value: u32(lockKey) });
  return encodePacket({ type: PACKET_TYPE.getSetRequest, values });
}

/** The answer to a request. The name comes first: one client looks for it there. */
export function encodeGetSetReply(name: string, answer: GetSetAnswer): Uint8Array<ArrayBuffer> {
  const [tag, words] = "value" in answer
    ? [TAG.getSetValue, answer.value]
    : [TAG.errorMessage, `ERROR: ${answer.error}`];
  return encodePacket({
    type: PACKET_TYPE.getSetReply,
    values: [terminated(TAG.getSetName, name.slice(0, 127)), terminated(tag, words)],
  });
}

/** What came out of a stream of bytes. */
export interface Unpacked {
  /** Whole packets, in their order. */
  readonly packets: readonly Packet[];
  /** True if what follows is no packet, so that nothing after it can be understood either. */
  readonly isBroken: boolean;
}

/** Cuts a stream of bytes into packets, however TCP split or joined them. It keeps less than one packet. */
export class Unpacker {
  #rest: Uint8Array = new Uint8Array();

  /**
   * Takes the next bytes.
   *
   * @returns The packets that are whole now.
   */
  push(bytes: Uint8Array): Unpacked {
    const packets: Packet[] = [];
    let ahead = new Uint8Array(this.#rest.length + bytes.length);
    ahead.set(this.#rest);
    ahead.set(bytes, this.#rest.length);
    for (;;) {
      const length = packetBytes(ahead);
      if (length === Infinity) return this.#give(packets, true);
      if (length === null || length > ahead.length) break;
      const packet = decodePacket(ahead.subarray(0, length));
      if (packet === null) return this.#give(packets, true);
      packets.push(packet);
      ahead = ahead.subarray(length);
    }
    this.#rest = ahead.slice();
    return this.#give(packets, false);
  }

  #give(packets: readonly Packet[], isBroken: boolean): Unpacked {
    if (isBroken) this.#rest = new Uint8Array();
    return { packets, isBroken };
  }
}

/** Text up to its NUL, or to its end; undefined if it is not plain. */
function text(bytes: Uint8Array): string | undefined {
  const end = bytes.indexOf(0);
  const words = new TextDecoder("latin1").decode(end < 0 ? bytes : bytes.subarray(0, end));
  return PRINTABLE.test(words) ? words : undefined;
}

/** Text with the NUL that belongs to it, cut to what fits. */
function terminated(tag: number, words: string): Tagged {
  const bytes = new TextEncoder().encode(words).subarray(0, TEXT_BYTES_MAX);
  const value = new Uint8Array(bytes.length + 1);
  value.set(bytes);
  return { tag, value };
}
