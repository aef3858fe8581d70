import { ok, strictEqual } from "node:assert/strict";
import fc from "fast-check";
import { GopRing, type MediaChunk } from "../../src/fanout/gop_ring.ts";
import { StreamThrottler, type ThrottleMode } from "../../src/fanout/throttle.ts";

const PACKET = 188;
const BURST_MS = 6_000;
/** Header of a packet with which a picture begins. */
const PICTURE_START = [0x47, 0x41, 0, 0x10, 0, 0, 1, 0xe0];

function chunkOf(bytes: number, startMs: number, endMs: number): MediaChunk {
  return {
    bytes: new Uint8Array(bytes),
    startMs,
    endMs,
    isKey: false,
    isDiscontinuity: false,
    isSlate: false,
  };
}

Deno.test({
  name: "StreamThrottler.horizonMs()",
  permissions: "none",
  async fn(t) {
    const CASES = [
      { name: "realtime never hurries", mode: "realtime", sinceRefusedMs: null, want: 60_000 },
      { name: "burst keeps a reserve ahead", mode: "burst", sinceRefusedMs: null, want: 66_000 },
      { name: "burst does not mind a refusal", mode: "burst", sinceRefusedMs: 0, want: 66_000 },
      {
        name: "adaptive gives the reserve to who keeps up",
        mode: "adaptive",
        sinceRefusedMs: null,
        want: 66_000,
      },
      { name: "adaptive goes on from where one refused", mode: "adaptive", sinceRefusedMs: 0, want: 58_000 },
      {
        name: "adaptive gives the reserve back slowly",
        mode: "adaptive",
        sinceRefusedMs: 4_000,
        want: 59_000,
      },
      {
        name: "adaptive gives no more than the reserve",
        mode: "adaptive",
        sinceRefusedMs: 60_000,
        want: 66_000,
      },
      {
        name: "adaptive forgets what was before the clock was set back",
        mode: "adaptive",
        sinceRefusedMs: -1,
        want: 66_000,
      },
      { name: "disabled sends everything", mode: "disabled", sinceRefusedMs: 0, want: Infinity },
    ] as const;
    for (const { name, mode, sinceRefusedMs, want } of CASES) {
      await t.step(name, () => {
        const throttler = new StreamThrottler({ mode, burstMs: BURST_MS });
        // Two seconds behind the clock at the time of the refusal.
        if (sinceRefusedMs !== null) throttler.refuse(58_000 - sinceRefusedMs, 60_000 - sinceRefusedMs);
        strictEqual(throttler.horizonMs(60_000), want);
      });
    }
  },
});

Deno.test({
  name: "StreamThrottler.dueBytes()",
  permissions: "none",
  async fn(t) {
    const throttler = new StreamThrottler({ mode: "realtime", burstMs: 0 });
    const due = (chunk: MediaChunk, offset: number, playheadMs: number, isBeginning = false) =>
      throttler.dueBytes(chunk, { offset, playheadMs, isBeginning });
    const CASES = [
      { name: "nothing before a chunk's time", packets: 100, lengthMs: 100, atMs: -1, want: 0 },
      { name: "all of a short chunk at once", packets: 100, lengthMs: 140, atMs: 0, want: 100 },
      { name: "a slice of a long one", packets: 100, lengthMs: 1_000, atMs: 0, want: 12 },
      { name: "the next slice when it is time for it", packets: 100, lengthMs: 1_000, atMs: 125, want: 25 },
      { name: "no part of a packet", packets: 3, lengthMs: 1_000, atMs: 250, want: 1 },
      { name: "the rest with the last slice", packets: 100, lengthMs: 1_000, atMs: 875, want: 100 },
      { name: "all of a chunk without a length", packets: 7, lengthMs: 0, atMs: 0, want: 7 },
    ];
    for (const { name, packets, lengthMs, atMs, want } of CASES) {
      await t.step(name, () => {
        const chunk = chunkOf(packets * PACKET, 5_000, 5_000 + lengthMs);
        strictEqual(due(chunk, 0, 5_000 + atMs), want * PACKET);
      });
    }
    await t.step("never less than was sent already", () => {
      strictEqual(due(chunkOf(100 * PACKET, 0, 1_000), 60 * PACKET, 0), 60 * PACKET);
      strictEqual(due(chunkOf(100 * PACKET, 10, 1_000), 60 * PACKET, 0), 60 * PACKET);
    });
    await t.step("all of the first picture to who begins, however long its chunk is", () => {
      const chunk = chunkOf(100 * PACKET, 0, 3_000);
      for (const at of [2, 40, 41]) chunk.bytes.set(PICTURE_START, at * PACKET);
      strictEqual(due(chunk, 0, 0, true), 40 * PACKET);
      strictEqual(due(chunk, 40 * PACKET, 0), 40 * PACKET);
      strictEqual(due(chunk, 0, 2_000, true), 68 * PACKET);
    });
  },
});

