import { deepStrictEqual, match, ok, strictEqual, throws } from "node:assert/strict";
import type { Channel } from "../../src/channel.ts";
import type { Viewer } from "../../src/fanout/mod.ts";
import { known } from "../../src/invariant.ts";
import { createMetrics } from "../../src/metrics/mod.ts";
import { ChannelManager } from "../../src/playout/mod.ts";
import { FakeClock } from "../fakes/fake_clock.ts";
import { FakePlayout } from "../fakes/fake_playout.ts";
import { CHANNEL_OPTIONS, channelOf, logInto } from "./samples.ts";

const { lingerMs } = CHANNEL_OPTIONS;

/** Channels run by fake playouts. */
class World implements AsyncDisposable {
  readonly clock = new FakeClock();
  readonly log: string[] = [];
  readonly left: string[] = [];
  hasSurplus = false;
  /** Whether playouts break before they did anything. */
  breaksAtOnce = false;
  /** When a profile that a channel is changed to has a picture. */
  ready = Promise.resolve();
  /** Which channels began and ended. */
  readonly turns: string[] = [];
  /** Whether restarts are allowed, and why they were asked for. */
  isDoorOpen = true;
  readonly asked: string[] = [];
  /** Every playout ever made, oldest first. */
  readonly playouts: FakePlayout[] = [];
  readonly manager = new ChannelManager({
    clock: this.clock,
    log: logInto(this.log, this.clock),
    metrics: createMetrics(),
    makePlayout: (channel, fanout, mayOpen) => {
      const playout = new FakePlayout(channel, fanout, this.clock, mayOpen);
      if (this.breaksAtOnce) playout.break("at once");
      this.playouts.push(playout);
      return playout;
    },
    onLeave: (_, reason) => this.left.push(reason),
    requestRestart: async (channelId, reason) => {
      this.asked.push(reason);
      if (this.isDoorOpen) await this.manager.renewPlayout(channelId);
      return this.isDoorOpen;
    },
    onRunning: ({ number }, isRunning) => void this.turns.push(`${number} ${isRunning ? "runs" : "ended"}`),
    whenReady: () => this.ready,
    onFreed: () => {},
    hasSurplus: () => this.hasSurplus,
  }, CHANNEL_OPTIONS);

  watch(channel: Channel): Viewer {
    return this.manager.open(channel).fanout.join(null);
  }

  /** The newest playout of a channel. */
  playout(channel: Channel): FakePlayout {
    return known(this.playouts.findLast((playout) => playout.channel === channel), "playout");
  }

  /** Numbers of the channels that run. */
  running(): string[] {
    return this.playouts.filter(({ isRunning }) => isRunning).map(({ channel }) => channel.number);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.manager[Symbol.asyncDispose]();
    deepStrictEqual(this.running(), []);
  }
}

/** Reads on and on; `numbers` are those of the pieces that came, `isOver` tells that the stream ended. */
function follow({ body }: Viewer): { readonly numbers: number[]; isOver: boolean } {
  const followed = { numbers: [] as number[], isOver: false };
  const read = async () => {
    for await (const bytes of body) followed.numbers.push(bytes[0] ?? NaN);
    followed.isOver = true;
  };
  void read();
  return followed;
}

Deno.test("A channel starts when it is wanted, and all its viewers share one playout", async () => {
  await using world = new World();
  const [one, other] = [channelOf("1"), channelOf("2")];
  strictEqual(world.manager.running("c1"), null);
  strictEqual(world.manager.runtime("c1").state, "idle");
  const clients = [world.watch(one), world.watch(one)].map(follow);
  await world.clock.advance(3_000);
  world.watch(other);
  await world.clock.advance(0);
  deepStrictEqual(world.running(), ["1", "2"]);
  for (const { numbers } of clients) deepStrictEqual(numbers, [0, 1, 2, 3, 4, 5, 6]);
  strictEqual(world.manager.running("c1")?.channel, one);
});

Deno.test("runtime() tells what a channel does", async () => {
  await using world = new World();
  const channel = channelOf("1");
  world.watch(channel);
  world.manager.open(channel).hlsViewers.add("somebody");
  await world.clock.advance(1_200);
  world.playout(channel).fault = "moov atom not found";
  deepStrictEqual(world.manager.runtime("c1"), {
    state: "live",
    viewers: 2,
    leadMs: 300,
    bytes: 3 * 188,
    lastOutputMs: world.clock.wallMs() - 200,
    fault: "moov atom not found",
  });
});

