import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import { Fanout, type FanoutOptions } from "../../src/fanout/fanout.ts";
import type { MediaChunk } from "../../src/fanout/gop_ring.ts";
import type { LeaveReason, Viewer } from "../../src/fanout/viewer.ts";
import { createMetrics } from "../../src/metrics/mod.ts";
import { FakeClock } from "../fakes/fake_clock.ts";

const OPTIONS: FanoutOptions = {
  bytesMax: () => Infinity,
  gopRingMs: 10_000,
  viewerQueueMs: 8_000,
  mode: "burst",
  burstMs: 6_000,
  stallMs: 60_000,
};

/** The n-th half second of a channel, marked with its number; every fourth begins with a key frame. */
function chunk(index: number, size = 1_880): MediaChunk {
  const bytes = new Uint8Array(size).fill(index);
  return {
    bytes,
    startMs: index * 500,
    endMs: index * 500 + 500,
    isKey: index % 4 === 0,
    isDiscontinuity: false,
    isSlate: false,
  };
}

function setUp(options: Partial<FanoutOptions> = {}) {
  const clock = new FakeClock();
  const metrics = createMetrics();
  const left: LeaveReason[] = [];
  const freed: Viewer[] = [];
  const onLeave = (_: Viewer, reason: LeaveReason) => void left.push(reason);
  const onFreed = (viewer: Viewer) => void freed.push(viewer);
  const fanout = new Fanout({ clock, metrics, onLeave, onFreed }, {
    ...OPTIONS,
    ...options,
  });
  return { clock, metrics, fanout, left, freed };
}

/** Reads on and on, as an HTTP response does; `numbers` are those of the chunks that came. */
function follow(stream: ReadableStream<Uint8Array>): { numbers: number[] } {
  const numbers: number[] = [];
  const reader = stream.getReader();
  const next = async (): Promise<void> => {
    const { value, done } = await reader.read();
    if (done) return;
    if (value[0] !== undefined) numbers.push(value[0]);
    return next();
  };
  void next();
  return { numbers };
}

Deno.test("A viewer begins at the newest key frame and gets its reserve at once, then real time", async () => {
  const { clock, fanout } = setUp();
  using _ = fanout;
  for (let index = 0; index < 6; index++) fanout.write(chunk(index));
  await clock.advance(2_100);
  for (let index = 6; index < 24; index++) fanout.write(chunk(index));
  const client = follow(fanout.join(null).body);
  await clock.settle();
  // The clock stands at 2.1 s: key frames at 0 and 2 s, the reserve reaches to 8.1 s.
  deepStrictEqual(client.numbers, [4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16]);
});

Deno.test("Two viewers share one buffer: nothing is copied", async () => {
  const { fanout } = setUp();
  using _ = fanout;
  const media = chunk(0);
  fanout.write(media);
  const readers = [fanout.join(null).body.getReader(), fanout.join(null).body.getReader()];
  for (const reader of readers) strictEqual((await reader.read()).value?.buffer, media.bytes.buffer);
});

Deno.test("A viewer of a cold channel gets the first key frame as soon as it is written", async () => {
  const { clock, fanout } = setUp();
  using _ = fanout;
  const reader = fanout.join(null).body.getReader();
  const first = reader.read();
  await clock.settle();
  fanout.write(chunk(0));
  strictEqual((await first).value?.[0], 0);
});

Deno.test("A slow viewer loses whole GOPs with a count and delays nobody", async () => {
  const { clock, metrics, fanout } = setUp({ mode: "realtime" });
  using _ = fanout;
  const big = 300_000;
  const slow = fanout.join(null);
  const quick = fanout.join(null);
  const client = follow(quick.body);
  for (let index = 0; index < 40; index++) {
    fanout.write(chunk(index, big));
    await clock.advance(500);
  }
  deepStrictEqual(client.numbers.slice(0, 39), Array.from({ length: 39 }, (_, index) => index));
  strictEqual(slow.bytesSent, 2 * big, "the slow one took what its stream holds");
  ok(slow.droppedBytes > 0);
  strictEqual(slow.droppedBytes % big, 0);
  strictEqual(quick.droppedBytes, 0);
  const counted = /viewer_dropped_bytes_total (\d+)/.exec(await metrics.expose())?.[1];
  strictEqual(Number(counted), slow.droppedBytes);
});

