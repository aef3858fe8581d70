import { deepStrictEqual, match, ok, strictEqual } from "node:assert/strict";
import { Buffer } from "node:buffer";
import fc from "fast-check";
import type { Target } from "../../src/hdhomerun/target_address.ts";
import { TargetStream } from "../../src/hdhomerun/target_stream.ts";
import { LIMITS } from "../../src/limits.ts";
import { FakeClock } from "../fakes/fake_clock.ts";
import { FakeNetwork } from "../fakes/fake_network.ts";
import { listLogger } from "./home.ts";

const TARGET: Target = { scheme: "udp", address: "192.168.1.9", port: 5_000 };
const DATAGRAM_BYTES = 7 * 188;

function setUp(target: Target = TARGET) {
  const clock = new FakeClock();
  const network = new FakeNetwork();
  const { log, lines } = listLogger(clock);
  const state = { ended: 0, cancelled: 0 };
  let push = (_bytes: Uint8Array) => {};
  let close = () => {};
  let fail = (_reason: Error) => {};
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      push = (bytes) => controller.enqueue(bytes);
      close = () => controller.close();
      fail = (reason) => controller.error(reason);
    },
    cancel() {
      state.cancelled += 1;
    },
  });
  const socket = network.openDatagram({ address: "0.0.0.0", port: 0 });
  const onEnd = () => void (state.ended += 1);
  const stream = new TargetStream(target, { clock, log, rng: () => 0.5, socket, body, onEnd });
  return { clock, network, lines, state, stream, push, close, fail };
}

/** Packets whose bytes tell them apart. */
function packets(count: number): Uint8Array {
  return Uint8Array.from({ length: count * 188 }, (_, at) => at % 188 === 0 ? 0x47 : at / 188 % 251);
}

/** Lets time pass in steps so small that whatever is due in one is done before the next. */
async function pass(clock: FakeClock, durationMs: number): Promise<void> {
  for (let passedMs = 0; passedMs < durationMs; passedMs++) {
    for (let turn = 0; turn < 20; turn++) await clock.settle();
    await clock.advance(1);
  }
}

function joined(pieces: readonly Uint8Array[]): Uint8Array {
  return Uint8Array.from(pieces.flatMap((piece) => [...piece]));
}

Deno.test({
  name: "TargetStream sends seven packets to a datagram, however they come",
  permissions: "none",
  async fn() {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.integer({ min: 1, max: 20 }), { maxLength: 8 }), async (counts) => {
        const { clock, network, stream, push } = setUp();
        const total = counts.reduce((sum, count) => sum + count, 0);
        const all = packets(total);
        let at = 0;
        for (const count of counts) push(all.subarray(at, at += count * 188));
        await pass(clock, 100);
        ok(network.sent.every(({ bytes }) => bytes.length === DATAGRAM_BYTES));
        const whole = Math.floor(total / 7) * DATAGRAM_BYTES;
        const sent = joined(network.sent.map(({ bytes }) => bytes));
        ok(Buffer.from(sent).equals(all.subarray(0, whole)), `${sent.length} of ${whole} bytes`);
        await stream[Symbol.asyncDispose]();
      }),
      { numRuns: 40 },
    );
  },
});

Deno.test({
  name: "TargetStream puts RTP's header before each: version, type 33, a counted number, time, source",
  permissions: "none",
  async fn() {
    const { clock, network, stream, push } = setUp({ ...TARGET, scheme: "rtp" });
    push(packets(7));
    await clock.advance(1_000);
    push(packets(7));
    await clock.settle();
    const heads = network.sent.map(({ bytes }) => {
      strictEqual(bytes.length, 12 + DATAGRAM_BYTES);
      return [...bytes.subarray(0, 12)];
    });
    deepStrictEqual(heads, [
      [0x80, 33, 0, 0, 0, 0, 0, 0, 0x80, 0, 0, 0],
      [0x80, 33, 0, 1, 0, 1, 0x5f, 0x90, 0x80, 0, 0, 0],
    ]);
    await stream[Symbol.asyncDispose]();
  },
});

Deno.test({
  name: "TargetStream lets a burst out no faster than a receiver can follow",
  permissions: "none",
  async fn() {
    const { clock, network, stream, push } = setUp();
    push(new Uint8Array(DATAGRAM_BYTES * 6_079));
    push(new Uint8Array(DATAGRAM_BYTES * 6_079));
    await pass(clock, 1_000);
    const sentBytes = network.sent.length * DATAGRAM_BYTES;
    ok(sentBytes > 0.95 * LIMITS.targetBytesPerSecondMax, `${sentBytes}`);
    ok(sentBytes < 1.05 * LIMITS.targetBytesPerSecondMax, `${sentBytes}`);
    ok(stream.bytesPerSecond >= 0);
    await stream[Symbol.asyncDispose]();
    const { length } = network.sent;
    await clock.advance(1_000);
    strictEqual(network.sent.length, length);
  },
});

Deno.test({
  name: "TargetStream counts what it sends in a second",
  permissions: "none",
  async fn() {
    const { clock, stream, push } = setUp();
    for (let tenth = 0; tenth < 21; tenth++) {
      push(packets(70));
      await clock.advance(100);
    }
    ok(
      Math.abs(stream.bytesPerSecond - 100 * DATAGRAM_BYTES) < 12 * DATAGRAM_BYTES,
      `${stream.bytesPerSecond}`,
    );
    ok(Math.abs(stream.datagramsPerSecond - 100) < 12);
    await clock.advance(5_000);
    strictEqual(stream.bytesPerSecond, 0);
    await stream[Symbol.asyncDispose]();
  },
});

Deno.test({
  name:
    "TargetStream: disposing cancels the channel's stream and closes the socket, and is no end of its own",
  permissions: "none",
  async fn() {
    const { network, state, stream } = setUp();
    await stream[Symbol.asyncDispose]();
    await stream[Symbol.asyncDispose]();
    deepStrictEqual(state, { ended: 0, cancelled: 1 });
    strictEqual(network.sockets.size, 0);
  },
});

Deno.test({
  name: "TargetStream tells when the channel's stream ends or breaks off",
  permissions: "none",
  async fn() {
    const first = setUp();
    first.close();
    await first.clock.settle();
    strictEqual(first.state.ended, 1);
    const second = setUp();
    second.fail(new Error("shutting down"));
    await second.clock.settle();
    strictEqual(second.state.ended, 1);
    match(second.lines.join(), /^warn Target: the stream broke off$/);
  },
});

Deno.test({
  name: "TargetStream gives up a target it cannot reach, but not for one lost datagram",
  permissions: "none",
  async fn() {
    const { clock, network, stream, push } = setUp();
    network.unreachable.add(TARGET.address);
    for (let tenth = 0; tenth < 40; tenth++) {
      push(packets(7));
      await clock.advance(100);
    }
    strictEqual(stream.isUnreachable, false);
    network.unreachable.clear();
    push(packets(7));
    await clock.advance(LIMITS.targetUnreachableMs);
    strictEqual(stream.isUnreachable, false);
    network.unreachable.add(TARGET.address);
    push(packets(7));
    await clock.advance(LIMITS.targetUnreachableMs);
    strictEqual(stream.isUnreachable, true);
    await stream[Symbol.asyncDispose]();
  },
});
