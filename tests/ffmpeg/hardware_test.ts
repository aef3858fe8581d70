import { deepStrictEqual, ok, rejects, strictEqual } from "node:assert/strict";
import { type EncoderName, findEncoder, type HardwareWish, type PoolOptions } from "../../src/ffmpeg/mod.ts";
import type { Script } from "../fakes/fake_spawner.ts";
import { PROFILE } from "../playout/samples.ts";
import {
  COMPLAINTS,
  encoderIn,
  NO_ENTRYPOINT,
  scriptedHardware,
  type ScriptedMachine,
  WORKS,
} from "./scripted_hardware.ts";
import { SmallPool } from "./small_pool.ts";
import { trialStream } from "./trial_stream.ts";

/** What Debian builds. */
const DEBIAN = ["h264_nvenc", "h264_omx", "h264_qsv", "h264_v4l2m2m", "h264_vaapi"];

/** Searches of a scripted machine. */
class World extends SmallPool {
  /** What was refused, and why. */
  readonly refused: string[] = [];
  readonly off = new AbortController();

  constructor(machine: ScriptedMachine, options: Partial<PoolOptions> = {}) {
    super(scriptedHardware(machine), options);
  }

  find(wish: HardwareWish, profiles = [PROFILE]): Promise<EncoderName> {
    const { pool, clock, off } = this;
    const onRefused = (encoder: EncoderName, reason: string) =>
      void this.refused.push(`${encoder}: ${reason}`);
    return findEncoder(wish, profiles, { pool, clock, onRefused, signal: off.signal });
  }

  /** Encoders that were tried, in order. */
  get tried(): string[] {
    return this.spawner.calls.filter(({ args }) => args.includes("h264")).filter(({ args }) =>
      args.includes("-c:v")
    ).map(({ args }) => encoderIn(args));
  }
}

/** Lets time go on until the search is over; says how long it took. */
async function finish(world: World, search: Promise<EncoderName>): Promise<[EncoderName, number]> {
  const sinceMs = world.clock.monotonicMs();
  let tookMs = NaN;
  void search.then(() => tookMs = world.clock.monotonicMs() - sinceMs);
  for (let step = 0; step < 300 && Number.isNaN(tookMs); step++) await world.clock.advance(50);
  return [await search, tookMs];
}

Deno.test({
  name: "findEncoder() takes the first hardware that works, in its order",
  permissions: "none",
  async fn(t) {
    const CASES: [
      name: string,
      wish: HardwareWish,
      machine: ScriptedMachine,
      want: EncoderName,
      tried: string[],
    ][] = [
      [
        "an NVIDIA card",
        "auto",
        { built: DEBIAN, trials: { ["h264_nvenc"]: WORKS, ["h264_vaapi"]: WORKS } },
        "h264_nvenc",
        ["h264_nvenc"],
      ],
      [
        "an AMD card, or an Intel chip without Quick Sync's library",
        "auto",
        { built: DEBIAN, trials: { ["h264_vaapi"]: WORKS } },
        "h264_vaapi",
        ["h264_nvenc", "h264_qsv", "h264_vaapi"],
      ],
      [
        "an Intel chip with only the low-power circuit",
        "vaapi",
        {
          built: DEBIAN,
          trials: {
            ["h264_vaapi"]: [{ stderr: NO_ENTRYPOINT }, { exit: 1 }],
            ["h264_vaapi_low_power"]: WORKS,
          },
        },
        "h264_vaapi_low_power",
        ["h264_vaapi", "h264_vaapi_low_power"],
      ],
      [
        "a Mac",
        "auto",
        { built: ["h264_videotoolbox"], trials: { ["h264_videotoolbox"]: WORKS } },
        "h264_videotoolbox",
        ["h264_videotoolbox"],
      ],
      [
        "what was asked for, although something else comes first",
        "v4l2m2m",
        { built: DEBIAN, trials: { ["h264_nvenc"]: WORKS, ["h264_v4l2m2m"]: WORKS } },
        "h264_v4l2m2m",
        ["h264_v4l2m2m"],
      ],
      ["an ffmpeg without any", "auto", { built: [] }, "libx264", []],
      ["no hardware at all", "auto", { built: DEBIAN }, "libx264", [
        "h264_nvenc",
        "h264_qsv",
        "h264_vaapi",
        "h264_v4l2m2m",
      ]],
    ];
    for (const [name, wish, machine, want, tried] of CASES) {
      await t.step(name, async () => {
        const world = new World(machine);
        const [found] = await finish(world, world.find(wish));
        strictEqual(found, want);
        deepStrictEqual(world.tried, tried);
        strictEqual(world.refused.length, tried.length - (found === "libx264" ? 0 : 1));
        await world.checkEmpty();
      });
    }
  },
});

Deno.test({
  name: "findEncoder() starts nothing when no hardware is wanted, or nothing is to be encoded",
  permissions: "none",
  async fn() {
    const world = new World({ built: DEBIAN, trials: { ["h264_nvenc"]: WORKS } });
    strictEqual(await world.find("none"), "libx264");
    strictEqual(await world.find("auto", []), "libx264");
    strictEqual(world.spawner.calls.length, 0);
  },
});

