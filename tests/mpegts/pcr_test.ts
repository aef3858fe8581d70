import { deepStrictEqual, strictEqual } from "node:assert/strict";
import { readPcr, writePcr, writePcrPacket } from "../../src/mpegts/pcr.ts";
import { TURN_TICKS } from "../../src/mpegts/timestamp.ts";

Deno.test({ name: "writePcr()", permissions: "none" }, async (t) => {
  const cases = [
    { name: "writes whole ticks into the base", ticks: 90_000, base: 90_000, extension: 0 },
    { name: "writes the fraction in 27 MHz units", ticks: 3753.75, base: 3753, extension: 225 },
    { name: "carries when the fraction rounds up", ticks: 9.9999, base: 10, extension: 0 },
    { name: "wraps at 33 bits", ticks: TURN_TICKS + 5, base: 5, extension: 0 },
    { name: "wraps below 0", ticks: -1, base: TURN_TICKS - 1, extension: 0 },
    {
      name: "keeps the lowest bit of the base",
      ticks: TURN_TICKS - 2 + 1,
      base: TURN_TICKS - 1,
      extension: 0,
    },
  ];
  for (const { name, ticks, base, extension } of cases) {
    await t.step(name, () => {
      const bytes = new Uint8Array(6);
      writePcr(new DataView(bytes.buffer), 0, ticks);
      const field = bytes.reduce((sum, byte) => sum * 256 + byte, 0);
      deepStrictEqual([Math.floor(field / 2 ** 15), field % 512], [base, extension]);
      strictEqual(Math.floor(field / 512) % 64, 63, "reserved bits are ones");
      strictEqual(readPcr(new DataView(bytes.buffer), 0), base + extension / 300, "and reads back");
    });
  }
});

Deno.test({ name: "writePcrPacket() writes nothing but the time", permissions: "none" }, () => {
  const bytes = new Uint8Array(400);
  const packet = { pid: 256, continuity: 7, ticks: 1, isRandomAccess: true };
  writePcrPacket(bytes, new DataView(bytes.buffer), 188, packet);
  deepStrictEqual([...bytes.subarray(188, 200)], [0x47, 1, 0, 0x27, 183, 0x50, 0, 0, 0, 0, 0xfe, 0]);
  strictEqual(bytes.subarray(200, 376).every((byte) => byte === 0xff), true);
  strictEqual(bytes[376], 0);
});
