import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import fc from "fast-check";
import { type Priority, SpawnQueue, type Turn } from "../../src/ffmpeg/spawn_queue.ts";
import { FakeClock } from "../fakes/fake_clock.ts";

const PRIORITIES: readonly Priority[] = ["viewer", "warm", "idle", "background"];

/** A queue, and the order in which whoever waited was served or sent away. */
class Line {
  readonly clock = new FakeClock();
  readonly queue: SpawnQueue;
  readonly told: string[] = [];
  readonly startsAtMs: number[] = [];
  /** What a turn leads to; by default a start. */
  turn: (name: string) => Turn = () => "started";

  constructor(ratePerSecond = 5, timeoutMs = 15_000) {
    this.queue = new SpawnQueue(this.clock, { ratePerSecond, timeoutMs });
  }

  add(name: string, priority: Priority, signal: AbortSignal | null = null, isPatient = false): void {
    this.queue.add({
      priority,
      signal,
      askedAtMs: isPatient ? null : this.clock.monotonicMs(),
      start: () => {
        const turn = this.turn(name);
        if (turn !== "waits") this.told.push(turn === "started" ? name : `${name} ${turn}`);
        if (turn === "started") this.startsAtMs.push(this.clock.monotonicMs());
        return turn;
      },
      drop: (isLate) => this.told.push(`${name} ${isLate ? "late" : "off"}`),
    });
  }

  /** Uses up the burst, so that whoever comes next must wait. */
  async drain(): Promise<void> {
    for (let index = 0; index < 5; index++) this.add("burst", "viewer");
    await this.clock.advance(0);
    deepStrictEqual(this.told.splice(0), Array<string>(5).fill("burst"));
  }
}

Deno.test({
  name: "SpawnQueue serves a burst at once, then its rate",
  permissions: "none",
  async fn() {
    const line = new Line();
    for (let index = 0; index < 8; index++) line.add(`${index}`, "viewer");
    await line.clock.advance(0);
    deepStrictEqual([line.told.length, line.queue.size], [5, 3]);
    await line.clock.advance(10_000);
    deepStrictEqual(line.startsAtMs.slice(5), [200, 400, 600]);
    deepStrictEqual(line.told, ["0", "1", "2", "3", "4", "5", "6", "7"]);
  },
});

Deno.test({
  name:
    "SpawnQueue serves viewers before joints before idle channels before the background, equals as they came",
  permissions: "none",
  async fn() {
    const arrivals = fc.array(fc.constantFrom(...PRIORITIES), { maxLength: 30 });
    await fc.assert(fc.asyncProperty(arrivals, async (priorities) => {
      const line = new Line();
      await line.drain();
      priorities.forEach((priority, index) => line.add(`${priority} ${index}`, priority));
      await line.clock.advance(60_000);
      const want = PRIORITIES.flatMap((rank) =>
        priorities.flatMap((priority, index) => priority === rank ? [`${priority} ${index}`] : [])
      );
      deepStrictEqual(line.told, want);
    }));
  },
});

Deno.test({
  name: "SpawnQueue lets a viewer who comes later go first",
  permissions: "none",
  async fn() {
    const line = new Line();
    await line.drain();
    line.add("scan", "background");
    await line.clock.advance(150);
    line.add("viewer", "viewer");
    await line.clock.advance(50);
    deepStrictEqual(line.told, ["viewer"]);
    await line.clock.advance(200);
    deepStrictEqual(line.told, ["viewer", "scan"]);
  },
});

Deno.test({
  name: "SpawnQueue never starts more than rate + burst within any second (S3)",
  permissions: "none",
  async fn() {
    const waits = fc.array(fc.tuple(fc.integer({ min: 1, max: 12 }), fc.integer({ min: 0, max: 1_500 })), {
      minLength: 1,
      maxLength: 20,
    });
    await fc.assert(fc.asyncProperty(fc.integer({ min: 1, max: 8 }), waits, async (rate, groups) => {
      const line = new Line(rate, 1e9);
      let asked = 0;
      for (const [count, pauseMs] of groups) {
        for (let index = 0; index < count; index++) line.add(`${asked++}`, "viewer");
        await line.clock.advance(pauseMs);
      }
      await line.clock.advance(asked * 1_000);
      strictEqual(line.startsAtMs.length, asked, "nobody is forgotten");
      line.startsAtMs.forEach((atMs, index) => {
        const beyond = line.startsAtMs[index + 2 * rate] ?? Infinity;
        ok(beyond - atMs >= 1_000, `${2 * rate + 1} starts within ${beyond - atMs} ms`);
      });
    }));
  },
});

Deno.test({
  name: "SpawnQueue counts only what really starts against the rate",
  permissions: "none",
  async fn() {
    const line = new Line();
    line.turn = (name) => name.startsWith("hopeless") ? "refused" : "started";
    for (let index = 0; index < 50; index++) line.add(`hopeless ${index}`, "viewer");
    for (let index = 0; index < 5; index++) line.add(`${index}`, "idle");
    await line.clock.advance(0);
    strictEqual(line.told.length, 55, "fifty refusals leave the burst to those who can be served");
    deepStrictEqual(line.told.slice(50), ["0", "1", "2", "3", "4"]);
  },
});

