import { deepStrictEqual, ok, strictEqual, throws } from "node:assert/strict";
import type { Channel } from "../../src/channel.ts";
import { EventBus } from "../../src/events.ts";
import { Fanout } from "../../src/fanout/mod.ts";
import { EncoderChoice, LETTERINGS } from "../../src/ffmpeg/mod.ts";
import { Studio, type StudioParts } from "../../src/playout/mod.ts";
import type { Script, SpawnCall } from "../fakes/fake_spawner.ts";
import { buildTs } from "../fakes/ts_builder.ts";
import { INPUTS_DEFAULTS } from "../../src/inputs/mod.ts";
import { OpenGate } from "../fakes/open_gate.ts";
import { SmallPool } from "../ffmpeg/small_pool.ts";
import { CHANNEL_OPTIONS, channelOf, logInto, PROFILE, through } from "./samples.ts";
import { programme } from "./world.ts";

const OPTIONS = {
  ...{ readAheadMs: 3_000, warmAheadMs: 1_500, burstMs: 2_000, inputs: INPUTS_DEFAULTS },
  spawnsPerSecond: 5,
};
const PROFILES = [PROFILE, { ...PROFILE, name: "wide", width: 640 }];
const CLIP = buildTs({
  ...{ frames: 20, frameTicks: 9_000, depth: 1, gop: 5, startPts: 90_000, audioOffset: 0 },
  pictureBytes: () => 10,
});

/** A studio whose ffmpegs read their texts a moment after their start, as real ones do. */
class World extends SmallPool {
  readonly files = new Map<string, string>();
  /** Width of the picture and headline of each card, in the order they were rendered. */
  readonly rendered: string[] = [];
  readonly #basis = {
    ...{ pool: this.pool, clock: this.clock, metrics: this.metrics, log: logInto(this.log, this.clock) },
  };
  readonly encoders = new EncoderChoice(this.#basis);
  readonly parts: StudioParts = {
    aired: { record: () => {} },
    ...this.#basis,
    encoders: this.encoders,
    events: new EventBus(),
    cache: null,
    folder: "/data",
    writeText: (path, text) => Promise.resolve(void this.files.set(path, text)),
    programmeAt: (_, atMs) => programme(null, Math.floor(atMs), Math.floor(atMs) + 60_000),
    findItem: () => null,
    ladderSources: { findItem: () => null, alternatesOf: () => [], playable: () => [] },
    gate: new OpenGate(),
    probe: () => Promise.resolve(null),
    makeRoom: () => Promise.resolve(false),
    channels: () => this.channels,
    zone: "UTC",
  };
  isBroken = false;
  channels: readonly Channel[] = PROFILES.map(({ name }, at) => channelOf(String(at + 1), { profile: name }));

  constructor() {
    super((call) => this.#render(call), { maxProcesses: 4, spawnsPerSecond: 100 });
  }

  async open(): Promise<Studio> {
    const studio = await through(this.clock, Studio.open(this.parts, PROFILES, OPTIONS));
    this.encoders.search("none", PROFILES);
    return studio;
  }

  /** Lets time pass in steps, as processes need them. */
  async pass(durationMs: number): Promise<void> {
    for (let passedMs = 0; passedMs < durationMs; passedMs += 100) await this.clock.advance(100);
  }

  fanout(): Fanout {
    const { clock, metrics } = this;
    const parts = { clock, metrics, onLeave: () => {}, onFreed: () => {} };
    return new Fanout(parts, { ...CHANNEL_OPTIONS, bytesMax: () => 1e9 });
  }

  #render({ args }: SpawnCall): Script {
    if (this.isBroken) return [{ stderr: "Unknown encoder\n" }, { exit: 1 }];
    const width = /s=(\d+)x/.exec(args.join(" "))?.[1];
    void this.clock.sleep(300).then(() =>
      this.rendered.push(`${width} ${this.files.get("/data/line0.txt")}`)
    );
    return [{ waitMs: 400 }, { stdout: Uint8Array.from(CLIP.bytes) }];
  }
}

Deno.test("A studio renders a first card of every profile, then the others, and no text ends up on another's card", async () => {
  const world = new World();
  const studio = await world.open();
  deepStrictEqual(world.rendered, ["320 One moment…", "640 One moment…"]);
  for (let step = 0; step < 50; step++) await world.clock.advance(100);
  deepStrictEqual(
    world.rendered.slice(2),
    ["320", "640"].flatMap((width) =>
      ["Getting ready…", "We'll be right back", "Off air", "One moment…", "Up next", "Paused"]
        .map((text) => `${width} ${text}`)
    ),
  );
  await studio[Symbol.asyncDispose]();
});

