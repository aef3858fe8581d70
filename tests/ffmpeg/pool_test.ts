import { deepStrictEqual, ok, rejects, strictEqual } from "node:assert/strict";
import fc from "fast-check";
import {
  type Lease,
  type PoolOptions,
  ProcessPoolManager,
  type ProcessRequest,
} from "../../src/ffmpeg/mod.ts";
import { known } from "../../src/invariant.ts";
import { createLogger } from "../../src/log.ts";
import { createMetrics } from "../../src/metrics/mod.ts";
import type { ChildExit } from "../../src/spawner.ts";
import { FakeClock } from "../fakes/fake_clock.ts";
import type { Script } from "../fakes/fake_spawner.ts";
import { metricOf } from "../fakes/metric_of.ts";
import { IDLE_MACHINE, SMALL_POOL, SmallPool } from "./small_pool.ts";

const STREAM: ProcessRequest = {
  kind: "ffmpeg",
  channelId: "c1",
  args: [],
  priority: "viewer",
  isEncode: true,
};

/** A pool with room and without a shortage of starts, whose processes run until they are ended. */
class World extends SmallPool {
  constructor(options: Partial<PoolOptions> = {}, choose: () => Script | null = () => [{ hang: true }]) {
    super(choose, { spawnsPerSecond: 1_000, maxProcesses: 4, ...options });
  }

  /** Asks for a process; its turn comes with the next tick. */
  async lease(request: Partial<ProcessRequest> = {}): Promise<Lease> {
    const asked = this.pool.acquireProcess({ ...STREAM, ...request });
    await this.clock.advance(0);
    return await asked;
  }

  /** The limit that memory allows from now on; 4 is the least there is. */
  limitTo(processes: number): void {
    const memoryLimitBytes = (processes + 0.5) * 150_000_000 / 0.85;
    this.pool.observe({
      ...IDLE_MACHINE,
      mainRssBytes: 0,
      memoryLimitBytes,
      memoryAvailableBytes: memoryLimitBytes,
    });
    strictEqual(this.pool.limit, processes);
  }

  metric(series: string): Promise<number> {
    return metricOf(this.metrics, series);
  }
}

Deno.test("ProcessPoolManager knows each process while it is leased", async () => {
  const world = new World();
  const lease = await world.lease({ kind: "ffprobe", args: ["-i", "a"], isEncode: false });
  deepStrictEqual(world.spawner.calls, [{ command: "/usr/bin/ffprobe", args: ["-i", "a"] }]);
  const startedAtMs = world.clock.wallMs();
  const { pid } = lease.process;
  const record = { kind: "ffprobe", channelId: "c1", priority: "viewer", isEncode: false, pid, startedAtMs };
  deepStrictEqual(world.pool.processes(), [record]);
  strictEqual(await world.metric("ffmpeg_processes_active"), 1);
  await lease[Symbol.asyncDispose]();
  await lease[Symbol.asyncDispose]();
  await world.checkEmpty();
});

Deno.test("ProcessPoolManager holds a slot until the process is really gone", async () => {
  const world = new World({ maxProcesses: 1 });
  const lease = await world.lease();
  world.spawner.children[0]?.kill("SIGSTOP");
  const released = lease[Symbol.asyncDispose]();
  await rejects(world.lease(), {
    code: "pool_full",
    message: "Cannot lease ffmpeg for c1: all 1 slots are in use",
  });
  strictEqual(await world.metric('ffmpeg_spawn_rejected_total{reason="capacity"}'), 1);
  await world.clock.advance(1_500);
  await released;
  await (await world.lease())[Symbol.asyncDispose]();
});

Deno.test("ProcessPoolManager looks at memory and descriptors before each start (S4)", async () => {
  const world = new World();
  world.pool.observe({ ...IDLE_MACHINE, memoryAvailableBytes: 0.1 * IDLE_MACHINE.memoryLimitBytes });
  await rejects(world.lease(), { code: "pool_guard", message: /too little memory is left/ });
  world.pool.observe({ ...IDLE_MACHINE, descriptors: 1_000 });
  await rejects(world.lease(), { code: "pool_guard", message: /too little fd is left/ });
  strictEqual(world.spawner.calls.length, 0);
  strictEqual(await world.metric('ffmpeg_spawn_rejected_total{reason="memory"}'), 1);
  strictEqual(await world.metric('ffmpeg_spawn_rejected_total{reason="fd"}'), 1);
  ok(world.log.some((line) => line.includes("ProcessPoolManager: spawn rejected")));
  await world.checkEmpty();
});