Deno.test({
  name: "SpawnQueue lets who waits for room wait, and nobody because of them",
  permissions: "none",
  async fn(t) {
    let hasRoom = false;
    const full = () => {
      const line = new Line();
      hasRoom = false;
      line.turn = (name) => name.startsWith("patient") && !hasRoom ? "waits" : "started";
      line.add("patient", "viewer", null, true);
      return line;
    };
    await t.step("others go before", async () => {
      const line = full();
      await line.clock.advance(0);
      line.add("other", "background");
      await line.clock.advance(0);
      deepStrictEqual(line.told, ["other"]);
    });
    await t.step("they are woken by room, at that moment", async () => {
      const line = full();
      await line.clock.advance(60_000);
      hasRoom = true;
      line.queue.wake();
      await line.clock.advance(0);
      deepStrictEqual(line.told, ["patient"]);
    });
    await t.step("if nobody wakes them, they look for themselves", async () => {
      const line = full();
      await line.clock.advance(60_000);
      hasRoom = true;
      await line.clock.advance(5_000);
      deepStrictEqual(line.told, ["patient"]);
    });
    await t.step("being woken for nothing gives nobody a place that is not theirs", async () => {
      const line = full();
      line.add("patient 2", "idle", null, true);
      for (let times = 0; times < 20; times++) {
        line.queue.wake();
        await line.clock.advance(10);
      }
      hasRoom = true;
      line.queue.wake();
      await line.clock.advance(0);
      deepStrictEqual(line.told, ["patient", "patient 2"]);
    });
    await t.step("called off, or sent away, they are told", async () => {
      const line = full();
      const off = new AbortController();
      line.add("patient 2", "viewer", off.signal, true);
      await line.clock.advance(60_000);
      off.abort();
      line.queue.close();
      deepStrictEqual(line.told, ["patient 2 off", "patient off"]);
    });
  },
});

Deno.test({
  name: "SpawnQueue drops who waited too long, as soon as that is known",
  permissions: "none",
  async fn() {
    const line = new Line(1, 2_500);
    for (let index = 0; index < 5; index++) line.add(`${index}`, "idle");
    await line.clock.advance(2_500);
    deepStrictEqual(line.told, ["0", "1", "2"]);
    await line.clock.advance(100);
    deepStrictEqual(line.told, ["0", "1", "2", "3 late", "4 late"]);
    strictEqual(line.queue.size, 0);
  },
});

Deno.test({
  name: "SpawnQueue drops whose signal aborts, at that moment",
  permissions: "none",
  async fn(t) {
    await t.step("while they wait", async () => {
      const line = new Line();
      await line.drain();
      const off = new AbortController();
      line.add("one", "viewer", off.signal);
      line.add("other", "viewer");
      off.abort();
      deepStrictEqual([line.told, line.queue.size], [["one off"], 1]);
      await line.clock.advance(1_000);
      deepStrictEqual(line.told, ["one off", "other"], "the token was not used up");
    });
    await t.step("before they came", () => {
      const line = new Line();
      line.add("one", "viewer", AbortSignal.abort());
      deepStrictEqual([line.told, line.queue.size], [["one off"], 0]);
    });
    await t.step("all of one signal together", async () => {
      const line = new Line();
      await line.drain();
      const off = new AbortController();
      for (let index = 0; index < 20; index++) line.add(`${index}`, "background", off.signal);
      off.abort();
      strictEqual(line.told.length, 20);
      await line.clock.advance(10_000);
      strictEqual(line.told.length, 20, "each is told once");
    });
    await t.step("but not whoever was served before", async () => {
      const line = new Line();
      const off = new AbortController();
      line.add("one", "viewer", off.signal);
      await line.clock.advance(0);
      off.abort();
      deepStrictEqual(line.told, ["one"]);
    });
  },
});

Deno.test({
  name: "SpawnQueue sends everybody away when it closes",
  permissions: "none",
  async fn() {
    const line = new Line();
    await line.drain();
    line.add("one", "viewer");
    line.add("two", "background");
    line.queue.close();
    deepStrictEqual(line.told, ["one off", "two off"]);
    await line.clock.advance(10_000);
    deepStrictEqual(line.told, ["one off", "two off"]);
  },
});

Deno.test({
  name: "SpawnQueue tells everybody exactly once, whatever comes between",
  permissions: "none",
  async fn() {
    const visits = fc.array(
      fc.record({
        priority: fc.constantFrom(...PRIORITIES),
        leavesAfterMs: fc.option(fc.nat(4_000)),
        pauseMs: fc.nat(400),
      }),
      { minLength: 1, maxLength: 40 },
    );
    await fc.assert(fc.asyncProperty(visits, async (visits) => {
      const line = new Line(3, 3_000);
      for (const [index, { priority, leavesAfterMs, pauseMs }] of visits.entries()) {
        const off = new AbortController();
        line.add(`${index}`, priority, off.signal);
        if (leavesAfterMs !== null) void line.clock.sleep(leavesAfterMs).then(() => off.abort());
        await line.clock.advance(pauseMs);
      }
      await line.clock.advance(20_000);
      const names = line.told.map((told) => told.split(" ")[0] ?? "");
      deepStrictEqual(names.sort(), visits.map((_, index) => `${index}`).sort());
      strictEqual(line.queue.size, 0);
    }));
  },
});
