import { deepStrictEqual, notStrictEqual, ok, rejects, strictEqual, throws } from "node:assert/strict";
import fc from "fast-check";
import type { Channel } from "../../src/channel.ts";
import { Fault } from "../../src/fault.ts";
import { Tuners } from "../../src/hdhomerun/mod.ts";
import { createMetrics } from "../../src/metrics/mod.ts";
import { ChannelManager, SessionManager, type TunerTable } from "../../src/playout/mod.ts";
import type { Tuned, TuneRequest } from "../../src/tuning.ts";
import { findChannel } from "../../src/playout/find_channel.ts";
import { FakeClock } from "../fakes/fake_clock.ts";
import { FakePlayout } from "../fakes/fake_playout.ts";
import { metricOf } from "../fakes/metric_of.ts";
import { CHANNEL_OPTIONS, channelOf, logInto } from "./samples.ts";

const SESSIONS_MAX = 3;
const TUNERS = 2;
const REQUEST: TuneRequest = {
  number: "1",
  via: "tuner",
  tuner: null,
  address: "192.168.1.9",
  agent: "VLC/3.0",
  durationMs: null,
};

/** Sessions with real channels and real tuners, over fake playouts. */
class World implements AsyncDisposable {
  readonly clock = new FakeClock();
  readonly log: string[] = [];
  readonly metrics = createMetrics();
  readonly channels: Channel[] = ["1", "2", "3"].map((number) => channelOf(number));
  readonly table: Tuners;
  /** Size of what playouts write at a time. */
  pieceBytes = 188;
  /** Tuners taken and given back so far; a double return counts twice. */
  taken = 0;
  returned = 0;
  readonly manager: ChannelManager;
  readonly sessions: SessionManager;

  constructor({ tunerCount = TUNERS, patienceMs = 0 }: { tunerCount?: number; patienceMs?: number } = {}) {
    const { clock, metrics } = this;
    this.table = new Tuners(tunerCount, { lingerMs: CHANNEL_OPTIONS.lingerMs, clock });
    const log = logInto(this.log, clock);
    this.manager = new ChannelManager({
      ...{ clock, metrics, log },
      makePlayout: (channel, fanout) => {
        const playout = new FakePlayout(channel, fanout, clock);
        playout.pieceBytes = this.pieceBytes;
        return playout;
      },
      onLeave: (viewer, reason) => this.sessions.close(viewer, reason),
      requestRestart: () => Promise.resolve(false),
      onRunning: () => {},
      whenReady: () => Promise.resolve(),
      onFreed: (viewer) => this.sessions.free(viewer),
      hasSurplus: () => false,
    }, CHANNEL_OPTIONS);
    this.sessions = new SessionManager(
      {
        ...{ clock, metrics, log, channels: this.manager, tuners: this.#countingTuners() },
        findChannel: (number) => findChannel(this.channels, number),
      },
      SESSIONS_MAX,
      patienceMs,
    );
  }

  open(request: Partial<TuneRequest> = {}): Promise<Tuned> {
    return this.sessions.open({ ...REQUEST, ...request });
  }

  /** Channels the tuners show, by index. */
  tuned(): (string | null)[] {
    return this.sessions.tuners().map(({ channelId }) => channelId);
  }

  /** Channels of tuners with a viewer. */
  occupied(): (string | null)[] {
    return this.sessions.tuners().filter(({ address }) => address !== null).map(({ channelId }) => channelId);
  }

  /** What viewers, records and tuners say of each other. */
  checkBooks(): void {
    const records = this.sessions.sessions();
    for (const { id } of this.channels) {
      const ofChannel = records.filter(({ channelId }) => channelId === id);
      strictEqual(this.manager.runtime(id).viewers, ofChannel.length);
      ok(ofChannel.length <= SESSIONS_MAX);
    }
    const viaTuner = records.filter(({ via }) => via === "tuner");
    strictEqual(this.taken - this.returned, viaTuner.length);
    deepStrictEqual(this.occupied().sort(), [...new Set(viaTuner.map(({ channelId }) => channelId))].sort());
  }

  #countingTuners(): TunerTable {
    return {
      list: () => this.table.list(),
      reserve: (index, isReserved) => this.table.reserve(index, isReserved),
      acquire: (wish) => {
        const lease = this.table.acquire(wish);
        this.taken += 1;
        return {
          [Symbol.dispose]: () => {
            this.returned += 1;
            lease[Symbol.dispose]();
          },
        };
      },
    };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.manager[Symbol.asyncDispose]();
    deepStrictEqual(this.sessions.sessions(), []);
    deepStrictEqual(this.occupied(), []);
    strictEqual(this.returned, this.taken, "each tuner comes back exactly once");
  }
}

