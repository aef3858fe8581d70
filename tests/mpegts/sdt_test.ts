import { strictEqual } from "node:assert/strict";
import { crc32 } from "../../src/mpegts/crc32.ts";
import { buildSdt } from "../../src/mpegts/sdt.ts";
import { sectionPacket } from "../../src/mpegts/section.ts";

Deno.test({
  name: "buildSdt() cuts a long name at a character's end and fits one packet",
  permissions: "none",
}, () => {
  const section = buildSdt({ transportStreamId: 1, programNumber: 1, name: "試".repeat(100) });
  strictEqual(crc32(section), 0);
  const text = new TextDecoder("utf-8", { fatal: true }).decode(section.subarray(22, section.length - 4));
  strictEqual(text, "試".repeat(40));
  strictEqual(sectionPacket(0x11, section).length, 188);
});
