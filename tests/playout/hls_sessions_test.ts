import { deepStrictEqual, ok, rejects, strictEqual } from "node:assert/strict";
import { createMetrics } from "../../src/metrics/mod.ts";
import { ChannelManager, HlsSessions } from "../../src/playout/mod.ts";
import { FakeClock } from "../fakes/fake_clock.ts";
import { FakePlayout } from "../fakes/fake_playout.ts";
import { CHANNEL_OPTIONS, channelOf, logInto } from "./samples.ts";

const IDLE_MS = 30_000;

/** Playlists of channel 1, over a fake playout that makes half seconds. */
class World implements AsyncDisposable {
  readonly clock = new FakeClock();
  readonly playouts: FakePlayout[] = [];
  /** True makes playouts that never write. */
  isSilent = false;
  readonly manager = new ChannelManager({
    clock: this.clock,
    log: logInto([], this.clock),
    metrics: createMetrics(),
    makePlayout: (channel, fanout) => {
      const playout = new FakePlayout(channel, fanout, this.clock);
      if (this.isSilent) playout.rest();
      this.playouts.push(playout);
      return playout;
    },
    onLeave: () => {},
    onFreed: () => {},
  }, CHANNEL_OPTIONS);
  readonly hls = new HlsSessions({
    channels: this.manager,
    clock: this.clock,
    findChannel: (number) => number === "1" ? channelOf("1") : null,
  });

  /** Asks for the playlist and lets time go on until it comes. */
  async poll(): Promise<string> {
    const asked = this.hls.playlist("1", "1/");
    for (let waitedMs = 0; waitedMs < 1_000; waitedMs += 25) await this.clock.advance(25);
    return await asked;
  }

  get isRunning(): boolean {
    return this.manager.running("c1") !== null;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.hls[Symbol.dispose]();
    await this.manager[Symbol.asyncDispose]();
  }
}

/** Names of the segments in a playlist. */
function segmentsOf(playlist: string): string[] {
  return playlist.split("\n").filter((line) => line !== "" && !line.startsWith("#"));
}

Deno.test("A cold channel's playlist comes with its first, short segment", async () => {
  await using world = new World();
  const startedAt = new Date(world.clock.wallMs()).toISOString();
  let playlist = "";
  const asked = world.hls.playlist("1", "1/").then((text) => playlist = text);
  await world.clock.advance(475);
  strictEqual(playlist, "");
  await world.clock.advance(50);
  await asked;
  deepStrictEqual(segmentsOf(playlist), ["1/0.ts"]);
  ok(playlist.includes("#EXTINF:0.50000,"));
  ok(playlist.includes(`#EXT-X-PROGRAM-DATE-TIME:${startedAt}`), playlist);
  strictEqual(world.hls.segment("c1", 0)?.length, 188);
});

Deno.test("All who poll share one playlist, which goes on", async () => {
  await using world = new World();
  await Promise.all([world.poll(), world.poll()]);
  strictEqual(world.manager.runtime("c1").viewers, 1);
  await world.clock.advance(8_000);
  const [one, other] = [await world.hls.playlist("1", "a/"), await world.hls.playlist("1", "b/")];
  deepStrictEqual(segmentsOf(one), ["a/0.ts", "a/1.ts", "a/2.ts", "a/3.ts", "a/4.ts"]);
  deepStrictEqual(segmentsOf(other), segmentsOf(one).map((name) => name.replace("a/", "b/")));
  strictEqual(world.playouts.length, 1);
});

Deno.test("playlist() refuses", async (t) => {
  await t.step("a channel that is not there, and starts nothing", async () => {
    await using world = new World();
    await rejects(world.hls.playlist("9".repeat(500), ""), {
      code: "unknown_channel",
      message: `Cannot play: there is no channel ${"9".repeat(32)}`,
    });
    strictEqual(world.playouts.length, 0);
  });
  await t.step("a channel without output, after a while; the channel ends by itself", async () => {
    await using world = new World();
    world.isSilent = true;
    const refused = rejects(world.hls.playlist("1", ""), {
      code: "tune_failed",
      message: "Cannot make a playlist of channel 1: no segment in time",
    });
    await world.clock.advance(5_050);
    await refused;
    await world.clock.advance(IDLE_MS + CHANNEL_OPTIONS.lingerMs + 3_500);
    strictEqual(world.isRunning, false);
  });
  await t.step("whoever still waits when it is disposed of, at that moment", async () => {
    await using world = new World();
    world.isSilent = true;
    const refused = rejects(world.hls.playlist("1", ""), { code: "shutting_down" });
    await world.clock.advance(1_000);
    world.hls[Symbol.dispose]();
    await refused;
    strictEqual(world.manager.runtime("c1").viewers, 0);
  });
});

Deno.test("A channel runs while its playlist is polled, or a segment is fetched, and ends afterwards", async () => {
  await using world = new World();
  await world.poll();
  for (let poll = 0; poll < 10; poll++) {
    await world.clock.advance(IDLE_MS - 2_000);
    if (poll % 2 === 0) await world.hls.playlist("1", "");
    else strictEqual(world.hls.segment("c1", 0), null, "long gone");
    strictEqual(world.manager.runtime("c1").viewers, 1);
  }
  await world.clock.advance(IDLE_MS + 3_500);
  deepStrictEqual([world.manager.runtime("c1").viewers, world.isRunning], [0, true], "it lingers");
  await world.clock.advance(CHANNEL_OPTIONS.lingerMs);
  strictEqual(world.isRunning, false);
});

Deno.test("segment() gives nothing of a playlist nobody polls", async () => {
  await using world = new World();
  strictEqual(world.hls.segment("c1", 0), null);
  world.manager.open(channelOf("1"));
  await world.clock.advance(3_000);
  strictEqual(world.hls.segment("c1", 0), null);
  strictEqual(world.manager.runtime("c1").viewers, 0, "asking does not open one");
  await world.poll();
  ok(world.hls.segment("c1", 0) !== null);
  strictEqual(world.hls.segment("c1", 999), null);
});

Deno.test("A channel that breaks and starts again begins another playlist", async (t) => {
  await t.step("for who polls on", async () => {
    await using world = new World();
    await world.poll();
    await world.clock.advance(8_000);
    world.playouts[0]?.break("Cannot go on");
    await world.clock.advance(7_000);
    deepStrictEqual(segmentsOf(await world.poll()), ["1/0.ts"]);
  });
  await t.step("and for who waits for a first segment", async () => {
    await using world = new World();
    const early = rejects(world.hls.playlist("1", ""), { code: "tune_failed" });
    await world.clock.advance(100);
    world.playouts[0]?.break("Cannot go on");
    await world.clock.advance(3_000);
    const late = world.hls.playlist("1", "");
    await world.clock.advance(3_000);
    await early;
    deepStrictEqual(segmentsOf(await late), ["0.ts"]);
  });
});
