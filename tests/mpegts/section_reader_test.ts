import { deepStrictEqual, strictEqual } from "node:assert/strict";
import fc from "fast-check";
import { buildPat } from "../../src/mpegts/pat.ts";
import { buildPmt } from "../../src/mpegts/pmt.ts";
import { SectionReader } from "../../src/mpegts/section_reader.ts";

Deno.test({
  name: "SectionReader puts sections together however they are spread over payloads",
  permissions: "none",
  fn() {
    const sizes = fc.array(fc.integer({ min: 1, max: 60 }), { minLength: 1, maxLength: 4 });
    fc.assert(fc.property(sizes, fc.integer({ min: 20, max: 184 }), (counts, room) => {
      const sections = counts.map((count, index) =>
        buildPmt({
          programNumber: index + 1,
          pcrPid: 256,
          streams: Array.from({ length: count }, (_, stream) => ({ type: 27, pid: 256 + stream })),
        }, 0)
      );
      const reader = new SectionReader();
      const found = payloads(sections, room).flatMap(({ bytes, isStart }) => reader.push(bytes, isStart));
      deepStrictEqual(found.map((section) => [...section]), sections.map((section) => [...section]));
      strictEqual(reader.badSections, 0);
    }));
  },
});

Deno.test({ name: "SectionReader counts sections that are damaged or too long", permissions: "none" }, () => {
  const reader = new SectionReader();
  const section = buildPat(1, { programNumber: 1, pmtPid: 256 });
  section[9] = 7;
  deepStrictEqual(reader.push(Uint8Array.of(0, ...section), true), []);
  deepStrictEqual(reader.push(Uint8Array.of(0, 2, 0xbf, 0xff, 0), true), []);
  deepStrictEqual(reader.push(Uint8Array.of(9), true), []);
  strictEqual(reader.badSections, 3);
});

/** Each section begins a payload of its own; the pointer names the rest of the one before, which is none here. */
function payloads(sections: readonly Uint8Array[], room: number): { bytes: Uint8Array; isStart: boolean }[] {
  return sections.flatMap((section) => {
    const content = Uint8Array.of(0, ...section);
    return Array.from({ length: Math.ceil(content.length / room) }, (_, index) => {
      const bytes = new Uint8Array(room).fill(0xff);
      bytes.set(content.subarray(index * room, (index + 1) * room));
      return { bytes, isStart: index === 0 };
    });
  });
}
