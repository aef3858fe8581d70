import { deepStrictEqual, strictEqual } from "node:assert/strict";
import { discontinuityPackets } from "../../src/fanout/discontinuity.ts";

/** 2 × 0x12345678 ticks and 9 of 300 parts. */
const PCR = [0x12, 0x34, 0x56, 0x78, 0x7e, 0x09];
/** A millisecond, 90 ticks, before. */
const PCR_BEFORE = [0x12, 0x34, 0x56, 0x4b, 0x7e, 0x09];

/** A packet with payload; a PCR if asked for. */
function packet(pid: number, counter: number, pcr: readonly number[] = []): Uint8Array {
  const bytes = new Uint8Array(188).fill(0xaa);
  bytes.set([0x47, 0x40 | pid >> 8, pid & 255, (pcr.length > 0 ? 0x30 : 0x10) | counter]);
  if (pcr.length > 0) bytes.set([7, 0x10, ...pcr], 4);
  return bytes;
}

/** A packet that is all adaptation field. */
function bare(pid: number, counter: number, pcr: readonly number[]): Uint8Array {
  const bytes = packet(pid, counter, pcr);
  bytes.set([0x20 | counter, 183], 3);
  return bytes;
}

function join(...packets: Uint8Array[]): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(packets.length * 188);
  packets.forEach((one, index) => bytes.set(one, index * 188));
  return bytes;
}

/** First bytes of each packet, and whether all else is stuffing. */
function headsOf(packets: Uint8Array, length: number): number[][] {
  const heads: number[][] = [];
  for (let at = 0; at < packets.length; at += 188) {
    heads.push([...packets.subarray(at, at + length)]);
    deepStrictEqual([...new Set(packets.subarray(at + 12, at + 188))], [0xff]);
  }
  return heads;
}

Deno.test({
  name: "discontinuityPackets()",
  permissions: "none",
  async fn(t) {
    await t.step("flags each PID with the counter that the stretch goes on from", () => {
      const stretch = join(
        packet(0, 3),
        packet(0x1000, 0),
        packet(0x101, 9),
        packet(0x101, 10),
        packet(0, 4),
      );
      deepStrictEqual(headsOf(discontinuityPackets([stretch]), 6), [
        [0x47, 0x00, 0x00, 0x22, 183, 0x80],
        [0x47, 0x10, 0x00, 0x2f, 183, 0x80],
        [0x47, 0x01, 0x01, 0x28, 183, 0x80],
      ]);
    });
    await t.step("announces the first clock of a PID, wherever in the stretch it comes", () => {
      const other = PCR.map((byte) => byte ^ 1);
      const stretch = [join(packet(0x100, 5)), join(packet(0x100, 6, PCR), packet(0x100, 7, other))];
      const packets = discontinuityPackets(stretch);
      deepStrictEqual([...packets.subarray(0, 12)], [0x47, 0x01, 0x00, 0x24, 183, 0x90, ...PCR_BEFORE]);
      strictEqual(packets.length, 188);
    });
    await t.step("counts no step for a packet without payload", () => {
      strictEqual(discontinuityPackets([join(bare(0x100, 5, PCR))])[3], 0x25);
    });
    await t.step("is nothing for nothing", () => strictEqual(discontinuityPackets([]).length, 0));
  },
});
