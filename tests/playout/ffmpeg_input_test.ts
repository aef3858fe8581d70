import { deepStrictEqual, match, ok, strictEqual } from "node:assert/strict";
import fc from "fast-check";
import type { PoolOptions } from "../../src/ffmpeg/mod.ts";
import type { MediaItem } from "../../src/media.ts";
import { type AccessUnit, Demuxer } from "../../src/mpegts/mod.ts";
import { ffmpegInputs, type Input, type InputRequest } from "../../src/playout/mod.ts";
import { failureOf, type InputFailure } from "../../src/playout/failure.ts";
import type { Script } from "../fakes/fake_spawner.ts";
import { buildTs } from "../fakes/ts_builder.ts";
import { SmallPool } from "../ffmpeg/small_pool.ts";
import { playable } from "../schedule/samples.ts";
import { PROFILE } from "./samples.ts";

const REQUEST: InputRequest = {
  isWatched: () => true,
  channelId: "c1",
  itemId: 1,
  offsetMs: 0,
  frames: 600,
  priority: "viewer",
  airsAtMs: 0,
  mayCopy: true,
};
/** Pictures the input holds before it stops reading: two seconds. */
const QUEUE_PICTURES = 20;
/** One read more, of what a pipe holds. */
const READ_PICTURES = 16;

/** Ten pictures a second in groups of 20, each so large that a pipe holds about five. */
function media(frames: number, pictureBytes = 12_000): Uint8Array<ArrayBuffer> {
  const { bytes } = buildTs({
    ...{ frames, frameTicks: 9_000, depth: 1, gop: 20, startPts: 90_000, audioOffset: 0 },
    // So that only what follows, or a good end, tells that a picture is whole.
    ...{ hasLength: false, pictureBytes: () => pictureBytes },
  });
  return Uint8Array.from(bytes);
}

/** Inputs over a real pool whose ffmpeg plays a script. */
class World extends SmallPool {
  readonly item: MediaItem = playable(1, 60_000);

  constructor(script: Script | null, options: Partial<PoolOptions> = {}) {
    super(() => script, options);
  }

  open(request: Partial<InputRequest> = {}, item: MediaItem | null = this.item): Input {
    const { pool, clock } = this;
    return ffmpegInputs({ pool, clock, findItem: () => item }, PROFILE)({ ...REQUEST, ...request });
  }
}

function count(units: readonly AccessUnit[]): { pictures: number; sound: number } {
  const pictures = units.filter(({ kind }) => kind === "video").length;
  return { pictures, sound: units.length - pictures };
}

/** What can be told of units besides where their bytes lie. */
function outline(units: readonly AccessUnit[]): string[] {
  return units.map(({ kind, pts, isKey }) => `${kind} ${pts} ${isKey}`);
}

Deno.test("An input is ready with its first key frame, and not before", async () => {
  const bytes = media(20);
  const world = new World([{ waitMs: 300 }, { stdout: bytes.slice(0, 5_000) }, { waitMs: 500 }, {
    stdout: bytes.slice(5_000),
  }]);
  const input = world.open();
  let changes = 0;
  void input.changed(new AbortController().signal).then(() => changes += 1);
  await world.clock.advance(700);
  deepStrictEqual([input.state, input.take(9), changes], ["opening", [], 0]);
  await world.clock.advance(200);
  deepStrictEqual([input.state, changes, input.fault], ["ready", 1, null]);
  const first = input.take(3);
  deepStrictEqual([count(first).pictures, first[0]?.isKey], [3, true]);
  await input[Symbol.asyncDispose]();
});

Deno.test("An input delivers everything in order, whoever takes however much whenever, and never holds more than it may", async () => {
  const bytes = media(120);
  const demuxer = new Demuxer();
  const want = outline([...demuxer.push(bytes), ...demuxer.end(true)]);
  const takes = fc.array(fc.tuple(fc.nat(30), fc.nat(500)), { minLength: 1, maxLength: 40 });
  await fc.assert(
    fc.asyncProperty(takes, async (takes) => {
      const world = new World([{ stdout: bytes }]);
      const input = world.open();
      const got: AccessUnit[] = [];
      for (const [pictures, pauseMs] of takes) {
        await world.clock.advance(pauseMs);
        const taken = input.take(pictures);
        ok(count(taken).pictures <= pictures);
        got.push(...taken);
      }
      for (let round = 0; round < 200 && input.state !== "ended"; round++) {
        await world.clock.advance(10);
        const taken = input.take(Infinity);
        ok(
          count(taken).pictures <= QUEUE_PICTURES + READ_PICTURES,
          `it held ${count(taken).pictures} pictures`,
        );
        got.push(...taken);
      }
      got.push(...input.take(Infinity));
      deepStrictEqual(outline(got), want);
      await input[Symbol.asyncDispose]();
    }),
    { numRuns: 30 },
  );
});

