import { Buffer } from "node:buffer";
import { concat } from "../concat.ts";
import { escapeXml } from "./xml_text.ts";

/** What stands before a path of ours; no text can look like it, for `<` and `"` are escaped there. */
const BEFORE_PATH = '<icon src="';

/**
 * A part of a guide whose addresses lack their beginning, which is another one for each way clients reach us. What was
 * proved is the text without it; nothing but addresses changes when it is filled in.
 */
export class Addresses {
  /** Where the beginnings belong. */
  readonly #places: Uint32Array;

  /** @param bytes The text, UTF-8; its addresses are paths that begin with a slash. */
  constructor(private readonly bytes: Uint8Array<ArrayBuffer>) {
    const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
    const places: number[] = [];
    for (let at = text.indexOf(`${BEFORE_PATH}/`); at >= 0; at = text.indexOf(`${BEFORE_PATH}/`, at + 1)) {
      places.push(at + BEFORE_PATH.length);
    }
    this.#places = Uint32Array.from(places);
  }

  /** Bytes of {@link filledIn}. */
  length(baseUrl: string): number {
    return this.bytes.length + this.#places.length * beginning(baseUrl).length;
  }

  /** The text with whole addresses. */
  filledIn(baseUrl: string): Uint8Array<ArrayBuffer> {
    const base = beginning(baseUrl);
    const parts: Uint8Array[] = [];
    let from = 0;
    for (const place of this.#places) {
      parts.push(this.bytes.subarray(from, place), base);
      from = place;
    }
    return concat([...parts, this.bytes.subarray(from)]);
  }
}

function beginning(baseUrl: string): Uint8Array {
  return new TextEncoder().encode(escapeXml(baseUrl));
}
