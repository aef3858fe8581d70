import { deepStrictEqual, strictEqual, throws } from "node:assert/strict";
import fc from "fast-check";
import { GopRing, type MediaChunk } from "../../src/fanout/gop_ring.ts";
import { InvariantError } from "../../src/invariant.ts";

function chunk(startMs: number, isKey: boolean, size = 188): MediaChunk {
  const bytes = new Uint8Array(size);
  return { bytes, startMs, endMs: startMs + 500, isKey, isDiscontinuity: false, isSlate: false };
}

/** Chunks of half a second, a key every second. */
function ringOf(count: number): GopRing {
  const ring = new GopRing();
  for (let index = 0; index < count; index++) ring.append(chunk(index * 500, index % 2 === 0));
  return ring;
}

Deno.test({
  name: "GopRing.keyAt()",
  permissions: "none",
  async fn(t) {
    const CASES = [
      { name: "is the newest key chunk that starts by then", atMs: 3_400, want: 6 },
      { name: "counts a key chunk that starts just then", atMs: 3_000, want: 6 },
      { name: "is the oldest key chunk for an instant before all", atMs: -1, want: 0 },
      { name: "is the newest of all for an instant after all", atMs: 99_999, want: 8 },
    ];
    for (const { name, atMs, want } of CASES) {
      await t.step(name, () => strictEqual(ringOf(10).keyAt(atMs), want));
    }
    await t.step("is null without a key chunk", () => {
      const ring = new GopRing();
      ring.append(chunk(0, false));
      strictEqual(ring.keyAt(0), null);
    });
  },
});

Deno.test({
  name: "GopRing.trim()",
  permissions: "none",
  async fn(t) {
    await t.step("forgets whole GOPs only, and keeps numbers", () => {
      const ring = ringOf(10);
      ring.trim(2_600);
      strictEqual(ring.firstSequence, 4);
      strictEqual(ring.nextSequence, 10);
      strictEqual(ring.at(3), null);
      deepStrictEqual([ring.at(4)?.startMs, ring.at(4)?.isKey], [2_000, true]);
      strictEqual(ring.bytes, 6 * 188);
    });
    await t.step("never forgets the newest key chunk", () => {
      const ring = ringOf(10);
      ring.trim(1_000_000);
      strictEqual(ring.keyAt(0), 8);
    });
    await t.step(
      "leaves a ring that begins with a key chunk and counts its bytes right, whatever is trimmed when",
      () => {
        const steps = fc.array(
          fc.record({ isKey: fc.boolean(), size: fc.integer({ min: 1, max: 9 }), keepMs: fc.nat(5_000) }),
        );
        fc.assert(fc.property(steps, (steps) => {
          const ring = new GopRing();
          steps.forEach(({ isKey, size, keepMs }, index) => {
            ring.append(chunk(index * 500, isKey || index === 0, size));
            ring.trim(index * 500 - keepMs);
            strictEqual(ring.at(ring.firstSequence)?.isKey, true);
            strictEqual(ring.bytes, ring.bytesBetween(ring.firstSequence, ring.nextSequence));
          });
        }));
      },
    );
  },
});

Deno.test({
  name: "GopRing.append() refuses media that goes back in time",
  permissions: "none",
  fn() {
    const ring = ringOf(3);
    throws(() => ring.append(chunk(900, true)), InvariantError);
  },
});
