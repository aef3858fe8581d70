import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import fc from "fast-check";
import { Fanout, type FanoutOptions } from "../../src/fanout/fanout.ts";
import type { MediaChunk } from "../../src/fanout/gop_ring.ts";
import type { Viewer } from "../../src/fanout/viewer.ts";
import { createMetrics } from "../../src/metrics/mod.ts";
import { FakeClock } from "../fakes/fake_clock.ts";

const PACKET = 188;
/** PAT, PMT, picture, sound. */
const PIDS = [0, 0x1000, 0x100, 0x101] as const;
const AHEAD_MS = 10_000;

/** Makes output in which each packet is numbered and has the counter its PID is at. */
class Writer {
  readonly #counters = new Map<number, number>();
  #packets = 0;
  #endMs = 0;

  constructor(private readonly fanout: Fanout, private readonly options: WriterOptions) {}

  /** Writes as far ahead as the playout does. */
  run(): void {
    while (this.fanout.leadMs < AHEAD_MS) this.fanout.write(this.#chunk());
  }

  #chunk(): MediaChunk {
    const { packets, chunkMs, chunksPerGop } = this.options;
    const startMs = this.#endMs;
    const isKey = Math.round(startMs / chunkMs) % chunksPerGop === 0;
    this.#endMs += chunkMs;
    const bytes = new Uint8Array(packets * PACKET);
    for (let index = 0; index < packets; index++) {
      const pid = isKey && index < PIDS.length ? PIDS[index] : index % 5 === 0 ? 0x101 : 0x100;
      this.#writePacket(bytes, index * PACKET, pid ?? 0x100);
    }
    return { bytes, startMs, endMs: this.#endMs, isKey, isDiscontinuity: false, isSlate: false };
  }

  #writePacket(bytes: Uint8Array, at: number, pid: number): void {
    const counter = this.#counters.get(pid) ?? 0;
    this.#counters.set(pid, (counter + 1) & 15);
    bytes.set([0x47, pid >> 8, pid & 255, 0x10 | counter], at);
    new DataView(bytes.buffer).setUint32(at + 8, this.#packets++);
  }
}

interface WriterOptions {
  /** Packets of a chunk. */
  readonly packets: number;
  readonly chunkMs: number;
  readonly chunksPerGop: number;
}

/** A client that takes so many pieces, and no more. */
class Client {
  readonly pieces: Uint8Array[] = [];
  #allowed = 0;
  #isReading = false;
  readonly #reader: ReadableStreamDefaultReader<Uint8Array>;

  constructor({ body }: Viewer) {
    this.#reader = body.getReader();
  }