Deno.test("A studio that is disposed of finishes the card it is at and begins no other", async () => {
  const world = new World();
  const studio = await world.open();
  await world.clock.advance(100);
  strictEqual(world.spawner.alive.length, 1);
  await through(world.clock, studio[Symbol.asyncDispose]());
  await world.checkEmpty();
  await world.clock.advance(60_000);
  deepStrictEqual([world.rendered.length, world.spawner.alive.length], [3, 0]);
});

Deno.test("makePlayout() makes a playout for a channel's profile, and none for one it does not know", async () => {
  const world = new World();
  const studio = await world.open();
  strictEqual(
    studio.makePlayout(channelOf("1", { profile: "wide" }), world.fanout(), true).state,
    "starting",
  );
  throws(() => studio.makePlayout(channelOf("1", { profile: "huge" }), world.fanout(), true), /profile huge/);
  await through(world.clock, studio[Symbol.asyncDispose]());
});

Deno.test("A studio where not even a slate can be rendered opens all the same", async (t) => {
  const world = new World();
  world.isBroken = true;
  const studio = await world.open();
  const channel = channelOf("1", { profile: "wide" });
  const stop = new AbortController();
  const fanout = world.fanout();
  using _ = fanout.observe(() => {});
  const playout = studio.makePlayout(channel, fanout, true);
  const running = playout.run(stop.signal);
  const attempts = () => world.spawner.calls.length / PROFILES.length / LETTERINGS.length;

  await t.step("its channels cannot be tuned, and say why", () => {
    throws(() => studio.refuseUntunable(channel), {
      code: "tune_failed",
      message: /^Cannot tune channel 1: it would have no picture: .*Unknown encoder/,
    });
    deepStrictEqual([playout.state, playout.fault], [
      "starting",
      "Cannot render the slate: Unknown encoder",
    ]);
  });
  await t.step("it tries again, ever more slowly, and says so once", async () => {
    await world.pass(300_000);
    // After 2, 4, 8, 16, 32 s, then every minute.
    ok(attempts() >= 8 && attempts() <= 11, `${attempts()} attempts`);
    strictEqual(world.log.filter((line) => line.includes("cannot be tuned")).length, PROFILES.length);
  });
  await t.step("once it can, channels are tuned, and those that waited run", async () => {
    world.isBroken = false;
    await world.pass(65_000);
    studio.refuseUntunable(channel);
    deepStrictEqual([playout.fault, playout.state], [null, "slate"]);
    ok(world.rendered.includes("640 Off air"), "the other cards follow");
  });
  stop.abort();
  await through(world.clock, running);
  await through(world.clock, studio[Symbol.asyncDispose]());
  await world.checkEmpty();
});

Deno.test("A studio that waits for its first card can be disposed of", async () => {
  const world = new World();
  world.isBroken = true;
  const studio = await world.open();
  const playout = studio.makePlayout(channelOf("1"), world.fanout(), true);
  const stop = new AbortController();
  const running = playout.run(stop.signal);
  await through(world.clock, studio[Symbol.asyncDispose]());
  stop.abort();
  await through(world.clock, running);
  const starts = world.spawner.calls.length;
  await world.clock.advance(600_000);
  strictEqual(world.spawner.calls.length, starts);
  await world.checkEmpty();
});

Deno.test("A studio renders the cards of a profile when a channel first names it", async (t) => {
  const world = new World();
  const [narrow] = world.channels;
  world.channels = narrow === undefined ? [] : [narrow];
  const studio = await world.open();
  await world.pass(5_000);
  const wide = channelOf("2", { profile: "wide" });

  await t.step(
    "and not before",
    () => strictEqual(world.rendered.some((card) => card.startsWith("640")), false),
  );

  await t.step("its channel waits for the first card, and can be tuned meanwhile", async () => {
    world.channels = [...world.channels, wide];
    const playout = studio.makePlayout(wide, world.fanout(), true);
    studio.refuseUntunable(wide);
    studio.update();
    await world.pass(5_000);
    const cards = (width: string) =>
      world.rendered.filter((card) => card.startsWith(width)).map((it) => it.slice(4));
    deepStrictEqual(cards("640 "), cards("320 "));
    strictEqual(playout.fault, null);
  });

  await t.step("once", async () => {
    const before = world.rendered.length;
    studio.update();
    await world.pass(5_000);
    strictEqual(world.rendered.length, before);
  });
  await studio[Symbol.asyncDispose]();
  await world.checkEmpty();
});
