import { deepStrictEqual, ok, strictEqual, throws } from "node:assert/strict";
import { Buffer } from "node:buffer";
import { crc32 as zlibCrc32 } from "node:zlib";
import fc from "fast-check";
import { plainRecord } from "../fakes/plain_record.ts";
import { InvariantError } from "../../src/invariant.ts";
import { crc32 } from "../../src/hdhomerun/crc32.ts";
import { decodePacket, encodePacket, packetBytes, u32, u32s, valueOf } from "../../src/hdhomerun/packet.ts";

const PACKET = plainRecord({
  type: fc.nat(0xffff),
  values: fc.array(plainRecord({ tag: fc.nat(255), value: fc.uint8Array({ maxLength: 200 }) }), {
    maxLength: 6,
  }),
});

Deno.test({
  name: "crc32() agrees with zlib",
  permissions: "none",
  fn() {
    strictEqual(crc32(new TextEncoder().encode("123456789")), 0xcbf43926);
    fc.assert(
      fc.property(fc.uint8Array(), (bytes) => strictEqual(crc32(bytes), zlibCrc32(Buffer.from(bytes)))),
    );
  },
});

Deno.test({
  name: "decodePacket() reads back what encodePacket() laid out",
  permissions: "none",
  fn() {
    fc.assert(fc.property(PACKET, (packet) => {
      const bytes = encodePacket(packet);
      strictEqual(packetBytes(bytes), bytes.length);
      deepStrictEqual(decodePacket(bytes), packet);
    }));
  },
});

Deno.test({
  name: "decodePacket() refuses a packet with any bit changed, cut or lengthened",
  permissions: "none",
  fn() {
    fc.assert(fc.property(PACKET, fc.nat(), fc.nat(7), (packet, at, bit) => {
      const bytes = encodePacket(packet);
      const damaged = bytes.slice();
      damaged[at % bytes.length] = (damaged[at % bytes.length] ?? 0) ^ (1 << bit);
      strictEqual(decodePacket(damaged), null);
      strictEqual(decodePacket(bytes.subarray(0, at % bytes.length)), null);
      strictEqual(decodePacket(Uint8Array.of(...bytes, 0)), null);
    }));
  },
});

Deno.test({
  name: "a value of 128 bytes or more has a length of two bytes, the low seven bits first",
  permissions: "none",
  fn() {
    const bytes = encodePacket({ type: 5, values: [{ tag: 4, value: new Uint8Array(300).fill(7) }] });
    deepStrictEqual([...bytes.subarray(0, 8)], [0, 5, 0x01, 0x2f, 4, 0xac, 2, 7]);
    strictEqual(valueOf(decodePacket(bytes) ?? { type: 0, values: [] }, 4)?.length, 300);
  },
});

Deno.test({
  name: "a value that reaches beyond its packet makes the packet unreadable",
  permissions: "none",
  async fn(t) {
    const cases = [
      { name: "a tag without a length", payload: [3] },
      { name: "half a length", payload: [3, 0x80] },
      { name: "a length beyond the end", payload: [3, 2, 0] },
      { name: "a long length beyond the end", payload: [3, 0xff, 0xff, 0] },
    ];
    for (const { name, payload } of cases) {
      await t.step(name, () => {
        const head = Uint8Array.of(0, 4, 0, payload.length, ...payload);
        const bytes = new Uint8Array(head.length + 4);
        bytes.set(head);
        new DataView(bytes.buffer).setUint32(head.length, crc32(head), true);
        strictEqual(decodePacket(bytes), null);
      });
    }
  },
});

Deno.test({
  name: "no packet is longer than 1460 bytes",
  permissions: "none",
  fn() {
    strictEqual(packetBytes(Uint8Array.of(0, 2, 0x05, 0xac)), 1_460);
    strictEqual(packetBytes(Uint8Array.of(0, 2, 0x05, 0xad)), Infinity);
    strictEqual(packetBytes(Uint8Array.of(0, 2, 0)), null);
    throws(
      () => encodePacket({ type: 3, values: [{ tag: 1, value: new Uint8Array(1_450) }] }),
      InvariantError,
    );
  },
});

Deno.test({
  name: "u32s() reads numbers of four bytes, the highest first, and nothing between",
  permissions: "none",
  fn() {
    deepStrictEqual(u32s(Uint8Array.of(...u32(0xe5e17005), ...u32(1))), [0xe5e17005, 1]);
    strictEqual(u32s(new Uint8Array(5)), null);
    ok(u32s(new Uint8Array())?.length === 0);
  },
});