  take(pieces: number): void {
    this.#allowed = pieces;
    if (!this.#isReading) void this.#read();
  }

  async #read(): Promise<void> {
    this.#isReading = true;
    while (this.#allowed > 0) {
      const { value, done } = await this.#reader.read();
      if (done) return;
      this.#allowed -= 1;
      this.pieces.push(value);
    }
    this.#isReading = false;
  }
}

/** What a client got, as a demultiplexer that checks everything sees it. */
interface Seen {
  /** Numbers of the packets, in order. */
  readonly numbers: number[];
  /** Numbers after a gap. */
  readonly gaps: number[];
  readonly faults: string[];
}

function read(pieces: readonly Uint8Array[]): Seen {
  const seen: Seen = { numbers: [], gaps: [], faults: [] };
  const counters = new Map<number, number>();
  let flagged = new Set<number>();
  for (const piece of pieces) {
    if (piece.length % PACKET !== 0) seen.faults.push(`a piece of ${piece.length} bytes`);
    const view = new DataView(piece.buffer, piece.byteOffset, piece.byteLength);
    for (let at = 0; at + PACKET <= piece.length; at += PACKET) {
      const header = view.getUint32(at);
      const pid = (header >>> 8) & 0x1fff;
      const last = counters.get(pid) ?? ((header - 1) & 15);
      counters.set(pid, header & 15);
      if ((header & 0x30) === 0x20) {
        flagged.add(pid);
        continue;
      }
      if (((last + 1) & 15) !== (header & 15)) {
        seen.faults.push(`counter of ${pid} after ${seen.numbers.at(-1)}`);
      }
      const number = view.getUint32(at + 8);
      const before = seen.numbers.at(-1);
      if (before !== undefined && number <= before) seen.faults.push(`${number} after ${before}`);
      const isGap = before !== undefined && number !== before + 1;
      if (isGap) seen.gaps.push(number);
      if (isGap && flagged.size !== PIDS.length) {
        seen.faults.push(`a gap before ${number} that nobody was told of`);
      }
      if (!isGap && flagged.size > 0) seen.faults.push(`a gap was told of before ${number}`);
      flagged = new Set();
      seen.numbers.push(number);
    }
  }
  return seen;
}

function setUp(options: Partial<FanoutOptions> = {}) {
  const clock = new FakeClock();
  const fanout = new Fanout({ clock, metrics: createMetrics(), onLeave: () => {}, onFreed: () => {} }, {
    bytesMax: () => Infinity,
    gopRingMs: 10_000,
    viewerQueueMs: 8_000,
    mode: "burst",
    burstMs: 6_000,
    stallMs: 600_000,
    ...options,
  });
  return { clock, fanout };
}

Deno.test("What a viewer gets is a part of the output in its order, whatever it takes when; every gap is told of and ends at a key frame", async () => {
  const patterns = fc.array(
    fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 3 }), fc.constant(20)),
    { minLength: 1, maxLength: 40 },
  );
  const modes = fc.constantFrom("realtime", "burst", "adaptive", "disabled");
  await fc.assert(
    fc.asyncProperty(patterns, modes, fc.boolean(), async (pattern, mode, isCrowded) => {
      const bytesMax = () => isCrowded ? 8_000_000 : Infinity;
      const { clock, fanout } = setUp({ mode, bytesMax });
      using _ = fanout;
      const gop = { packets: 400, chunkMs: 120, chunksPerGop: 12 };
      const writer = new Writer(fanout, gop);
      const viewer = fanout.join(null);
      const client = new Client(viewer);
      for (let step = 0; step < 80; step++) {
        writer.run();
        client.take(pattern[step % pattern.length] ?? 0);
        await clock.advance(500);
      }
      const { numbers, gaps, faults } = read(client.pieces);
      deepStrictEqual(faults, []);
      for (const number of gaps) strictEqual(number % (gop.packets * gop.chunksPerGop), 0);
      if (gaps.length > 0) ok(viewer.droppedBytes > 0);
      ok(numbers.length > 0 || pattern.every((pieces) => pieces === 0));
    }),
    { numRuns: 25 },
  );
});

Deno.test("A viewer on half of the bandwidth it needs loses whole GOPs, and never more than it must", async () => {
  const { clock, fanout } = setUp();
  using _ = fanout;
  const gop = { packets: 400, chunkMs: 120, chunksPerGop: 12 };
  const gopPackets = gop.packets * gop.chunksPerGop;
  const writer = new Writer(fanout, gop);
  const viewer = fanout.join(null);
  const client = new Client(viewer);
  for (let step = 0; step < 500; step++) {
    writer.run();
    client.take(1);
    await clock.advance(240);
  }
  const { numbers, gaps, faults } = read(client.pieces);
  deepStrictEqual(faults, []);
  ok(gaps.length >= 5, `only ${gaps.length} gaps in two minutes`);
  for (const number of gaps) {
    const before = numbers[numbers.indexOf(number) - 1] ?? NaN;
    strictEqual((before + 1) % gopPackets, 0, `${before} ends no GOP`);
  }
  strictEqual(viewer.droppedBytes % (gopPackets * PACKET), 0);
  const share = numbers.length / (120_000 / gop.chunkMs * gop.packets);
  ok(share > 0.45, `it got ${share} of the output`);
});

