import { deepStrictEqual, match, ok, strictEqual } from "node:assert/strict";
import { EncoderChoice, type HardwareWish } from "../../src/ffmpeg/mod.ts";
import type { MediaItem } from "../../src/media.ts";
import { ffmpegInputs, type Input, type InputRequest, sparedInputs } from "../../src/playout/mod.ts";
import type { Script, SpawnCall } from "../fakes/fake_spawner.ts";
import { metricOf } from "../fakes/metric_of.ts";
import { buildTs } from "../fakes/ts_builder.ts";
import { encoderIn, NO_SESSION, scriptedHardware, WORKS } from "../ffmpeg/scripted_hardware.ts";
import { SmallPool } from "../ffmpeg/small_pool.ts";
import { playable } from "../schedule/samples.ts";
import { logInto, PROFILE, through } from "./samples.ts";

const REQUEST = {
  isWatched: () => true,
  channelId: "c1",
  itemId: 1,
  offsetMs: 0,
  frames: 600,
  priority: "viewer",
  airsAtMs: 0,
  mayCopy: true,
} satisfies Partial<InputRequest>;

const NEVER = new AbortController().signal;
const GOOD: Script = [{ stdout: media(20) }, { hang: true }];
const REFUSED: Script = [{ waitMs: 100 }, { stderr: NO_SESSION }, { exit: 1 }];
const BREAKS: Script = [{ stdout: media(20) }, { waitMs: 1_000 }, { stderr: "GPU hang\n" }, { exit: 1 }];
const BROKEN_FILE: Script = [{ stderr: "moov atom not found\n" }, { exit: 1 }];

function media(frames: number): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(
    buildTs({
      ...{ frames, frameTicks: 9_000, depth: 1, gop: 20, startPts: 90_000, audioOffset: 0 },
      pictureBytes: () => 10,
    }).bytes,
  );
}

/** A channel on a machine with an NVIDIA card; what its ffmpegs do with an item depends on the encoder. */
class World extends SmallPool {
  readonly said: string[] = [];
  readonly encoders: EncoderChoice;
  readonly open: (request?: Partial<InputRequest>) => Input;
  /** What ffmpeg does with an item on hardware. */
  hardware: Script = GOOD;
  /** What it does with it in software. */
  software: Script = GOOD;
  item: MediaItem = playable(1, 60_000);

  constructor() {
    const machine = scriptedHardware({ built: ["h264_nvenc"], trials: { ["h264_nvenc"]: WORKS } });
    const choose = (call: SpawnCall): Script => {
      if (!call.args.includes("mpegts")) return machine(call);
      return encoderIn(call.args) === "libx264" ? this.software : this.hardware;
    };
    super(choose, { maxProcesses: 8, spawnsPerSecond: 100 });
    const { pool, clock, metrics } = this;
    this.encoders = new EncoderChoice({ pool, clock, metrics, log: logInto(this.said, clock) });
    const findItem = () => this.item;
    const inputs = sparedInputs({
      ...{ encoders: this.encoders, clock },
      open: (profile, request) => ffmpegInputs({ pool, clock, findItem }, profile)(request),
    }, PROFILE);
    this.open = (request = {}) => inputs({ ...REQUEST, ...request });
  }

  async search(wish: HardwareWish = "auto"): Promise<void> {
    this.encoders.search(wish, [PROFILE]);
    await through(this.clock, this.encoders.settled);
  }

  /** Lets time go on, however long the promises' chains are. */
  async pass(durationMs: number): Promise<void> {
    for (let passedMs = 0; passedMs < durationMs; passedMs += 50) await this.clock.advance(50);
  }

  /** Encoders of the programmes' ffmpegs so far. */
  get used(): string[] {
    return this.spawner.calls.filter(({ args }) => args.includes("mpegts")).map(({ args }) =>
      args.includes("copy") ? "copy" : encoderIn(args)
    );
  }

  failures(): Promise<number> {
    return metricOf(this.metrics, 'hardware_encoder_failures_total{encoder="h264_nvenc"}');
  }
}

Deno.test("An input is encoded on the hardware that was found", async () => {
  const world = new World();
  await world.search();
  const input = world.open();
  let changes = 0;
  void input.changed(NEVER).then(() => changes += 1);
  await world.pass(100);
  deepStrictEqual([input.state, changes, input.frameRate], ["ready", 1, PROFILE.frameRate]);
  ok(input.waiting > 0);
  strictEqual(input.take(5).filter(({ kind }) => kind === "video").length, 5);
  deepStrictEqual(world.used, ["h264_nvenc"]);
  await input[Symbol.asyncDispose]();
  await world.checkEmpty();
});

