import { deepStrictEqual, strictEqual } from "node:assert/strict";
import fc from "fast-check";
import { crc32 } from "../../src/mpegts/crc32.ts";
import { buildPat, parsePat } from "../../src/mpegts/pat.ts";

const pid = fc.integer({ min: 0x20, max: 0x1ffe });

Deno.test({
  name: "buildPat() is read back by parsePat(), and its CRC checks",
  permissions: "none",
  fn() {
    fc.assert(
      fc.property(fc.nat(0xffff), fc.integer({ min: 1, max: 0xffff }), pid, (id, programNumber, pmtPid) => {
        const section = buildPat(id, { programNumber, pmtPid });
        strictEqual(crc32(section), 0);
        deepStrictEqual(parsePat(section), { programNumber, pmtPid });
      }),
    );
  },
});