Deno.test("Whatever the chunks are like, viewers get real time behind their reserve, in pieces worth sending", async (t) => {
  // 188 bytes to 1 MiB, at about 3 Mbit/s.
  for (const packets of [1, 7, 87, 348, 5_577]) {
    await t.step(`${packets * PACKET} bytes`, async () => {
      const { clock, fanout } = setUp();
      using _ = fanout;
      const chunkMs = packets * PACKET / 375;
      const writer = new Writer(fanout, { packets, chunkMs, chunksPerGop: Math.ceil(2_000 / chunkMs) });
      writer.run();
      const viewer = fanout.join(null);
      const client = new Client(viewer);
      client.take(Infinity);
      await clock.advance(4_000);
      const [pieces, bytes] = [client.pieces.length, viewer.bytesSent];
      for (let ms = 0; ms < 10_000; ms += 20) {
        writer.run();
        await clock.advance(20);
      }
      const rate = (viewer.bytesSent - bytes) / 3_750_000;
      ok(rate > 0.95 && rate < 1.05, `${rate} of the rate`);
      ok(client.pieces.length - pieces < 250, `${client.pieces.length - pieces} pieces in 10 s`);
      deepStrictEqual(read(client.pieces).faults, []);
    });
  }
});

Deno.test("A new viewer's first piece shows a picture, however long its chunk is", async () => {
  const { clock, fanout } = setUp({ mode: "realtime" });
  using _ = fanout;
  const bytes = new Uint8Array(2_000 * PACKET);
  for (const at of [2, 300, 301]) bytes.set([0x47, 0x41, 0, 0x10, 0, 0, 1, 0xe0], at * PACKET);
  fanout.write({ bytes, startMs: 0, endMs: 3_000, isKey: true, isDiscontinuity: false, isSlate: false });
  const client = new Client(fanout.join(null));
  client.take(1);
  await clock.settle();
  deepStrictEqual(client.pieces.map(({ length }) => length / PACKET), [300]);
});

Deno.test("Who could not take its data is given it back at once, or adaptively", async (t) => {
  const packets = 400;
  const bytesPerMs = packets * PACKET / 120;
  for (const mode of ["burst", "adaptive"] as const) {
    await t.step(mode, async () => {
      const { clock, fanout } = setUp({ mode });
      using _ = fanout;
      const writer = new Writer(fanout, { packets, chunkMs: 120, chunksPerGop: 12 });
      const viewer = fanout.join(null);
      const client = new Client(viewer);
      const live = async (durationMs: number) => {
        const before = viewer.bytesSent;
        for (let ms = 0; ms < durationMs; ms += 20) {
          writer.run();
          await clock.advance(20);
        }
        return (viewer.bytesSent - before) / bytesPerMs / durationMs;
      };
      client.take(Infinity);
      await live(3_000);
      client.take(0);
      await live(6_000);
      client.take(Infinity);
      const rate = await live(4_000);
      if (mode === "burst") ok(rate > 2, `${rate}`);
      else ok(rate > 1.1 && rate < 1.35, `${rate}`);
      await live(20_000);
      strictEqual(viewer.droppedBytes, 0);
      const reserveMs = viewer.bytesSent / bytesPerMs - fanout.playheadMs;
      ok(Math.abs(reserveMs - 6_000) < 250, `its reserve is ${reserveMs} ms`);
    });
  }
  await t.step(
    "adaptive after a loss, too: what it gets anew begins at the key frame, not with a burst",
    async () => {
      const { clock, fanout } = setUp({ mode: "adaptive" });
      using _ = fanout;
      const writer = new Writer(fanout, { packets, chunkMs: 120, chunksPerGop: 12 });
      const viewer = fanout.join(null);
      for (let ms = 0; ms < 20_000; ms += 20) {
        writer.run();
        await clock.advance(20);
      }
      ok(viewer.droppedBytes > 0);
      const client = new Client(viewer);
      client.take(Infinity);
      await clock.settle();
      const before = viewer.bytesSent;
      await clock.advance(2_000);
      const rate = (viewer.bytesSent - before) / bytesPerMs / 2_000;
      ok(rate > 0.9 && rate < 1.6, `${rate} of the rate`);
    },
  );
});