Deno.test("An input nobody takes from stops reading, and its ffmpeg waits", async () => {
  const world = new World([{ stdout: media(20) }, { again: true }]);
  const input = world.open();
  await world.clock.advance(3_600_000);
  strictEqual(input.state, "ready");
  strictEqual(world.spawner.alive.length, 1, "it is blocked, not ended");
  const { pictures } = count(input.take(Infinity));
  ok(
    pictures >= QUEUE_PICTURES && pictures <= QUEUE_PICTURES + READ_PICTURES,
    `it held ${pictures} pictures`,
  );
  for (let round = 0; round < 5; round++) await world.clock.advance(10);
  ok(count(input.take(Infinity)).pictures >= QUEUE_PICTURES, "it goes on");
  await input[Symbol.asyncDispose]();
});

Deno.test("Sound without a picture does not fill the memory", async () => {
  const { bytes } = buildTs({
    ...{ frames: 100, frameTicks: 9_000, depth: 0, gop: 20, startPts: 90_000, audioOffset: 0 },
    lostVideo: () => true,
  });
  const world = new World([{ stdout: Uint8Array.from(bytes) }, { again: true }]);
  const input = world.open();
  for (let round = 0; round < 300; round++) await world.clock.advance(10);
  strictEqual(input.state, "opening");
  const { sound } = count(input.take(Infinity));
  ok(sound >= 2_000 && sound < 2_500, `it held ${sound} frames of sound`);
  await input[Symbol.asyncDispose]();
});

Deno.test("An input ends", async (t) => {
  const keyless = buildTs({
    ...{ frames: 15, frameTicks: 9_000, depth: 0, gop: 20, startPts: 90_000, audioOffset: 0 },
    lostVideo: (slot) => slot === 0,
  });
  const killing: Script = [{ stdout: media(10) }, { stderr: "[mov @ 0x55d0] moov atom not found\n" }, {
    exit: 1,
  }];
  const CASES: [name: string, script: Script | null, pictures: number, fault: string | null][] = [
    ["well, with what it had", [{ stdout: media(10) }], 10, null],
    [
      "badly when ffmpeg fails, with its words; all that came whole is there",
      killing,
      9,
      "Cannot play /media/Clips/clip 1.mkv: ffmpeg ended with 1: moov atom not found",
    ],
    [
      "badly when ffmpeg showed nothing, although it ended well",
      [],
      0,
      "Cannot play /media/Clips/clip 1.mkv: ffmpeg showed no key frame",
    ],
    [
      "badly when it showed no key frame",
      [{ stdout: Uint8Array.from(keyless.bytes) }],
      14,
      "Cannot play /media/Clips/clip 1.mkv: ffmpeg showed no key frame",
    ],
    [
      "badly when it wrote something else",
      [{ stdout: "<html>" }],
      0,
      "Cannot play /media/Clips/clip 1.mkv: ffmpeg showed no key frame",
    ],
    ["badly when there is no ffmpeg", null, 0, "Cannot start /usr/bin/ffmpeg: no such program"],
  ];
  for (const [name, script, pictures, fault] of CASES) {
    await t.step(name, async () => {
      const world = new World(script);
      const input = world.open();
      for (let round = 0; round < 20; round++) await world.clock.advance(10);
      strictEqual(input.state, name.startsWith("well") ? "ended" : "failed");
      strictEqual(input.fault?.message ?? null, fault);
      await world.checkEmpty();
      strictEqual(count(input.take(Infinity)).pictures, pictures);
      await input[Symbol.asyncDispose]();
    });
  }
  await t.step("badly when its ffmpeg is killed", async () => {
    const world = new World([{ stdout: media(10) }, { hang: true }]);
    const input = world.open();
    await world.clock.advance(1_000);
    strictEqual(input.state, "ready");
    world.spawner.children[0]?.kill("SIGKILL");
    await world.clock.advance(0);
    match(input.fault?.message ?? "", /ffmpeg ended with 137: Ended by SIGKILL/);
    await input[Symbol.asyncDispose]();
    await world.checkEmpty();
  });
});

