import { deepStrictEqual, notStrictEqual, strictEqual } from "node:assert/strict";
import fc from "fast-check";
import { NalScanner } from "../../src/mpegts/nal.ts";

const START = [0, 0, 1];
const LONG_START = [0, 0, 0, 1];
const SPS = [0x67, 0x64, 0, 0x28, 0, 0, 3, 1, 9];
const PPS = [0x68, 0xee, 0x3c, 0x80];
const AUD = [0x09, 0xf0];
const SEI = [0x06, 5, 1, 0, 0, 3, 0x65, 0x80];
const IDR = [...START, 0x65, 0x88];
const SLICE = [...START, 0x41, 0x9a];

function scan(
  bytes: readonly number[],
  cuts: readonly number[] = [],
): { isKey: boolean; parameters: number; isDone: boolean } {
  const scanner = new NalScanner();
  let from = 0;
  for (const cut of [...cuts, bytes.length]) {
    scanner.scan(Uint8Array.from(bytes), from, cut);
    from = cut;
  }
  return { isKey: scanner.isKey, parameters: scanner.parameters, isDone: scanner.isDone };
}

Deno.test({ name: "NalScanner", permissions: "none" }, async (t) => {
  const head = [...LONG_START, ...AUD, ...LONG_START, ...SPS, ...LONG_START, ...PPS];
  const cases = [
    { name: "takes an IDR for a key", bytes: [...head, ...IDR], isKey: true, hasParameters: true },
    {
      name: "takes a plain slice for none",
      bytes: [...START, ...AUD, ...SLICE],
      isKey: false,
      hasParameters: false,
    },
    {
      name: "is not fooled by an IDR after the first slice",
      bytes: [...SLICE, ...IDR],
      isKey: false,
      hasParameters: false,
    },
    {
      name: "is not fooled by bytes inside an SEI",
      bytes: [...START, ...SEI, ...SLICE],
      isKey: false,
      hasParameters: false,
    },
    {
      name: "sees an I-picture with parameter sets as no key",
      bytes: [...head, ...SLICE],
      isKey: false,
      hasParameters: true,
    },
  ];
  for (const { name, bytes, isKey, hasParameters } of cases) {
    await t.step(name, () => {
      const found = scan(bytes);
      deepStrictEqual([found.isKey, found.parameters !== 0, found.isDone], [isKey, hasParameters, true]);
    });
  }

  await t.step("hashes content only: neither other units nor the form of start codes matter", () => {
    const plain = scan(head.concat(IDR)).parameters;
    strictEqual(
      scan([...START, ...SPS, 0, 0, ...LONG_START, ...PPS, ...START, ...SEI, ...IDR]).parameters,
      plain,
    );
    notStrictEqual(scan([...START, ...SPS.slice(0, -1), 8, ...START, ...PPS, ...IDR]).parameters, plain);
    notStrictEqual(scan([...START, ...SPS, ...IDR]).parameters, plain);
    notStrictEqual(
      scan([...START, 0x67, 0x64, 0x28, 0, 0, 3, 1, 9, ...START, ...PPS, ...IDR]).parameters,
      plain,
    );
  });

  await t.step(
    "takes sets that come twice for the same ones: muxers double those of a file's first key",
    () => {
      const sets = [...START, ...SPS, ...START, ...PPS];
      strictEqual(scan([...sets, ...sets, ...IDR]).parameters, scan([...sets, ...IDR]).parameters);
      const other = [...START, ...SPS.with(1, 0x65)];
      notStrictEqual(scan([...sets, ...other, ...IDR]).parameters, scan([...sets, ...IDR]).parameters);
    },
  );

  await t.step("finds the same however the bytes are cut", () => {
    const bytes = [...head, ...START, ...SEI, ...IDR, 1, 2, 3];
    fc.assert(fc.property(fc.array(fc.nat(bytes.length)), (cuts) => {
      deepStrictEqual(scan(bytes, cuts.sort((a, b) => a - b)), scan(bytes));
    }));
  });

  await t.step("forgets everything at reset", () => {
    const scanner = new NalScanner();
    scanner.scan(Uint8Array.from([...head, ...IDR]), 0, head.length + IDR.length);
    scanner.reset();
    deepStrictEqual([scanner.isKey, scanner.parameters, scanner.isDone], [false, 0, false]);
  });
});