Deno.test({
  name: "findEncoder() says why, in ffmpeg's words: the first are the cause",
  permissions: "none",
  async fn(t) {
    await t.step("of everything an ffmpeg has but the machine has not", async () => {
      const world = new World({ built: DEBIAN });
      await finish(world, world.find("auto"));
      deepStrictEqual(world.refused, [
        "h264_nvenc: Cannot load libcuda.so.1",
        "h264_qsv: Error initializing an internal MFX session: unsupported (-3)",
        "h264_vaapi: Device creation failed: -542398533.",
        "h264_v4l2m2m: Could not find a valid device",
      ]);
    });
    await t.step("of what was asked for and was not built", async () => {
      const world = new World({ built: DEBIAN });
      strictEqual((await finish(world, world.find("videotoolbox")))[0], "libx264");
      deepStrictEqual(world.refused, ["h264_videotoolbox: this ffmpeg was built without it"]);
    });
  },
});

Deno.test({
  name: "findEncoder() does not believe an encoder before its pictures were seen",
  permissions: "none",
  async fn(t) {
    const wrong = "what it made does not decode to the picture it was given";
    const CASES: [name: string, trial: Script, picture: Script | undefined, reason: string][] = [
      ["it ends without a word", [{ exit: 234 }], undefined, "ffmpeg ended with 234"],
      ["it makes nothing", [], undefined, "it made 0 pictures of 16"],
      [
        "it loses a picture",
        [{ stdout: trialStream({ pictures: 15 }) }],
        undefined,
        "it made 15 pictures of 16",
      ],
      [
        "it says its headers once, as small boards do",
        [{ stdout: trialStream({ isHeadedOnce: true }) }],
        undefined,
        "it does not repeat its headers at every key frame",
      ],
      ["it makes a green picture", WORKS, [{ stdout: Uint8Array.of(74, 74) }], wrong],
      ["it makes no picture a decoder knows", WORKS, [{ stderr: "no frame!\n" }, { exit: 1 }], "no frame!"],
      [
        "it hangs",
        [{ stdout: trialStream() }, { hang: true }],
        undefined,
        "Cannot probe: no answer within 5 s",
      ],
      [
        "it does not stop",
        [{ stdout: trialStream({ keyBytes: 60_000 }) }, { again: true }],
        undefined,
        "Cannot probe: the answer is longer than 4000000 bytes",
      ],
    ];
    for (const [name, trial, picture, reason] of CASES) {
      await t.step(name, async () => {
        const machine = { built: DEBIAN, trials: { ["h264_vaapi"]: trial } };
        const world = new World(picture === undefined ? machine : { ...machine, picture });
        const [found] = await finish(world, world.find("vaapi"));
        deepStrictEqual([found, world.refused], ["libx264", [`h264_vaapi: ${reason}`]]);
        await world.checkEmpty();
      });
    }
  },
});

Deno.test({
  name: "findEncoder() comes to an end in time",
  permissions: "none",
  async fn(t) {
    const HANGS: Script = [{ hang: true }];
    await t.step("when everything hangs", async () => {
      const world = new World({
        built: DEBIAN,
        trials: { ["h264_nvenc"]: HANGS, ["h264_qsv"]: HANGS, ["h264_vaapi"]: HANGS },
      });
      const [found, tookMs] = await finish(world, world.find("auto"));
      strictEqual(found, "libx264");
      deepStrictEqual(world.refused, [
        "h264_nvenc: Cannot probe: no answer within 5 s",
        "h264_qsv: Cannot probe: 8 s are over",
      ]);
      ok(tookMs <= 8_050, `it took ${tookMs} ms`);
      await world.checkEmpty();
    });
    await t.step("when what comes after hangs", async () => {
      const world = new World({
        built: DEBIAN,
        trials: { ["h264_nvenc"]: HANGS, ["h264_qsv"]: WORKS },
      });
      strictEqual((await finish(world, world.find("auto")))[0], "h264_qsv");
    });
    await t.step("when the pool has no room", async () => {
      const world = new World({ built: DEBIAN });
      const leasing = world.pool.acquireProcess({
        ...{ kind: "ffmpeg", channelId: "c1", args: ["-c:v"], priority: "viewer", isEncode: true },
      });
      await world.clock.advance(0);
      const lease = await leasing;
      const outcome = rejects(world.find("vaapi"), { message: "Cannot probe: 8 s are over" });
      for (let step = 0; step < 80; step++) await world.clock.advance(100);
      await outcome;
      await lease[Symbol.asyncDispose]();
    });
    await t.step("when it is called off", async () => {
      const world = new World({ built: DEBIAN, trials: { ["h264_nvenc"]: HANGS } });
      const outcome = rejects(world.find("auto"), /over now/);
      await world.clock.advance(1_000);
      world.off.abort(new Error("over now"));
      await outcome;
      await world.checkEmpty();
    });
  },
});

Deno.test({
  name: "findEncoder() tries the most demanding profile, as a viewer would",
  permissions: "none",
  async fn() {
    const world = new World({ built: DEBIAN, trials: { ["h264_nvenc"]: WORKS } });
    const large = { ...PROFILE, name: "large", width: 1_920, height: 1_080 };
    await finish(world, world.find("auto", [PROFILE, large, { ...PROFILE, name: "small" }]));
    ok(world.spawner.calls[1]?.args.some((argument) => argument.includes("s=1920x1080")));
    strictEqual(Object.keys(COMPLAINTS).length, 6, "every encoder has its complaint");
  },
});
