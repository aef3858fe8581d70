import { deepStrictEqual, rejects, strictEqual, throws } from "node:assert/strict";
import { EventBus } from "../../src/events.ts";
import { Fanout } from "../../src/fanout/mod.ts";
import { Studio, type StudioParts } from "../../src/playout/mod.ts";
import type { Script, SpawnCall } from "../fakes/fake_spawner.ts";
import { buildTs } from "../fakes/ts_builder.ts";
import { SmallPool } from "../ffmpeg/small_pool.ts";
import { CHANNEL_OPTIONS, channelOf, logInto, PROFILE, through } from "./samples.ts";

const OPTIONS = { readAheadMs: 3_000, warmAheadMs: 1_500, burstMs: 2_000, inputStallMs: 5_000 };
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
  readonly parts: StudioParts = {
    ...{ pool: this.pool, clock: this.clock, metrics: this.metrics, log: logInto(this.log, this.clock) },
    events: new EventBus(),
    folder: "/data",
    writeText: (path, text) => Promise.resolve(void this.files.set(path, text)),
    programmeAt: () => {
      throw new Error("nothing is played here");
    },
    findItem: () => null,
    makeRoom: () => {},
  };

  constructor(isBroken = false) {
    super((call) => isBroken ? [{ exit: 1 }] : this.#render(call), { maxProcesses: 4 });
  }

  #render({ args }: SpawnCall): Script {
    const width = /s=(\d+)x/.exec(args.join(" "))?.[1];
    void this.clock.sleep(300).then(() =>
      this.rendered.push(`${width} ${this.files.get("/data/line0.txt")}`)
    );
    return [{ waitMs: 400 }, { stdout: Uint8Array.from(CLIP.bytes) }];
  }
}

Deno.test("A studio renders a first card of every profile, then the others, and no text ends up on another's card", async () => {
  const world = new World();
  const studio = await through(world.clock, Studio.open(world.parts, PROFILES, OPTIONS));
  deepStrictEqual(world.rendered, ["320 One moment…", "640 One moment…"]);
  for (let step = 0; step < 50; step++) await world.clock.advance(100);
  deepStrictEqual(
    world.rendered.slice(2),
    ["320", "640"].flatMap((width) =>
      ["Getting ready…", "We'll be right back", "Off air"].map((text) => `${width} ${text}`)
    ),
  );
  await studio[Symbol.asyncDispose]();
});

Deno.test("A studio that is disposed of finishes the card it is at and begins no other", async () => {
  const world = new World();
  const studio = await through(world.clock, Studio.open(world.parts, PROFILES, OPTIONS));
  await world.clock.advance(100);
  strictEqual(world.spawner.alive.length, 1);
  await through(world.clock, studio[Symbol.asyncDispose]());
  await world.checkEmpty();
  await world.clock.advance(60_000);
  deepStrictEqual([world.rendered.length, world.spawner.alive.length], [3, 0]);
});

Deno.test("A studio without a single card does not open, and leaves nothing behind", async () => {
  const world = new World(true);
  await rejects(through(world.clock, Studio.open(world.parts, PROFILES, OPTIONS)), { code: "tune_failed" });
  await world.clock.advance(60_000);
  deepStrictEqual([world.spawner.calls.length, world.spawner.alive.length], [2, 0]);
});

Deno.test("makePlayout() makes a playout for a channel's profile, and none for one it does not know", async () => {
  const world = new World();
  const studio = await through(world.clock, Studio.open(world.parts, PROFILES, OPTIONS));
  const { clock, metrics } = world;
  const fanout = new Fanout({ clock, metrics, onLeave: () => {}, onFreed: () => {} }, {
    ...CHANNEL_OPTIONS,
    bytesMax: () => 1e9,
  });
  strictEqual(studio.makePlayout(channelOf("1", { profile: "wide" }), fanout).state, "starting");
  throws(() => studio.makePlayout(channelOf("1", { profile: "huge" }), fanout), /profile huge/);
  await through(world.clock, studio[Symbol.asyncDispose]());
});
