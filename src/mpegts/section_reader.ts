import { crc32 } from "./crc32.ts";
import { SECTION_BYTES_MAX } from "./section.ts";

const STUFFING = 0xff;

/** Puts the sections of one PID together again, however they are spread over packets (2.4.4.2). */
export class SectionReader {
  #open = new Uint8Array(0);
  #isOpen = false;
  #badSections = 0;

  /** Sections thrown away because of their CRC or length. */
  get badSections(): number {
    return this.#badSections;
  }

  /** Forgets the section under way, because a packet is missing. */
  reset(): void {
    this.#isOpen = false;
  }

  /**
   * Takes the payload of the next packet.
   *
   * @param payload The payload, a view that may change later.
   * @param isUnitStart The packet's payload_unit_start_indicator.
   * @returns The sections now complete, CRC checked, in buffers of their own.
   */
  push(payload: Uint8Array, isUnitStart: boolean): Uint8Array[] {
    const sections: Uint8Array[] = [];
    if (!isUnitStart) {
      if (this.#isOpen) this.#append(payload, sections);
      return sections;
    }
    const pointer = payload[0] ?? STUFFING;
    if (pointer >= payload.length) {
      this.#badSections++;
      this.#isOpen = false;
      return sections;
    }
    if (this.#isOpen) this.#append(payload.subarray(1, 1 + pointer), sections);
    this.#open = new Uint8Array(0);
    this.#isOpen = true;
    this.#append(payload.subarray(1 + pointer), sections);
    return sections;
  }

  #append(bytes: Uint8Array, sections: Uint8Array[]): void {
    const joined = new Uint8Array(this.#open.length + bytes.length);
    joined.set(this.#open);
    joined.set(bytes, this.#open.length);
    let at = 0;
    while (at + 3 <= joined.length && joined[at] !== STUFFING) {
      const length = 3 + ((((joined[at + 1] ?? 0) & 0x0f) << 8) | (joined[at + 2] ?? 0));
      if (length > SECTION_BYTES_MAX) return this.#giveUp();
      if (at + length > joined.length) break;
      this.#take(joined.slice(at, at + length), sections);
      at += length;
    }
    this.#open = joined.slice(at);
    if (joined[at] === STUFFING) this.#isOpen = false;
  }

  #take(section: Uint8Array, sections: Uint8Array[]): void {
    if (section.length >= 12 && crc32(section) === 0) sections.push(section);
    else this.#badSections++;
  }

  #giveUp(): void {
    this.#badSections++;
    this.#isOpen = false;
  }
}
