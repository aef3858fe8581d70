import { deepStrictEqual, strictEqual } from "node:assert/strict";
import { EncoderChoice, type HardwareWish } from "../../src/ffmpeg/mod.ts";
import { metricOf } from "../fakes/metric_of.ts";
import { logInto, PROFILE, through } from "../playout/samples.ts";
import { scriptedHardware, type ScriptedMachine, WORKS } from "./scripted_hardware.ts";
import { SmallPool } from "./small_pool.ts";

const NVIDIA: ScriptedMachine = {
  built: ["h264_nvenc", "h264_vaapi"],
  trials: { ["h264_nvenc"]: WORKS },
};

/** A choice on a scripted machine. */
class World extends SmallPool {
  /** The choice's own lines: how urgent, what, of which encoder, why. */
  readonly said: string[] = [];
  readonly choice: EncoderChoice;

  constructor(machine: ScriptedMachine | null = NVIDIA) {
    super(machine === null ? () => null : scriptedHardware(machine));
    const { pool, clock, metrics } = this;
    this.choice = new EncoderChoice({ pool, clock, metrics, log: logInto(this.said, clock) });
  }

  async search(wish: HardwareWish = "auto"): Promise<void> {
    this.choice.search(wish, [PROFILE]);
    await through(this.clock, this.choice.settled);
  }

  lines(): string[] {
    return this.said.map((line) => {
      const { level, msg, encoder, reason } = JSON.parse(line);
      return [level, msg, encoder, reason].filter((part) => part !== undefined).join(" | ");
    });
  }

  failures(encoder: string): Promise<number> {
    return metricOf(this.metrics, `hardware_encoder_failures_total{encoder="${encoder}"}`);
  }

  inUse(encoder: string): Promise<number> {
    return metricOf(this.metrics, `encoder_in_use{encoder="${encoder}"}`);
  }
}

Deno.test("A choice is software until hardware was found", async () => {
  const { choice, ...world } = new World();
  deepStrictEqual([choice.current, choice.isHardware, choice.isSettled], ["libx264", false, false]);
  let isSettled = false;
  void choice.settled.then(() => isSettled = true);
  choice.search("auto", [PROFILE]);
  await world.clock.advance(100);
  deepStrictEqual([choice.current, isSettled], ["libx264", false]);
  await through(world.clock, choice.settled);
  deepStrictEqual([choice.current, choice.isHardware, isSettled], ["h264_nvenc", true, true]);
  strictEqual(choice.applyTo(PROFILE).encoder, "h264_nvenc");
  await choice[Symbol.asyncDispose]();
});

Deno.test("A choice tells what is in use, and what was tried in vain", async (t) => {
  await t.step("quietly of what nobody asked for", async () => {
    const world = new World({ built: ["h264_vaapi"] });
    await world.search();
    deepStrictEqual(world.lines(), [
      "info | Hardware encoder cannot be used | h264_vaapi | Device creation failed: -542398533.",
      "info | Pictures are encoded by | libx264",
    ]);
    deepStrictEqual([await world.failures("h264_vaapi"), await world.inUse("libx264")], [1, 1]);
  });
  await t.step("as a warning of what was asked for", async () => {
    const world = new World({ built: ["h264_vaapi"] });
    await world.search("vaapi");
    strictEqual(
      world.lines()[0],
      "warn | Hardware encoder cannot be used | h264_vaapi | Device creation failed: -542398533.",
    );
  });
  await t.step("and of nothing when none is wanted", async () => {
    const world = new World();
    await world.search("none");
    deepStrictEqual(world.lines(), ["info | Pictures are encoded by | libx264"]);
    strictEqual(world.spawner.calls.length, 0);
  });
  await t.step("and that it could not try", async () => {
    const world = new World(null);
    await world.search();
    deepStrictEqual(world.lines(), [
      "warn | Hardware encoders could not be tried | Cannot start /usr/bin/ffmpeg: no such program",
      "info | Pictures are encoded by | libx264",
    ]);
    strictEqual(world.choice.isSettled, true);
  });
});

Deno.test("A choice gives hardware up after three failures in a row, and says each thing once", async () => {
  const world = new World();
  const { choice } = world;
  await world.search();
  world.said.length = 0;
  choice.failed("h264_nvenc", "device lost");
  choice.failed("h264_nvenc", "device lost again");
  // A success in between begins the row anew.
  choice.began()[Symbol.dispose]();
  choice.failed("h264_nvenc", "device lost");
  choice.failed("h264_nvenc", "device lost");
  strictEqual(choice.current, "h264_nvenc");
  choice.failed("h264_nvenc", "device gone");
  deepStrictEqual([choice.current, choice.isHardware], ["libx264", false]);
  deepStrictEqual(
    [await world.failures("h264_nvenc"), await world.inUse("h264_nvenc"), await world.inUse("libx264")],
    [5, 0, 1],
  );
  // One that was begun before and fails only now changes nothing more.
  choice.failed("h264_nvenc", "device gone");
  deepStrictEqual(world.lines(), [
    "warn | Hardware encoder failed; software does its work for now | h264_nvenc | device lost",
    "error | Hardware encoder given up until the next start | h264_nvenc | device gone",
  ]);
});

Deno.test("A choice keeps hardware that is only full: others run on it", async () => {
  const world = new World();
  const { choice } = world;
  await world.search();
  const running = [choice.began(), choice.began()];
  for (let more = 0; more < 20; more++) {
    choice.failed("h264_nvenc", "OpenEncodeSessionEx failed: out of memory (10)");
  }
  deepStrictEqual([choice.current, await world.failures("h264_nvenc")], ["h264_nvenc", 20]);
  running[0]?.[Symbol.dispose]();
  running[0]?.[Symbol.dispose]();
  for (let more = 0; more < 20; more++) choice.failed("h264_nvenc", "still full");
  strictEqual(choice.current, "h264_nvenc", "one that ends twice counts once");
  running[1]?.[Symbol.dispose]();
  for (let more = 0; more < 3; more++) choice.failed("h264_nvenc", "device lost");
  strictEqual(choice.current, "libx264");
});

Deno.test("A choice that is disposed of in the middle of its search ends it, and settles", async () => {
  const world = new World({ built: ["h264_nvenc"], trials: { ["h264_nvenc"]: [{ hang: true }] } });
  world.choice.search("auto", [PROFILE]);
  for (let step = 0; step < 10; step++) await world.clock.advance(100);
  strictEqual(world.spawner.alive.length, 1);
  await world.choice[Symbol.asyncDispose]();
  await world.choice.settled;
  strictEqual(world.choice.current, "libx264");
  await world.checkEmpty();
});
