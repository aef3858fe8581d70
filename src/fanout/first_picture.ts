import { PACKET_BYTES, payloadOffset, pidOf, UNIT_START } from "../mpegts/mod.ts";

/** A PES packet's start code prefix, and its stream_id if that says video (ISO 13818-1, table 2-22). */
const VIDEO_START = 0x1e;

/**
 * How many bytes it takes to show the first picture of a chunk: all up to the packet in which the second one begins.
 *
 * @param bytes Whole packets, beginning with tables and a key frame.
 * @returns A whole number of packets; all bytes when there is no second picture.
 */
export function firstPictureBytes(bytes: Uint8Array<ArrayBuffer>): number {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let videoPid: number | null = null;
  for (let at = 0; at + PACKET_BYTES <= bytes.length; at += PACKET_BYTES) {
    const header = view.getUint32(at);
    if ((header & UNIT_START) === 0) continue;
    if (videoPid === null && isPictureStart(view, at, header)) videoPid = pidOf(header);
    else if (pidOf(header) === videoPid) return at;
  }
  return bytes.length;
}

function isPictureStart(view: DataView, at: number, header: number): boolean {
  const offset = payloadOffset(view, at, header);
  return offset >= 4 && offset <= PACKET_BYTES - 4 && view.getUint32(at + offset) >>> 4 === VIDEO_START;
}