Deno.test("ProcessPoolManager counts pressure from nine tenths of the limit on", async () => {
  const world = new World({ maxProcesses: 10 });
  for (let count = 0; count < 8; count++) await world.lease();
  strictEqual(await world.metric("ffmpeg_pool_pressure_events_total"), 0);
  await world.lease();
  strictEqual(await world.metric("ffmpeg_pool_pressure_events_total"), 1);
});

Deno.test("ProcessPoolManager gives no slot to a program that cannot be started", async () => {
  const world = new World({ maxProcesses: 1 }, () => null);
  await rejects(world.lease(), { code: "spawn_failed" });
  await rejects(world.lease(), { code: "spawn_failed" });
  await world.checkEmpty();
});

Deno.test("A limit that shrinks ends nobody and starts nobody", async () => {
  const world = new World({ maxProcesses: "auto" });
  world.limitTo(8);
  const leases = [];
  for (let count = 0; count < 8; count++) leases.push(await world.lease());
  world.limitTo(5);
  strictEqual(world.spawner.alive.length, 8);
  for (const lease of leases.splice(0, 3)) await lease[Symbol.asyncDispose]();
  await rejects(world.lease(), { code: "pool_full" });
  strictEqual(world.spawner.alive.length, 5);
  await leases[0]?.[Symbol.asyncDispose]();
  await world.lease();
  strictEqual(world.spawner.alive.length, 5);
});

Deno.test("Channels nobody watches encode on no more cores than there are, and viewers still get through", async () => {
  const world = new World({ maxProcesses: 20, cores: 2 });
  const watched = new Set<string>();
  const idle = (channelId: string, isEncode = true) =>
    world.lease({ channelId, priority: "idle", isEncode, isWatched: () => watched.has(channelId) });
  const first = await idle("c1");
  await world.lease({ channelId: "c2", priority: "warm", isWatched: () => false });
  await rejects(idle("c3"), { code: "pool_full", message: /nobody watches and every core is busy/ });
  await idle("c3", false);
  await idle("c2");
  for (let viewer = 0; viewer < 5; viewer++) await world.lease({ channelId: `v${viewer}` });
  await rejects(idle("c3"), { code: "pool_full" });
  world.pool.observe({ ...IDLE_MACHINE, cores: 3 });
  await idle("c3");
  await rejects(idle("c4"), { code: "pool_full" });
  await first[Symbol.asyncDispose]();
  await idle("c4");
  strictEqual(world.pool.hasSurplus, false);
});

Deno.test("Whether a channel is watched counts as it is now, not as it was when its process began", async () => {
  const world = new World({ maxProcesses: 20, cores: 1 });
  const watched = new Set(["c1", "c2"]);
  const lease = (channelId: string, priority: "viewer" | "idle") =>
    world.lease({ channelId, priority, isEncode: true, isWatched: () => watched.has(channelId) });
  await lease("c1", "viewer");
  await lease("c2", "viewer");
  await lease("c3", "idle");
  strictEqual(world.pool.hasSurplus, false);
  watched.delete("c1");
  strictEqual(world.pool.hasSurplus, true);
  await rejects(lease("c4", "idle"), { code: "pool_full" });
});

Deno.test("ffprobe has a rate of its own, but takes slots from the same number", async () => {
  const world = new World({ spawnsPerSecond: 1, maxProcesses: 3 });
  const [streams, probes] = (["ffmpeg", "ffprobe"] as const).map((kind) =>
    [1, 2].map(() => world.pool.acquireProcess({ ...STREAM, kind }))
  );
  const refused = rejects(known(streams?.[1], "second stream"), { code: "pool_full" });
  await world.clock.advance(1);
  deepStrictEqual(world.pool.processes().map(({ kind }) => kind), ["ffmpeg", "ffprobe", "ffprobe"]);
  strictEqual(await world.metric("ffmpeg_spawn_pending"), 1);
  await Promise.all(known(probes, "probes"));
  await world.clock.advance(1_000);
  await refused;
});

Deno.test("Work in the background has a rate of its own, so that viewers find theirs unused", async () => {
  const world = new World({ spawnsPerSecond: 5, maxProcesses: 100 });
  const background = Array.from({ length: 20 }, () => {
    return world.pool.acquireProcess({
      ...STREAM,
      channelId: "loudness",
      priority: "background",
      isPatient: true,
    });
  });
  await world.clock.advance(3_100);
  strictEqual(world.spawner.calls.length, 4, "one, and one more each second");
  await Promise.all(Array.from({ length: 5 }, () => world.lease()));
  strictEqual(world.spawner.calls.length, 9, "a whole burst of viewers");
  const dropped = Promise.allSettled(background);
  await world.pool[Symbol.asyncDispose]();
  await dropped;
});