Deno.test("An on-demand channel lingers after its last viewer, then ends", async (t) => {
  const channel = channelOf("1");
  await t.step("counted from when the last one left", async () => {
    await using world = new World();
    const [first, last] = [world.watch(channel), world.watch(channel)];
    await first.body.cancel();
    await world.clock.advance(60_000);
    await last.body.cancel();
    await world.clock.advance(lingerMs - 1_000);
    deepStrictEqual(world.running(), ["1"]);
    await world.clock.advance(2_000);
    deepStrictEqual(world.running(), []);
    strictEqual(world.manager.running("c1"), null);
  });
  await t.step("but not when somebody comes back", async () => {
    await using world = new World();
    await world.watch(channel).body.cancel();
    await world.clock.advance(lingerMs - 1_000);
    const back = world.watch(channel);
    await world.clock.advance(60_000);
    await back.body.cancel();
    await world.clock.advance(lingerMs - 1_000);
    deepStrictEqual([world.running(), world.playouts.length], [["1"], 1]);
  });
  await t.step("also when it was opened and nobody came", async () => {
    await using world = new World();
    world.manager.open(channel);
    await world.clock.advance(lingerMs + 1_000);
    deepStrictEqual(world.running(), []);
  });
  await t.step("also when it was opened twice and nobody came, counted from the second time", async () => {
    await using world = new World();
    world.manager.open(channel);
    await world.clock.advance(lingerMs - 1_000);
    world.manager.open(channel);
    await world.clock.advance(lingerMs - 1_000);
    deepStrictEqual(world.running(), ["1"]);
  });
  await t.step("and not while its playlist is open, but counted from when that was closed", async () => {
    await using world = new World();
    const running = world.manager.open(channel);
    await world.clock.advance(lingerMs - 1_000);
    running.hls();
    await world.clock.advance(60_000);
    world.manager.closeHls("c1");
    await world.clock.advance(lingerMs - 1_000);
    deepStrictEqual(world.running(), ["1"]);
    await world.clock.advance(2_000);
    deepStrictEqual(world.running(), []);
  });
  await t.step("and starts anew when it is wanted while it ends", async () => {
    await using world = new World();
    world.manager.open(channel);
    await world.clock.advance(0);
    world.playout(channel).endMs = 1_500;
    await world.clock.advance(lingerMs + 500);
    deepStrictEqual([world.running(), world.manager.running("c1")], [["1"], null]);
    const client = follow(world.watch(channel));
    await world.clock.advance(2_000);
    deepStrictEqual([world.running(), world.playouts.length], [["1"], 2]);
    deepStrictEqual(client.numbers, [0, 1, 2, 3, 4]);
  });
});

Deno.test("A continuous channel runs whether somebody watches or not; an on-demand one is not started with it", async () => {
  await using world = new World();
  const channels = [channelOf("1", { lifecycle: "continuous" }), channelOf("2")];
  world.manager.startContinuous(channels);
  await world.clock.advance(3_600_000);
  deepStrictEqual(world.running(), ["1"]);
  await world.watch(known(channels[0], "channel")).body.cancel();
  await world.clock.advance(3_600_000);
  deepStrictEqual([world.running(), world.playouts.length], [["1"], 1]);
});

Deno.test("makeRoom() takes the live channel that was longest without a viewer, and nobody's who has one", async () => {
  await using world = new World();
  const channels = ["1", "2", "3", "4"].map((number) => channelOf(number, { lifecycle: "continuous" }));
  const viewers = channels.map((channel) => world.watch(channel));
  await world.clock.advance(1_000);
  await world.playouts[3]?.rest();
  for (const index of [3, 2, 1]) {
    await viewers[index]?.body.cancel();
    await world.clock.advance(5_000);
  }
  const rooms = [];
  for (let room = 0; room < 3; room++) {
    world.manager.makeRoom();
    // The process is still on its way out: asking again must not cost another channel its own.
    world.manager.makeRoom();
    await world.clock.settle();
    rooms.push(world.playouts.map(({ rests }) => rests));
  }
  deepStrictEqual(rooms, [[0, 0, 1, 1], [0, 1, 1, 1], [0, 1, 1, 1]]);
});

Deno.test("Channels that were left rest while they keep more cores busy than there are, after the linger", async () => {
  await using world = new World();
  const channels = ["1", "2", "3"].map((number) => channelOf(number, { lifecycle: "continuous" }));
  for (const channel of channels) await world.watch(channel).body.cancel();
  world.hasSurplus = true;
  await world.clock.advance(CHANNEL_OPTIONS.lingerMs - 1_000);
  deepStrictEqual(world.playouts.map(({ rests }) => rests), [0, 0, 0]);
  await world.clock.advance(1_600);
  ok(world.playouts.some(({ rests }) => rests === 1));
  world.hasSurplus = false;
  const before = world.playouts.map(({ rests }) => rests);
  await world.clock.advance(60_000);
  deepStrictEqual(world.playouts.map(({ rests }) => rests), before);
});