Deno.test("open() gives the channel's stream and keeps a record of the viewer", async () => {
  await using world = new World();
  const startedAtMs = world.clock.wallMs();
  const tuned = await world.open();
  await world.open({ number: "2", via: "iptv", address: "fe80::1", agent: "" });
  const reader = tuned.body.getReader();
  await world.clock.advance(1_200);
  strictEqual((await reader.read()).value?.length, 188);
  await world.clock.settle();
  const [first, second] = world.sessions.sessions();
  deepStrictEqual(first, {
    ...{ id: tuned.sessionId, channelId: "c1", via: "tuner", address: "192.168.1.9", agent: "VLC/3.0" },
    ...{ startedAtMs, state: "active", bytesSent: 3 * 188, droppedBytes: 0 },
  });
  deepStrictEqual([second?.channelId, second?.via, second?.address], ["c2", "iptv", "fe80::1"]);
  notStrictEqual(first?.id, second?.id);
  deepStrictEqual(world.tuned(), ["c1", null], "only a tuner's viewer takes a tuner");
});

Deno.test("open() refuses, and takes nothing", async (t) => {
  const CASES: [name: string, before: Partial<TuneRequest>[], request: Partial<TuneRequest>, want: object][] =
    [
      ["a channel that is not there", [], { number: "9" }, {
        code: "unknown_channel",
        message: "Cannot tune: there is no channel 9",
      }],
      ["a tuner that is not there", [], { tuner: 7 }, { code: "unknown_tuner" }],
      ["a tuner that shows another channel", [{ tuner: 0 }], { number: "2", tuner: 0 }, {
        code: "tuner_in_use",
      }],
      ["a third channel on two tuners", [{}, { number: "2" }], { number: "3" }, {
        code: "all_tuners_in_use",
      }],
      ["one viewer more than a channel may have", Array(SESSIONS_MAX).fill({ via: "iptv" }), {}, {
        code: "too_many_sessions",
        message: "Cannot open channel 1: all 3 sessions are in use",
      }],
    ];
  for (const [name, before, request, want] of CASES) {
    await t.step(name, async () => {
      await using world = new World();
      for (const one of before) await world.open(one);
      const state = () => [world.sessions.sessions().length, world.taken - world.returned];
      const wanted = state();
      await rejects(world.open(request), want);
      deepStrictEqual(state(), wanted);
    });
  }
  await t.step("everybody, while shutting down", async () => {
    await using world = new World();
    await world.manager[Symbol.asyncDispose]();
    await rejects(world.open(), { code: "shutting_down" });
    deepStrictEqual([world.taken, world.returned], [1, 1], "the tuner is given back");
  });
});

Deno.test("A session that ends makes room for the next", async () => {
  await using world = new World();
  const all = [await world.open(), await world.open(), await world.open()];
  await rejects(world.open(), { code: "too_many_sessions" });
  await all[1]?.body.cancel();
  await world.open();
  await world.open({ number: "2" });
});

