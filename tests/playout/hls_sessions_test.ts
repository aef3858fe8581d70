import { deepStrictEqual, fail, ok, rejects, strictEqual } from "node:assert/strict";
import { known } from "../../src/invariant.ts";
import { createMetrics } from "../../src/metrics/mod.ts";
import { ChannelManager, type HlsClient, HlsSessions, SessionManager } from "../../src/playout/mod.ts";
import { findChannel } from "../../src/playout/find_channel.ts";
import { FakeClock } from "../fakes/fake_clock.ts";
import { FakePlayout } from "../fakes/fake_playout.ts";
import { CHANNEL_OPTIONS, channelOf, logInto } from "./samples.ts";

const IDLE_MS = 30_000;
/** Idle viewers are looked for that often, and a little. */
const SWEEP_MS = 3_500;
const SESSIONS_MAX = 3;
const TV: HlsClient = { address: "192.168.1.9", agent: "TV/1" };
const PHONE: HlsClient = { address: "192.168.1.7", agent: "Phone/2" };

/** Playlists of channel 1, over a fake playout that makes half seconds. */
class World implements AsyncDisposable {
  readonly clock = new FakeClock();
  readonly playouts: FakePlayout[] = [];
  /** True makes playouts that never write. */
  isSilent = false;
  readonly log: string[] = [];
  readonly #shared = { clock: this.clock, log: logInto(this.log, this.clock), metrics: createMetrics() };
  readonly manager = new ChannelManager({
    ...this.#shared,
    makePlayout: (channel, fanout) => {
      const playout = new FakePlayout(channel, fanout, this.clock);
      if (this.isSilent) void playout.rest();
      this.playouts.push(playout);
      return playout;
    },
    onLeave: (viewer, reason) => this.sessions.close(viewer, reason),
    requestRestart: () => Promise.resolve(false),
    onRunning: () => {},
    whenReady: () => Promise.resolve(),
    onFreed: () => {},
    hasSurplus: () => false,
  }, CHANNEL_OPTIONS);
  readonly #parts = {
    ...this.#shared,
    channels: this.manager,
    findChannel: (number: string) => findChannel([channelOf("1")], number),
  };
  readonly sessions = new SessionManager({
    ...this.#parts,
    tuners: { acquire: () => fail("a playlist takes no tuner"), reserve: () => {}, list: () => [] },
  }, SESSIONS_MAX);
  readonly hls = new HlsSessions({ ...this.#parts, sessions: this.sessions });

  /** Asks for the playlist and lets time go on until it comes. */
  async poll(client = TV): Promise<string> {
    const asked = this.hls.playlist("1", "1/", client);
    for (let waitedMs = 0; waitedMs < 1_000; waitedMs += 25) await this.clock.advance(25);
    return await asked;
  }

  /** Agents of the sessions; the channel counts as many viewers. */
  agents(): string[] {
    const sessions = this.sessions.sessions();
    strictEqual(this.manager.runtime("c1").viewers, sessions.length);
    return sessions.map(({ agent }) => agent);
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

/** Numbers of the segments in a playlist, counted from the half second in which all these tests begin. */
function numbersOf(playlist: string): number[] {
  const begin = (new FakeClock().wallMs() - Date.UTC(2026, 0, 1)) / 500;
  return segmentsOf(playlist).map((name) => Number(/(\d+)-\w+\.ts$/.exec(name)?.[1]) - begin);
}

/** Name of the first segment in a playlist. */
function firstOf(playlist: string): string {
  return segmentsOf(playlist)[0]?.replace("1/", "") ?? fail("there is no segment");
}

Deno.test("A cold channel's playlist comes with its first, short segment", async () => {
  await using world = new World();
  const startedAt = new Date(world.clock.wallMs()).toISOString();
  let playlist = "";
  const asked = world.hls.playlist("1", "1/", TV).then((text) => playlist = text);
  await world.clock.advance(475);
  strictEqual(playlist, "");
  await world.clock.advance(50);
  await asked;
  deepStrictEqual(numbersOf(playlist), [0]);
  ok(playlist.includes("#EXTINF:0.50000,\n1/"));
  ok(playlist.includes(`#EXT-X-PROGRAM-DATE-TIME:${startedAt}`), playlist);
  strictEqual(world.hls.segment("c1", firstOf(playlist), TV)?.length, 188);
});

Deno.test("All who poll share one playlist, which goes on", async () => {
  await using world = new World();
  await Promise.all([world.poll(), world.poll(PHONE)]);
  await world.clock.advance(8_000);
  const [one, other] = [await world.hls.playlist("1", "a/", TV), await world.hls.playlist("1", "b/", TV)];
  deepStrictEqual(numbersOf(one), Array.from({ length: 18 }, (_, number) => number));
  deepStrictEqual(segmentsOf(other), segmentsOf(one).map((name) => name.replace("a/", "b/")));
  strictEqual(world.playouts.length, 1);
});

Deno.test("playlist() refuses", async (t) => {
  await t.step("a channel that is not there, and starts nothing", async () => {
    await using world = new World();
    await rejects(world.hls.playlist("9", "", TV), { code: "unknown_channel" });
    strictEqual(world.playouts.length, 0);
  });
  await t.step("a channel without output, after a while; the channel ends by itself", async () => {
    await using world = new World();
    world.isSilent = true;
    const refused = rejects(world.hls.playlist("1", "", TV), {
      code: "tune_failed",
      message: "Cannot make a playlist of channel 1: no segment in time",
    });
    await world.clock.advance(5_050);
    await refused;
    await world.clock.advance(IDLE_MS + CHANNEL_OPTIONS.lingerMs + SWEEP_MS);
    strictEqual(world.isRunning, false);
  });
  await t.step("whoever still waits when it is disposed of, at that moment", async () => {
    await using world = new World();
    world.isSilent = true;
    const refused = rejects(world.hls.playlist("1", "", TV), { code: "shutting_down" });
    await world.clock.advance(1_000);
    world.hls[Symbol.dispose]();
    await refused;
    strictEqual(world.manager.runtime("c1").viewers, 0);
  });
});

Deno.test("A channel runs while its playlist is polled, or a segment is fetched, and ends afterwards", async () => {
  await using world = new World();
  const first = firstOf(await world.poll());
  for (let poll = 0; poll < 10; poll++) {
    await world.clock.advance(IDLE_MS - 2_000);
    if (poll % 2 === 0) await world.hls.playlist("1", "", TV);
    else strictEqual(world.hls.segment("c1", first, TV), null, "long gone");
    strictEqual(world.manager.runtime("c1").viewers, 1);
  }
  await world.clock.advance(IDLE_MS + SWEEP_MS);
  deepStrictEqual([world.manager.runtime("c1").viewers, world.isRunning], [0, true], "it lingers");
  await world.clock.advance(CHANNEL_OPTIONS.lingerMs);
  strictEqual(world.isRunning, false);
});

Deno.test("segment() gives nothing of a playlist nobody polls", async () => {
  await using world = new World();
  const names = ["0-a.ts", "189777600-mk13z400.ts"];
  for (const name of names) strictEqual(world.hls.segment("c1", name, TV), null);
  world.manager.open(channelOf("1"));
  await world.clock.advance(3_000);
  for (const name of names) strictEqual(world.hls.segment("c1", name, TV), null);
  strictEqual(world.manager.runtime("c1").viewers, 0, "asking does not open one");
  const first = firstOf(await world.poll());
  ok(world.hls.segment("c1", first, TV) !== null);
  strictEqual(world.hls.segment("c1", `1${first}`, TV), null);
});

Deno.test("A playlist goes on over whatever begins its channel anew", async (t) => {
  await t.step(
    "a playout that breaks: what was made stays, and a tag says where the new output begins",
    async () => {
      await using world = new World();
      const first = firstOf(await world.poll());
      await world.clock.advance(8_000);
      world.playouts[0]?.break("Cannot go on");
      await world.clock.advance(3_000);
      const playlist = await world.poll();
      const numbers = numbersOf(playlist);
      deepStrictEqual(numbers, numbers.map((_, index) => (numbers[0] ?? NaN) + index));
      ok(numbers.length >= 6);
      strictEqual(
        playlist.match(/#EXT-X-DISCONTINUITY\n/g)?.length,
        2,
        "its beginning, and the new output's",
      );
      ok(world.hls.segment("c1", first, TV) !== null, "it is in memory still");
    },
  );
  await t.step("before there was a first segment", async () => {
    await using world = new World();
    const early = world.hls.playlist("1", "", TV);
    await world.clock.advance(100);
    world.playouts[0]?.break("Cannot go on");
    await world.clock.advance(6_000);
    deepStrictEqual(numbersOf(await early), [0]);
  });
  await t.step("a channel that stops and starts: numbers and names are others", async () => {
    await using world = new World();
    const before = await world.poll();
    await world.clock.advance(IDLE_MS + CHANNEL_OPTIONS.lingerMs + 2 * SWEEP_MS);
    strictEqual(world.isRunning, false);
    const after = await world.poll();
    ok((numbersOf(after)[0] ?? 0) >= 45);
    strictEqual(world.hls.segment("c1", firstOf(before), TV), null);
    const [, tags] = /SEQUENCE:(\d+)\n#EXT-X-DISCONTINUITY\n/.exec(after) ?? [];
    strictEqual(Number(tags), Number(/MEDIA-SEQUENCE:(\d+)/.exec(after)?.[1]));
  });
});

Deno.test("Each address and agent that polls has one session, without a tuner", async () => {
  await using world = new World();
  const startedAtMs = world.clock.wallMs();
  const [playlist] = await Promise.all([world.poll(), world.poll(), world.poll(PHONE)]);
  const first = firstOf(playlist);
  for (const name of [first, first, "999-a.ts"]) await world.hls.segment("c1", name, TV)?.open().cancel();
  strictEqual(world.hls.segment("c1", first, PHONE)?.length, 188, "what is not opened is not sent");
  deepStrictEqual(world.sessions.sessions(), [
    {
      id: "s1",
      channelId: "c1",
      via: "hls",
      ...TV,
      startedAtMs,
      state: "active",
      bytesSent: 2 * 188,
      droppedBytes: 0,
    },
    {
      id: "s2",
      channelId: "c1",
      via: "hls",
      ...PHONE,
      startedAtMs,
      state: "starting",
      bytesSent: 0,
      droppedBytes: 0,
    },
  ]);
  await world.poll({ ...TV, agent: PHONE.agent });
  deepStrictEqual(world.agents(), ["TV/1", "Phone/2", "Phone/2"]);
});

Deno.test("A session ends a while after its own last poll or segment; the last one closes the playlist", async () => {
  await using world = new World();
  await world.poll();
  await world.poll(PHONE);
  const window = world.manager.open(channelOf("1")).hls();
  await world.clock.advance(IDLE_MS - 2_000);
  world.hls.segment("c1", "0-a.ts", PHONE);
  await world.clock.advance(SWEEP_MS + 2_000);
  deepStrictEqual(world.agents(), ["Phone/2"]);
  strictEqual(world.manager.running("c1")?.hls(), window, "the playlist goes on");
  await world.clock.advance(IDLE_MS);
  deepStrictEqual(world.agents(), []);
  strictEqual(world.hls.segment("c1", "0-a.ts", PHONE), null);
  deepStrictEqual(world.log.filter((line) => line.includes('"reason":"client"')).length, 2);
  await world.poll();
  deepStrictEqual(world.agents(), ["TV/1"], "who comes back is a new viewer");
});

Deno.test("A viewer who is sent away is refused for a minute, and nobody else is", async () => {
  await using world = new World();
  const segment = firstOf(await world.poll());
  const other = { ...TV, address: "192.168.1.99" };
  await world.hls.playlist("1", "", other);
  const id = known(world.sessions.sessions()[0], "session").id;
  world.sessions.kick(id);
  strictEqual(world.sessions.sessions().length, 1);
  await rejects(world.hls.playlist("1", "", TV), { code: "forbidden" });
  strictEqual(world.hls.segment("c1", segment, TV), null);
  ok(world.hls.segment("c1", segment, other) !== null);
  for (let atMs = 0; atMs < 60_000; atMs += 5_000) {
    await world.clock.advance(5_000);
    await world.hls.playlist("1", "", other);
  }
  await world.hls.playlist("1", "", TV);
  strictEqual(world.sessions.sessions().length, 2);
});

Deno.test("Viewers of streams and playlists share a channel's limit", async () => {
  await using world = new World();
  const stream = { number: "1", via: "iptv", tuner: null, durationMs: null, ...TV } as const;
  const { body } = await world.sessions.open(stream);
  await world.poll();
  await world.poll(PHONE);
  const another = { ...TV, agent: "another" };
  await rejects(world.hls.playlist("1", "", another), { code: "too_many_sessions" });
  await rejects(world.sessions.open(stream), { code: "too_many_sessions" });
  await world.poll();
  strictEqual(world.agents().length, SESSIONS_MAX, "who is in may go on");
  await body.cancel();
  await world.poll(another);
  deepStrictEqual(world.agents(), ["TV/1", "Phone/2", "another"]);
});

Deno.test("A playlist refused while shutting down leaves no session", async () => {
  await using world = new World();
  await world.manager[Symbol.asyncDispose]();
  await rejects(world.hls.playlist("1", "", TV), { code: "shutting_down" });
  deepStrictEqual(world.agents(), []);
});

Deno.test("A channel that begins anew stays open for a viewer who pauses between polls", async () => {
  await using world = new World();
  await world.poll();
  world.playouts[0]?.break("Cannot go on");
  await world.clock.advance(CHANNEL_OPTIONS.lingerMs + 10_000);
  deepStrictEqual([world.agents(), world.isRunning], [["TV/1"], true]);
});

Deno.test("retain() sends away who polls a channel that is no more, and nobody else", async () => {
  await using world = new World();
  await world.poll();
  world.hls.retain(new Set(["c1"]));
  strictEqual(world.agents().length, 1);
  world.hls.retain(new Set());
  deepStrictEqual(world.agents(), []);
});
