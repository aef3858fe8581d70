import { deepStrictEqual, strictEqual } from "node:assert/strict";
import type { ProcessRecord } from "../../../src/ffmpeg/mod.ts";
import type { Airing } from "../../../src/playout/ahead/agenda.ts";
import {
  type IdleJob,
  type IdleWork,
  IdleWorker,
  type Stint,
} from "../../../src/playout/ahead/idle_worker.ts";
import { FakeClock } from "../../fakes/fake_clock.ts";
import { logInto, through } from "../samples.ts";

const HOUR = 3_600_000;

/** Work that writes down what becomes of it. */
class FakeWork implements IdleWork {
  readonly jobs: IdleJob[] = [];
  looks = 0;

  next(): Promise<IdleJob | null> {
    this.looks += 1;
    return Promise.resolve(this.jobs[0] ?? null);
  }
}

class World implements AsyncDisposable {
  readonly clock = new FakeClock();
  readonly lines: string[] = [];
  readonly did: string[] = [];
  readonly works = [new FakeWork(), new FakeWork()];
  readonly pool = { list: [] as ProcessRecord[], processes: () => this.pool.list, isShort: false, cores: 2 };
  agenda: () => Promise<Airing[]> = () => Promise.resolve([]);
  readonly worker = new IdleWorker({
    ...{ clock: this.clock, log: logInto(this.lines, this.clock), pool: this.pool, works: this.works },
    agenda: () => this.agenda(),
  });

  constructor() {
    this.worker.start();
  }

  /** A piece of work of so many turns, a second each. */
  add(work: 0 | 1, name: string, { startMs = HOUR, stopMs = 2 * HOUR, turns = 3 } = {}): void {
    const jobs = this.works[work]?.jobs ?? [];
    const nowMs = this.clock.wallMs();
    jobs.push({
      startMs: nowMs + startMs,
      stopMs: nowMs + stopMs,
      run: async (stint: Stint) => {
        this.did.push(`${name} begins`);
        for (let turn = 0; turn < turns && !stint.signal.aborted; turn++) {
          await this.clock.sleep(1_000, stint.signal);
          await stint.turn();
        }
        this.did.push(`${name} ${stint.signal.aborted ? "is put off" : "is done"}`);
        if (!stint.signal.aborted) jobs.shift();
      },
    });
  }