Deno.test("A session ends once, with its reason", async (t) => {
  const reasonOf = (world: World) => world.log.filter((line) => line.includes("Viewer left"));
  await t.step("when the client goes", async () => {
    await using world = new World();
    const { body } = await world.open();
    await body.cancel();
    ok(reasonOf(world)[0]?.includes('"reason":"client"'));
    deepStrictEqual([world.returned, world.tuned()], [1, ["c1", null]], "the tuner lingers");
    await world.clock.advance(CHANNEL_OPTIONS.lingerMs);
    deepStrictEqual(world.tuned(), [null, null]);
  });
  await t.step("when its time is over", async () => {
    await using world = new World();
    const { body } = await world.open({ durationMs: 3_000 });
    await world.clock.advance(2_900);
    strictEqual(world.sessions.sessions().length, 1);
    await world.clock.advance(200);
    ok(reasonOf(world)[0]?.includes('"reason":"duration"'));
    await body.cancel();
  });
  await t.step("when the channel ends", async () => {
    await using world = new World();
    await world.open();
    await world.manager[Symbol.asyncDispose]();
    ok(reasonOf(world)[0]?.includes('"reason":"channel"'));
    strictEqual(reasonOf(world).length, 1);
  });
  await t.step(
    "when its client takes nothing for the stall time; then its socket counts as stalled",
    async () => {
      await using world = new World();
      world.pieceBytes = 600_000;
      const { body } = await world.open();
      await world.clock.advance(1_000);
      strictEqual(world.sessions.sessions()[0]?.bytesSent, 600_000, "that is all its stream holds");
      ok(await metricOf(world.metrics, "stalled_sockets") === 0);
      await world.clock.advance(CHANNEL_OPTIONS.stallMs + 100);
      ok(reasonOf(world)[0]?.includes('"reason":"stalled"'));
      strictEqual(await metricOf(world.metrics, "stalled_sockets"), 1);
      await body.cancel();
    },
  );
});

Deno.test("kick() sends one viewer away and frees its tuner at once", async () => {
  await using world = new World();
  const kicked = await world.open({ number: "1" });
  await world.open({ number: "2" });
  await rejects(world.open({ number: "3" }), { code: "all_tuners_in_use" });
  world.sessions.kick(kicked.sessionId);
  await world.open({ number: "3" });
  deepStrictEqual(world.tuned(), ["c3", "c2"]);
  ok(world.log.some((line) => line.includes("Viewer left") && line.includes('"reason":"kicked"')));
  await Array.fromAsync(kicked.body);
  throws(() => world.sessions.kick(kicked.sessionId), { code: "not_found" });
});

Deno.test("kick() tells whoever serves a playlist to send its viewer away", async () => {
  await using world = new World();
  const [channel] = world.channels;
  ok(channel);
  const watcher = {
    ...{ bytesSent: 0, droppedBytes: 0 },
    sendAway: () => world.sessions.close(watcher, "kicked"),
  };
  const id = world.sessions.record(channel, watcher, { ...REQUEST, via: "hls" }, null);
  world.sessions.kick(id);
  deepStrictEqual(world.sessions.sessions(), []);
  throws(() => world.sessions.kick(id), { code: "not_found" });
});

Deno.test("watch() ends sessions that were sent nothing for the idle time, and no others", async () => {
  await using world = new World();
  using _looking = world.sessions.watch({ idleTimeoutMs: 30_000, cleanupIntervalMs: 10_000 });
  world.pieceBytes = 0;
  await world.open({ number: "1" });
  world.pieceBytes = 188;
  const alive = await world.open({ number: "2" });
  const drain = Array.fromAsync(alive.body);
  await world.clock.advance(29_000);
  strictEqual(world.sessions.sessions().length, 2);
  strictEqual(world.sessions.sessions()[0]?.state, "starting");
  await world.clock.advance(11_000);
  deepStrictEqual(world.sessions.sessions().map(({ channelId, state }) => [channelId, state]), [[
    "c2",
    "active",
  ]]);
  ok(world.log.some((line) => line.includes('"reason":"idle"')));
  await world.manager[Symbol.asyncDispose]();
  await drain;
});