Deno.test("An input of an item that is gone fails, and starts nothing", async () => {
  const world = new World([{ hang: true }]);
  const broken: MediaItem = { ...world.item, state: "broken", fault: "no picture", info: null };
  for (const item of [null, broken]) {
    const input = world.open({}, item);
    await world.clock.settle();
    deepStrictEqual([input.state, input.fault?.code], ["failed", "media_gone"]);
    await input[Symbol.asyncDispose]();
  }
  strictEqual(world.spawner.calls.length, 0);
});

Deno.test("An input without a free process fails with the pool's fault", async () => {
  const world = new World([{ hang: true }]);
  const [first, second] = [world.open(), world.open()];
  await world.clock.advance(100);
  deepStrictEqual([first.state, second.state, second.fault?.code], ["opening", "failed", "pool_full"]);
  await Promise.all([first[Symbol.asyncDispose](), second[Symbol.asyncDispose]()]);
});

Deno.test("An input asks for what its item needs", async (t) => {
  const video = {
    ...{
      index: 0,
      codec: "h264",
      profile: "High",
      width: 320,
      height: 180,
      pixelFormat: "yuv420p",
      colorMatrix: "bt709",
    },
    ...{
      sampleAspect: { num: 1, den: 1 },
      frameRate: PROFILE.frameRate,
      averageFrameRate: PROFILE.frameRate,
    },
    ...{ isInterlaced: false, isHdr: false, rotation: 0, bitRate: 400_000 },
  };
  const copyable = playable(1, 60_000, {
    info: { ...playable(1, 60_000).info, video, keyFrameGapMaxMs: 2_000 },
  });
  const CASES: [name: string, item: MediaItem, request: Partial<InputRequest>, isEncode: boolean][] = [
    ["a copy when that will do", copyable, {}, false],
    ["an encode after copying failed", copyable, { mayCopy: false }, true],
    ["an encode where the last picture is to be held", copyable, { isStretched: true }, true],
    ["an encode of a card for sound alone", playable(1, 60_000), {}, true],
  ];
  for (const [name, item, request, isEncode] of CASES) {
    await t.step(name, async () => {
      const world = new World([{ hang: true }]);
      const input = world.open({ ...request, offsetMs: 12_345, priority: "warm" }, item);
      await world.clock.advance(0);
      const [record] = world.pool.processes();
      deepStrictEqual([record?.isEncode, record?.priority, record?.channelId], [isEncode, "warm", "c1"]);
      const args = world.spawner.calls[0]?.args ?? [];
      ok(args.includes("file:/media/Clips/clip 1.mkv") && args.includes("12.345"));
      strictEqual(args.includes("libx264"), isEncode);
      strictEqual(input.hasAudio, false);
      await input[Symbol.asyncDispose]();
    });
  }
});