Deno.test("A playout that breaks is replaced, and its viewers stay", async (t) => {
  const channel = channelOf("1");
  await t.step("by one that only shows a card, until the door of restarts opens", async () => {
    await using world = new World();
    world.isDoorOpen = false;
    const client = follow(world.watch(channel));
    await world.clock.advance(1_000);
    world.playout(channel).break("Cannot go on: a rule is broken");
    await world.clock.advance(900);
    deepStrictEqual(client.numbers, [0, 1, 2], "one that broke so soon is not replaced at once");
    await world.clock.advance(1_000);
    // In between comes a packet that tells decoders that counters and clock begin anew.
    deepStrictEqual(client.numbers, [0, 1, 2, 0x47, 0, 1]);
    deepStrictEqual(world.playouts.map(({ mayOpen }) => mayOpen), [true, false]);
    ok(world.log.some((line) => line.includes("Channel failed") && line.includes("a rule is")));
    await world.clock.advance(5_000);
    deepStrictEqual(world.asked, Array(2).fill("Cannot go on: a rule is broken"));
    world.isDoorOpen = true;
    await world.clock.advance(5_000);
    deepStrictEqual(world.playouts.map(({ mayOpen }) => mayOpen), [true, false, true]);
    await world.clock.advance(20_000);
    deepStrictEqual([client.isOver, world.left, world.asked.length], [false, [], 3]);
    strictEqual(world.manager.runtime("c1").state, "live");
  });
  await t.step("a playlist goes on", async () => {
    await using world = new World();
    const running = world.manager.open(channel);
    const before = running.hls();
    await world.clock.advance(3_000);
    world.playout(channel).break("again");
    await world.clock.advance(6_000);
    const after = running.hls();
    strictEqual(after, before);
    await world.clock.advance(2_000);
    match(after.playlist(""), /SEQUENCE:(\d+)\n[^]*#EXT-X-DISCONTINUITY\n[^]*#EXT-X-DISCONTINUITY\n/);
  });
  await t.step("again and again", async () => {
    await using world = new World();
    const client = follow(world.watch(channel));
    for (let failure = 0; failure < 5; failure++) {
      await world.clock.advance(11_000);
      world.playout(channel).break("again");
      await world.clock.advance(1_000);
    }
    deepStrictEqual([world.playouts.length, world.asked.length, client.isOver], [11, 5, false]);
  });
  await t.step("also the one that shows the card", async () => {
    await using world = new World();
    world.isDoorOpen = false;
    const client = follow(world.watch(channel));
    await world.clock.advance(0);
    for (let failure = 0; failure < 3; failure++) {
      world.playout(channel).break("again");
      await world.clock.advance(1_000);
    }
    deepStrictEqual([world.playouts.at(-1)?.mayOpen, client.isOver], [false, false]);
    world.isDoorOpen = true;
    await world.clock.advance(5_000);
    strictEqual(world.playouts.at(-1)?.mayOpen, true);
  });
  await t.step("also one that breaks at once, for ever, and it costs nobody else", async () => {
    await using world = new World();
    world.breaksAtOnce = true;
    world.isDoorOpen = false;
    world.watch(channel);
    await world.clock.advance(60_000);
    ok(world.playouts.length <= 12, `${world.playouts.length} playouts in a minute`);
    ok(world.asked.length <= 24, `asked ${world.asked.length} times`);
  });
  await t.step("and whoever asked for one that is gone asks no more", async () => {
    await using world = new World();
    world.isDoorOpen = false;
    const client = follow(world.watch(channel));
    await world.clock.advance(0);
    for (let failure = 0; failure < 4; failure++) {
      world.playout(channel).break("again");
      await world.clock.advance(11_000);
    }
    world.isDoorOpen = true;
    await world.clock.advance(6_000);
    const [made, asked] = [world.playouts.length, world.asked.length];
    strictEqual(world.playouts.at(-1)?.mayOpen, true);
    await world.clock.advance(120_000);
    deepStrictEqual([world.playouts.length, world.asked.length, client.isOver], [made, asked, false]);
  });
  await t.step("and nobody asks any more when the channel ends meanwhile", async () => {
    await using world = new World();
    world.isDoorOpen = false;
    world.watch(channel);
    await world.clock.advance(0);
    world.playout(channel).break("broken");
    await world.clock.advance(1_000);
    await world.manager[Symbol.asyncDispose]();
    await world.clock.advance(60_000);
    deepStrictEqual([world.playouts.length, world.asked.length], [2, 1]);
  });
});

Deno.test("renewPlayout() tears a playout down and up again, and its viewers stay", async (t) => {
  const channel = channelOf("1");
  await t.step("when the old one is gone, another has taken over", async () => {
    await using world = new World();
    const client = follow(world.watch(channel));
    await world.clock.advance(1_000);
    world.playout(channel).endMs = 700;
    let isDone = false;
    const restarted = world.manager.renewPlayout("c1").then(() => isDone = true);
    await world.clock.advance(600);
    deepStrictEqual([isDone, world.playouts.length], [false, 1], "it does not begin beside the old one");
    await world.clock.advance(200);
    await restarted;
    deepStrictEqual([isDone, world.playouts.map(({ mayOpen }) => mayOpen)], [true, [true, true]]);
    await world.clock.advance(1_000);
    deepStrictEqual([client.isOver, world.manager.runtime("c1").state], [false, "live"]);
  });
  await t.step("a channel that does not run has nothing to tear down", async () => {
    await using world = new World();
    await world.manager.renewPlayout("c1");
    strictEqual(world.playouts.length, 0);
  });
});

Deno.test("A manager that is disposed of ends all channels and streams, and opens none", async () => {
  await using world = new World();
  const channels = [channelOf("1"), channelOf("2"), channelOf("3")];
  const clients = channels.slice(1).map((channel) => follow(world.watch(channel)));
  world.manager.open(known(channels[0], "channel"));
  await world.clock.advance(0);
  for (const channel of channels) world.playout(channel).endMs = 1_500;
  await world.clock.advance(lingerMs + 500);
  strictEqual(world.manager.running("c1"), null, "the first one is ending already");
  let isOver = false;
  const disposed = world.manager[Symbol.asyncDispose]().then(() => isOver = true);
  await world.clock.settle();
  deepStrictEqual(clients.map((client) => client.isOver), [true, true]);
  deepStrictEqual(world.left, ["channel", "channel"]);
  throws(() => world.watch(channelOf("4")), { code: "shutting_down" });
  deepStrictEqual([isOver, world.running()], [false, ["2", "3", "1"]], "it waits for every playout");
  await world.clock.advance(1_500);
  await disposed;
});

Deno.test("ChannelManager.update()", async (t) => {
  const continuous = channelOf("1", { lifecycle: "continuous" });
  const watched = channelOf("2");

  await t.step("ends a channel that is gone, and its viewers' streams, at once", async () => {
    await using world = new World();
    world.manager.startContinuous([continuous]);
    world.watch(watched);
    world.manager.update([continuous]);
    deepStrictEqual([world.left, world.manager.running(watched.id)], [["channel"], null]);
    deepStrictEqual(world.turns, ["1 runs", "2 runs", "2 ended"]);
    await world.clock.advance(100);
    deepStrictEqual(world.running(), ["1"]);
  });

  await t.step("keeps playout and viewers of a channel that was renamed and renumbered", async () => {
    await using world = new World();
    const viewer = world.watch(watched);
    const edited = { ...watched, number: "22", name: "Other" };
    world.manager.update([edited]);
    await world.clock.advance(10_000);
    strictEqual(world.manager.running(watched.id)?.channel, edited);
    deepStrictEqual([world.playouts.length, world.left, world.asked], [1, [], []]);
    ok(world.manager.running(watched.id)?.fanout.viewers.has(viewer));
  });

  await t.step(
    "asks at the door of restarts for another playout when the profile changed, until it opens",
    async () => {
      await using world = new World();
      world.watch(watched);
      await world.clock.advance(100);
      world.isDoorOpen = false;
      const ready = Promise.withResolvers<void>();
      world.ready = ready.promise;
      world.manager.update([{ ...watched, profile: "wide" }]);
      await world.clock.advance(60_000);
      deepStrictEqual(
        [world.playouts.length, world.asked],
        [1, []],
        "what is on air stays until there is a picture",
      );
      ready.resolve();
      await world.clock.advance(6_000);
      deepStrictEqual([world.playouts.length, world.asked.length], [1, 2]);
      world.isDoorOpen = true;
      await world.clock.advance(6_000);
      deepStrictEqual(world.playouts.map(({ channel }) => channel.profile), [watched.profile, "wide"]);
      deepStrictEqual(world.left, []);
    },
  );

  await t.step(
    "starts a channel that is new and continuous, once channels have begun to run by themselves",
    async () => {
      await using world = new World();
      world.manager.update([continuous]);
      strictEqual(world.manager.running(continuous.id), null);
      world.manager.startContinuous([]);
      world.manager.update([continuous, watched]);
      deepStrictEqual(world.turns, ["1 runs"]);
    },
  );

  await t.step("lets a channel that became on-demand linger and end when nobody watches", async () => {
    await using world = new World();
    world.manager.startContinuous([continuous]);
    world.manager.update([{ ...continuous, lifecycle: "on_demand" }]);
    ok(world.manager.running(continuous.id) !== null);
    await world.clock.advance(CHANNEL_OPTIONS.lingerMs + 1_000);
    strictEqual(world.manager.running(continuous.id), null);
  });
});