Deno.test("A device with one tuner shows one channel to many, and changes channels at once", async () => {
  await using world = new World({ tunerCount: 1 });
  const first = await world.open();
  const second = await world.open({ tuner: 0 });
  await rejects(world.open({ number: "2" }), { code: "all_tuners_in_use" });
  await first.body.cancel();
  await rejects(world.open({ number: "2" }), { code: "all_tuners_in_use" });
  await second.body.cancel();
  deepStrictEqual(world.tuned(), ["c1"], "it lingers");
  await world.open({ number: "2" });
  deepStrictEqual(world.tuned(), ["c2"]);
});

Deno.test("open() waits a moment for a tuner, because who changes channels asks before its hang-up has arrived", async () => {
  await using world = new World({ tunerCount: 1, patienceMs: 500 });
  const first = await world.open();
  const second = world.open({ number: "2" });
  await world.clock.advance(300);
  deepStrictEqual(world.tuned(), ["c1"]);
  await first.body.cancel();
  await world.clock.advance(50);
  await second;
  deepStrictEqual(world.tuned(), ["c2"]);
  const inVain = rejects(world.open({ number: "3" }), { code: "all_tuners_in_use" });
  const specific = rejects(world.open({ number: "3", tuner: 0 }), { code: "tuner_in_use" });
  await world.clock.advance(600);
  await Promise.all([inVain, specific]);
});

Deno.test("open() sends nothing ahead of the clock to whoever is to be paced", async () => {
  await using world = new World();
  const [channel] = world.channels;
  ok(channel);
  const { fanout } = world.manager.open(channel);
  await world.clock.advance(100);
  for (let startMs = 500; startMs < 3_000; startMs += 500) {
    const flags = { isKey: true, isDiscontinuity: false, isSlate: false };
    fanout.write({ bytes: new Uint8Array(188), startMs, endMs: startMs + 500, ...flags });
  }
  await world.open();
  await world.open({ isPaced: true });
  const [free, paced] = world.sessions.sessions().map(({ bytesSent }) => bytesSent);
  strictEqual(paced, 188);
  ok((free ?? 0) > 188);
});

Deno.test("open() waits for no tuner once its asker does not, and leaves it to others", async () => {
  await using world = new World({ tunerCount: 1, patienceMs: 500 });
  const first = await world.open();
  const stop = new AbortController();
  const refused = rejects(world.open({ number: "2", signal: stop.signal }), { code: "shutting_down" });
  await world.clock.advance(100);
  stop.abort(new Fault("shutting_down", "Cannot tune: nobody waits"));
  await refused;
  await rejects(world.open({ signal: stop.signal }), { code: "shutting_down" });
  await first.body.cancel();
  await world.clock.advance(100);
  deepStrictEqual(world.occupied(), []);
});

Deno.test("Whoever comes and goes, records, tuners and viewers agree, and in the end nothing is left", async () => {
  const visit = fc.record({
    request: fc.record({
      number: fc.constantFrom("1", "2", "3", "4"),
      via: fc.constantFrom("tuner" as const, "iptv" as const),
      tuner: fc.option(fc.nat(TUNERS)),
      durationMs: fc.option(fc.nat(20_000)),
    }),
    staysMs: fc.option(fc.nat(30_000)),
    pauseMs: fc.nat(8_000),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(visit, { maxLength: 15 }), async (visits) => {
      await using world = new World();
      for (const { request, staysMs, pauseMs } of visits) {
        const tuned = await world.open(request).catch((thrown: unknown) => {
          if (!(thrown instanceof Fault)) throw thrown;
          return null;
        });
        // Cancelled twice, and perhaps after its time is over: it must not count twice.
        const leave = () => Promise.all([tuned?.body.cancel(), tuned?.body.cancel()]);
        if (staysMs !== null) void world.clock.sleep(staysMs).then(leave);
        await world.clock.advance(pauseMs);
        world.checkBooks();
      }
    }),
    { numRuns: 60 },
  );
});