Deno.test("An input in software, or one that is copied, is opened as if there were no hardware", async (t) => {
  await t.step("because there is none", async () => {
    const world = new World();
    await world.search("none");
    const input = world.open();
    await world.clock.advance(0);
    deepStrictEqual(world.used, ["libx264"]);
    await input[Symbol.asyncDispose]();
  });
  await t.step("because its item is copied", async () => {
    const world = new World();
    await world.search();
    const video = {
      ...{ index: 0, codec: "h264", profile: "High", width: 320, height: 180, pixelFormat: "yuv420p" },
      ...{ sampleAspect: { num: 1, den: 1 }, frameRate: PROFILE.frameRate },
      ...{ averageFrameRate: PROFILE.frameRate, isInterlaced: false, isHdr: false, rotation: 0 },
      ...{
        bitRate: 400_000,
        colorMatrix: null,
        colorTransfer: null,
        dynamicRange: "sdr",
        isFieldRate: false,
      },
    } as const;
    const info = { ...playable(1, 60_000).info, video, keyFrameGapMaxMs: 2_000 };
    world.item = playable(1, 60_000, { info: info as never });
    const input = world.open();
    await world.pass(50);
    deepStrictEqual([input.state, world.used], ["ready", ["copy"]]);
    await input[Symbol.asyncDispose]();
    world.hardware = world.software = BROKEN_FILE;
    const broken = world.open();
    await world.pass(50);
    deepStrictEqual([broken.state, world.used, await world.failures()], ["failed", ["copy", "copy"], NaN]);
    await broken[Symbol.asyncDispose]();
  });
  await t.step("because the item is gone: that is the input's own to say", async () => {
    const world = new World();
    await world.search();
    world.item = { ...world.item, info: null };
    const input = world.open();
    await world.pass(50);
    strictEqual(input.fault?.code, "media_gone");
    await input[Symbol.asyncDispose]();
  });
});

Deno.test("An input waits until it is known what the hardware can do", async () => {
  const world = new World();
  const input = world.open();
  await world.pass(500);
  deepStrictEqual([input.state, input.waiting, input.take(9), input.hasAudio, world.used], [
    "opening",
    0,
    [],
    true,
    [],
  ]);
  await world.search();
  await world.pass(100);
  deepStrictEqual([input.state, world.used], ["ready", ["h264_nvenc"]]);
  await input[Symbol.asyncDispose]();
  const early = new World();
  const other = early.open();
  await early.pass(100);
  await other[Symbol.asyncDispose]();
  deepStrictEqual(early.used, [], "nobody waits for it any more");
});

Deno.test("What hardware does not deliver, software does, in the same opening", async (t) => {
  const CASES: [name: string, hardware: Script, reason: RegExp][] = [
    ["no session is free", REFUSED, /OpenEncodeSessionEx failed: out of memory/],
    ["the device is lost before a picture", [{ stderr: "device lost\n" }, { exit: 1 }], /device lost$/],
    ["it ends well, without a picture", [], /showed no key frame$/],
    ["it hangs", [{ hang: true }], /^no key frame within 4 s$/],
  ];
  for (const [name, hardware, reason] of CASES) {
    await t.step(name, async () => {
      const world = new World();
      await world.search();
      world.said.length = 0;
      world.hardware = hardware;
      for (let more = 0; more < 2; more++) {
        const input = world.open();
        await world.pass(4_500);
        deepStrictEqual([input.state, input.fault], ["ready", null]);
        await input[Symbol.asyncDispose]();
      }
      deepStrictEqual(world.used, ["h264_nvenc", "libx264", "h264_nvenc", "libx264"]);
      strictEqual(await world.failures(), 2);
      strictEqual(world.said.length, 1, "it is said once");
      match(JSON.parse(world.said[0] ?? "").reason, reason);
      await world.checkEmpty();
    });
  }
});

Deno.test("Three failures in a row with nothing running: no input tries the hardware any more", async () => {
  const world = new World();
  await world.search();
  world.hardware = REFUSED;
  for (let more = 0; more < 4; more++) {
    const input = world.open();
    await world.pass(500);
    strictEqual(input.state, "ready");
    await input[Symbol.asyncDispose]();
  }
  deepStrictEqual(world.used.slice(4), ["h264_nvenc", "libx264", "libx264"]);
  strictEqual(world.encoders.current, "libx264");
});

