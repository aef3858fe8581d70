/** What a response sends, of a length that is known. */
export interface ResponseBytes {
  /** Bytes in all. */
  readonly length: number;
  /** Its bytes, for one response. */
  open(): ReadableStream<Uint8Array<ArrayBuffer>>;
}
