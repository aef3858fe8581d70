import { strictEqual } from "node:assert/strict";
import {
  adaptationFlags,
  HAS_ADAPTATION,
  HAS_PAYLOAD,
  headerWord,
  payloadOffset,
  pidOf,
  UNIT_START,
} from "../../src/mpegts/packet.ts";

Deno.test({ name: "headerWord() and pidOf() hold PID, flags and counter", permissions: "none" }, () => {
  const word = headerWord(0x1abc, UNIT_START | HAS_PAYLOAD, 9);
  strictEqual(word, 0x475abc19);
  strictEqual(pidOf(word), 0x1abc);
});

Deno.test({ name: "payloadOffset()", permissions: "none" }, async (t) => {
  const cases = [
    {
      name: "is right behind the header without an adaptation field",
      flags: HAS_PAYLOAD,
      length: 0,
      want: 4,
    },
    { name: "is behind an empty adaptation field", flags: HAS_PAYLOAD | HAS_ADAPTATION, length: 0, want: 5 },
    { name: "is behind the longest one", flags: HAS_PAYLOAD | HAS_ADAPTATION, length: 182, want: 187 },
    { name: "refuses one that leaves nothing", flags: HAS_PAYLOAD | HAS_ADAPTATION, length: 183, want: -1 },
    { name: "refuses one beyond the packet", flags: HAS_PAYLOAD | HAS_ADAPTATION, length: 255, want: -1 },
    { name: "is the end without payload", flags: HAS_ADAPTATION, length: 183, want: 188 },
  ];
  for (const { name, flags, length, want } of cases) {
    await t.step(name, () => {
      const view = new DataView(new ArrayBuffer(188));
      view.setUint8(4, length);
      strictEqual(payloadOffset(view, 0, headerWord(1, flags, 0)), want);
    });
  }
});

Deno.test(
  { name: "adaptationFlags() is 0 where there is no field or an empty one", permissions: "none" },
  () => {
    const view = new DataView(new ArrayBuffer(188));
    view.setUint8(5, 0x50);
    strictEqual(adaptationFlags(view, 0, headerWord(1, HAS_PAYLOAD, 0)), 0);
    strictEqual(adaptationFlags(view, 0, headerWord(1, HAS_ADAPTATION, 0)), 0);
    view.setUint8(4, 7);
    strictEqual(adaptationFlags(view, 0, headerWord(1, HAS_ADAPTATION, 0)), 0x50);
  },
);