Deno.test("Work in the background leaves a quarter of the slots to channels, and waits for its own", async () => {
  const world = new World({ maxProcesses: 8 });
  const leases = [];
  for (let count = 0; count < 5; count++) leases.push(await world.lease());
  const leased: Lease[] = [];
  for (let count = 0; count < 3; count++) {
    const wish = { ...STREAM, channelId: "cache", priority: "background", isPatient: true } as const;
    void world.pool.acquireProcess(wish).then((lease) => leased.push(lease), () => {});
  }
  await world.clock.advance(60_000);
  strictEqual(leased.length, 1, "two of eight stay free");
  leases.push(await world.lease(), await world.lease());
  await rejects(world.lease(), { code: "pool_full" });
  for (const lease of leases.splice(0, 3)) await lease[Symbol.asyncDispose]();
  await world.clock.advance(0);
  strictEqual(leased.length, 2);
  strictEqual(
    await world.metric('ffmpeg_spawn_rejected_total{reason="capacity"}'),
    1,
    "who waits is not refused",
  );
  await world.pool[Symbol.asyncDispose]();
});

Deno.test("Probes, measurements and cards offered ahead share the slots of viewers, and stand behind them", async () => {
  const world = new World({ maxProcesses: 4 });
  const leases = [];
  for (let count = 0; count < 4; count++) leases.push(await world.lease());
  const served: string[] = [];
  const wishes: readonly ProcessRequest[] = [
    { ...STREAM, kind: "ffprobe", channelId: "library", priority: "background", isEncode: false },
    { ...STREAM, channelId: "loudness", priority: "background" },
    { ...STREAM, channelId: "slate", priority: "background" },
    { ...STREAM, channelId: "viewer", priority: "viewer" },
  ];
  for (const wish of wishes) {
    const asked = world.pool.acquireProcess({ ...wish, isPatient: true });
    void asked.then(() => served.push(wish.channelId), () => {});
    await world.clock.advance(10);
  }
  deepStrictEqual(served, [], "nobody gets round the gate");
  for (const lease of leases) {
    await lease[Symbol.asyncDispose]();
    await world.clock.advance(5_000);
    ok(world.pool.processes().length <= 4);
  }
  deepStrictEqual(served, ["viewer", "library", "loudness"], "the last slot is kept for a channel");
  await world.pool[Symbol.asyncDispose]();
});

Deno.test("A wish that is refused takes no start from others", async () => {
  const world = new World({ spawnsPerSecond: 2, maxProcesses: 1 });
  const [lease] = [await world.lease()];
  for (let count = 0; count < 20; count++) await rejects(world.lease(), { code: "pool_full" });
  await lease[Symbol.asyncDispose]();
  await (await world.lease())[Symbol.asyncDispose]();
});

Deno.test("A wish that waits too long, or is called off, is dropped and counted", async () => {
  const world = new World({ spawnsPerSecond: 1, timeoutMs: 3_500 });
  await world.lease();
  const off = new AbortController();
  const calledOff = rejects(world.lease({ signal: off.signal }), { code: "shutting_down" });
  const late = Array.from({ length: 5 }, () => world.pool.acquireProcess(STREAM));
  const settled = Promise.allSettled(late);
  strictEqual(await world.metric("ffmpeg_spawn_pending"), 6);
  off.abort();
  await calledOff;
  strictEqual(await world.metric("ffmpeg_spawn_pending"), 5);
  await world.clock.advance(4_000);
  const codes = (await settled).map((one) => one.status === "rejected" ? one.reason.code : "leased");
  deepStrictEqual(codes, ["leased", "leased", "leased", "pool_timeout", "pool_timeout"]);
  strictEqual(await world.metric("ffmpeg_spawn_timeout_total"), 2);
  strictEqual(await world.metric("ffmpeg_spawn_pending"), 0);
});

Deno.test("A process that ended and was not released is swept; one that lives is not", async () => {
  const world = new World();
  const [gone] = [await world.lease(), await world.lease()];
  world.spawner.children[0]?.crash(1);
  await world.clock.advance(59_000);
  strictEqual(world.pool.processes().length, 2);
  await world.clock.advance(1_000);
  deepStrictEqual(world.pool.processes().map(({ pid }) => pid), [world.spawner.children[1]?.pid]);
  ok(world.log.some((line) => line.includes("ProcessPoolManager: released a process that had ended")));
  await gone[Symbol.asyncDispose]();
  strictEqual(await world.metric("ffmpeg_processes_active"), 1);
});

