import { deepStrictEqual, ok, strictEqual, throws } from "node:assert/strict";
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
            strictEqual(ring.bytes, sizeOf(ring));
          });
        }));
      },
    );
    await t.step("forgets no more than needed for the memory there is", () => {
      const ring = ringOf(10);
      ring.trim(4_000, 7 * 188);
      strictEqual(ring.firstSequence, 4);
      ring.trim(2_900, 0);
      strictEqual(ring.firstSequence, 4, "nothing of what is behind the instant");
    });
  },
});

Deno.test({
  name: "GopRing.holding() finds the block of every byte there is",
  permissions: "none",
  fn() {
    const sizes = fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 1, maxLength: 20 });
    fc.assert(fc.property(sizes, fc.nat(20), (sizes, trimmed) => {
      const ring = new GopRing();
      sizes.forEach((size, index) => ring.append(chunk(index * 500, true, size)));
      ring.trim(trimmed * 500);
      const total = sizes.reduce((sum, size) => sum + size);
      for (let position = -1; position <= total; position++) {
        const block = ring.holding(position);
        strictEqual(block !== null, position >= ring.startPosition && position < total);
        if (block === null) continue;
        ok(block.position <= position && position < block.position + block.bytes.length);
      }
    }));
  },
});

Deno.test({
  name: "GopRing.stretch()",
  permissions: "none",
  async fn(t) {
    await t.step("gives the very bytes of the blocks", () => {
      const [one, two] = ringOf(10).stretch(3, 5) ?? [];
      deepStrictEqual([one?.length, two?.length], [188, 188]);
      const ring = ringOf(3);
      strictEqual(ring.stretch(1, 2)?.[0], ring.at(1)?.bytes);
    });
    await t.step("is null when some are gone or not there yet", () => {
      const ring = ringOf(10);
      ring.trim(2_600);
      strictEqual(ring.stretch(3, 5), null);
      strictEqual(ring.stretch(9, 11), null);
      strictEqual(ring.stretch(4, 10)?.length, 6);
    });
  },
});

Deno.test({
  name: "GopRing joins small chunks",
  permissions: "none",
  async fn(t) {
    const small = (startMs: number, more: Partial<MediaChunk> = {}): MediaChunk => ({
      ...chunk(startMs, false),
      bytes: new Uint8Array(188).fill(startMs),
      endMs: startMs + 10,
      ...more,
    });
    await t.step("behind a key chunk, without moving what is there", () => {
      const ring = new GopRing();
      ring.append(small(0, { isKey: true }));
      ring.append(small(10));
      const before = ring.at(0)?.bytes;
      ring.append(small(20));
      const block = ring.at(0);
      deepStrictEqual([block?.startMs, block?.endMs, block?.isKey, ring.nextSequence], [0, 30, true, 1]);
      deepStrictEqual([...new Set(block?.bytes)], [0, 10, 20]);
      strictEqual(block?.bytes.buffer, before?.buffer);
      strictEqual(ring.bytes, 3 * 188);
    });
    await t.step("no longer than viewers would notice, and no larger than is worth while", () => {
      const ring = new GopRing();
      for (let index = 0; index < 28; index++) ring.append(small(index * 10));
      deepStrictEqual([0, 1].map((number) => ring.at(number)?.endMs), [140, 280]);
      const large = small(280, { bytes: new Uint8Array(32 * 1024) });
      ring.append(large);
      strictEqual(ring.at(2)?.bytes, large.bytes, "not copied");
    });
    const APART: readonly [string, Partial<MediaChunk>, boolean][] = [
      ["a key chunk", { isKey: true }, false],
      ["other parameters", { isDiscontinuity: true }, false],
      ["a card and content", { isSlate: true }, false],
      ["another writer's output", {}, true],
    ];
    for (const [name, more, isBreak] of APART) {
      await t.step(`but not ${name}`, () => {
        const ring = new GopRing();
        ring.append(small(0));
        ring.append(small(10, more), isBreak);
        strictEqual(ring.nextSequence, 2);
        strictEqual(ring.at(1)?.isBreak, isBreak);
      });
    }
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

function sizeOf(ring: GopRing): number | undefined {
  return ring.stretch(ring.firstSequence, ring.nextSequence)?.reduce((sum, { length }) => sum + length, 0);
}
