import { PACKET_BYTES } from "../mpegts/mod.ts";

/** A growing run of packets. */
export class PacketBuffer {
  #bytes: Uint8Array<ArrayBuffer> = new Uint8Array(0);
  #view = new DataView(this.#bytes.buffer);
  #length = 0;
  #expectedPackets = 0;

  /** The bytes; only until the next {@link PacketBuffer.claim}, which may move them. */
  get bytes(): Uint8Array<ArrayBuffer> {
    return this.#bytes;
  }

  /** The same bytes, to write words to. */
  get view(): DataView {
    return this.#view;
  }

  /** Bytes claimed so far. */
  get length(): number {
    return this.#length;
  }

  /** Says how many packets will probably follow, so that one allocation does. */
  expect(packets: number): void {
    this.#expectedPackets = packets;
  }

  /** Makes room for so many packets and returns where they begin. */
  claim(packets: number): number {
    const at = this.#length;
    const length = at + packets * PACKET_BYTES;
    if (length > this.#bytes.length) this.#grow(length);
    this.#length = length;
    return at;
  }

  /** Gives everything away and begins anew. */
  take(): Uint8Array<ArrayBuffer> {
    const isTight = this.#length * 4 >= this.#bytes.length * 3;
    // Whoever keeps the packets keeps the whole buffer: one that is mostly empty is better copied.
    const taken = isTight ? this.#bytes.subarray(0, this.#length) : this.#bytes.slice(0, this.#length);
    this.#bytes = new Uint8Array(0);
    this.#view = new DataView(this.#bytes.buffer);
    this.#length = 0;
    return taken;
  }

  #grow(length: number): void {
    const bytes = new Uint8Array(
      Math.max(length, this.#expectedPackets * PACKET_BYTES, this.#bytes.length * 2),
    );
    bytes.set(this.#bytes.subarray(0, this.#length));
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer);
  }
}
