import { deepStrictEqual, ok, strictEqual, throws } from "node:assert/strict";
import { crc32 } from "node:zlib";
import fc from "fast-check";
import { BLOCK_BYTES, ReadyIndexer } from "../../../src/playout/ahead/ready_index.ts";
import { type BuildOptions, buildTs } from "../../fakes/ts_builder.ts";

const PLAIN: BuildOptions = {
  frames: 40,
  frameTicks: 9_000,
  depth: 1,
  gop: 10,
  startPts: 126_000,
  audioOffset: 0,
};

function indexOf(bytes: Uint8Array, cuts: readonly number[] = []) {
  const indexer = new ReadyIndexer(10);
  let from = 0;
  for (const to of [...cuts, bytes.length]) {
    indexer.push(bytes.subarray(from, to));
    from = to;
  }
  strictEqual(indexer.sizeBytes, bytes.length);
  return indexer.end();
}

Deno.test("ReadyIndexer finds every key frame, the tables and the number of pictures", async (t) => {
  const CASES: [name: string, more: Partial<BuildOptions>][] = [
    ["without B-pictures", { depth: 0 }],
    ["with B-pictures", { depth: 2 }],
    ["with sound that comes first", { audioOffset: -1_920 }],
    ["without sound", { audioOffset: null }],
    ["without lengths of pictures", { hasLength: false }],
    ["with packets of sound and tables between those of a picture", { isInterleaved: true }],
    ["over the turn of the clock", { startPts: 2 ** 33 - 90_000 }],
  ];
  for (const [name, more] of CASES) {
    await t.step(name, () => {
      const { bytes } = buildTs({ ...PLAIN, ...more });
      const { keys, frames, tableBytes } = indexOf(bytes);
      deepStrictEqual(keys.map(({ frame }) => frame), [0, 10, 20, 30]);
      strictEqual(frames, 40);
      for (const { byte } of keys) {
        // A packet that begins a unit on the picture's PID.
        deepStrictEqual([...bytes.subarray(byte, byte + 3)], [0x47, 0x41, 0x00]);
      }
      ok(tableBytes > 0 && tableBytes % 188 === 0 && tableBytes <= (keys[0]?.byte ?? 0));
    });
  }
});

Deno.test("ReadyIndexer says the same however the stream arrives in pieces", () => {
  const { bytes } = buildTs({ ...PLAIN, hasLength: false, pictureBytes: () => 3_000 });
  const want = indexOf(bytes);
  fc.assert(
    fc.property(fc.array(fc.nat(bytes.length), { maxLength: 30 }), (cuts) => {
      deepStrictEqual(indexOf(bytes, cuts.sort((one, other) => one - other)), want);
    }),
    { numRuns: 50 },
  );
});

Deno.test("ReadyIndexer sums up every block, the last one shorter", () => {
  const { bytes } = buildTs({ ...PLAIN, pictureBytes: () => 30_000 });
  const { blockSums } = indexOf(bytes, [7, 70_000, BLOCK_BYTES, BLOCK_BYTES + 1]);
  ok(bytes.length > 2 * BLOCK_BYTES);
  strictEqual(blockSums.length, Math.ceil(bytes.length / BLOCK_BYTES));
  blockSums.forEach((sum, block) => {
    strictEqual(sum, crc32(bytes.subarray(block * BLOCK_BYTES, (block + 1) * BLOCK_BYTES)));
  });
});

Deno.test("ReadyIndexer refuses what is no whole stream", async (t) => {
  const { bytes } = buildTs(PLAIN);
  const torn = Uint8Array.from(bytes);
  torn.copyWithin(2_000, 4_000);
  const CASES: [name: string, bytes: Uint8Array, message: RegExp][] = [
    ["nothing", new Uint8Array(), /does not begin with a key frame/],
    ["no transport stream", new TextEncoder().encode("<html>".repeat(500)), /damaged|key frame/],
    ["half a packet at the end", bytes.subarray(0, bytes.length - 50), /damaged/],
    ["a hole", torn, /damaged/],
    [
      "a beginning without a key frame",
      buildTs({ ...PLAIN, lostVideo: (slot) => slot === 0 }).bytes,
      /key frame/,
    ],
  ];
  for (const [name, stream, message] of CASES) {
    await t.step(name, () => throws(() => indexOf(stream), message));
  }
});
