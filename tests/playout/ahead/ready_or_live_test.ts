import { deepStrictEqual, strictEqual } from "node:assert/strict";
import { Fault } from "../../../src/fault.ts";
import type { Input, InputRequest } from "../../../src/playout/mod.ts";
import { readyOrLive } from "../../../src/playout/ahead/ready_or_live.ts";
import { FakeClock } from "../../fakes/fake_clock.ts";
import { FakeInputs, type FakeItem } from "../../fakes/fake_inputs.ts";
import { PROFILE } from "../samples.ts";

const REQUEST: InputRequest = {
  isWatched: () => true,
  channelId: "c1",
  itemId: 1,
  offsetMs: 0,
  airsAtMs: 0,
  frames: 30,
  priority: "viewer",
  mayCopy: true,
};

/** What the cache has, and what is live. */
class World {
  readonly clock = new FakeClock();
  readonly ready: FakeInputs;
  readonly live: FakeInputs;

  constructor(ready: FakeItem | null, live: FakeItem = {}) {
    const inputs = (item: FakeItem) => new FakeInputs(this.clock, PROFILE.frameRate, new Map([[1, item]]));
    this.ready = inputs(ready ?? {});
    this.live = inputs(live);
    this.hasFile = ready !== null;
  }

  readonly hasFile: boolean;

  open(): Input {
    const cache = {
      openInput: async (request: InputRequest) => {
        await this.clock.sleep(10);
        return this.hasFile ? this.ready.openInput(request) : null;
      },
    };
    return readyOrLive(cache, PROFILE, this.live.openInput)(REQUEST);
  }

  /** How many of both kinds are open, and how many live ones ever were. */
  get openCounts(): number[] {
    return [this.ready.open.size, this.live.open.size, this.live.requests.length];
  }
}

Deno.test("What the cache has is played from it, and nothing live is opened", async () => {
  const world = new World({ openMs: 20 });
  const input = world.open();
  let changes = 0;
  void input.changed(new AbortController().signal).then(() => changes += 1);
  strictEqual(input.state, "opening");
  await world.clock.advance(100);
  deepStrictEqual([input.state, input.hasAudio, changes, world.openCounts], ["ready", true, 1, [1, 0, 0]]);
  const pictures = input.take(Infinity).filter(({ kind }) => kind === "video").length;
  deepStrictEqual([pictures, input.state, input.waiting], [30, "ended", 0]);
  await input[Symbol.asyncDispose]();
  deepStrictEqual(world.openCounts, [0, 0, 0]);
});

Deno.test("What the cache does not have is played live", async () => {
  const world = new World(null);
  const input = world.open();
  await world.clock.advance(200);
  deepStrictEqual([input.state, input.waiting > 0, world.openCounts], ["ready", true, [0, 1, 1]]);
  await input[Symbol.asyncDispose]();
  deepStrictEqual(world.openCounts, [0, 0, 1]);
});

Deno.test("A file that is unusable from the start is replaced by the live input, and nobody sees it fail", async () => {
  const world = new World({ openMs: 20, fault: new Fault("tune_failed", "damaged") });
  const input = world.open();
  const states = new Set<string>();
  for (let step = 0; step < 20; step++) {
    states.add(input.state);
    await world.clock.advance(10);
  }
  deepStrictEqual([[...states], world.openCounts], [["opening", "ready"], [0, 1, 1]]);
  await input[Symbol.asyncDispose]();
});

Deno.test("A file that becomes unusable later fails, so that the retry begins where it broke off", async () => {
  const world = new World({ openMs: 20, diesAfterMs: 1_000 });
  const input = world.open();
  await world.clock.advance(100);
  input.take(Infinity);
  await world.clock.advance(100);
  deepStrictEqual([input.state, input.fault?.message, world.openCounts], ["failed", "killed", [1, 0, 0]]);
  await input[Symbol.asyncDispose]();
});

Deno.test("A live input that fails shows its fault", async () => {
  const fault = new Fault("pool_full", "no room");
  const world = new World(null, { fault });
  const input = world.open();
  await world.clock.advance(200);
  deepStrictEqual([input.state, input.fault], ["failed", fault]);
  await input[Symbol.asyncDispose]();
});

Deno.test("An input that is disposed of leaves nothing open, at whatever moment", async () => {
  for (const ready of [null, { openMs: 20 }, { openMs: 20, fault: new Fault("tune_failed", "damaged") }]) {
    for (let afterMs = 0; afterMs < 150; afterMs += 5) {
      const world = new World(ready);
      const input = world.open();
      await world.clock.advance(afterMs);
      const disposed = input[Symbol.asyncDispose]();
      await world.clock.advance(200);
      await disposed;
      deepStrictEqual(world.openCounts.slice(0, 2), [0, 0], `after ${afterMs} ms`);
    }
  }
});

Deno.test("An input that is disposed of just when the cache answers leaves nothing open", async () => {
  for (let steps = 0; steps < 20; steps++) {
    const world = new World(null);
    const answer = Promise.withResolvers<Input | null>();
    const cache = { openInput: () => answer.promise };
    const input = readyOrLive(cache, PROFILE, world.live.openInput)(REQUEST);
    answer.resolve(null);
    for (let step = 0; step < steps; step++) await Promise.resolve();
    await input[Symbol.asyncDispose]();
    deepStrictEqual(world.live.open.size, 0, `after ${steps} steps`);
  }
});
