/** Cards are encoded by what encodes the programmes, so that a joint between them changes no headers. */
import { deepStrictEqual, strictEqual } from "node:assert/strict";
import { EncoderChoice } from "../../src/ffmpeg/mod.ts";
import { SlatePress, SlateShelf } from "../../src/playout/mod.ts";
import type { Script } from "../fakes/fake_spawner.ts";
import { metricOf } from "../fakes/metric_of.ts";
import { buildTs } from "../fakes/ts_builder.ts";
import { encoderIn, NO_SESSION, scriptedHardware, WORKS } from "../ffmpeg/scripted_hardware.ts";
import { SmallPool } from "../ffmpeg/small_pool.ts";
import { logInto, PROFILE, through } from "../playout/samples.ts";

const CLIP: Script = [{
  stdout: Uint8Array.from(
    buildTs({
      ...{ frames: 20, frameTicks: 9_000, depth: 1, gop: 5, startPts: 90_000, audioOffset: 0 },
      pictureBytes: () => 10,
    }).bytes,
  ),
}];
const NO_FONT: Script = [{ stderr: "Cannot find a valid font\n" }, { exit: 1 }];

/** A press on a machine with an NVIDIA card. */
class World extends SmallPool {
  /** What a card on hardware comes to. */
  hardware: Script = CLIP;
  /** What a card with words comes to, in software. */
  words: Script = CLIP;
  readonly encoders: EncoderChoice;
  readonly press: SlatePress;

  constructor() {
    const machine = scriptedHardware({ built: ["h264_nvenc"], trials: { ["h264_nvenc"]: WORKS } });
    super((call) => {
      if (!call.args.includes("mpegts")) return machine(call);
      if (encoderIn(call.args) !== "libx264") return this.hardware;
      return call.args.join(" ").includes("drawtext") ? this.words : CLIP;
    }, { maxProcesses: 8, spawnsPerSecond: 100 });
    const { pool, clock, metrics } = this;
    const log = logInto(this.log, clock);
    this.encoders = new EncoderChoice({ pool, clock, metrics, log });
    const writeText = () => Promise.resolve();
    this.press = new SlatePress({ pool, encoders: this.encoders, clock, log, folder: "/data", writeText });
  }

  /** Opens a shelf, as at the start: before it is known what the hardware can do. */
  async open(): Promise<SlateShelf> {
    const { press, clock } = this;
    const parts = { press, clock, log: logInto(this.log, clock), zone: "UTC" };
    const shelf = await through(clock, SlateShelf.open(parts, PROFILE));
    this.encoders.search("auto", [PROFILE]);
    await through(clock, this.encoders.settled);
    return shelf;
  }

  /** Encoders of the cards so far. */
  get used(): string[] {
    return this.spawner.calls.filter(({ args }) => args.includes("mpegts")).map(({ args }) =>
      encoderIn(args)
    );
  }
}

Deno.test("Cards are rendered anew on the hardware that was found, the first one too", async () => {
  const world = new World();
  const shelf = await world.open();
  const { firstUnits } = shelf;
  deepStrictEqual(world.used, ["libx264"], "the first card does not wait for hardware");
  await through(world.clock, shelf.fill(new AbortController().signal, true));
  deepStrictEqual(new Set(world.used.slice(1)), new Set(["h264_nvenc"]));
  const tuning = shelf.card({ reason: "tuning", untilMs: null, nextTitle: null }, null);
  strictEqual(tuning.units === firstUnits, false);
});

Deno.test("A card that hardware does not render is rendered in software, and counted", async () => {
  const world = new World();
  await world.open();
  world.hardware = [{ stderr: NO_SESSION }, { exit: 1 }];
  const units = await through(world.clock, world.press.render({ headline: "Hello", detail: "" }, PROFILE));
  strictEqual(units.length > 0, true);
  deepStrictEqual(world.used.slice(1), ["h264_nvenc", "libx264"]);
  strictEqual(await metricOf(world.metrics, 'hardware_encoder_failures_total{encoder="h264_nvenc"}'), 1);
});

Deno.test("A card whose words cannot be drawn is not held against the hardware", async () => {
  const world = new World();
  await world.open();
  world.hardware = world.words = NO_FONT;
  await through(world.clock, world.press.render({ headline: "Hello", detail: "" }, PROFILE));
  strictEqual(await metricOf(world.metrics, 'hardware_encoder_failures_total{encoder="h264_nvenc"}'), NaN);
  strictEqual(world.encoders.current, "h264_nvenc");
});
