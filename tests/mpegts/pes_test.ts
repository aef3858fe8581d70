import { deepStrictEqual } from "node:assert/strict";
import { readPesHeader } from "../../src/mpegts/pes.ts";

const PTS = [0x21, 0, 1, 0, 3];
const BOTH = [0x31, 0, 1, 0, 5, 0x11, 0, 1, 0, 3];

function read(bytes: readonly number[]) {
  const padded = Uint8Array.from([...bytes, ...Array<number>(8).fill(0)]);
  return readPesHeader(new DataView(padded.buffer), 0, bytes.length);
}

Deno.test({ name: "readPesHeader()", permissions: "none" }, async (t) => {
  const cases = [
    {
      name: "reads a PTS alone as DTS too",
      bytes: [0, 0, 1, 0xc0, 0, 20, 0x80, 0x80, 5, ...PTS],
      want: [26, 14, 1, 1],
    },
    { name: "reads both", bytes: [0, 0, 1, 0xe0, 0, 0, 0x84, 0xc0, 10, ...BOTH], want: [0, 19, 2, 1] },
    {
      name: "skips what else is in the header",
      bytes: [0, 0, 1, 0xe0, 0, 0, 0x80, 0x80, 7, ...PTS, 255, 255],
      want: [0, 16, 1, 1],
    },
    { name: "refuses another start code", bytes: [0, 0, 2, 0xe0, 0, 0, 0x80, 0x80, 5, ...PTS], want: null },
    { name: "refuses the header of MPEG-1", bytes: [0, 0, 1, 0xe0, 0, 0, 0x00, 0x80, 5, ...PTS], want: null },
    { name: "refuses a unit without PTS", bytes: [0, 0, 1, 0xe0, 0, 0, 0x80, 0x00, 5, ...PTS], want: null },
    {
      name: "refuses a DTS that does not fit its length",
      bytes: [0, 0, 1, 0xe0, 0, 0, 0x80, 0xc0, 5, ...BOTH],
      want: null,
    },
    {
      name: "refuses a header that is cut",
      bytes: [0, 0, 1, 0xe0, 0, 0, 0x80, 0xc0, 10, ...PTS],
      want: null,
    },
    { name: "refuses next to nothing", bytes: [0, 0, 1], want: null },
  ];
  for (const { name, bytes, want } of cases) {
    await t.step(name, () => {
      const found = read(bytes);
      deepStrictEqual(found && [found.packetBytes, found.headerBytes, found.pts, found.dts], want);
    });
  }
});
