import { deepStrictEqual, strictEqual } from "node:assert/strict";
import fc from "fast-check";
import { crc32 } from "../../src/mpegts/crc32.ts";
import { buildPat, parsePat } from "../../src/mpegts/pat.ts";
import { buildPmt, parsePmt } from "../../src/mpegts/pmt.ts";

const pid = fc.integer({ min: 0x20, max: 0x1ffe });

Deno.test({
  name: "buildPmt() is read back by parsePmt()",
  permissions: "none",
  fn() {
    const streams = fc.array(fc.record({ type: fc.nat(255), pid }, { noNullPrototype: true }), {
      maxLength: 8,
    });
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 0xffff }),
        pid,
        streams,
        fc.nat(31),
        (programNumber, pcrPid, list, version) => {
          const section = buildPmt({ programNumber, pcrPid, streams: list }, version);
          strictEqual(crc32(section), 0);
          strictEqual(((section[5] ?? 0) >> 1) & 31, version);
          if (section.length >= 16) {
            deepStrictEqual(parsePmt(section), { programNumber, pcrPid, streams: list });
          }
        },
      ),
    );
  },
});

Deno.test(
  { name: "parsePmt() refuses lengths that do not add up, and other tables", permissions: "none" },
  () => {
    const section = buildPmt({ programNumber: 1, pcrPid: 256, streams: [{ type: 27, pid: 256 }] }, 0);
    const torn = Uint8Array.from(section);
    torn[16] = 9;
    strictEqual(parsePmt(torn), null);
    strictEqual(parsePmt(buildPat(1, { programNumber: 1, pmtPid: 256 })), null);
    strictEqual(parsePat(section), null);
  },
);
