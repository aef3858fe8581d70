import { crc32 } from "node:zlib";
import { concat } from "../concat.ts";

/** A picture of 8-bit red, green and blue, row by row from the top. */
export interface Picture {
  /** Pixels across. */
  readonly width: number;
  /** Pixels down. */
  readonly height: number;
  /** Three bytes a pixel. */
  readonly rgb: Uint8Array<ArrayBuffer>;
}

const SIGNATURE = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];

/** Writes a picture as PNG (ISO/IEC 15948). */
export async function encodePng({ width, height, rgb }: Picture): Promise<Uint8Array<ArrayBuffer>> {
  const header = new Uint8Array(13);
  const view = new DataView(header.buffer);
  view.setUint32(0, width);
  view.setUint32(4, height);
  // Clause 11.2.2: 8 bits a sample, colour type 2 (truecolour), deflate, adaptive filters, not interlaced.
  header.set([8, 2, 0, 0, 0], 8);
  const data = await deflate(filtered(rgb, width * 3));
  return concat([
    Uint8Array.from(SIGNATURE),
    chunk("IHDR", header),
    chunk("IDAT", data),
    chunk("IEND", new Uint8Array()),
  ]);
}

/** Clause 9.2, filter 2 (Up): each byte less the one above, which turns gradients into long runs. */
function filtered(rgb: Uint8Array, rowBytes: number): Uint8Array<ArrayBuffer> {
  const rows = rgb.length / rowBytes;
  const out = new Uint8Array(rgb.length + rows);
  for (let row = 0; row < rows; row++) {
    const at = row * (rowBytes + 1);
    out[at] = 2;
    for (let byte = 0; byte < rowBytes; byte++) {
      const above = row === 0 ? 0 : rgb[(row - 1) * rowBytes + byte] ?? 0;
      out[at + 1 + byte] = (rgb[row * rowBytes + byte] ?? 0) - above;
    }
  }
  return out;
}

/** `deflate` is the zlib format (RFC 1950), which clause 10.1 asks for. */
async function deflate(bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer>> {
  const packed = new Blob([bytes]).stream().pipeThrough(new CompressionStream("deflate"));
  return new Uint8Array(await new Response(packed).arrayBuffer());
}

/** Clause 5.3: length, type, data, and a CRC over type and data (annex D: the one of Ethernet, which zlib has). */
function chunk(type: string, data: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  const body = concat([new TextEncoder().encode(type), data]);
  const out = new Uint8Array(body.length + 8);
  const view = new DataView(out.buffer);
  view.setUint32(0, data.length);
  out.set(body, 4);
  view.setUint32(out.length - 4, crc32(body));
  return out;
}