Deno.test("A viewer leaves once, with the reason", async (t) => {
  await t.step("when the client cancels", async () => {
    const { fanout, left } = setUp();
    const viewer = fanout.join(null);
    await viewer.body.cancel();
    fanout[Symbol.dispose]();
    deepStrictEqual(left, ["client"]);
    strictEqual(fanout.viewers.size, 0);
  });
  await t.step("when its time is over", async () => {
    const { clock, fanout, left } = setUp();
    const reader = fanout.join(5_000).body.getReader();
    await clock.advance(4_900);
    deepStrictEqual(left, []);
    await clock.advance(200);
    deepStrictEqual(left, ["duration"]);
    strictEqual((await reader.read()).done, true);
  });
  await t.step("when it takes nothing for the stall time", async () => {
    const { clock, fanout, left } = setUp({ stallMs: 3_000 });
    fanout.join(null);
    for (let index = 0; index < 20; index++) {
      fanout.write(chunk(index, 600_000));
      await clock.advance(250);
    }
    deepStrictEqual(left, ["stalled"]);
  });
  await t.step("when the channel ends", () => {
    const { fanout, left } = setUp();
    fanout.join(null);
    fanout[Symbol.dispose]();
    deepStrictEqual(left, ["channel"]);
  });
});

Deno.test("The socket of a stalled viewer is free once its client reacts", async (t) => {
  for (const reaction of ["takes", "leaves"] as const) {
    await t.step(`and ${reaction}`, async () => {
      const { clock, fanout, left, freed } = setUp({ stallMs: 3_000 });
      const viewer = fanout.join(null);
      for (let index = 0; index < 20; index++) {
        fanout.write(chunk(index, 600_000));
        await clock.advance(250);
      }
      deepStrictEqual([left, freed], [["stalled"], []]);
      if (reaction === "leaves") await viewer.body.cancel();
      else for await (const _ of viewer.body) deepStrictEqual(left, ["stalled"]);
      deepStrictEqual([left, freed], [["stalled"], [viewer]]);
    });
  }
});

Deno.test("A viewer that waits because there is no media is not stalled", async () => {
  const { clock, fanout, left } = setUp({ stallMs: 3_000 });
  using _ = fanout;
  fanout.write(chunk(0));
  const reader = fanout.join(null).body.getReader();
  strictEqual((await reader.read()).value?.[0], 0);
  await clock.advance(30_000);
  deepStrictEqual(left, []);
});

Deno.test("An observer sees the newest GOP and everything after it until it is disposed of", () => {
  const { fanout } = setUp();
  using _ = fanout;
  for (let index = 0; index < 3; index++) fanout.write(chunk(index));
  const seen: number[] = [];
  const watching = fanout.observe((media) => seen.push(media.startMs));
  fanout.write(chunk(3));
  strictEqual(fanout.isWatched, true);
  watching[Symbol.dispose]();
  fanout.write(chunk(4));
  deepStrictEqual(seen, [0, 500, 1_000, 1_500]);
  strictEqual(fanout.isWatched, false);
});

Deno.test("A media clock that ran far ahead of the output is set back to its end, once", async () => {
  const { clock, fanout } = setUp();
  using _ = fanout;
  fanout.write(chunk(0));
  await clock.advance(1_000);
  strictEqual(fanout.catchUp(), false);
  await clock.advance(60_000);
  strictEqual(fanout.catchUp(), true);
  strictEqual(fanout.leadMs, 0);
  strictEqual(fanout.catchUp(), false);
});
