import { strictEqual } from "node:assert/strict";
import { adtsFrameBytes } from "../../src/mpegts/adts.ts";

Deno.test({
  name: "adtsFrameBytes() reads the 13-bit length and knows what is no frame",
  permissions: "none",
}, () => {
  const frame = Uint8Array.of(0xff, 0xf1, 0x4c, 0x83, 0xff, 0xff, 0xfc);
  strictEqual(adtsFrameBytes(new DataView(frame.buffer), 0, 7), 8191);
  strictEqual(adtsFrameBytes(new DataView(frame.buffer), 0, 6), 0);
  frame[1] = 0xfb;
  strictEqual(adtsFrameBytes(new DataView(frame.buffer), 0, 7), 0);
});