Deno.test("A fault says what is to be thought of the input", async (t) => {
  const server = "[http @ 0x55d0] HTTP error 404 Not Found\n";
  const broken = "[http @ 0x55d0] Stream ends prematurely at 100, should be 900\n";
  const url = "http://nas.lan/a.mkv";
  const LATE = { frames: 12 };
  const CASES: [name: string, script: Script, request: Partial<InputRequest>, InputFailure | null][] = [
    ["a file that is not there", [{ stderr: "file:/a.mkv: No such file or directory\n" }, { exit: 1 }], {}, {
      reason:
        "Cannot play /media/Clips/clip 1.mkv: ffmpeg ended with 1: file:/a.mkv: No such file or directory",
      isFatal: true,
      scope: "item",
    }],
    ["a server that has it no more", [{ stderr: server }, { exit: 1 }], { locator: url }, {
      reason: `Cannot play ${url}: ffmpeg ended with 1: HTTP error 404 Not Found`,
      isFatal: true,
      scope: "item",
    }],
    ["a server that is not there", [{ stderr: "[tcp @ 0x1] Connection refused\n" }, { exit: 1 }], {
      locator: url,
    }, {
      reason: `Cannot play ${url}: ffmpeg ended with 1: Connection refused`,
      isFatal: false,
      scope: "host",
    }],
    ["a server that leaves before the first picture, though ffmpeg ends well", [{ stderr: broken }], {
      locator: url,
    }, {
      reason: `Cannot play ${url}: ffmpeg showed no key frame: Stream ends prematurely at 100, should be 900`,
      isFatal: false,
      scope: "host",
    }],
    [
      "a server that leaves amid the item, though ffmpeg ends well",
      [{ stdout: media(10) }, { stderr: broken }],
      { locator: url },
      {
        reason: `Cannot play ${url}: ffmpeg ended too early: Stream ends prematurely at 100, should be 900`,
        isFatal: false,
        scope: "host",
      },
    ],
    ["a connection that was mended: nothing", [{ stdout: media(10) }, { stderr: broken }], {
      locator: url,
      ...LATE,
    }, null],
    ["an item that is short: nothing", [{ stdout: media(10) }, { stderr: "Guessed Channel Layout\n" }], {
      locator: url,
    }, null],
  ];
  for (const [name, script, request, want] of CASES) {
    await t.step(name, async () => {
      const world = new World(script);
      const input = world.open(request);
      for (let round = 0; round < 20; round++) await world.clock.advance(10);
      strictEqual(input.state, want === null ? "ended" : "failed");
      if (want !== null) deepStrictEqual(failureOf(input.fault), want);
      await input[Symbol.asyncDispose]();
      await world.checkEmpty();
    });
  }
  await t.step("an item that is gone from the library", async () => {
    const world = new World([]);
    const input = world.open({}, null);
    await world.clock.advance(10);
    deepStrictEqual(failureOf(input.fault), {
      reason: "Cannot play item 1: it is no longer in the library",
      isFatal: true,
      scope: "item",
    });
    await input[Symbol.asyncDispose]();
  });
  await t.step("whatever else", () => {
    const reason = "Cannot play: no reason given";
    deepStrictEqual(failureOf(null), { reason, isFatal: false, scope: "item" });
  });
});

Deno.test("An input that is disposed of ends its ffmpeg at once, whatever it is doing", async (t) => {
  const CASES: [name: string, script: Script, state: string][] = [
    ["opening", [{ hang: true }], "opening"],
    ["delivering", [{ stdout: media(10) }, { hang: true }], "ready"],
    ["waiting for room", [{ stdout: media(20) }, { again: true }], "ready"],
    ["ended", [{ stdout: media(10) }], "ended"],
    ["failed", [{ exit: 1 }], "failed"],
  ];
  for (const [name, script, state] of CASES) {
    await t.step(name, async () => {
      const world = new World(script);
      const input = world.open();
      for (let round = 0; round < 10; round++) await world.clock.advance(100);
      strictEqual(input.state, state);
      await input[Symbol.asyncDispose]();
      await input[Symbol.asyncDispose]();
      await world.checkEmpty();
    });
  }
  await t.step("waiting for its turn in the pool: nothing is started", async () => {
    const world = new World([{ exit: 0 }], { spawnsPerSecond: 1 });
    const inputs = [world.open(), world.open()];
    await world.clock.advance(100);
    for (const input of inputs) await input[Symbol.asyncDispose]();
    await world.clock.advance(10_000);
    strictEqual(world.spawner.calls.length, 1);
    await world.checkEmpty();
  });
  await t.step("deaf to being asked", async () => {
    const world = new World([{ hang: true }]);
    const input = world.open();
    await world.clock.advance(100);
    world.spawner.children[0]?.kill("SIGSTOP");
    const disposed = input[Symbol.asyncDispose]();
    await world.clock.advance(1_500);
    await disposed;
    await world.checkEmpty();
  });
  await t.step("at any turn in between", async () => {
    const scripts: Script[] = [[{ stdout: media(8) }, { hang: true }], [{ hang: true }]];
    for (let turns = 0; turns < 240; turns++) {
      const world = new World(scripts[turns % 2] ?? []);
      const input = world.open();
      const moving = world.clock.advance(100);
      for (let turn = 0; turn < turns / 2; turn++) await Promise.resolve();
      const disposed = input[Symbol.asyncDispose]();
      await moving;
      await world.clock.advance(100);
      await disposed;
      await world.checkEmpty();
    }
  });
});
