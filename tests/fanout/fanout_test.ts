import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import { Fanout, type FanoutOptions } from "../../src/fanout/fanout.ts";
import type { MediaChunk } from "../../src/fanout/gop_ring.ts";
import type { LeaveReason, Viewer } from "../../src/fanout/viewer.ts";
import { createMetrics } from "../../src/metrics/mod.ts";
import { FakeClock } from "../fakes/fake_clock.ts";
import { metricOf } from "../fakes/metric_of.ts";

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

/** Reads on and on, as an HTTP response does; `numbers` are those of the chunks that came, whole or in slices. */
function follow(stream: ReadableStream<Uint8Array>): { numbers: number[] } {
  const numbers: number[] = [];
  const reader = stream.getReader();
  const next = async (): Promise<void> => {
    const { value, done } = await reader.read();
    if (done) return;
    if (value[0] !== undefined && value[0] !== numbers.at(-1)) numbers.push(value[0]);
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

Deno.test("A paced viewer gets nothing ahead of the clock, however others are served", async () => {
  for (const mode of ["burst", "adaptive", "disabled"] as const) {
    const { clock, fanout } = setUp({ mode });
    using _ = fanout;
    for (let index = 0; index < 6; index++) fanout.write(chunk(index));
    await clock.advance(2_100);
    for (let index = 6; index < 24; index++) fanout.write(chunk(index));
    const client = follow(fanout.join(null, { isPaced: true }).body);
    await clock.settle();
    deepStrictEqual(client.numbers, [4]);
    await clock.advance(1_000);
    deepStrictEqual(client.numbers, [4, 5, 6]);
  }
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

Deno.test("A viewer who takes nothing delays nobody, and what it loses is counted", async () => {
  const { clock, metrics, fanout } = setUp({ mode: "realtime" });
  using _ = fanout;
  const big = 1_600 * 188;
  const slow = fanout.join(null);
  const quick = fanout.join(null);
  const client = follow(quick.body);
  for (let index = 0; index < 40; index++) {
    fanout.write(chunk(index, big));
    await clock.advance(500);
  }
  deepStrictEqual(client.numbers.slice(0, 39), Array.from({ length: 39 }, (_, index) => index));
  ok(slow.bytesSent < 2.5 * big, "the slow one took what its stream holds");
  strictEqual(slow.bytesSent + slow.droppedBytes, 24 * big, "it would go on at the key frame of 12 s");
  strictEqual(quick.droppedBytes, 0);
  strictEqual(await metricOf(metrics, "viewer_dropped_bytes_total"), slow.droppedBytes);
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
  void reader.read();
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

Deno.test("What another writer makes follows what the one before made, for viewers and the playlist", async () => {
  const { clock, fanout } = setUp();
  using _ = fanout;
  for (let index = 0; index < 6; index++) fanout.write(chunk(index));
  const client = follow(fanout.join(null).body);
  const window = fanout.hls(() => ({ segmentMs: 1_000, window: 6, firstSequence: 1, epoch: "e" }));
  await clock.advance(1_000);
  fanout.restart();
  strictEqual(fanout.leadMs, 2_000, "what is there still airs");
  // Its clock begins anew, in the middle of a GOP nobody can use.
  fanout.write({ ...chunk(0), isKey: false });
  for (let index = 0; index < 9; index++) fanout.write({ ...chunk(index), bytes: chunk(index + 40).bytes });
  await clock.advance(6_000);
  strictEqual(fanout.leadMs, 3_000 + 4_500 - 7_000);
  deepStrictEqual(client.numbers.slice(0, 6), [0, 1, 2, 3, 4, 5]);
  // In between comes what tells decoders that counters and clock are others.
  deepStrictEqual(client.numbers.slice(-9), [40, 41, 42, 43, 44, 45, 46, 47, 48]);
  deepStrictEqual(window.playlist("").match(/#EXT-X-DISCONTINUITY$|#EXTINF.*/gm), [
    ...["#EXT-X-DISCONTINUITY", "#EXTINF:2.00000,", "#EXTINF:1.00000,"],
    ...["#EXT-X-DISCONTINUITY", "#EXTINF:2.00000,", "#EXTINF:2.00000,"],
  ]);
});

Deno.test("Segments of a playlist stay in memory and count; when memory is short, those it must list", async () => {
  let bytesMax = Infinity;
  const { clock, fanout } = setUp({ bytesMax: () => bytesMax });
  using _ = fanout;
  const playlist = () => fanout.hls(() => ({ segmentMs: 4_000, window: 6, firstSequence: 1, epoch: "e" }));
  const names = () => playlist().playlist("").split("\n").filter((line) => line.endsWith(".ts"));
  const write = async (from: number, to: number) => {
    for (let index = from; index < to; index++) {
      fanout.write(chunk(index));
      await clock.advance(500);
    }
  };
  await write(0, 200);
  strictEqual(fanout.bytes, 24 * 1_880, "without a playlist, the GOPs of the last 10 s");
  playlist();
  await write(200, 400);
  const [first = ""] = names();
  const kept = fanout.bytes / 1_880 / 2;
  ok(kept > 2 * 24 && kept < 100, `${kept} s are kept`);
  strictEqual(playlist().segment(first)?.length, 8 * 1_880);
  bytesMax = 20 * 1_880;
  await write(400, 401);
  strictEqual(playlist().segment(first), null);
  for (let index = 401; index < 480; index += 1) {
    await write(index, index + 1);
    ok(fanout.bytes <= (4 * 4 + 4 + 2) * 2 * 1_880, "what it must list, one before, one being made");
    // RFC 8216 §6.2.2: three target durations, and one segment somebody may be fetching.
    ok(names().length === 4, `${names().length} segments are listed`);
    for (const name of names()) ok(playlist().segment(name) !== null);
    ok(!fanout.isCrowded, "what lies behind the clock keeps nobody from making more");
  }
  fanout.closeHls();
  bytesMax = Infinity;
  await write(480, 580);
  strictEqual(fanout.bytes, 24 * 1_880);
});

Deno.test("Whoever writes hears of the first who watches, and nobody is shown what is over", async () => {
  const { clock, fanout } = setUp();
  using _ = fanout;
  let calls = 0;
  fanout.onWatched = () => calls++;
  fanout.write(chunk(0));
  await clock.advance(1_500);
  const client = follow(fanout.join(null).body);
  await clock.settle();
  deepStrictEqual([client.numbers, calls], [[], 1], "half a second of output is a second old");
  strictEqual(fanout.leadMs, 0, "and its clock begins where the next output will");
  fanout.observe(() => {})[Symbol.dispose]();
  fanout.join(null);
  strictEqual(calls, 1, "somebody watches already");
  for (const viewer of [...fanout.viewers]) viewer.end("client");
  fanout.hls(() => ({ segmentMs: 4_000, window: 6, firstSequence: 1, epoch: "e" }));
  strictEqual(calls, 2);
});

Deno.test("A channel is crowded by what it made ahead", async () => {
  const { clock, fanout } = setUp({ bytesMax: () => 10 * 1_880 });
  using _ = fanout;
  for (let index = 0; index < 9; index++) fanout.write(chunk(index));
  strictEqual(fanout.isCrowded, false);
  fanout.write(chunk(9));
  strictEqual(fanout.isCrowded, true);
  await clock.advance(2_000);
  strictEqual(fanout.isCrowded, false, "a GOP is behind the clock");
});
