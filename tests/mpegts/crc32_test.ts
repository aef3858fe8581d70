import { strictEqual } from "node:assert/strict";
import { crc32 } from "../../src/mpegts/crc32.ts";

Deno.test(
  { name: "crc32() of the check text is the one MPEG-2 has in every catalogue", permissions: "none" },
  () => {
    strictEqual(crc32(new TextEncoder().encode("123456789")), 0x0376e6e7);
  },
);
