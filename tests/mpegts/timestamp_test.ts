import { deepStrictEqual, strictEqual } from "node:assert/strict";
import fc from "fast-check";
import {
  readTimestamp,
  TURN_TICKS,
  unwrapTicks,
  wrapTicks,
  writeTimestamp,
} from "../../src/mpegts/timestamp.ts";

const wrapped = fc.integer({ min: 0, max: TURN_TICKS - 1 });

Deno.test({ name: "wrapTicks()", permissions: "none" }, async (t) => {
  const cases = [
    { name: "leaves a position inside one turn alone", ticks: 90_000, want: 90_000 },
    { name: "rounds to whole ticks", ticks: 3753.75, want: 3754 },
    { name: "begins again at the turn", ticks: TURN_TICKS, want: 0 },
    { name: "rounds up into the next turn", ticks: TURN_TICKS - 0.5, want: 0 },
    { name: "takes positions below 0 from the end", ticks: -1, want: TURN_TICKS - 1 },
    { name: "takes several turns off", ticks: 5 * TURN_TICKS + 7, want: 7 },
    { name: "takes several turns on", ticks: -5 * TURN_TICKS + 7, want: 7 },
  ];
  for (const { name, ticks, want } of cases) await t.step(name, () => strictEqual(wrapTicks(ticks), want));
});

Deno.test({
  name: "unwrapTicks() gives back any position less than half a turn from where it was",
  permissions: "none",
  fn() {
    const half = TURN_TICKS / 2;
    fc.assert(
      fc.property(
        fc.integer({ min: -(2 ** 50), max: 2 ** 50 }),
        fc.integer({ min: 1 - half, max: half - 1 }),
        (near, step) => {
          strictEqual(unwrapTicks(wrapTicks(near + step), near), near + step);
        },
      ),
    );
  },
});

Deno.test({
  name: "writeTimestamp() writes what readTimestamp() reads, and the prefix and marker bits of 2.4.3.7",
  permissions: "none",
  fn() {
    fc.assert(fc.property(wrapped, fc.constantFrom(1, 2, 3), (ticks, prefix) => {
      const view = new DataView(new ArrayBuffer(5));
      writeTimestamp(view, 0, prefix, ticks);
      strictEqual(readTimestamp(view, 0), ticks);
      strictEqual(view.getUint8(0) >> 4, prefix);
      strictEqual(view.getUint8(0) & view.getUint8(2) & view.getUint8(4) & 1, 1);
    }));
  },
});

Deno.test(
  { name: "writeTimestamp() of the last tick before the turn sets every bit", permissions: "none" },
  () => {
    const bytes = new Uint8Array(5);
    writeTimestamp(new DataView(bytes.buffer), 0, 2, TURN_TICKS - 1);
    deepStrictEqual([...bytes], [0x2f, 0xff, 0xff, 0xff, 0xff]);
  },
);