Deno.test("A process that cannot be ended is told of until it is gone, and keeps its slot", async () => {
  const clock = new FakeClock();
  const { promise: exit, resolve: goAway } = Promise.withResolvers<ChildExit>();
  const signals: string[] = [];
  // As one that waits for a disk of the network which does not answer.
  const spawn = () => ({
    ...{ pid: 7, stdout: new ReadableStream(), stderr: ReadableStream.from([]), exit },
    kill: (signal: string) => void signals.push(signal),
  });
  const log: string[] = [];
  const write = (line: string) => void log.push(line);
  const pool = new ProcessPoolManager(
    {
      spawner: { spawn },
      clock,
      log: createLogger({ level: "debug", format: "json", clock, write }),
      metrics: createMetrics(),
    },
    SMALL_POOL,
  );
  const asked = pool.acquireProcess(STREAM);
  await clock.advance(0);
  const released = (await asked)[Symbol.asyncDispose]();
  await clock.advance(600_000);
  deepStrictEqual([signals, pool.processes().length], [["SIGTERM", "SIGKILL"], 1]);
  const told = log.filter((line) => line.includes("ProcessPoolManager: a process does not end"));
  strictEqual(told.length, 1, "once, not every minute");
  goAway({ code: 137, signal: "SIGKILL" });
  await released;
  strictEqual(pool.processes().length, 0);
  await pool[Symbol.asyncDispose]();
});

Deno.test("A process that runs for too long is released, by running time, not by the wall clock", async () => {
  const world = new World({ longRunMs: 3_600_000 });
  await world.lease();
  world.clock.jumpWall(365 * 86_400_000);
  await world.clock.advance(3_000_000);
  await world.lease();
  strictEqual(world.spawner.alive.length, 2);
  await world.clock.advance(660_000);
  strictEqual(world.pool.processes().length, 1);
  strictEqual(world.spawner.children[0]?.isAlive, false);
  ok(world.log.some((line) => line.includes("ProcessPoolManager: released a long-running process")));
});

Deno.test("A pool that is disposed of ends everything, deaf processes too, and turns everybody away", async () => {
  const world = new World({ spawnsPerSecond: 2 });
  await Promise.all([world.lease(), world.lease()]);
  world.spawner.children[0]?.kill("SIGSTOP");
  const waiting = rejects(world.pool.acquireProcess(STREAM), { code: "shutting_down" });
  const disposed = world.pool[Symbol.asyncDispose]();
  await waiting;
  await rejects(world.pool.acquireProcess(STREAM), { code: "shutting_down" });
  await world.clock.advance(1_500);
  await disposed;
  await world.checkEmpty();
});

Deno.test("However asking, releasing and ending interleave, turn by turn, the registry is never behind (U2)", async () => {
  const step = fc.record({ act: fc.constantFrom("ask", "release", "crash"), turns: fc.nat(12) });
  await fc.assert(fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 60 }), async (steps) => {
    const world = new World({ maxProcesses: 3 });
    const moving: Promise<void>[] = [];
    const leases: Lease[] = [];
    const ends: PromiseLike<void>[] = [];
    const asked: Promise<unknown>[] = [];
    for (const { act, turns } of steps) {
      moving.push(world.clock.advance(0));
      const keep = (lease: Lease) => leases.push(lease);
      if (act === "ask") asked.push(world.pool.acquireProcess(STREAM).then(keep, (thrown) => thrown.code));
      if (act === "release") ends.push(...leases.splice(0, 1).map((lease) => lease[Symbol.asyncDispose]()));
      if (act === "crash") world.spawner.alive[0]?.crash(1);
      for (let turn = 0; turn <= turns; turn++) {
        await Promise.resolve();
        const [alive, registered] = [world.spawner.alive.length, world.pool.processes().length];
        ok(alive <= registered && registered <= 3, `${alive} alive, ${registered} registered`);
      }
    }
    await Promise.all([...moving, world.clock.advance(10)]);
    const refused = (await Promise.all(asked)).filter((outcome) => typeof outcome === "string");
    deepStrictEqual(refused.filter((code) => code !== "pool_full"), []);
    await Promise.all([...ends, world.pool[Symbol.asyncDispose]()]);
    await world.checkEmpty();
  }));
});

Deno.test("Encoders stand back for us, the background for all, and no probe: its time limit is a verdict on its file", async () => {
  const world = new World();
  const leases = [
    await world.lease({ isEncode: false }),
    await world.lease({ kind: "ffprobe", priority: "background", isEncode: false }),
    await world.lease({ priority: "background", isEncode: true }),
    await world.lease({ isEncode: true }),
  ];
  deepStrictEqual(world.lowered, [
    [leases[2]?.process.pid, "behindAll"],
    [leases[3]?.process.pid, "behindUs"],
  ]);
  await Promise.all(leases.map((lease) => lease[Symbol.asyncDispose]()));
});