Deno.test("A card that is only full is tried again, for others run on it", async () => {
  const world = new World();
  await world.search();
  const running = world.open();
  await world.pass(200);
  world.hardware = REFUSED;
  for (let more = 0; more < 5; more++) {
    const input = world.open();
    await world.pass(500);
    strictEqual(input.state, "ready");
    await input[Symbol.asyncDispose]();
  }
  deepStrictEqual([world.encoders.current, await world.failures()], ["h264_nvenc", 5]);
  await running[Symbol.asyncDispose]();
});

Deno.test("A fault that is not the hardware's is not counted against it", async (t) => {
  await t.step("a file nobody can read", async () => {
    const world = new World();
    await world.search();
    world.hardware = world.software = BROKEN_FILE;
    for (let more = 0; more < 5; more++) {
      const input = world.open();
      await world.pass(500);
      match(input.fault?.message ?? "", /moov atom not found/);
      await input[Symbol.asyncDispose]();
    }
    deepStrictEqual([world.encoders.current, await world.failures()], ["h264_nvenc", NaN]);
  });
  await t.step("a pool that is full", async () => {
    const world = new World();
    await world.search();
    const others = Array.from({ length: 8 }, () => world.open());
    await world.pass(500);
    const input = world.open();
    await world.pass(500);
    deepStrictEqual([input.state, input.fault?.code], ["failed", "pool_full"]);
    strictEqual(world.used.length, 8, "software is not asked for either");
    strictEqual(await world.failures(), NaN);
    for (const each of [...others, input]) await each[Symbol.asyncDispose]();
    await world.checkEmpty();
  });
});

Deno.test("An item whose hardware encode broke off goes on in software until it begins anew", async () => {
  const world = new World();
  await world.search();
  world.said.length = 0;
  world.hardware = BREAKS;
  const first = world.open();
  await world.pass(500);
  strictEqual(first.state, "ready");
  first.take(Infinity);
  await world.pass(1_000);
  strictEqual(first.state, "failed");
  match(first.fault?.message ?? "", /GPU hang/);
  await first[Symbol.asyncDispose]();
  for (const offsetMs of [2_000, 2_500]) {
    const next = world.open({ offsetMs });
    await world.pass(200);
    strictEqual(next.state, "ready");
    await next[Symbol.asyncDispose]();
  }
  deepStrictEqual(world.used, ["h264_nvenc", "libx264", "libx264"]);
  deepStrictEqual([await world.failures(), world.said.length], [1, 1]);
  const others = [world.open({ itemId: 2, offsetMs: 1_000 }), world.open()];
  await world.pass(200);
  deepStrictEqual(world.used.slice(3), ["h264_nvenc", "h264_nvenc"]);
  for (const each of others) await each[Symbol.asyncDispose]();
});

Deno.test("An input that is disposed of at any moment leaves nothing behind", async () => {
  const scripts: Script[] = [GOOD, REFUSED, [{ hang: true }], [{ waitMs: 60 }, { exit: 1 }]];
  for (let turn = 0; turn < 200; turn++) {
    const world = new World();
    await world.search();
    world.hardware = scripts[turn % scripts.length] ?? GOOD;
    const input = world.open();
    const moving = world.clock.advance(Math.floor(turn / 8) * 10);
    for (let step = 0; step < turn % 8; step++) await Promise.resolve();
    if (turn % 3 > 0) await moving;
    const disposed = Promise.all([input[Symbol.asyncDispose](), input[Symbol.asyncDispose]()]);
    await moving;
    await world.pass(100);
    await disposed;
    await world.checkEmpty();
    ok(world.used.length <= 2);
  }
});

Deno.test("An input that is disposed of just when its first picture comes leaves nothing open", async () => {
  const world = new World();
  await world.search();
  for (let steps = 0; steps < 20; steps++) {
    const picture = Promise.withResolvers<void>();
    let openCount = 1;
    const opened = {
      ...{ state: "opening" as Input["state"], fault: null, hasAudio: true, waiting: 0, lossPercent: 0 },
      take: () => [],
      ...{ frameRate: PROFILE.frameRate, changed: () => picture.promise },
      [Symbol.asyncDispose]: () => (openCount = 0, Promise.resolve()),
    };
    const parts = { encoders: world.encoders, clock: world.clock, open: () => opened };
    const input = sparedInputs(parts, PROFILE)(REQUEST);
    await world.clock.settle();
    opened.state = "ready";
    picture.resolve();
    for (let step = 0; step < steps; step++) await Promise.resolve();
    await input[Symbol.asyncDispose]();
    strictEqual(openCount, 0, `after ${steps} steps`);
  }
});