  watch(ageMs = 60_000): void {
    const startedAtMs = this.clock.wallMs() - ageMs;
    this.pool.list.push({
      kind: "ffmpeg",
      channelId: "c1",
      priority: "viewer",
      isEncode: true,
      pid: 1,
      startedAtMs,
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await through(this.clock, this.worker[Symbol.asyncDispose]());
  }
}

Deno.test("Work is done one piece at a time, the most urgent first, of equals that of the first kind", async () => {
  await using world = new World();
  world.add(1, "encode", { startMs: HOUR });
  world.add(0, "measure", { startMs: HOUR });
  world.add(1, "later", { startMs: 2 * HOUR, stopMs: 3 * HOUR });
  await world.clock.advance(60_000);
  deepStrictEqual(world.did, [
    ...["measure begins", "measure is done"],
    ...["encode begins", "encode is done"],
    ...["later begins", "later is done"],
  ]);
});

Deno.test("A kind of work that cannot tell what to do keeps no other from being done", async () => {
  await using world = new World();
  const [first] = world.works;
  if (first !== undefined) first.next = () => Promise.reject(new Error("the disk is gone"));
  world.add(1, "encode");
  await world.clock.advance(10_000);
  deepStrictEqual(world.did, ["encode begins", "encode is done"]);
  strictEqual(world.lines.some((line) => line.includes("the disk is gone")), true);
});

Deno.test("After a start channels come first, and where there is nothing to do it is not looked for often", async () => {
  await using world = new World();
  await world.clock.advance(2_000);
  strictEqual(world.works[0]?.looks, 0);
  await world.clock.advance(10 * 60_000);
  strictEqual(world.works[0]?.looks, 10);
  world.add(0, "measure");
  world.worker.wake();
  await world.clock.advance(5_000);
  deepStrictEqual(world.did, ["measure begins", "measure is done"]);
});

Deno.test("Nothing is begun while others need the machine", async (t) => {
  const CASES: [name: string, busy: (world: World) => void][] = [
    ["all cores are busy for viewers", (world) => (world.watch(), world.watch())],
    ["there is no slot", (world) => world.pool.isShort = true],
  ];
  for (const [name, busy] of CASES) {
    await t.step(name, async () => {
      await using world = new World();
      busy(world);
      world.add(0, "measure");
      await world.clock.advance(30_000);
      deepStrictEqual(world.did, []);
      world.pool.list.length = 0;
      world.pool.isShort = false;
      await world.clock.advance(10_000);
      deepStrictEqual(world.did, ["measure begins", "measure is done"]);
    });
  }
});

Deno.test("Work holds its breath while viewers need the processor, and goes on afterwards", async () => {
  await using world = new World();
  world.add(0, "encode", { turns: 3 });
  await world.clock.advance(4_500);
  deepStrictEqual(world.did, ["encode begins"]);
  world.watch(0);
  await world.clock.advance(4_800);
  deepStrictEqual(world.did, ["encode begins"]);
  await world.clock.advance(4_000);
  deepStrictEqual(world.did, ["encode begins", "encode is done"]);
});

Deno.test("Work gives its slot back at once when the pool is short, and is done another time", async () => {
  await using world = new World();
  world.add(0, "encode", { turns: 10 });
  await world.clock.advance(5_000);
  world.pool.isShort = true;
  await world.clock.advance(250);
  deepStrictEqual(world.did, ["encode begins", "encode is put off"]);
  world.pool.isShort = false;
  await world.clock.advance(20_000);
  deepStrictEqual(world.did.slice(2), ["encode begins", "encode is done"]);
});

Deno.test("Work leaves the moment somebody asks for room", async () => {
  await using world = new World();
  strictEqual(await world.worker.yieldNow(), false);
  world.add(0, "encode", { turns: 10 });
  await world.clock.advance(5_000);
  world.watch(0);
  await world.clock.advance(1_000);
  strictEqual(await world.worker.yieldNow(), true);
  deepStrictEqual(world.did, ["encode begins", "encode is put off"]);
  strictEqual(await world.worker.yieldNow(), false);
});

Deno.test("Work for what has aired by now is put off", async () => {
  await using world = new World();
  world.add(0, "encode", { startMs: -5_000, stopMs: 6_000, turns: 10 });
  await world.clock.advance(6_500);
  deepStrictEqual(world.did.slice(0, 2), ["encode begins", "encode is put off"]);
  world.works[0]?.jobs.shift();
});

Deno.test("A mistake in one kind of work is reported and does not end all of it", async () => {
  await using world = new World();
  world.agenda = () => Promise.reject(new Error("the disk is full"));
  world.add(0, "measure");
  await world.clock.advance(10_000);
  strictEqual(world.lines.filter((line) => line.includes("the disk is full")).length, 1);
  world.agenda = () => Promise.resolve([]);
  await world.clock.advance(70_000);
  deepStrictEqual(world.did, ["measure begins", "measure is done"]);
});

Deno.test("A worker that is disposed of ends what it does, whatever that is", async () => {
  for (const afterMs of [0, 2_999, 3_000, 3_500, 10_000, 30_000]) {
    const world = new World();
    world.add(0, "encode", { turns: 5 });
    await world.clock.advance(afterMs);
    await world[Symbol.asyncDispose]();
    const { did } = world;
    strictEqual(did.length % 2, 0, did.join());
    await world.clock.advance(60_000);
    strictEqual(world.did.length, did.length);
  }
});