/** What a viewer gets, moment by moment, of a stream of equal chunks. */
interface Run {
  readonly mode: ThrottleMode;
  readonly chunkBytes: number;
  readonly bytesPerMs: number;
  readonly gopMs: number;
  /** Waits between two looks; used again and again. */
  readonly ticksMs: readonly number[];
}

const RUN_MS = 25_000;

function* deliveries({ mode, chunkBytes, bytesPerMs, gopMs, ticksMs }: Run): Generator<[number, number]> {
  const ring = new GopRing();
  const throttler = new StreamThrottler({ mode, burstMs: BURST_MS });
  const lengthMs = chunkBytes / bytesPerMs;
  // Pictures of one packet.
  const payload = new Uint8Array(chunkBytes);
  for (let at = 0; at < chunkBytes; at += PACKET) payload.set(PICTURE_START, at);
  for (let atMs = 0; atMs < RUN_MS + BURST_MS + lengthMs; atMs += lengthMs) {
    const isKey = Math.floor(atMs / gopMs) !== Math.floor((atMs - lengthMs) / gopMs);
    ring.append({ ...chunkOf(0, atMs, atMs + lengthMs), isKey, bytes: payload });
  }
  let [position, tick] = [0, 0];
  for (let nowMs = 0; nowMs < RUN_MS; nowMs += ticksMs[tick++ % ticksMs.length] ?? 40) {
    const before = position;
    for (let block = ring.holding(position); block !== null; block = ring.holding(position)) {
      const offset = position - block.position;
      const due = throttler.dueBytes(block, { offset, playheadMs: nowMs, isBeginning: position === 0 });
      if (due === offset) break;
      position += due - offset;
    }
    yield [nowMs, position - before];
  }
}

Deno.test({
  name: "A viewer gets the media's rate within 5 % over any 10 s, and is never without a byte for long",
  permissions: "none",
  fn() {
    const runs = fc.record({
      mode: fc.constantFrom<ThrottleMode>("realtime", "burst", "adaptive"),
      chunkBytes: fc.oneof(
        fc.constantFrom(1, 7, 87, 348, 5_577),
        fc.integer({ min: 1, max: 5_577 }),
      ).map((packets) => packets * PACKET),
      bytesPerMs: fc.integer({ min: 40, max: 2_500 }),
      gopMs: fc.integer({ min: 200, max: 4_000 }),
      ticksMs: fc.array(fc.integer({ min: 10, max: 60 }), { minLength: 1, maxLength: 9 }),
    });
    fc.assert(
      fc.property(runs, (run) => {
        const WINDOW_MS = 10_000;
        const sent = [...deliveries(run)].filter(([, bytes]) => bytes > 0);
        const [first, ...steady] = sent;
        ok(first !== undefined && steady.length > 100, "there is something to judge");
        let [from, sum] = [0, 0];
        let lastMs = 0;
        steady.forEach(([atMs, bytes]) => {
          ok(atMs - lastMs <= 200, `no byte for ${atMs - lastMs} ms`);
          lastMs = atMs;
          sum += bytes;
          for (; atMs - (steady[from]?.[0] ?? atMs) >= WINDOW_MS; from++) sum -= steady[from]?.[1] ?? 0;
          if (atMs < WINDOW_MS) return;
          const rate = sum / WINDOW_MS / run.bytesPerMs;
          ok(rate > 0.95 && rate < 1.05, `${rate} of the rate at ${atMs} ms`);
        });
      }),
      { numRuns: 40 },
    );
  },
});
